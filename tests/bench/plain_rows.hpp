// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

namespace steward::bench {

/// Lays the metric data of a closed file out as a writer of SQL would keep it, a row a value, and takes away what
/// Steward's store keeps of it. Everything else stays. For copies only: Steward does not read such a file any more.
///
/// - `steward_series` (id, owner, source_table, source): a series is the values of one source record;
/// - `steward_series_context` (id, context_table, context): the records that values count for, by number;
/// - `steward_series_row` (series, start, recorded, context, owner, end, value, superseded): context 0 is unmapped.
///   Its index `steward_series_latest` holds all that the latest value of a context is found by.
///
/// Numbers of owners are those of `steward_series_owner`. The rows are those of Series::history.
void lay_out_rows(const std::string& path);

}  // namespace steward::bench
