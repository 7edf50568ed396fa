// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "rule/work.hpp"

namespace steward::plan {

/// OUT-08: gives the open outcomes that are tracked by this data source its latest value for them, as known now
/// (engine 10); several source records of the latest period are averaged. An outcome without data keeps its value.
[[nodiscard]] Result<void> take_current_values(rule::Work& work, Ref<DataSource> source);
/// The same for every source that feeds outcomes.
[[nodiscard]] Result<void> take_current_values(rule::Work& work);

}  // namespace steward::plan
