// SPDX-License-Identifier: Apache-2.0
#include "condition/scanner.hpp"

#include "base/text.hpp"

namespace steward::condition {

namespace {

bool is_word_char(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
}

void append_utf8(std::string& out, unsigned code) {
  if (code < 0x80) {
    out += static_cast<char>(code);
  } else if (code < 0x800) {
    out += static_cast<char>(0xC0 | (code >> 6));
    out += static_cast<char>(0x80 | (code & 0x3F));
  } else {
    out += static_cast<char>(0xE0 | (code >> 12));
    out += static_cast<char>(0x80 | ((code >> 6) & 0x3F));
    out += static_cast<char>(0x80 | (code & 0x3F));
  }
}

}  // namespace

void Scanner::skip_space() {
  while (!at_end() && (peek() == ' ' || peek() == '\t' || peek() == '\n' || peek() == '\r')) ++pos_;
}

std::string_view Scanner::word(std::string_view extra) const {
  std::size_t end = pos_;
  while (end < text_.size() && (is_word_char(text_[end]) || extra.find(text_[end]) != std::string_view::npos)) ++end;
  return text_.substr(pos_, end - pos_);
}

bool Scanner::take(std::string_view symbol) {
  if (!text_.substr(pos_).starts_with(symbol)) return false;
  pos_ += symbol.size();
  return true;
}

bool Scanner::take_word(std::string_view lower) {
  const std::size_t start = pos_;
  skip_space();
  const std::string_view found = word();
  if (found.size() != lower.size() || base::compare_folded(found, lower) != 0) {
    pos_ = start;
    return false;
  }
  pos_ += found.size();
  return true;
}

std::optional<std::string> Scanner::escape() {
  if (at_end()) return std::nullopt;
  const char c = text_[pos_++];
  switch (c) {
    case '"':
    case '\'':
    case '\\':
    case '/':
      return std::string(1, c);
    case 'n':
      return "\n";
    case 'r':
      return "\r";
    case 't':
      return "\t";
    case 'u':
      break;
    default:
      return std::nullopt;
  }
  unsigned code = 0;
  for (int i = 0; i < 4; ++i, ++pos_) {
    const int digit = base::hex_digit(peek());
    if (digit < 0) return std::nullopt;
    code = code * 16 + static_cast<unsigned>(digit);
  }
  // A surrogate is half a character, and a zero would cut the text in some stores.
  if (code == 0 || (code >= 0xD800 && code < 0xE000)) return std::nullopt;
  std::string out;
  append_utf8(out, code);
  return out;
}

Read<std::string> Scanner::quoted() {
  const std::size_t start = pos_;
  const char quote = peek();
  ++pos_;
  std::string out;
  while (!at_end() && peek() != quote) {
    if (peek() != '\\') {
      out += peek();
      ++pos_;
      continue;
    }
    const std::size_t backslash = pos_++;
    const auto escaped = escape();
    if (!escaped) {
      return Problem{.offset = backslash,
                     .message = "unknown escape; there are \\\" \\' \\\\ \\/ \\n \\r \\t and \\u with four hex digits",
                     .field = {}};
    }
    out += *escaped;
  }
  if (at_end()) return Problem{.offset = start, .message = "the text has no closing quote", .field = {}};
  ++pos_;
  return out;
}

std::string Scanner::found() const {
  if (at_end()) return "the end";
  if (peek() == '"' || peek() == '\'') return "a text";
  if (const auto next = word("."); !next.empty()) return shown(next);
  std::size_t size = 1;
  if (const std::size_t step = base::utf8_step(text_, pos_); step > 1) size = step;
  return shown(text_.substr(pos_, size));
}

}  // namespace steward::condition
