// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "bench/kit/kit.hpp"

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

}  // namespace steward::bench::kit
