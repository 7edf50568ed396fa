// SPDX-License-Identifier: Apache-2.0
#include "portfolio/csv.hpp"

#include <algorithm>
#include <fstream>
#include <iterator>
#include <utility>

namespace portfolio {

namespace {

/// Reads one record at a time; after a failure the caller goes on with the next physical line.
class Reader {
 public:
  explicit Reader(std::string_view text) : text_(text) {
    if (text_.substr(0, 3) == "\xEF\xBB\xBF") pos_ = 3;
  }

  [[nodiscard]] bool at_end() const { return pos_ >= text_.size(); }
  [[nodiscard]] std::size_t line() const { return line_; }
  [[nodiscard]] std::size_t column() const { return column_; }

  /// Empty text when the record is well formed, else what is wrong at column().
  std::string record(std::vector<std::string>& fields) {
    start_ = pos_;
    start_line_ = line_;
    fields.clear();
    for (column_ = 1;; ++column_) {
      std::string field;
      if (auto wrong = this->field(field); !wrong.empty()) return wrong;
      fields.push_back(std::move(field));
      if (at_end() || text_[pos_] != ',') break;
      ++pos_;
    }
    skip_line_end();
    return {};
  }

  /// Back to the line where the failed record began, and behind it: a lost quote must not swallow the file.
  void skip_failed() {
    const auto end = text_.find('\n', start_);
    pos_ = end == std::string_view::npos ? text_.size() : end + 1;
    line_ = start_line_ + 1;
  }

 private:
  [[nodiscard]] bool at_line_end() const {
    return at_end() || text_[pos_] == '\n' || (text_[pos_] == '\r' && text_.substr(pos_, 2) == "\r\n");
  }

  void skip_line_end() {
    if (at_end()) return;
    pos_ += text_[pos_] == '\r' ? 2 : 1;
    ++line_;
  }

  std::string field(std::string& out) {
    if (!at_end() && text_[pos_] == '"') return quoted_field(out);
    while (!at_line_end() && text_[pos_] != ',') {
      if (text_[pos_] == '"') return "a quote stands inside an unquoted field";
      out += text_[pos_++];
    }
    return {};
  }

  std::string quoted_field(std::string& out) {
    for (++pos_; !at_end(); ++pos_) {
      if (text_[pos_] == '\n') ++line_;
      if (text_[pos_] != '"') {
        out += text_[pos_];
        continue;
      }
      if (text_.substr(pos_, 2) != "\"\"") {
        ++pos_;
        return at_line_end() || text_[pos_] == ',' ? "" : "text follows the closing quote";
      }
      out += '"';
      ++pos_;
    }
    return "the closing quote is missing";
  }

  std::string_view text_;
  std::size_t pos_ = 0;
  std::size_t line_ = 1;
  std::size_t column_ = 0;
  std::size_t start_ = 0;
  std::size_t start_line_ = 1;
};

}  // namespace

std::string Problem::to_string() const {
  std::string text = file + ", line " + std::to_string(line);
  if (column != 0) text += ", column " + std::to_string(column);
  return text + ": " + what;
}

std::optional<std::size_t> CsvFile::column(std::string_view field) const {
  const auto found = std::find(header.begin(), header.end(), field);
  if (found == header.end()) return std::nullopt;
  return static_cast<std::size_t>(found - header.begin());
}

Problem CsvFile::problem(const CsvRow& row, std::string_view field, std::string what) const {
  const auto at = column(field);
  return {name, row.line, at ? *at + 1 : 0, at ? std::string(field) + ": " + what : std::move(what)};
}

CsvFile parse_csv(std::string name, std::string_view text) {
  CsvFile file;
  file.name = std::move(name);
  Reader reader(text);
  while (!reader.at_end()) {
    CsvRow row;
    row.line = reader.line();
    auto wrong = reader.record(row.fields);
    if (wrong.empty() && row.fields.size() == 1 && row.fields[0].empty()) continue;
    if (wrong.empty() && file.header.empty()) {
      file.header = std::move(row.fields);
      continue;
    }
    auto column = wrong.empty() ? std::size_t{0} : reader.column();
    if (!wrong.empty()) reader.skip_failed();
    if (wrong.empty() && row.fields.size() != file.header.size()) {
      column = std::min(row.fields.size(), file.header.size()) + 1;
      wrong = std::to_string(row.fields.size()) + " fields stand where the header has " +
              std::to_string(file.header.size());
    }
    if (wrong.empty()) {
      file.rows.push_back(std::move(row));
    } else {
      file.problems.push_back({file.name, row.line, column, std::move(wrong)});
    }
  }
  return file;
}

steward::Result<CsvFile> read_csv(const std::string& folder, const std::string& name) {
  std::ifstream stream(folder + "/" + name, std::ios::binary);
  if (!stream) {
    return steward::Error("file_unreadable", steward::Category::not_found, folder + "/" + name + " cannot be read");
  }
  const std::string text{std::istreambuf_iterator<char>(stream), std::istreambuf_iterator<char>()};
  return parse_csv(name, text);
}

std::string quoted(std::string_view field) {
  if (field.find_first_of(",\"\r\n") == std::string_view::npos) return std::string(field);
  std::string text = "\"";
  for (const char c : field) {
    if (c == '"') text += '"';
    text += c;
  }
  return text + '"';
}

}  // namespace portfolio
