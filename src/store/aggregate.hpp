// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <string>
#include <vector>

#include "base/wide.hpp"
#include "store/store.hpp"

namespace steward::store {

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
  struct Cell {
    std::int64_t count = 0;
    base::Int128 sum = 0;
    Value extreme;
  };
  struct Bucket {
    std::vector<Value> key;
    std::vector<Cell> cells;
  };
  void measure(const Measure& measure, Cell& cell, const Row& row) const;
  [[nodiscard]] Result<Value> value_of(const Measure& measure, const Cell& cell) const;

  const AggregateQuery* query_;
  const model::Schema* schema_;
  const TableInfo* table_;
  std::map<std::string, Bucket> buckets_;
};

}  // namespace steward::store
