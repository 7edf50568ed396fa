// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <compare>
#include <string>

#include "steward/table.hpp"
#include "store/series.hpp"

namespace steward::store {

/// What a stamp tells about: the rows of a table, or all series of an owner, whatever their part.
struct Stamped {
  const TableInfo* table = nullptr;  ///< null: series
  SeriesKind kind = SeriesKind::context_data;
  Id owner;

  Stamped(const TableInfo& of) : table(&of) {}  // NOLINT(google-explicit-constructor): a table is one
  Stamped(SeriesKind of_kind, Id of) : kind(of_kind), owner(of) {}
  Stamped(const SeriesOwner& of) : Stamped(of.kind, of.owner) {}  // NOLINT(google-explicit-constructor): the same

  /// Facts have no stamps; no facts are series.
  [[nodiscard]] bool has_stamps() const { return table == nullptr || table->flavour == Flavour::record; }
  /// Unique among all there are, for a store to keep it under.
  [[nodiscard]] std::string name() const;
  friend auto operator<=>(const Stamped&, const Stamped&) = default;
};

}  // namespace steward::store
