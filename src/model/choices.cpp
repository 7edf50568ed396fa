// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <vector>

#include "steward/table.hpp"

namespace steward {

std::span<const ChoiceListInfo> all_choice_lists() {
  static const auto lists = [] {
    std::vector<ChoiceListInfo> result;
    for (const TableInfo* table : all_tables()) {
      result.insert(result.end(), table->choice_lists.begin(), table->choice_lists.end());
    }
    std::sort(result.begin(), result.end(), [](const auto& a, const auto& b) { return a.name < b.name; });
    const auto same = [](const auto& a, const auto& b) { return a.name == b.name; };
    result.erase(std::unique(result.begin(), result.end(), same), result.end());
    return result;
  }();
  return lists;
}

}  // namespace steward
