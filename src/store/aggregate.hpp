// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <string>
#include <vector>

#include "base/wide.hpp"
#include "store/store.hpp"

namespace steward::store {

/// What one measure has gathered of one group.
struct Cell {
  std::int64_t count = 0;
  base::Int128 sum = 0;
  Value extreme;
};

/// Integers, decimals, hundredths and durations have sums and averages.
[[nodiscard]] bool can_add(FieldType type);
/// A value as the whole number that is added up, and back. REQUIRES: can_add(type).
[[nodiscard]] std::int64_t units_of(const Value& value);
[[nodiscard]] Value from_units(FieldType type, std::int64_t units);
/// Adds one value to a cell; null is left out, except by a count.
void gather(Cell& cell, Function function, const FieldInfo& field, const Value& value, const model::Schema& schema);
/// True when the value comes before (min) or behind (max) what is held. Of texts that are equal but for case the
/// smaller bytes count, so that the answer does not depend on the order of rows.
[[nodiscard]] bool replaces(Function function, const FieldInfo& field, const Value& value, const Value& held,
                            const model::Schema& schema);
/// `out_of_range` when a sum does not fit 64 bits. `type` is that of the measured field.
[[nodiscard]] Result<Value> value_of(const Cell& cell, Function function, FieldType type);
/// Equal for keys of one group only: texts that differ only in case are different groups.
[[nodiscard]] std::string group_key(std::span<const Value> values);
/// Order of two keys: field by field as values compare, then texts by their bytes.
[[nodiscard]] int compare_keys(std::span<const FieldInfo* const> fields, std::span<const Value> a,
                               std::span<const Value> b, const model::Schema& schema);

/// Groups and measures rows one by one: the arithmetic that every store shares. Groups come out ordered by
/// their keys. Sums and averages are for integers, decimals, hundredths and durations.
class Aggregator {
 public:
  /// REQUIRES: both outlive it.
  Aggregator(const AggregateQuery& query, const model::Schema& schema);

  /// `misuse` for more than four group fields or a measure that its field does not have.
  [[nodiscard]] Result<void> check() const;
  void add(const Row& row);
  /// `out_of_range` when a sum does not fit 64 bits.
  [[nodiscard]] Result<std::vector<Group>> finish() const;

 private:
  struct Bucket {
    std::vector<Value> key;
    std::vector<Cell> cells;
  };

  const AggregateQuery* query_;
  const model::Schema* schema_;
  const TableInfo* table_;
  std::map<std::string, Bucket> buckets_;
};

}  // namespace steward::store
