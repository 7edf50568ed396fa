// SPDX-License-Identifier: Apache-2.0
#include "access/decide.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace steward::access {

namespace {

Error denied(const TableInfo& table, std::string_view rule, std::string message) {
  return Error(
      Fault{"access_denied", std::string(rule), table.name, std::nullopt, "", std::move(message), "", std::nullopt},
      Category::denied);
}

/// Tables that steer the library: only the host's own code writes them.
bool installation_table(const TableInfo& table) {
  constexpr std::string_view names[] = {
      "domain", "property",  "scheduled_job",        "number_sequence",   "exchange_rate",
      "role",   "user_role", "webhook_registration", "webhook_validation"};
  return std::find(std::begin(names), std::end(names), table.name) != std::end(names);
}

/// Tables without domains that hold nothing of any tenant.
bool common_table(const TableInfo& table) {
  constexpr std::string_view names[] = {"property", "scheduled_job", "exchange_rate", "role"};
  return std::find(std::begin(names), std::end(names), table.name) != std::end(names);
}

}  // namespace

Result<void> decide(const rule::Actor& actor, rule::Operation operation, const TableInfo& table) {
  if (table.system_written || table.flavour == Flavour::series) {
    return denied(table, "ACL-10", fmt::format("{} is written by the library only", table.name));
  }
  if (actor.system) return {};
  if (actor.external) return denied(table, "ACL-01", "customer users have no grants here");
  if (installation_table(table)) {
    return denied(table, "ACL-01", fmt::format("{} is written in a system session only", table.name));
  }
  // Deleting is an administrator's act (data model 0.3); administrators come with the roles.
  static_cast<void>(operation);
  return {};
}

Result<void> decide_read(const rule::Actor& actor, const TableInfo& table) {
  if (actor.system) return {};
  if (actor.external) return denied(table, "ACL-01", "customer users have no grants here");
  // Bulk facts and unseparated rows carry no scope of their own and the domain table names every tenant: a caller
  // confined to a part of the tree reads them through history, changes and scores, which do.
  const bool unseparated = table.domain == DomainClass::none && !common_table(table);
  if (!actor.scope.all && (table.flavour == Flavour::fact || unseparated)) {
    return denied(table, "ACL-01", fmt::format("{} is not read directly from inside a domain", table.name));
  }
  return {};
}

}  // namespace steward::access
