// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "rule/work.hpp"

namespace steward::metrics {

/// The latest rows of a data source at one instant after another, from the newest back: what Series::latest says of
/// all contexts, with one read of the store for all instants. Keeps every row of the source, some 40 bytes each.
class PastSeries {
 public:
  /// `owner`: a series of one context table, as series_of names it.
  [[nodiscard]] static Result<PastSeries> open(rule::Work& work, const store::SeriesOwner& owner);
  /// The rows with end <= `t`, known at `known_at`, as Series::latest sorts them; valid until the next call.
  /// REQUIRES: `t` <= the `t` before.
  [[nodiscard]] const store::SeriesColumns& go_to(Instant t, Instant known_at);

 private:
  struct Entry {
    Instant end;
    Instant start;
    Instant recorded;
    Instant superseded;  ///< the end of time: never
    Decimal value;
  };
  /// The entries of one context and source record, up to where the group after it begins.
  struct Group {
    Id context;
    Id source;
    std::uint16_t table = 0;
    std::size_t begin = 0;
    std::size_t next = 0;  ///< behind the last entry that ended by the instant
  };

  void add(const Group& group, const Entry& entry);

  std::vector<Entry> entries_;  ///< of each group by end, then start
  std::vector<Group> groups_;   ///< by context, source table name, source
  store::SeriesColumns found_;
};

}  // namespace steward::metrics
