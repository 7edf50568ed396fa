// SPDX-License-Identifier: Apache-2.0
#pragma once

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
  [[nodiscard]] bool matches(const Row& row) const;

 private:
  explicit Selection(rule::Work& work, condition::Condition condition)
      : condition_(std::move(condition)), moment_(work.moment()), schema_(&work.schema()) {}

  condition::Condition condition_;
  condition::Moment moment_;
  const model::Schema* schema_;
  std::optional<std::unordered_set<Id>> prepared_;
};

}  // namespace steward::metrics
