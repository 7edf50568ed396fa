// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <initializer_list>
#include <string>
#include <string_view>

namespace portfolio {

/// One CSV file in the making.
class FileTable {
 public:
  explicit FileTable(std::string_view header) : text_(std::string(header) + "\n") {}
  void row(std::initializer_list<std::string_view> fields);
  [[nodiscard]] const std::string& text() const { return text_; }

 private:
  std::string text_;
};

/// `prefix` and the number, at four digits.
[[nodiscard]] std::string numbered(std::string_view prefix, std::size_t number);
/// The day that many days after `from`, both as 2024-11-20.
[[nodiscard]] std::string day_after(std::string_view from, int days);

}  // namespace portfolio
