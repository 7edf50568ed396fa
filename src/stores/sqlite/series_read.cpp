// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <set>
#include <tuple>

#include "stores/sqlite/series_store.hpp"

namespace steward::stores {

namespace {

const std::string known_then = " AND r.recorded <= ?2 AND (r.superseded IS NULL OR r.superseded > ?2)";

/// Keeps each table name once, so that rows can point to it.
class Names {
 public:
  std::string_view keep(std::string_view name) {
    if (name != last_) last_ = *names_.emplace(name).first;
    return last_;
  }

 private:
  std::set<std::string> names_;
  std::string_view last_;
};

template <class Less>
store::SeriesColumns sorted(std::vector<store::SeriesRow>& rows, bool with_superseded, Less less) {
  std::sort(rows.begin(), rows.end(), less);
  store::ColumnsBuilder columns(with_superseded);
  for (const auto& row : rows) columns.add(row);
  return columns.take();
}

bool by_source(const store::SeriesRow& a, const store::SeriesRow& b) {
  return std::tie(a.table, a.source, a.start, a.recorded, a.context) <
         std::tie(b.table, b.source, b.start, b.recorded, b.context);
}

/// The rows of one context while they come in ascending (end, start): the last one of each series counts.
class LatestRows {
 public:
  struct Row {
    std::int64_t series = 0;
    store::SeriesRow row;
  };

  void offer(const Statement& statement, Id context) {
    const auto series = statement.integer(3);
    auto& slot = slot_of(series);
    slot.series = series;
    slot.row.context = context;
    slot.row.end = instant(statement.integer(1));
    slot.row.start = instant(statement.integer(2));
    slot.row.recorded = instant(statement.integer(4));
    slot.row.value = Decimal::from_units(statement.integer(5));
  }
  void next_context() { open_.clear(), first_ = rows_.size(); }
  std::vector<Row>& rows() { return rows_; }

 private:
  Row& slot_of(std::int64_t series) {
    if (rows_.size() > first_ && rows_.back().series == series) return rows_.back();
    const auto [at, fresh] = open_.try_emplace(series, rows_.size());
    if (fresh) rows_.emplace_back();
    return rows_[at->second];
  }

  std::vector<Row> rows_;
  std::unordered_map<std::int64_t, std::size_t> open_;
  std::size_t first_ = 0;
};

}  // namespace

Result<store::SeriesColumns> SeriesStore::latest(const store::Series::Latest& query) {
  const auto owner = find_owner(query.owner);
  if (!owner) return owner.error();
  LatestRows latest;
  const std::string select =
      "SELECT r.context, r.\"end\", r.start, r.series, r.recorded, r.value FROM steward_series_row AS r "
      "WHERE r.owner = ?1" +
      known_then + " AND r.\"end\" <= ?3";
  const auto start = [&](Statement& statement) {
    statement.bind(1, *owner);
    statement.bind(2, millis(query.known_at));
    statement.bind(3, millis(query.t));
  };
  if (query.contexts) {
    auto statement = handle_->prepare(select + " AND r.context = ?4 ORDER BY r.\"end\", r.start");
    if (!statement) return statement.error();
    for (const auto& id : *query.contexts) {
      const auto number = find_context(query.context_table, id);
      if (!number) return number.error();
      if (*number == 0) continue;
      start(*statement);
      statement->bind(4, *number);
      for (;;) {
        auto more = statement->step();
        if (!more) return more.error();
        if (!*more) break;
        latest.offer(*statement, id);
      }
      statement->reset();
      latest.next_context();
    }
  } else {
    auto statement = handle_->prepare(select + " AND r.context > 0 ORDER BY r.context, r.\"end\", r.start");
    if (!statement) return statement.error();
    start(*statement);
    std::int64_t current = 0;
    const Context* entry = nullptr;
    for (;;) {
      auto more = statement->step();
      if (!more) return more.error();
      if (!*more) break;
      if (statement->integer(0) != current) {
        current = statement->integer(0);
        auto next = context(current);
        if (!next) return next.error();
        entry = *next;
        latest.next_context();
      }
      if (entry->table == query.context_table) latest.offer(*statement, entry->id);
    }
  }
  auto sources = handle_->prepare("SELECT source_table, source FROM steward_series WHERE id = ?1");
  if (!sources) return sources.error();
  Names names;
  std::vector<store::SeriesRow> rows;
  rows.reserve(latest.rows().size());
  for (auto& [series, row] : latest.rows()) {
    sources->bind(1, series);
    auto source = sources->step();
    if (!source) return source.error();
    row.table = names.keep(sources->text(0));
    row.source = sources->id(1);
    sources->reset();
    rows.push_back(row);
  }
  return sorted(rows, false, [](const store::SeriesRow& a, const store::SeriesRow& b) {
    return std::tie(a.context, a.table, a.source) < std::tie(b.context, b.table, b.source);
  });
}

Result<store::SeriesColumns> SeriesStore::range(const store::Series::Range& query) {
  const auto owner = find_owner(query.owner);
  if (!owner) return owner.error();
  std::vector<std::int64_t> contexts;
  if (query.context) {
    auto statement = handle_->prepare("SELECT id FROM steward_series_context WHERE context = ?1");
    if (!statement) return statement.error();
    statement->bind(1, *query.context);
    for (;;) {
      auto more = statement->step();
      if (!more) return more.error();
      if (!*more) break;
      contexts.push_back(statement->integer(0));
    }
  }
  std::string sql =
      "SELECT s.source_table, s.source, r.context, r.start, r.\"end\", r.recorded, r.value FROM steward_series AS s "
      "JOIN steward_series_row AS r ON r.series = s.id WHERE s.owner = ?1" +
      known_then + " AND r.start >= ?3 AND r.start < ?4";
  if (query.source) sql += " AND s.source = ?5";
  if (query.context) sql += " AND r.owner = ?1 AND r.context = ?6";
  auto statement = handle_->prepare(sql);
  if (!statement) return statement.error();
  Names names;
  std::vector<store::SeriesRow> rows;
  for (std::size_t i = 0; i < (query.context ? contexts.size() : 1); ++i) {
    statement->bind(1, *owner);
    statement->bind(2, millis(query.known_at));
    statement->bind(3, millis(query.from));
    statement->bind(4, millis(query.to));
    if (query.source) statement->bind(5, *query.source);
    if (query.context) statement->bind(6, contexts[i]);
    for (;;) {
      auto more = statement->step();
      if (!more) return more.error();
      if (!*more) break;
      store::SeriesRow row;
      row.table = names.keep(statement->text(0));
      row.source = statement->id(1);
      if (const auto number = statement->integer(2); number != 0) {
        const auto entry = context(number);
        if (!entry) return entry.error();
        row.context = (*entry)->id;
      }
      row.start = instant(statement->integer(3));
      row.end = instant(statement->integer(4));
      row.recorded = instant(statement->integer(5));
      row.value = Decimal::from_units(statement->integer(6));
      rows.push_back(row);
    }
    statement->reset();
  }
  return sorted(rows, false, [](const store::SeriesRow& a, const store::SeriesRow& b) {
    return std::tie(a.table, a.source, a.start, a.context) < std::tie(b.table, b.source, b.start, b.context);
  });
}

Result<store::SeriesColumns> SeriesStore::history(const store::SeriesOwner& owner) {
  const auto number = find_owner(owner);
  if (!number) return number.error();
  auto statement = handle_->prepare(
      "SELECT s.source_table, s.source, r.context, r.start, r.\"end\", r.recorded, r.value, r.superseded "
      "FROM steward_series AS s JOIN steward_series_row AS r ON r.series = s.id WHERE s.owner = ?1");
  if (!statement) return statement.error();
  statement->bind(1, *number);
  Names names;
  std::vector<store::SeriesRow> rows;
  for (;;) {
    auto more = statement->step();
    if (!more) return more.error();
    if (!*more) break;
    store::SeriesRow row;
    row.table = names.keep(statement->text(0));
    row.source = statement->id(1);
    if (const auto context_id = statement->integer(2); context_id != 0) {
      const auto entry = context(context_id);
      if (!entry) return entry.error();
      row.context = (*entry)->id;
    }
    row.start = instant(statement->integer(3));
    row.end = instant(statement->integer(4));
    row.recorded = instant(statement->integer(5));
    row.value = Decimal::from_units(statement->integer(6));
    if (!statement->is_null(7)) row.superseded = instant(statement->integer(7));
    rows.push_back(row);
  }
  return sorted(rows, true, by_source);
}

Result<bool> SeriesStore::has_rows(const store::SeriesOwner& owner) {
  const auto number = find_owner(owner);
  if (!number) return number.error();
  auto statement = handle_->prepare("SELECT 1 FROM steward_series_row WHERE owner = ?1 LIMIT 1");
  if (!statement) return statement.error();
  statement->bind(1, *number);
  return statement->step();
}

}  // namespace steward::stores
