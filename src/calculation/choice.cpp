// SPDX-License-Identifier: Apache-2.0
#include "calculation/choice.hpp"

#include <algorithm>

#include "metrics/past.hpp"

namespace steward::calculation {

Result<Chooser> Chooser::open(rule::Work& work, const Domains& domains, const Definitions& definitions,
                              const TableInfo& table, const condition::Condition& among) {
  Chooser chooser(definitions, domains.separated());
  for (const Definition& definition : definitions.list()) {
    chooser.selections_.emplace_back();
    if (definition.condition.empty()) continue;
    auto opened = metrics::Selection::open(work, work.condition(definition.condition, table), among);
    if (!opened) return opened.error();
    chooser.selections_.back() = std::move(*opened);
  }
  if (auto state = work.status(); !state) return state.error();
  return chooser;
}

metrics::Wanted Chooser::wanted(const TableInfo& table, std::vector<std::size_t> fields) const {
  for (const auto& selection : selections_) {
    if (selection) selection->add_fields(fields);
  }
  return {table, std::move(fields)};
}

void Chooser::look(const Row& row) {
  for (std::uint32_t i = 0; i < selections_.size(); ++i) {
    if (selections_[i] && !selections_[i]->matches(row)) continue;
    matches_.push_back(i);
    // Without domains the first match is the answer.
    if (!separated_) break;
  }
  ends_.push_back(static_cast<std::uint32_t>(matches_.size()));
}

std::optional<std::uint32_t> Chooser::chosen(std::size_t row, Domains& domains, Id domain) const {
  for (std::uint32_t at = row == 0 ? 0 : ends_[row - 1]; at < ends_[row]; ++at) {
    if (domains.within(domain, definitions_->list()[matches_[at]].domain)) return matches_[at];
  }
  return std::nullopt;
}

bool walks_references(const rule::Work& work, const Definition& definition, const TableInfo& table) {
  const auto paths = work.condition(definition.condition, table).paths();
  return std::any_of(paths.begin(), paths.end(), [](const condition::Path& path) { return path.size() > 1; });
}

Result<std::optional<Definition>> choose_for(rule::Work& work, Domains& domains, const Definitions& definitions,
                                             const TableInfo& table, Id record, Instant t, ExplainedScore& result) {
  const bool past = t < work.now();
  auto rows = metrics::PastRows::of(work, table, record, t);
  if (!rows) return rows.error();
  if (past) {
    if (auto gone = rows->go_to(t); !gone) return gone.error();
  }
  if (rows->rows().empty()) return std::optional<Definition>();
  const Row& row = rows->rows().front();
  bool complete = definitions.complete() && rows->complete();
  const condition::Moment moment{t, work.calendar().day_of(t)};
  const auto matches = [&](const Definition& definition) {
    if (past && walks_references(work, definition, table)) complete = false;
    return condition::evaluate(work.condition(definition.condition, table), row, work, moment, work.schema());
  };
  const auto chosen = definitions.choose(domains, metrics::domain_of(table, row), matches, result.definitions);
  if (!complete) result.notes.emplace_back("record_history_missing");
  if (!chosen) return std::optional<Definition>();
  return std::optional(definitions.list()[*chosen]);
}

}  // namespace steward::calculation
