// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <string_view>

#include "store/chain.hpp"

namespace steward::store {

/// One row of SeriesColumns.
struct SeriesRow {
  std::string_view table;
  Id source;
  Id context;
  Instant start;
  Instant end;
  Instant recorded;
  std::optional<Instant> superseded;
  Decimal value;
};

/// Puts rows into columns; the table names are numbered as they come.
class ColumnsBuilder {
 public:
  explicit ColumnsBuilder(bool with_superseded) : with_superseded_(with_superseded) {}

  void reserve(std::size_t size) {
    columns_.source_table.reserve(size);
    columns_.source.reserve(size);
    columns_.context.reserve(size);
    columns_.start.reserve(size);
    columns_.end.reserve(size);
    columns_.recorded.reserve(size);
    columns_.value.reserve(size);
  }
  void add(const SeriesRow& row) {
    columns_.source_table.push_back(number_of(row.table));
    columns_.source.push_back(row.source);
    columns_.context.push_back(row.context);
    columns_.start.push_back(row.start);
    columns_.end.push_back(row.end);
    columns_.recorded.push_back(row.recorded);
    if (with_superseded_) columns_.superseded.push_back(row.superseded);
    columns_.value.push_back(row.value);
  }
  [[nodiscard]] SeriesColumns take() { return std::move(columns_); }

 private:
  std::uint16_t number_of(std::string_view table) {
    auto& names = columns_.tables;
    const auto found = std::find(names.begin(), names.end(), table);
    const auto number = static_cast<std::uint16_t>(found - names.begin());
    if (found == names.end()) names.emplace_back(table);
    return number;
  }

  bool with_superseded_;
  SeriesColumns columns_;
};

[[nodiscard]] inline bool in_force(Instant recorded, const std::optional<Instant>& superseded, Instant known_at) {
  return recorded <= known_at && (!superseded || known_at < *superseded);
}

/// The rows of a run: one a context, or one with the nil context.
template <class Use>
void for_each_row(const Run& run, std::string_view table, Id source, Instant start, Use&& use) {
  SeriesRow row{table, source, {}, start, run.said->end, run.said->recorded, run.superseded, run.said->value};
  if (run.said->contexts.empty()) use(row);
  for (const auto& context : run.said->contexts) {
    row.context = context;
    use(row);
  }
}

/// True when the columns of a batch have the lengths they must have.
[[nodiscard]] inline bool well_formed(const Deliveries& batch) {
  const auto size = batch.size();
  return batch.start.size() == size && batch.end.size() == size && batch.recorded.size() == size &&
         batch.value.size() == size && batch.context_begin.size() == size + 1 && batch.context_begin.front() == 0 &&
         std::is_sorted(batch.context_begin.begin(), batch.context_begin.end()) &&
         batch.context_begin.back() == batch.contexts.size();
}

}  // namespace steward::store
