// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "calculation/readings.hpp"

namespace steward::calculation {

/// Where explanations are read.
struct Scene {
  rule::Work& work;
  Domains& domains;
  const Enabled& enabled;
};

/// Fills score, coverage, interval and metrics of `result` by one definition (engine 6).
[[nodiscard]] Result<void> fill_score(const Definition& definition, Id record, Readings& readings,
                                      ExplainedScore& result);

/// Takes the values of calculated sources apart: each is scored once more as of the instant of its row, from what
/// was known when it was written. A value that does not come out again is left whole, with the note
/// `not_recomputable`.
[[nodiscard]] Result<void> take_apart(const Scene& scene, ContextTable table, Id record, ExplainedScore& result);

/// What a calculated source says of a record of its breakdown table as of `t`, from the data known at `known_at`;
/// without a colour. At a past `t` the segments of then and the record as it was then decide. Codes: `not_found`,
/// `invalid_input` (no calculated source), `out_of_range` (a sum of values).
[[nodiscard]] Result<CalculatedScore> explain(const Scene& scene, Ref<DataSource> source, Id record, Instant t,
                                              Instant known_at);

/// The table that a calculated source scores, when it is one that sources can feed.
[[nodiscard]] std::optional<ContextTable> breakdown_of(const DataSource& source);

}  // namespace steward::calculation
