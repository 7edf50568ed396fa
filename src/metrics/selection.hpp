// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <optional>
#include <unordered_set>

#include "metrics/bulk.hpp"

namespace steward::metrics {

/// A condition made ready to be asked of every row of a scan, where the store must not be read: one that walks
/// references is answered by the store beforehand.
class Selection {
 public:
  /// `among` limits what is prepared to the rows that will be asked about.
  [[nodiscard]] static Result<Selection> open(rule::Work& work, const condition::Condition& condition,
                                              const condition::Condition& among);
  /// For rows as they were at `t`, outside a scan: now and today are those of `t`, references lead to what the
  /// caller sees of the rows of now. REQUIRES: `work` outlives it.
  [[nodiscard]] static Selection at(const rule::Lookup& work, const condition::Condition& condition, Instant t);
  [[nodiscard]] bool matches(const Row& row) const;
  /// Adds the fields of the row that `matches` looks at.
  void add_fields(std::vector<std::size_t>& fields) const;

 private:
  Selection(const rule::Lookup& work, condition::Condition condition, condition::Moment moment)
      : condition_(std::move(condition)), moment_(moment), schema_(&work.schema()) {}

  condition::Condition condition_;
  condition::Moment moment_;
  const model::Schema* schema_;
  std::shared_ptr<const condition::RowSource> rows_;
  std::optional<std::unordered_set<Id>> prepared_;
};

}  // namespace steward::metrics
