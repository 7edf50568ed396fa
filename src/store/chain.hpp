// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "store/series.hpp"

namespace steward::store {

/// What one delivery said. A gap marks that something was said whose rows are all erased: the row before it
/// stays superseded.
struct Said {
  Instant recorded;
  Instant end;
  Decimal value;
  std::string context_table;
  std::vector<Id> contexts;
  bool gap = false;
  friend bool operator==(const Said&, const Said&) = default;

  [[nodiscard]] bool same_content(const Said& other) const {
    return !gap && !other.gap && value == other.value && end == other.end && contexts == other.contexts &&
           (contexts.empty() || context_table == other.context_table);
  }
};

/// One run of equal deliveries: the logical rows of `said` are in force from its `recorded`.
struct Run {
  const Said* said = nullptr;
  std::optional<Instant> superseded;
};

/// All that was said under one key (owner, source table, source record, start), ascending by `recorded`. This is
/// the meaning of the contract of Series; stores may keep it in any form.
class Chain {
 public:
  /// A delivery; the tie rules of Series apply. REQUIRES: not a gap.
  DeliveryCounts deliver(Said said);
  /// Takes context records away; a delivery without any left becomes a gap. True when something changed.
  bool erase_contexts(std::string_view context_table, std::span<const Id> contexts);

  /// For loading: `said` follows everything said so far.
  void append(Said said) { said_.push_back(std::move(said)); }

  [[nodiscard]] std::vector<Run> runs() const;
  [[nodiscard]] const std::vector<Said>& said() const { return said_; }
  /// True when nothing is left to remember.
  [[nodiscard]] bool empty() const { return said_.empty(); }

 private:
  void drop_idle_gaps();

  std::vector<Said> said_;
};

}  // namespace steward::store
