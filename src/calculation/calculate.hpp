// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <span>

#include "calculation/readings.hpp"

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

/// The scores of a source for many records, one behind the other, without writing.
struct SourceScores {
  std::vector<std::uint32_t> definition;  ///< by position in the definitions; `none` when no segment matches
  Scored scored;
  static constexpr std::uint32_t none = UINT32_MAX;

  /// Nothing where there is no score, or the sum of values did not fit.
  [[nodiscard]] std::optional<Decimal> value(std::size_t record) const {
    const bool known = scored.failed[record] == 0 && scored.scores.known[record] != 0;
    return known ? std::optional(scored.scores.value[record]) : std::nullopt;
  }
};
/// Scores `records` (ascending) by what `scores.definition` chose for each. `scores` may be used again and again, so
/// that its columns stay where they are.
[[nodiscard]] Result<void> score_by_choice(const Definitions& definitions, std::span<const Id> records,
                                           Readings& readings, SourceScores& scores);

}  // namespace steward::calculation
