// SPDX-License-Identifier: Apache-2.0
#include "columns/plain.hpp"

#include <algorithm>
#include <map>
#include <set>
#include <unordered_map>
#include <unordered_set>

#include "model/row.hpp"

namespace steward::columns {

namespace {

using condition::Condition;

/// Above so many ids all rows of a table are read.
constexpr std::size_t most_named = 5000;
constexpr std::size_t named_at_once = 500;

/// Rows that references lead to, read as the query of the card sees them.
class PlainReader {
 public:
  PlainReader(const Card& card, store::Records& records, const Mask& mask)
      : card_(card), records_(records), mask_(mask) {
    for (const auto* term : terms_of(card)) {
      for (const auto& step : term->path) fields_[step.table].insert(step.field);
    }
  }

  Result<std::vector<Row>> root() {
    auto query = card_.rows;
    return read(query);
  }

  /// Reads what the paths of the card lead to, step by step.
  Result<void> follow(const std::vector<Row>& rows) {
    for (const auto* term : terms_of(card_)) {
      std::vector<const Row*> at;
      at.reserve(rows.size());
      for (const auto& row : rows) at.push_back(&row);
      for (std::size_t i = 0; i + 1 < term->path.size(); ++i) {
        const auto& target = *term->path[i + 1].table;
        if (auto done = reach(target, at, term->path[i].field); !done) return done;
        for (auto& row : at) row = next(row, term->path[i].field, target);
        std::erase(at, nullptr);
      }
    }
    return {};
  }

  [[nodiscard]] Value value(const Term& term, const Row& row) const {
    const Row* at = &row;
    for (std::size_t i = 0; i + 1 < term.path.size() && at != nullptr; ++i) {
      at = next(at, term.path[i].field, *term.path[i + 1].table);
    }
    return at != nullptr ? (*at)[term.path.back().field] : Value();
  }

 private:
  struct Reached {
    std::unordered_set<Id> asked;
    std::unordered_map<Id, Row> rows;
  };

  const Row* next(const Row* row, std::size_t field, const TableInfo& target) const {
    const auto* id = std::get_if<Id>(&(*row)[field]);
    if (id == nullptr) return nullptr;
    const auto& rows = reached_.at(&target).rows;
    const auto found = rows.find(*id);
    return found != rows.end() ? &found->second : nullptr;
  }

  Result<std::vector<Row>> read(store::Query& query) {
    const auto& table = query.where.table();
    query.any_order = true;
    query.order.clear();
    query.limit.reset();
    query.after.reset();
    // What hides behind a reference may depend on any field of the row.
    if (!mask_) {
      auto needed = fields_[&table];
      needed.insert(model::id_field);
      query.fields.assign(needed.begin(), needed.end());
    }
    std::vector<Row> rows;
    auto done = records_.scan(query, [&](Row&& row) { return rows.push_back(std::move(row)), true; });
    if (!done) return done.error();
    if (mask_) mask_(table, rows);
    return rows;
  }

  Result<void> reach(const TableInfo& target, const std::vector<const Row*>& from, std::size_t field) {
    auto& reached = reached_[&target];
    std::vector<Value> named;
    for (const auto* row : from) {
      const auto* id = std::get_if<Id>(&(*row)[field]);
      if (id != nullptr && reached.asked.insert(*id).second) named.emplace_back(*id);
    }
    const bool all = named.size() > most_named;
    for (std::size_t begin = 0; begin < named.size(); begin += named_at_once) {
      const auto end = std::min(named.size(), begin + named_at_once);
      auto query = card_.rows;
      using Values = std::vector<Value>;
      const auto at = [&](std::size_t i) { return named.begin() + static_cast<std::ptrdiff_t>(i); };
      query.where = all ? Condition(target) : Condition::any_of(target, model::id_field, Values(at(begin), at(end)));
      auto rows = read(query);
      if (!rows) return rows.error();
      for (auto& row : *rows) {
        const auto id = model::row_id(row);
        reached.rows.insert_or_assign(id, std::move(row));
      }
      if (all) break;
    }
    return {};
  }

  const Card& card_;
  store::Records& records_;
  const Mask& mask_;
  std::map<const TableInfo*, std::set<std::size_t>> fields_;
  std::map<const TableInfo*, Reached> reached_;
};

Result<std::unordered_set<Id>> ids_of(const Card& card, const Condition& only, store::Records& records) {
  auto query = card.rows;
  query.where = Condition::all(query.where.table(), {query.where, only});
  query.fields = {model::id_field};
  query.any_order = true;
  std::unordered_set<Id> ids;
  auto done = records.scan(query, [&](Row&& row) { return ids.insert(model::row_id(row)), true; });
  if (!done) return done.error();
  return ids;
}

Value measured(const Measure& measure, const PlainReader& reader, const Row& row, const Card& card) {
  if (measure.function == store::Function::count) return {};
  if (!measure.days) return reader.value(measure.term, row);
  const auto day = [&](const Term& term) -> std::optional<Date> {
    if (term.path.empty()) return card.rows.moment.today;
    const auto value = reader.value(term, row);
    return is_null(value) ? std::nullopt : std::optional(day_of(value, card.calendar));
  };
  const auto from = day(measure.days->from);
  const auto to = day(measure.days->to);
  return from && to ? Value(days_between(*from, *to)) : Value();
}

}  // namespace

Result<std::vector<store::Group>> run_plain(const Card& card, store::Records& records, const model::Schema& schema,
                                            const Mask& mask) {
  PlainReader reader(card, records, mask);
  auto rows = reader.root();
  if (!rows) return rows.error();
  if (auto followed = reader.follow(*rows); !followed) return followed.error();
  std::vector<std::optional<std::unordered_set<Id>>> only(card.measures.size());
  for (std::size_t i = 0; i < card.measures.size(); ++i) {
    if (!card.measures[i].only) continue;
    auto ids = ids_of(card, *card.measures[i].only, records);
    if (!ids) return ids.error();
    only[i] = std::move(*ids);
  }
  std::map<std::string, Gathered> groups;
  for (const auto& row : *rows) {
    std::vector<Value> key;
    key.reserve(card.keys.size());
    for (const auto& one : card.keys) key.push_back(bucket_of(one, reader.value(one.term, row), card));
    auto& group = groups[store::group_key(key)];
    if (group.cells.empty()) {
      group.cells.resize(card.measures.size());
      group.key = std::move(key);
    }
    for (std::size_t i = 0; i < card.measures.size(); ++i) {
      if (only[i] && !only[i]->contains(model::row_id(row))) continue;
      const auto& measure = card.measures[i];
      store::gather(group.cells[i], measure.function, field_of(measure), measured(measure, reader, row, card), schema);
    }
  }
  std::vector<Gathered> gathered;
  gathered.reserve(groups.size());
  for (auto& [text, group] : groups) gathered.push_back(std::move(group));
  return finish(card, std::move(gathered), schema);
}

}  // namespace steward::columns
