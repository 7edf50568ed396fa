// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "metrics/mapping.hpp"

namespace steward::metrics {

/// Rows that come in as columns, whatever they belong to.
struct Incoming {
  std::string_view table;  ///< named by faults
  std::string_view start_field;
  std::string_view end_field;
  std::string_view record_field;
  std::span<const Id> record;
  std::span<const Decimal> value;
  std::span<const double> value_double;
  std::span<const Instant> start;
  std::span<const Instant> end;
  std::span<const Instant> recorded;
  std::span<const std::string_view> key = {};  ///< instead of `record`

  [[nodiscard]] std::size_t size() const { return start.size(); }
  [[nodiscard]] Fault fault(std::size_t row, std::string_view rule, std::string_view code, std::string_view field,
                            std::string message) const;
};

/// `invalid_input` when the columns do not have one length, or values come twice or not at all.
/// `with_records`: there is a record a row, else none at all.
[[nodiscard]] Result<void> check_shape(const Incoming& rows, bool with_records);

/// The value of a row; nothing for what is not finite or out of range.
[[nodiscard]] std::optional<Decimal> value_of(const Incoming& rows, std::size_t row);

/// True when value and times of a row are in order: one comparison each, no allocation.
[[nodiscard]] bool is_good(const Incoming& rows, std::size_t row, std::optional<Decimal> value, Instant now);
/// What is wrong with value and times of a row, by the rules that are switched on (CTD-03, CTD-04, GEN-16).
void find_faults(const Incoming& rows, std::size_t row, Instant now, const Enabled& enabled,
                 std::vector<Fault>& faults);

/// The different records of a batch. Row i is about records[slot_of_row[i]].
struct Distinct {
  std::vector<SourceRecord> records;  ///< named by a key: nil where it leads to no record
  std::vector<std::uint8_t> exists;   ///< 1 where the caller may see it
  std::vector<std::uint32_t> slot_of_row;
  std::vector<std::uint8_t> named;  ///< by key: whether there is one, and whether several records have it
  static constexpr std::uint8_t no_key = 0;
  static constexpr std::uint8_t one_key = 1;
  static constexpr std::uint8_t several = 2;
};
/// Finds which of the records exist in `table` and where they lie, with a few queries.
[[nodiscard]] Result<Distinct> distinct_records(rule::Work& work, const TableInfo& table, std::span<const Id> record,
                                                const Enabled& enabled);

/// The same of records that are named by what stands in a string field of theirs. Of several that have one key, those
/// that the caller does not see count for nothing.
[[nodiscard]] Result<Distinct> keyed_records(rule::Work& work, const TableInfo& table, std::size_t field,
                                             std::span<const std::string_view> keys, const Enabled& enabled);

/// Ends an ingest whose rows were looked at: with all_or_nothing (or a single row) refused rows fail it.
[[nodiscard]] Result<void> accept(const std::vector<Fault>& refused, bool all_or_nothing);

}  // namespace steward::metrics
