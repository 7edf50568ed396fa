// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "rule/rule.hpp"
#include "steward/model.hpp"

// What the timeline of an engagement tells (TIM-01 to TIM-03).

namespace steward::timeline {

/// A kind of entry: which changes of which table it reports.
struct Kind {
  ActivityType kind;
  std::string_view table;
  unsigned on;                            ///< rule::on_insert and so on
  std::vector<std::string_view> fields;   ///< of an update: reported when one of them changed
  std::vector<std::string_view> reaches;  ///< only when the first field became one of these; empty: any value
};

/// All kinds; those of one table with the specific ones first, since a changed field is told only once.
[[nodiscard]] const std::vector<Kind>& kinds();

/// What a person calls the record: its title, subject, short description or name, else the person or product it
/// puts on the engagement, else its number.
[[nodiscard]] std::string title_of(const rule::Lookup& lookup, const TableInfo& table, const Row& row);

/// Adds one entry to the timeline of an engagement.
[[nodiscard]] Result<void> add(rule::Work& work, ActivityType kind, Ref<Engagement> engagement, const TableInfo& source,
                               const Row& row, const std::string& changes);

/// An entry about an engagement itself that a job adds beside many others.
struct Entry {
  Id engagement;
  ActivityType kind;
  std::string changes;
};
/// Adds them all at once: the rows as `add` would write them, without a change record each, since a row of the
/// timeline never changes and the job tells the feed what it did.
[[nodiscard]] Result<void> add_all(rule::Work& work, std::span<const Entry> entries);

}  // namespace steward::timeline
