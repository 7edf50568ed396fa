// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "rule/rule.hpp"

// The parts that plan::rules() is made of, one a file.

namespace steward::plan {

[[nodiscard]] std::vector<rule::Rule> objective_rules();
[[nodiscard]] std::vector<rule::Rule> outcome_rules();
[[nodiscard]] std::vector<rule::Rule> initiative_rules();
[[nodiscard]] std::vector<rule::Rule> task_rules();
[[nodiscard]] std::vector<rule::Rule> success_rate_rules();

/// OBJ-06, OUT-06: refuses a planned stop before the planned start.
template <class T>
void planned_dates(rule::Context& context) {
  const auto start = context.after<T>(&T::planned_start);
  const auto stop = context.after<T>(&T::planned_stop);
  if (!start || !stop || *stop >= *start) return;
  context.refuse("planned_dates_invalid", "planned_stop", "the planned stop lies before the planned start");
}

}  // namespace steward::plan
