// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <vector>

#include "calculation/definition.hpp"
#include "metrics/selection.hpp"

namespace steward::calculation {

/// Chooses among definitions for many rows of one table. Rows are looked at during a scan, where the store must not
/// be read; the domains decide behind it.
class Chooser {
 public:
  /// `among` limits what is prepared to the rows that will be looked at. REQUIRES: `definitions` outlives it.
  [[nodiscard]] static Result<Chooser> open(rule::Work& work, const Domains& domains, const Definitions& definitions,
                                            const TableInfo& table, const condition::Condition& among);

  /// The fields that `look` needs, and those given, the id and the domain.
  [[nodiscard]] metrics::Wanted wanted(const TableInfo& table, std::vector<std::size_t> fields = {}) const;
  /// Rows are numbered in the order in which they come.
  void look(const Row& row);
  /// The definition of the row with this number, by position; nothing when none applies to its domain.
  [[nodiscard]] std::optional<std::uint32_t> chosen(std::size_t row, Domains& domains, Id domain) const;

 private:
  Chooser(const Definitions& definitions, bool separated) : definitions_(&definitions), separated_(separated) {}

  const Definitions* definitions_;
  bool separated_;
  std::vector<std::optional<metrics::Selection>> selections_;  ///< by definition; none: every record
  std::vector<std::uint32_t> matches_;
  std::vector<std::uint32_t> ends_;  ///< of each row's matches
};

/// The definition that applies to one record at `t`, with the reasons in `result`; at a past `t` to the record as it
/// was then, when there was one. What could not be known is noted.
[[nodiscard]] Result<std::optional<Definition>> choose_for(rule::Work& work, Domains& domains,
                                                           const Definitions& definitions, const TableInfo& table,
                                                           Id record, Instant t, ExplainedScore& result);

/// Whether the condition of a definition walks references, which have no past here.
[[nodiscard]] bool walks_references(const rule::Work& work, const Definition& definition, const TableInfo& table);

}  // namespace steward::calculation
