// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "access/evaluator.hpp"
#include "support/portfolio.hpp"

// A portfolio with the people that the access tests let in: internal users by role, customer users by account.

namespace steward::test {

/// A customer user and the contact that stands behind them.
struct Customer {
  User user;
  Contact contact;
};

struct World : Portfolio {
  /// A customer user of the account, with roles.
  Customer customer(const Account& account, const stated::Names& roles);
  /// The session of an internal user who has these roles and no other.
  Session internal(const stated::Names& roles, std::optional<Ref<Domain>> home = {});
  /// A file on the record, not yet stored.
  static Attachment new_file(std::string_view table, Id record);
  /// A meeting of the touchpoint with one guest, sent out.
  Meeting scheduled_meeting(const Touchpoint& touchpoint, std::optional<Ref<Contact>> guest = {},
                            std::optional<Ref<User>> organizer = {});
  /// The user as they are, roleless or not.
  Session door(const User& user) { return require(engine.session(ref(user))); }
  Session door(const Customer& customer) { return door(customer.user); }
};

/// What a call answers: empty when it succeeds.
template <class T>
[[nodiscard]] std::string answer(const Result<T>& result) {
  return result ? std::string() : std::string(result.error().code());
}
/// The fields that the faults of a call name, separated by blanks; empty when it succeeds.
template <class T>
[[nodiscard]] std::string named(const Result<T>& result) {
  std::string fields;
  if (result) return fields;
  for (const auto& fault : result.error().faults()) fields += (fields.empty() ? "" : " ") + fault.field;
  return fields;
}

[[nodiscard]] bool masks(const Row& row, std::string_view field);
/// Whether get, find and count agree that the caller reads the record; a table without a grant counts as hidden.
[[nodiscard]] bool reads(Session& session, std::string_view table, Id id);
template <class T>
[[nodiscard]] bool reads(Session& session, const T& entity) {
  return reads(session, table_info<T>().name, entity.id);
}

}  // namespace steward::test
