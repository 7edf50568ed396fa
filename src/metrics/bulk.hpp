// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <optional>
#include <span>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "rule/work.hpp"

// Reading many rows with few queries, and what all metric areas share.

namespace steward::metrics {

/// Whether a rule of the catalogue acts; tests switch single rules off.
using Enabled = std::function<bool(std::string_view id)>;

/// So many records are read by their ids; of more, all that is asked about them is read in one pass.
inline constexpr std::size_t few_records = 500;

/// Every rule acts.
[[nodiscard]] const Enabled& all_enabled();

using RowSink = std::function<void(const Row& row)>;

/// Fields of a table to read: all of them, or some beside the id and the domain. Reading few of many is what makes a
/// pass over a portfolio cheap.
class Wanted {
 public:
  Wanted() = default;  ///< all
  Wanted(const TableInfo& table, std::vector<std::size_t> fields);
  [[nodiscard]] const std::vector<std::size_t>& fields() const { return fields_; }

 private:
  std::vector<std::size_t> fields_;
};

/// Gives the rows with these ids, each once, in no promised order; unknown ids are left out. `also` narrows
/// further. The sink must not read the store.
[[nodiscard]] Result<void> rows_by_id(rule::Work& work, const TableInfo& table, std::span<const Id> ids,
                                      const RowSink& sink, const condition::Condition* also = nullptr,
                                      const store::Scope& scope = {}, const Wanted& wanted = {});

/// Gives the rows whose value at `path` is one of `values`, and possibly others.
[[nodiscard]] Result<void> rows_by_value(rule::Work& work, const TableInfo& table, const condition::Path& path,
                                         std::span<const Value> values, const RowSink& sink, const Wanted& wanted = {});

/// The fields of a narrow read, the id first; where each stands among the cells.
class Picked {
 public:
  explicit Picked(std::vector<std::size_t> fields);
  [[nodiscard]] const std::vector<std::size_t>& fields() const { return fields_; }
  [[nodiscard]] std::size_t at(std::size_t field) const;

 private:
  std::vector<std::size_t> fields_;
};
/// Whether rows are found by a field without reading the table, because it begins a unique key.
[[nodiscard]] bool leads_key(const TableInfo& table, std::size_t field);
/// True for fields that a narrow read gives as ids.
[[nodiscard]] bool holds_id(const FieldInfo& field);

/// As rows_by_id, for ids, references and texts: far cheaper, since no rows are made.
[[nodiscard]] Result<void> cells_by_id(rule::Work& work, const TableInfo& table, std::span<const Id> ids,
                                       const Picked& picked, const store::UseCells& use,
                                       const condition::Condition* also = nullptr, const store::Scope& scope = {});
/// The rows whose id or reference in `field` is one of `values`, and possibly others.
[[nodiscard]] Result<void> cells_by_ref(rule::Work& work, const TableInfo& table, std::size_t field,
                                        std::span<const Id> values, const Picked& picked, const store::UseCells& use);
/// The cells of every row.
[[nodiscard]] Result<void> all_cells(rule::Work& work, const TableInfo& table, const Picked& picked,
                                     const store::UseCells& use);
/// True when the table is so small that one scan beats many look-ups, and has `most` rows at most.
[[nodiscard]] Result<bool> better_scanned(rule::Work& work, const TableInfo& table, std::size_t sought,
                                          std::size_t most = SIZE_MAX);
/// The same, with the number of rows; none: look them up.
[[nodiscard]] Result<std::optional<std::size_t>> rows_to_scan(rule::Work& work, const TableInfo& table,
                                                              std::size_t sought, std::size_t most = SIZE_MAX);

/// A value on its way through references; `slot` says whose it is.
struct Walked {
  std::uint32_t slot = 0;
  Value value;
};
/// Follows `path` from the values of its first step to those of its last, one read of a table a step. Values
/// that lead nowhere are dropped.
[[nodiscard]] Result<void> walk(rule::Work& work, const condition::Path& path, std::vector<Walked>& values);

/// The fields behind `account.industry`; `invalid_input` when there is no such path.
[[nodiscard]] Result<condition::Path> path_of(std::string_view text, const TableInfo& table,
                                              const model::Schema& schema);

/// Where the rows of a data source for one context table lie. A delivery replaces the contexts that it had, so
/// that each context table needs a series of its own.
[[nodiscard]] store::SeriesOwner series_of(Id data_source, ContextTable context);
/// The context tables that this version knows.
[[nodiscard]] std::vector<ContextTable> context_tables(const model::Schema& schema);

[[nodiscard]] base::Frequency frequency_of(const Choice<Frequency>& frequency);

/// `cancelled`: the host's callback asked to stop.
[[nodiscard]] Error cancelled();
/// Reports progress; fails with `cancelled` when the host wants to stop.
[[nodiscard]] Result<void> report(const ProgressCallback& progress, std::size_t done, std::size_t total,
                                  std::string_view phase);

/// Whether an error ends a whole run instead of one record.
[[nodiscard]] bool is_fatal(const Error& error);
/// The faults of an error; one made of its code when it has none.
[[nodiscard]] std::vector<Fault> faults_of(const Error& error, std::string_view table, Id record);

}  // namespace steward::metrics
