// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "bench/kit/kit.hpp"
#include "bench/kit/row_tape.hpp"

// The groups of workloads. Each prints a line a workload and throws when its result is not what it must be.

namespace steward::bench::kit {

void run_ingest(const Places& places);
void run_resolve(const Places& places);
void run_scan(const Places& places);
void run_score(const Places& places);
void run_calc(const Places& places);
void run_risk(const Places& places);
void run_dash(const Places& places);
void run_crud(const Places& places, bool durable);

/// A group that is run once for its times and, with STEWARD_PEER_SAME_ROWS set, once more with its writes on a tape,
/// which is then played on a fresh copy of the same file: a line a workload, `…_rows`.
void run_taped(const Places& places, const std::string& file, bool durable, const std::function<void(RowTape&)>& run);

}  // namespace steward::bench::kit
