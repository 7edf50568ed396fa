// SPDX-License-Identifier: Apache-2.0
#include "condition/problem.hpp"

#include <algorithm>
#include <utility>
#include <vector>

#include "base/text.hpp"

namespace steward::condition {

Error to_error(const Problem& problem, std::string_view text, const TableInfo& table) {
  const std::string_view before = text.substr(0, std::min(problem.offset, text.size()));
  const auto line = std::count(before.begin(), before.end(), '\n') + 1;
  const std::size_t start = before.rfind('\n') == std::string_view::npos ? 0 : before.rfind('\n') + 1;
  const std::size_t column = base::utf8_length(before.substr(start)) + 1;
  Fault fault;
  fault.code = problem.code;
  fault.table = table.name;
  fault.field = problem.field;
  fault.message = "line " + std::to_string(line) + ", column " + std::to_string(column) + ": " + problem.message;
  fault.details = "{\"offset\":" + std::to_string(problem.offset) + "}";
  return Error(std::move(fault), Category::invalid);
}

std::string shown(std::string_view piece) {
  constexpr std::size_t limit = 40;
  std::size_t end = 0;
  while (end < piece.size() && end < limit) end += std::max<std::size_t>(1, base::utf8_step(piece, end));
  std::string text = "`" + std::string(piece.substr(0, end));
  if (end < piece.size()) text += "…";
  return text + "`";
}

std::size_t edit_distance(std::string_view a, std::string_view b) {
  std::vector<std::size_t> before(b.size() + 1);
  std::vector<std::size_t> last(b.size() + 1);
  std::vector<std::size_t> row(b.size() + 1);
  for (std::size_t j = 0; j <= b.size(); ++j) row[j] = j;
  for (std::size_t i = 1; i <= a.size(); ++i) {
    std::swap(before, last);
    std::swap(last, row);
    row[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const bool same = a[i - 1] == b[j - 1];
      row[j] = std::min({last[j] + 1, row[j - 1] + 1, last[j - 1] + (same ? 0 : 1)});
      const bool swapped = i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1];
      if (swapped) row[j] = std::min(row[j], before[j - 2] + 1);
    }
  }
  return row[b.size()];
}

}  // namespace steward::condition
