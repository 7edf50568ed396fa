// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/unit.hpp"

namespace steward::engine {

/// The keys of the jobs that this version can run, in the order in which run_due runs them.
[[nodiscard]] std::span<const std::string_view> job_keys();

/// Calculated sources with all that follows: the health of engagements and the current values of outcomes.
[[nodiscard]] Result<CalculateReport> calculate(Core& core, Unit& unit, const ProgressCallback& progress);

/// Runs a job inside `unit` (which may end batches) and leaves its job_run row. The run's failure is part of
/// the report; only a store failure or an unknown key is an error here.
[[nodiscard]] Result<JobReport> run_job(Core& core, Unit& unit, std::string_view key, const ProgressCallback& progress);

/// The active jobs whose next run is due at now, in order.
[[nodiscard]] Result<std::vector<std::string>> due_jobs(Unit& unit);

}  // namespace steward::engine
