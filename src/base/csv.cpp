// SPDX-License-Identifier: Apache-2.0
#include "base/csv.hpp"

#include <algorithm>

#include "base/json.hpp"
#include "base/text.hpp"

namespace steward::base {

CsvReader::CsvReader(std::string_view text, char delimiter) : text_(text), delimiter_(delimiter) {
  constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";
  if (text_.starts_with(byte_order_mark)) text_.remove_prefix(byte_order_mark.size());
}

Error CsvReader::fail(std::size_t column, std::string_view why) {
  pos_ = text_.size();
  Json details = Json::object();
  details.set("column", Json::number(static_cast<std::int64_t>(column)));
  details.set("row", Json::number(static_cast<std::int64_t>(row_)));
  Fault fault;
  fault.code = "csv_invalid";
  fault.message = "row " + std::to_string(row_) + ", column " + std::to_string(column) + ": " + std::string(why);
  fault.details = details.canonical();
  return Error(std::move(fault), Category::invalid);
}

bool CsvReader::at_line_end() const {
  return pos_ == text_.size() || text_[pos_] == '\n' || text_.substr(pos_, 2) == "\r\n";
}

void CsvReader::skip_line_end() {
  if (pos_ < text_.size()) pos_ += text_[pos_] == '\r' ? 2 : 1;
}

Result<void> CsvReader::read_quoted(std::string& field, std::size_t column) {
  ++pos_;
  for (;;) {
    const std::size_t quote = text_.find('"', pos_);
    if (quote == std::string_view::npos) return fail(column, "a quote is never closed");
    field.append(text_, pos_, quote - pos_);
    pos_ = quote + 1;
    if (pos_ >= text_.size() || text_[pos_] != '"') break;
    field += '"';
    ++pos_;
  }
  if (!at_line_end() && text_[pos_] != delimiter_) return fail(column, "text follows the closing quote");
  return {};
}

Result<void> CsvReader::read_field(std::string& field, std::size_t column) {
  field.clear();
  if (pos_ < text_.size() && text_[pos_] == '"') {
    if (auto read = read_quoted(field, column); !read) return read;
  } else {
    const std::size_t start = pos_;
    while (!at_line_end() && text_[pos_] != delimiter_) {
      if (text_[pos_] == '"') return fail(column, "a quote stands inside a field that is not quoted");
      if (text_[pos_] == '\r') return fail(column, "a carriage return stands without a line feed");
      ++pos_;
    }
    field = text_.substr(start, pos_ - start);
  }
  if (field.find('\0') != std::string::npos) return fail(column, "a zero byte is not allowed");
  if (!valid_utf8(field)) return fail(column, "the text is not valid UTF-8");
  return {};
}

Result<bool> CsvReader::next(std::vector<std::string>& fields) {
  fields.clear();
  while (pos_ < text_.size() && at_line_end() && width_ != 1) {
    ++row_;
    skip_line_end();
  }
  if (pos_ == text_.size()) return false;
  ++row_;
  for (;;) {
    if (width_ != 0 && fields.size() == width_) {
      return fail(width_ + 1, "more fields than the header's " + std::to_string(width_));
    }
    std::string& field = fields.emplace_back();
    if (auto read = read_field(field, fields.size()); !read) return read.error();
    if (at_line_end()) break;
    ++pos_;
  }
  if (width_ != 0 && fields.size() < width_) {
    return fail(fields.size() + 1,
                "only " + std::to_string(fields.size()) + " of the header's " + std::to_string(width_) + " fields");
  }
  width_ = fields.size();
  skip_line_end();
  return true;
}

Result<std::vector<std::vector<std::string>>> parse_csv(std::string_view text, char delimiter) {
  CsvReader reader(text, delimiter);
  std::vector<std::vector<std::string>> rows;
  std::vector<std::string> fields;
  for (;;) {
    const auto more = reader.next(fields);
    if (!more) return more.error();
    if (!*more) return rows;
    rows.push_back(std::move(fields));
  }
}

namespace {

bool is_plain_number(std::string_view text) {
  const auto digits = [&] {
    const std::size_t end = std::min(text.find_first_not_of("0123456789"), text.size());
    text.remove_prefix(end);
    return end > 0;
  };
  if (text.starts_with('-') || text.starts_with('+')) text.remove_prefix(1);
  if (!digits()) return false;
  if (text.starts_with('.')) {
    text.remove_prefix(1);
    if (!digits()) return false;
  }
  if (text.starts_with('e') || text.starts_with('E')) {
    text.remove_prefix(1);
    if (text.starts_with('-') || text.starts_with('+')) text.remove_prefix(1);
    if (!digits()) return false;
  }
  return text.empty();
}

void append_field(std::string& out, std::string_view field, char delimiter) {
  constexpr std::string_view formula_starts = "=+-@\t\r";
  const bool guard =
      !field.empty() && formula_starts.find(field[0]) != std::string_view::npos && !is_plain_number(field);
  const bool quote = field.find(delimiter) != std::string_view::npos ||
                     field.find_first_of("\"\r\n") != std::string_view::npos || field.starts_with(' ') ||
                     field.ends_with(' ');
  if (quote) out += '"';
  if (guard) out += '\'';
  for (const char c : field) {
    if (c == '"') out += '"';
    out += c;
  }
  if (quote) out += '"';
}

}  // namespace

void append_csv_row(std::string& out, std::span<const std::string> fields, char delimiter) {
  // A lone empty field must not look like an empty line.
  if (fields.size() == 1 && fields[0].empty()) out += "\"\"";
  for (std::size_t i = 0; i < fields.size(); ++i) {
    if (i > 0) out += delimiter;
    append_field(out, fields[i], delimiter);
  }
  out += "\r\n";
}

}  // namespace steward::base
