// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "steward/result.hpp"

namespace portfolio {

/// What is wrong at one place of a file. Lines and columns count from 1; columns count fields.
struct Problem {
  std::string file;
  std::size_t line = 0;
  std::size_t column = 0;  ///< 0: the whole line
  std::string what;

  /// `accounts.csv, line 12, column 3: …`
  [[nodiscard]] std::string to_string() const;
};

struct CsvRow {
  std::size_t line = 0;
  std::vector<std::string> fields;
};

/// A CSV file (RFC 4180: quoted fields, CRLF or LF) with a header line. A malformed line is put among the
/// problems and reading goes on behind it, so that rows and problems together are all lines of the file.
struct CsvFile {
  std::string name;
  std::vector<std::string> header;
  std::vector<CsvRow> rows;
  std::vector<Problem> problems;

  [[nodiscard]] std::optional<std::size_t> column(std::string_view field) const;
  /// A problem at a field of a row, or at the whole row when there is no such column.
  [[nodiscard]] Problem problem(const CsvRow& row, std::string_view field, std::string what) const;
};

[[nodiscard]] CsvFile parse_csv(std::string name, std::string_view text);
/// Code `file_unreadable`.
[[nodiscard]] steward::Result<CsvFile> read_csv(const std::string& folder, const std::string& name);

/// The field as RFC 4180 writes it: quoted when it must be.
[[nodiscard]] std::string quoted(std::string_view field);

}  // namespace portfolio
