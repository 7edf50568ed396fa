// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <bitset>
#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "steward/access_class.hpp"

// The shipped roles as data: what each contains and is granted. Grants follow the name of a role; a role of the
// host's own grants what the shipped roles that it contains grant.

namespace steward::access {

/// Operations on a table, as bits (ACL-02); reading includes counting, adding up and exporting.
inline constexpr unsigned read = 1;
inline constexpr unsigned create = 2;
inline constexpr unsigned write = 4;
inline constexpr unsigned remove = 8;
inline constexpr unsigned operations = 4;

/// Which rows of a table a grant reaches.
enum class Limit : std::uint8_t {
  none,
  plain_sources,           ///< data sources that are not calculated, and what hangs below them
  video_setting,           ///< the one property that names the host of video meetings
  onboarding_definitions,  ///< playbook definitions that run on onboarding cases
  decision,                ///< only to approve or reject a template
  customer                 ///< what customer users reach: their own account, see access/rows.hpp
};

struct Grant {
  AccessClass on = AccessClass::unstated;
  unsigned operations = 0;
  Limit limit = Limit::none;
};

struct Role {
  enum class Side { internal, external };
  std::string name;
  std::string purpose;
  std::string persona;
  std::vector<std::string> contains;
  std::vector<Grant> grants;
  Side side = Side::internal;
  bool pseudo = false;  ///< shared grants of others; never assigned
};

/// All shipped roles, pseudo roles included.
[[nodiscard]] const std::vector<Role>& roles();
/// The position of a role by name; nothing for a role of the host's own.
[[nodiscard]] std::optional<std::size_t> role_index(std::string_view name);

/// The name of a class, as the reference has it.
[[nodiscard]] std::string_view class_name(AccessClass on);
/// The letters R, C, W, D of some operation bits.
[[nodiscard]] std::string letters(unsigned operations);

/// A set of shipped roles.
using RoleSet = std::bitset<128>;
/// The roles and everything that they contain (ACL-03).
[[nodiscard]] RoleSet closure(const RoleSet& held);
/// All roles for customer users, or all for others.
[[nodiscard]] RoleSet roles_of_side(bool external);
[[nodiscard]] bool holds(const RoleSet& effective, std::string_view role);

}  // namespace steward::access
