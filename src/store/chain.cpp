// SPDX-License-Identifier: Apache-2.0
#include "store/chain.hpp"

#include <algorithm>

namespace steward::store {

namespace {

std::size_t row_count(const Said& said) { return std::max<std::size_t>(said.contexts.size(), 1); }

// The last run when it is still in force.
std::optional<Said> open_run(const Chain& chain) {
  const auto runs = chain.runs();
  if (runs.empty() || runs.back().superseded) return std::nullopt;
  return *runs.back().said;
}

}  // namespace

std::vector<Run> Chain::runs() const {
  std::vector<Run> runs;
  const Said* before = nullptr;
  for (const auto& said : said_) {
    if (before != nullptr && said.same_content(*before)) continue;
    if (before != nullptr && !before->gap) runs.back().superseded = said.recorded;
    if (!said.gap) runs.push_back({&said, std::nullopt});
    before = &said;
  }
  return runs;
}

DeliveryCounts Chain::deliver(Said said) {
  DeliveryCounts counts;
  const auto open_before = open_run(*this);
  auto at = std::lower_bound(said_.begin(), said_.end(), said.recorded,
                             [](const Said& known, Instant recorded) { return known.recorded < recorded; });
  if (at != said_.end() && at->recorded == said.recorded) {
    const bool loses = !at->gap && (std::pair(said.value, said.end) < std::pair(at->value, at->end));
    if (loses || said.same_content(*at)) {
      counts.unchanged = 1;
      return counts;
    }
    *at = std::move(said);
  } else {
    at = said_.insert(at, std::move(said));
  }
  const bool repeats = at != said_.begin() && at->same_content(*std::prev(at));
  (repeats ? counts.unchanged : counts.added) = 1;
  // Rows count as superseded when they were in force for ever and now end.
  if (open_before) {
    const auto runs_now = runs();
    for (const auto& run : runs_now) {
      if (run.said->recorded == open_before->recorded && run.said->same_content(*open_before) && run.superseded) {
        counts.superseded = row_count(*open_before);
      }
    }
  }
  drop_idle_gaps();
  return counts;
}

bool Chain::erase_contexts(std::string_view context_table, std::span<const Id> contexts) {
  bool changed = false;
  for (auto& said : said_) {
    if (said.context_table != context_table || said.contexts.empty()) continue;
    const auto left = std::remove_if(said.contexts.begin(), said.contexts.end(), [&](const Id& id) {
      return std::find(contexts.begin(), contexts.end(), id) != contexts.end();
    });
    if (left == said.contexts.end()) continue;
    said.contexts.erase(left, said.contexts.end());
    said.gap = said.contexts.empty();
    changed = true;
  }
  if (changed) drop_idle_gaps();
  return changed;
}

// A gap says nothing but "the rows before me ended": without rows before it there is nothing to say.
void Chain::drop_idle_gaps() {
  std::vector<Said> kept;
  for (auto& said : said_) {
    if (said.gap && (kept.empty() || kept.back().gap)) continue;
    kept.push_back(std::move(said));
  }
  said_ = std::move(kept);
}

}  // namespace steward::store
