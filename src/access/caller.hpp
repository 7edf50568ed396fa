// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "access/grants.hpp"
#include "rule/work.hpp"

namespace steward::access {

/// Who asks, and what they hold: read anew at the start of every call, inside its transaction.
struct Caller {
  rule::Actor actor;
  RoleSet roles;  ///< shipped roles, those contained included
  Grants grants;
  std::string path;  ///< of the domain in which they work, while they are confined to it
  Id account;        ///< of a customer user's contact: their own account (access 6)
  bool admin = false;

  /// True when the caller holds the role, or is an administrator (ACL-09).
  [[nodiscard]] bool has_role(std::string_view role) const { return admin || holds(roles, role); }
  friend bool operator==(const Caller& a, const Caller& b) {
    return a.actor.user == b.actor.user && a.actor.contact == b.actor.contact && a.actor.domain == b.actor.domain &&
           a.actor.system == b.actor.system && a.actor.external == b.actor.external &&
           a.actor.scope.all == b.actor.scope.all && a.actor.scope.wide == b.actor.scope.wide && a.path == b.path &&
           a.actor.scope.data == b.actor.scope.data && a.actor.scope.configuration == b.actor.scope.configuration &&
           a.roles == b.roles && a.account == b.account;
  }
};

/// Reads who acts: the user with the roles, the contact and the part of the domain tree in which they work.
/// `domain` is nil for the user's own, or one below it. Codes: `not_found` (no such active user), `access_denied`
/// (the domain is not below theirs).
[[nodiscard]] Result<Caller> load_caller(rule::Work& work, Id user, Id domain);
/// The shipped roles of a user, contained ones included (ACL-03).
[[nodiscard]] RoleSet roles_of(const rule::Lookup& lookup, Id user);
/// The host's own code.
[[nodiscard]] Caller system_caller();

}  // namespace steward::access
