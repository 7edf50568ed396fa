// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <span>

#include "calculation/definition.hpp"

namespace steward::calculation {

/// Writes the health of engagements whose score a calculated source made; answers how many changed.
using HealthWriter = std::function<Result<std::size_t>(std::span<const Ref<Engagement>> engagements)>;

/// Runs the published calculated sources at now in execution order (engine 7): for each record of the breakdown
/// table the first segment that matches is scored and written as one row of metric data, for the period that holds
/// now; then the target mapping (write_targets, or `health` where the target is the health of engagements). A value
/// that stands in the period already is not written again, unless the source has a max_age, whose clock it must
/// wind. What fails for one record or one source is told in `failed`; the others go on. A run that follows another one
/// the same day looks only at records for which something changed, source by source.
///
/// Batches are committed; a cancelled run keeps them, and the next one completes it. Code: `cancelled`.
[[nodiscard]] Result<CalculateReport> calculate(rule::Work& work, const HealthWriter& health,
                                                const ProgressCallback& progress,
                                                const Enabled& enabled = metrics::all_enabled());

/// The published calculated sources in execution order, then by name.
[[nodiscard]] std::vector<DataSource> sources_in_order(const rule::Lookup& lookup);

/// The scores of a source for many records, without writing.
struct SourceScores {
  std::vector<Id> records;                ///< ascending: those that were looked at
  std::vector<std::uint32_t> definition;  ///< by position in the definitions; `none` when no segment matches
  std::vector<std::optional<Decimal>> value;
  std::vector<Decimal> coverage;
  std::vector<Decimal> low;
  std::vector<Decimal> high;
  std::vector<std::uint8_t> failed;  ///< a sum of values did not fit
  static constexpr std::uint32_t none = UINT32_MAX;
};
class Readings;
/// `definition` holds a position for each record. `records` ascending.
[[nodiscard]] Result<SourceScores> score_by_choice(const Definitions& definitions, std::vector<Id> records,
                                                   std::vector<std::uint32_t> chosen, Readings& readings);

}  // namespace steward::calculation
