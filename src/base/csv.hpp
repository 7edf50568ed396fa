// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "steward/result.hpp"

namespace steward::base {

/// Reads RFC 4180 text row by row: quoted fields, CRLF or LF, a UTF-8 byte order mark is skipped. The first row
/// fixes the number of fields. An empty line is skipped, unless rows have one field. Not thread-safe.
///
/// Errors have the code `csv_invalid`, the row and column (1-based, the header is row 1, columns count fields)
/// in the message and as details `{"column":…,"row":…}`. After an error the reader is at its end.
class CsvReader {
 public:
  /// Borrows `text` for the life of the reader. `delimiter` is an ASCII character other than a quote or a line
  /// end.
  explicit CsvReader(std::string_view text, char delimiter = ',');

  /// Puts the next row into `fields`; false at the end.
  [[nodiscard]] Result<bool> next(std::vector<std::string>& fields);
  /// The number of the row read last; empty lines count.
  [[nodiscard]] std::size_t row() const { return row_; }

 private:
  [[nodiscard]] Result<void> read_field(std::string& field, std::size_t column);
  [[nodiscard]] Result<void> read_quoted(std::string& field, std::size_t column);
  [[nodiscard]] bool at_line_end() const;
  void skip_line_end();
  [[nodiscard]] Error fail(std::size_t column, std::string_view why);

  std::string_view text_;
  char delimiter_;
  std::size_t pos_ = 0;
  std::size_t row_ = 0;
  std::size_t width_ = 0;  // 0 until the first row is read
};

/// All rows, the header first.
[[nodiscard]] Result<std::vector<std::vector<std::string>>> parse_csv(std::string_view text, char delimiter = ',');

/// Appends one row that ends with CRLF; fields are quoted where needed. A field that a spreadsheet might take
/// for a formula (it begins with = + - @, a tab or a carriage return) gets an apostrophe in front, unless it is
/// a plain number; a reader sees that apostrophe.
void append_csv_row(std::string& out, std::span<const std::string> fields, char delimiter = ',');

}  // namespace steward::base
