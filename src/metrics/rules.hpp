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
/// Their computed fields.
[[nodiscard]] std::vector<rule::Computation> computations();

/// The table that the records of a source come from. Empty for an external source that names none: its rows
/// name their table themselves.
[[nodiscard]] std::string source_table_of(const rule::Lookup& lookup, const DataSource& source);

/// The domains whose configuration a record of `domain` uses: its own and those above (DOM-17).
[[nodiscard]] IdList domains_above(const rule::Lookup& lookup, Id domain);

/// Active mappers from `source_table` (empty: from any table) to `context_table` that are visible from `domain`.
[[nodiscard]] std::vector<ContextMapper> active_mappers(const rule::Lookup& lookup, std::string_view source_table,
                                                        ContextTable context_table, Id domain);

/// Whether the source has a context on `table`, in draft or not; an inactive one counts unless `active`.
[[nodiscard]] bool has_context(const rule::Lookup& lookup, Ref<DataSource> source, std::string_view table, bool active);

/// Whether the source is published and has an active context on `table` (HMT-04, RDF-05).
[[nodiscard]] bool feeds(const rule::Lookup& lookup, Ref<DataSource> source, ContextTable table);

/// How many open engagements a definition of `domain` is about: those of the domain and below it (DOM-17) that
/// meet its condition; an empty one is met by all.
[[nodiscard]] std::int64_t count_engagements(const rule::Lookup& lookup, std::string_view condition, Id domain);

/// Reports `out_of_range` unless the weight held by `field`, if any, is more than 0, at most 100 and has two
/// places (HMT-03, SGM-04).
void check_weight(rule::Context& context, std::size_t field);

}  // namespace steward::metrics
