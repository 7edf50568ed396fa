// SPDX-License-Identifier: Apache-2.0
#include "portfolio/file_table.hpp"

#include <cstdio>

#include "portfolio/csv.hpp"
#include "steward/time.hpp"

namespace portfolio {

void FileTable::row(std::initializer_list<std::string_view> fields) {
  bool first = true;
  for (const auto field : fields) {
    if (!first) text_ += ',';
    first = false;
    text_ += quoted(field);
  }
  text_ += '\n';
}

std::string numbered(std::string_view prefix, std::size_t number) {
  char digits[24];
  std::snprintf(digits, sizeof digits, "%04zu", number);
  return std::string(prefix) + digits;
}

std::string day_after(std::string_view from, int days) {
  return steward::to_string(steward::parse_date(from).value_or(steward::Date{}) + std::chrono::days(days));
}

}  // namespace portfolio
