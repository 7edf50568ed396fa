// SPDX-License-Identifier: Apache-2.0
#include "access/decide.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "rule/generic.hpp"

namespace steward::access {

namespace {

constexpr std::array<std::string_view, operations> verbs{"read", "create", "change", "delete"};

/// Rows of the whole installation: written where everything is seen, but for the roles of one's own users.
bool is_installation(const TableInfo& table) {
  return table.domain == DomainClass::none && table.name != "user_role" && table.access != AccessClass::import_file &&
         table.access != AccessClass::staging_row;
}

unsigned place_of(unsigned operation) {
  unsigned place = 0;
  while ((operation >> place & 1U) == 0) ++place;
  return place;
}

}  // namespace

Error denied(std::string_view rule, std::string_view table, std::optional<Id> record, std::string_view field,
             std::string message) {
  return Error(Fault{"access_denied", std::string(rule), std::string(table), record, std::string(field),
                     std::move(message), "", std::nullopt},
               Category::denied);
}

unsigned bit_of(rule::Operation operation) {
  switch (operation) {
    case rule::Operation::insert:
      return create;
    case rule::Operation::update:
      return write;
    case rule::Operation::erase:
      break;
  }
  return remove;
}

bool allows(const Caller& caller, unsigned operation, const TableInfo& table) {
  const bool by_library = table.system_written || table.flavour == Flavour::series;
  if (by_library && (operation == create || operation == write)) return false;
  return caller.actor.system || caller.grants.allows(table.access, operation);
}

Result<void> decide(const Caller& caller, rule::Operation operation, const TableInfo& table) {
  const auto bit = bit_of(operation);
  const bool by_library = table.system_written || table.flavour != Flavour::record;
  if (by_library && (bit != remove || table.flavour != Flavour::record)) {
    return denied("ACL-10", table.name, std::nullopt, "", fmt::format("{} is written by the library only", table.name));
  }
  if (caller.actor.system) return {};
  if (!allows(caller, bit, table)) {
    return denied("ACL-01", table.name, std::nullopt, "",
                  fmt::format("none of your roles may {} {}", verbs[place_of(bit)], table.name));
  }
  if (!caller.actor.scope.all && is_installation(table)) {
    return denied("DOM-13", table.name, std::nullopt, "",
                  fmt::format("{} concerns every domain and is written in the global one", table.name));
  }
  return {};
}

Result<void> decide_read(const Caller& caller, const TableInfo& table) {
  if (allows(caller, read, table)) return {};
  return denied("ACL-01", table.name, std::nullopt, "", fmt::format("none of your roles may read {}", table.name));
}

Result<void> decide_role(const Caller& caller, std::initializer_list<std::string_view> roles, std::string_view what) {
  if (caller.actor.system) return {};
  for (const auto role : roles) {
    if (caller.has_role(role)) return {};
  }
  return denied("ACL-01", "", std::nullopt, "", fmt::format("{} asks for the role {}", what, fmt::join(roles, " or ")));
}

Result<void> decide_installation(const Caller& caller, std::string_view what) {
  if (caller.actor.system || (caller.admin && caller.actor.scope.all)) return {};
  return denied("ACL-01", "", std::nullopt, "",
                fmt::format("{} asks for an administrator of the whole installation", what));
}

}  // namespace steward::access
