// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <memory>
#include <utility>
#include <vector>

#include "conformance/stores.hpp"

namespace steward::conformance {

/// Rules by table; the tables left out have none.
class TableRules final : public store::RowRules {
 public:
  explicit TableRules(const std::vector<condition::Condition>& rules) {
    for (const auto& rule : rules) rules_.emplace(&rule.table(), rule);
  }
  const condition::Condition* rule(const TableInfo& table) const override {
    const auto found = rules_.find(&table);
    return found == rules_.end() ? nullptr : &found->second;
  }

 private:
  std::map<const TableInfo*, condition::Condition> rules_;
};

[[nodiscard]] inline std::shared_ptr<const store::RowRules> rules_of(const std::vector<condition::Condition>& rules) {
  return std::make_shared<TableRules>(rules);
}

/// The ids that a query finds in its own order; its count, its groups and its pages must say the same.
[[nodiscard]] inline std::vector<Id> agreed_ids(Connection& connection, store::Query wanted) {
  std::vector<Id> whole;
  for (const auto& row : all(connection, wanted)) whole.push_back(model::row_id(row));
  CHECK(ok(connection.count(wanted)) == static_cast<std::int64_t>(whole.size()));
  const auto groups = ok(connection.aggregate({wanted, {}, {{store::Function::count, 0}}}));
  CHECK(groups.at(0).measures.at(0) == Value(static_cast<std::int64_t>(whole.size())));
  std::vector<Id> paged;
  wanted.limit = 2;
  for (auto page = all(connection, wanted); !page.empty(); page = all(connection, wanted)) {
    for (const auto& row : page) paged.push_back(model::row_id(row));
    wanted.after = store::After{{}, paged.back()};
    for (const auto& order : wanted.order) wanted.after->values.push_back(page.back()[order.field]);
  }
  CHECK(paged == whole);
  return whole;
}

}  // namespace steward::conformance
