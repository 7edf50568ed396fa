// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "steward/model/blocks.hpp"

namespace steward {

struct UserRole;

/// A bundle of rights; may contain others.
struct Role : Record {
  std::string name;
  std::string description;
  IdList contains;
  std::string persona;
};
template <>
struct Describe<Role> {
  static constexpr TableSpec table{.name = "role",
                                   .access = AccessClass::system,
                                   .domain = DomainClass::none,
                                   .title = "A bundle of rights; may contain others."};
  static void fields(auto& f) {
    f("name", &Role::name).max(100).required();
    f("description", &Role::description).text();
    f("contains", &Role::contains).list_of("role");
    f("persona", &Role::persona).max(100);
    f.unique({"name"}, "GEN-14", "duplicate_role", "name");
  }
};

/// A role that a user has.
struct UserRole : Record {
  Ref<User> user;
  Ref<Role> role;
};
template <>
struct Describe<UserRole> {
  static constexpr TableSpec table{.name = "user_role",
                                   .access = AccessClass::system,
                                   .domain = DomainClass::none,
                                   .title = "A role that a user has."};
  static void fields(auto& f) {
    f("user", &UserRole::user).cascade().required();
    f("role", &UserRole::role).cascade().required();
    f.unique({"user", "role"}, "GEN-14", "duplicate_user_role", "role");
  }
};

}  // namespace steward
