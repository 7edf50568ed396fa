// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "rule/work.hpp"

namespace steward::metrics {

/// The rows of a table as they were, at one instant after another, from the newest back (engine 6). Two reads of
/// the store serve all of them: the rows of now and the changes since the earliest instant, which are taken back.
///
/// What changed has a history, what jobs derive has none and keeps its value of now; but the health fields of an
/// engagement are those of its last score by then. Lists and computed fields are empty, as in a scan. Records that
/// were deleted since come back as they were last, as far as the scope shows them then. Belongs to one call.
class PastRows {
 public:
  /// `scope`: what the caller may see of the table now. `earliest`: no instant before it will be asked for.
  /// `scores`: false leaves the health fields of engagements alone, for callers that do not look at them.
  [[nodiscard]] static Result<PastRows> open(rule::Work& work, const TableInfo& table, const store::Scope& scope,
                                             Instant earliest, bool scores = true);
  /// The same of one record, whoever may see it.
  [[nodiscard]] static Result<PastRows> of(rule::Work& work, const TableInfo& table, Id record, Instant earliest);
  PastRows(PastRows&&) noexcept;
  PastRows& operator=(PastRows&&) noexcept;
  PastRows(const PastRows&) = delete;
  PastRows& operator=(const PastRows&) = delete;
  ~PastRows();

  /// REQUIRES: `earliest` <= `t` <= the `t` before; else `misuse`.
  [[nodiscard]] Result<void> go_to(Instant t);
  /// The rows that existed then, ascending by id. Before the first go_to: those of now.
  [[nodiscard]] const std::vector<Row>& rows() const { return rows_; }
  /// False when the history of one of the rows is not kept back to then.
  [[nodiscard]] bool complete() const { return complete_; }

 private:
  /// What undoes one change.
  struct Undo {
    Instant at;
    std::int64_t seq = 0;
    Id record;
    std::int64_t version = 0;  ///< after the change
    ChangeOperation operation = ChangeOperation::update;
    std::string changes;
  };
  class Scores;
  struct Step;  ///< the records that one go_to brings back and takes out

  PastRows(rule::Work& work, const TableInfo& table, store::Scope scope, Instant earliest);

  Result<void> read(bool scores);
  Result<void> read_rows();
  Result<void> read_changes();
  Result<void> take_back(const Undo& undo, Step& step);
  Result<void> restore(const std::string& changes, Row& row) const;
  [[nodiscard]] bool shown(const Row& row) const;
  [[nodiscard]] Row* find(Id record);
  void finish(Step& step);
  [[nodiscard]] bool known_back_to(Instant t) const;

  rule::Work* work_;
  const TableInfo* table_;
  store::Scope scope_;
  std::optional<Id> only_;  ///< one record; none: all
  Instant earliest_;
  Instant t_;
  std::vector<Row> rows_;
  std::vector<Undo> undos_;  ///< oldest first; those at the end that are done are gone
  std::unique_ptr<Scores> scores_;
  bool complete_ = true;
};

}  // namespace steward::metrics
