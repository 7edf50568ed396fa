// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "rule/rule.hpp"

namespace steward::rule {

Catalogue::Catalogue(std::vector<Rule> rules, std::vector<Computation> computations)
    : rules_(std::move(rules)), computations_(std::move(computations)) {
  std::stable_sort(computations_.begin(), computations_.end(),
                   [](const Computation& a, const Computation& b) { return a.table < b.table; });
  const auto add = [](ByPhase& lists, const Rule& rule) {
    lists[static_cast<std::size_t>(rule.phase)].push_back(&rule);
  };
  for (const Rule& rule : rules_) {
    if (rule.run != nullptr && rule.table.empty()) add(generic_, rule);
  }
  for (const Rule& rule : rules_) {
    if (rule.run != nullptr && !rule.table.empty())
      add(by_table_.try_emplace(rule.table, generic_).first->second, rule);
  }
}

const std::vector<const Rule*>& Catalogue::of(std::string_view table, Phase phase) const {
  const auto found = by_table_.find(table);
  return (found != by_table_.end() ? found->second : generic_)[static_cast<std::size_t>(phase)];
}

std::span<const Computation> Catalogue::computations_of(std::string_view table) const {
  const auto by_name = [](const Computation& computation, std::string_view name) { return computation.table < name; };
  const auto first = std::lower_bound(computations_.begin(), computations_.end(), table, by_name);
  auto last = first;
  while (last != computations_.end() && last->table == table) ++last;
  return {first, last};
}

}  // namespace steward::rule
