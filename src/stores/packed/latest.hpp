// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <tuple>
#include <vector>

#include "stores/packed/id_words.hpp"

namespace steward::stores {

/// What counts now for a context record of one source record: the row in force with the greatest (end, start).
struct LatestRow {
  std::int64_t start = 0;
  std::int64_t end = 0;
  std::int64_t recorded = 0;
  std::int64_t value = 0;
};

/// A part of the index of latest rows, as columns sorted by context, source and source table. A pair that once had
/// rows and has none in force is kept as dead: its past can be asked for.
struct LatestSegment {
  std::vector<std::string> tables;
  std::vector<Id> context;
  std::vector<Id> source;
  std::vector<std::int64_t> table;  ///< position in tables
  std::vector<std::int64_t> start;
  std::vector<std::int64_t> end;
  std::vector<std::int64_t> recorded;
  std::vector<std::int64_t> value;
  std::vector<std::int64_t> dead;

  [[nodiscard]] std::size_t size() const { return context.size(); }
  void reserve(std::size_t size);
  /// Pairs of a segment with the same tables.
  void append(const LatestSegment& other, std::size_t begin, std::size_t end_at);
  void add(Id of_context, Id of_source, std::string_view of_table, const std::optional<LatestRow>& row);
  [[nodiscard]] std::int64_t number_of_table(std::string_view name);
  [[nodiscard]] const std::string& table_of(std::size_t at) const {
    return tables[static_cast<std::size_t>(table[at])];
  }
};

/// The pairs in `[begin, end)` as bytes, and back.
[[nodiscard]] std::string encode(const LatestSegment& segment, std::size_t begin, std::size_t end);
/// `segment` is used again. False: they are no segment, and nothing is promised about what it holds.
[[nodiscard]] bool decode_latest(std::string_view bytes, LatestSegment& segment);

struct ContextPair {
  Id context;
  Id source;
  friend auto operator<=>(const ContextPair&, const ContextPair&) = default;
  friend bool operator==(const ContextPair&, const ContextPair&) = default;
};

/// A change of one pair of the index.
struct Touch {
  enum class Kind : std::uint8_t {
    offer,     ///< the key of `row.start` has this row in force
    withdraw,  ///< the key of `row.start` has no row in force for the pair
    put,       ///< this row is the latest
    bury,      ///< there is none
    remove,    ///< the pair is forgotten
  };
  ContextPair pair;
  Kind kind = Kind::offer;
  LatestRow row;
  bool fresh = false;  ///< of a key that the index never heard of
};

/// Touches of the indexes of one owner and source table, by context table.
using Touches = std::map<std::string, std::vector<Touch>, std::less<>>;

/// Changes the pairs of a source table. REQUIRES: touches sorted by pair. Pairs whose latest row cannot be told from
/// the index any more go to `lost`; they are dead until somebody has looked for it.
void apply(LatestSegment& segment, std::string_view source_table, std::span<const Touch> touches,
           std::vector<ContextPair>& lost);

}  // namespace steward::stores
