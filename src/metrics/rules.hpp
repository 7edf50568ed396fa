// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "rule/rule.hpp"
#include "steward/model/metrics.hpp"

// Rules of success choices, data sources, contexts and mappers (rules 5.5, 5.7), and what the definitions that
// use data sources ask of them.

namespace steward::metrics {

/// The catalogue entries of this area, in the order they run.
[[nodiscard]] std::vector<rule::Rule> rules();

/// The table that the records of a source come from. Empty for an external source that names none: its rows
/// name their table themselves.
[[nodiscard]] std::string source_table_of(const rule::Lookup& lookup, const DataSource& source);

/// The domains whose configuration a record of `domain` uses: its own and those above (DOM-17).
[[nodiscard]] IdList domains_above(const rule::Lookup& lookup, Id domain);

/// Active mappers from `source_table` (empty: from any table) to `context_table` that are visible from `domain`.
[[nodiscard]] std::vector<ContextMapper> active_mappers(const rule::Lookup& lookup, std::string_view source_table,
                                                        ContextTable context_table, Id domain);

/// Whether the source is published and has an active context on `table` (HMT-04, RDF-05).
[[nodiscard]] bool feeds(const rule::Lookup& lookup, Ref<DataSource> source, ContextTable table);

}  // namespace steward::metrics
