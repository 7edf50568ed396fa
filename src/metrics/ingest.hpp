// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "metrics/bulk.hpp"
#include "steward/metrics.hpp"
#include "steward/model/metrics.hpp"

namespace steward::metrics {

/// Adds deliveries of an external data source (engine 2, 3, 13; CTD-01 to CTD-04). A refused row is reported
/// by its index with its first fault, the good ones are stored; with all_or_nothing any refused row fails the
/// call. Columns of different length fail the call with `invalid_input`.
///
/// Codes of rows: `field_required`, `invalid_reference` (@data_source, @source_table, @source_record),
/// `data_source_not_external`, `data_source_not_published` @data_source, `context_missing` @context_table,
/// `value_not_finite`, `out_of_range` @value, `period_invalid` @end_date, `future_data` (@start_date,
/// @end_date, @recorded_at), `access_denied` @source_record where the data would count for a record that the
/// caller may not write.
[[nodiscard]] Result<IngestReport> ingest(rule::Work& work, const IngestColumns& columns, const IngestOptions& options,
                                          const Enabled& enabled = all_enabled());
/// One delivery; a refused one fails with all its faults.
[[nodiscard]] Result<IngestReport> ingest(rule::Work& work, const IngestRow& row,
                                          const Enabled& enabled = all_enabled());

/// Adds scores of an indicator, overall or by element of a breakdown. Faults name the fields of
/// indicator_score: period_start, period_end, value, element_record, breakdown, indicator.
[[nodiscard]] Result<IngestReport> ingest_indicator(rule::Work& work, const IndicatorColumns& columns,
                                                    const IngestOptions& options,
                                                    const Enabled& enabled = all_enabled());

/// Notes a run of a data source: last_run_at := now, and next_run_at the start of the next period when it
/// would be earlier (CTD-01, engine 2).
[[nodiscard]] Result<void> note_run(rule::Work& work, Id data_source);

}  // namespace steward::metrics
