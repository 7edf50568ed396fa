// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <map>

#include "model/row.hpp"
#include "store/aggregate.hpp"
#include "store/stored.hpp"
#include "stores/memory/connection.hpp"
#include "stores/memory/shown.hpp"

namespace steward::stores {

namespace {

using Lock = std::lock_guard<std::mutex>;

/// Compares rows by the order of a query, then by id.
class RowOrder {
 public:
  RowOrder(const store::Query& query, const model::Schema& schema)
      : query_(&query), table_(&query.where.table()), schema_(&schema) {}

  bool operator()(const Row& a, const Row& b) const {
    for (const auto& order : query_->order) {
      const int sign = compare(order, a[order.field], b[order.field]);
      if (sign != 0) return sign < 0;
    }
    return model::row_id(a) < model::row_id(b);
  }

  [[nodiscard]] bool behind(const Row& row, const store::After& after) const {
    for (std::size_t i = 0; i < query_->order.size(); ++i) {
      const auto& order = query_->order[i];
      const int sign = compare(order, row[order.field], after.values[i]);
      if (sign != 0) return sign > 0;
    }
    return model::row_id(row) > after.id;
  }

 private:
  [[nodiscard]] int compare(const store::Order& order, const Value& a, const Value& b) const {
    const int sign = condition::compare_values(table_->fields[order.field], a, b, *schema_);
    return order.descending ? -sign : sign;
  }

  const store::Query* query_;
  const TableInfo* table_;
  const model::Schema* schema_;
};

/// What rows of the query meet at least; a rule may know an index that the query's own condition does not.
condition::Condition search_of(const store::Query& query) {
  const auto& table = query.where.table();
  const auto* rule = store::row_rule(table, query.scope);
  return rule == nullptr ? query.where : condition::Condition::all(table, {query.where, *rule});
}

Row narrowed(const Row& row, std::span<const std::size_t> fields) {
  Row narrow;
  narrow.values.resize(row.values.size());
  for (const auto field : fields) narrow[field] = row[field];
  return narrow;
}

}  // namespace

/// What a dot-walk sees: rows inside the scope.
class MemoryConnection::Rows final : public condition::RowSource {
 public:
  Rows(State& state, const store::Query& query, View view)
      : state_(&state), query_(&query), view_(view), everything_(state, view) {}

  const Row* row(const TableInfo& table, Id id) const override {
    const auto& [held, shown] = entry(table);
    const auto* row = held->find(id, view_);
    return row != nullptr && shown(*row) ? row : nullptr;
  }
  bool any(const TableInfo& table, std::size_t field, const Value& value,
           const std::function<bool(const Row&)>& test) const override {
    return everything_.any(table, field, value, test);
  }
  const RowSource& unscoped() const override { return everything_; }

  [[nodiscard]] Shown shown(const TableInfo& table) const { return {table, *query_, everything_, *state_->schema}; }

 private:
  using Entry = std::pair<const Table*, Shown>;
  const Entry& entry(const TableInfo& table) const {
    const auto found = tables_.find(&table);
    if (found != tables_.end()) return found->second;
    return tables_.emplace(&table, Entry{&state_->table(table), shown(table)}).first->second;
  }

  State* state_;
  const store::Query* query_;
  View view_;
  AllRows everything_;
  mutable std::map<const TableInfo*, Entry> tables_;
};

bool MemoryConnection::select(const store::Query& query, const std::function<bool(const Row&)>& offer) {
  const auto& info = query.where.table();
  const Rows rows(*state_, query, view());
  const Shown shown = rows.shown(info);
  const bool always = query.where.is_always();
  return state_->table(info).candidates(query, search_of(query), view(), [&](const Row& row) {
    if (!shown(row)) return true;
    if (!always && !condition::evaluate(query.where, row, rows, query.moment, *state_->schema)) return true;
    return offer(row);
  });
}

Result<void> MemoryConnection::scan(const store::Query& query, const std::function<bool(Row&&)>& sink) {
  if (query.after && query.after->values.size() != query.order.size()) return store::misuse("a page of another order");
  if (query.any_order && (query.after || query.limit || !query.order.empty())) {
    return store::misuse("a page, or an order, of rows that come in any");
  }
  if (query.limit && *query.limit == 0) return {};
  std::vector<Row> result;
  {
    const Lock lock(state_->mutex);
    const RowOrder order(query, *state_->schema);
    const bool one_by_one = query.limit.has_value();
    std::vector<const Row*> found;
    const auto& info = query.where.table();
    // Whether the candidates come in order is known before the first one is offered only by asking for none.
    const bool ordered =
        state_->table(info).candidates(query, search_of(query), view(), [](const Row&) { return false; });
    select(query, [&](const Row& row) {
      if (query.after && !order.behind(row, *query.after)) return true;
      found.push_back(&row);
      return !(ordered && one_by_one && found.size() == *query.limit);
    });
    const auto less = [&](const Row* a, const Row* b) { return order(*a, *b); };
    if (!ordered) std::sort(found.begin(), found.end(), less);
    if (query.limit && found.size() > *query.limit) found.resize(*query.limit);
    result.reserve(found.size());
    for (const auto* row : found) result.push_back(query.fields.empty() ? *row : narrowed(*row, query.fields));
  }
  for (auto& row : result) {
    if (!sink(std::move(row))) break;
  }
  return {};
}

Result<std::int64_t> MemoryConnection::count(const store::Query& query) {
  const Lock lock(state_->mutex);
  auto all = query;
  all.order.clear();
  all.after.reset();
  std::int64_t number = 0;
  select(all, [&](const Row&) { return ++number, true; });
  return number;
}

Result<std::vector<store::Group>> MemoryConnection::aggregate(const store::AggregateQuery& query) {
  const Lock lock(state_->mutex);
  store::Aggregator aggregator(query, *state_->schema);
  if (auto checked = aggregator.check(); !checked) return checked.error();
  auto all = query.rows;
  all.order.clear();
  all.after.reset();
  select(all, [&](const Row& row) { return aggregator.add(row), true; });
  return aggregator.finish();
}

}  // namespace steward::stores
