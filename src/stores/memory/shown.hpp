// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "store/stored.hpp"
#include "stores/memory/state.hpp"

namespace steward::stores {

/// What an `exists` sees: all rows.
class AllRows final : public condition::RowSource {
 public:
  AllRows(State& state, View view) : state_(&state), view_(view) {}

  const Row* row(const TableInfo& table, Id id) const override { return state_->table(table).find(id, view_); }
  bool any(const TableInfo& table, std::size_t field, const Value& value,
           const std::function<bool(const Row&)>& test) const override {
    return state_->table(table).any(field, value, view_, test);
  }

 private:
  State* state_;
  View view_;
};

/// Which rows of one table the scope of a query shows.
class Shown {
 public:
  /// REQUIRES: all outlive it.
  Shown(const TableInfo& table, const store::Query& query, const AllRows& rows, const model::Schema& schema)
      : filter_(table, query.scope),
        rule_(store::row_rule(table, query.scope)),
        rows_(&rows),
        moment_(&query.moment),
        schema_(&schema) {}

  bool operator()(const Row& row) const {
    if (!filter_.shows(row)) return false;
    return rule_ == nullptr || condition::evaluate(*rule_, row, *rows_, *moment_, *schema_);
  }

 private:
  store::ScopeFilter filter_;
  const condition::Condition* rule_;
  const AllRows* rows_;
  const condition::Moment* moment_;
  const model::Schema* schema_;
};

}  // namespace steward::stores
