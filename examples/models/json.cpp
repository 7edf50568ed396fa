// SPDX-License-Identifier: Apache-2.0
#include "models/json.hpp"

#include <algorithm>

namespace models {

namespace {

using steward::Category;
using steward::Error;
using steward::Result;

constexpr int deepest = 64;

void append_utf8(std::string& out, std::uint32_t point) {
  const auto put = [&](std::uint32_t byte) { out.push_back(static_cast<char>(byte)); };
  if (point < 0x80) return put(point);
  if (point < 0x800) {
    put(0xC0 | (point >> 6));
  } else {
    if (point < 0x10000) {
      put(0xE0 | (point >> 12));
    } else {
      put(0xF0 | (point >> 18));
      put(0x80 | ((point >> 12) & 0x3F));
    }
    put(0x80 | ((point >> 6) & 0x3F));
  }
  put(0x80 | (point & 0x3F));
}

class Reader {
 public:
  explicit Reader(std::string_view text) : text_(text) {}

  Result<Json> all() {
    Json value;
    if (!read(value, 0)) return wrong();
    blanks();
    if (at_ < text_.size()) return wrong();
    return value;
  }

 private:
  Error wrong() const {
    const auto lines = std::count(text_.begin(), text_.begin() + static_cast<std::ptrdiff_t>(at_), '\n');
    return Error("json_invalid", Category::invalid, "line " + std::to_string(lines + 1) + " is no JSON");
  }
  void blanks() {
    while (at_ < text_.size() && std::string_view(" \t\r\n").find(text_[at_]) != std::string_view::npos) ++at_;
  }
  bool take(char expected) {
    blanks();
    if (at_ >= text_.size() || text_[at_] != expected) return false;
    ++at_;
    return true;
  }

  bool read(Json& out, int depth) {
    blanks();
    if (at_ >= text_.size() || depth > deepest) return false;
    const std::size_t start = at_;
    const char first = text_[at_];
    const bool good = first == '{'   ? object(out, depth)
                      : first == '[' ? array(out, depth)
                      : first == '"' ? string(out)
                                     : word(out);
    out.text = text_.substr(start, at_ - start);
    return good;
  }
  bool object(Json& out, int depth) {
    out.kind = Json::Kind::object;
    take('{');
    if (take('}')) return true;
    do {
      Json key;
      blanks();
      if (at_ >= text_.size() || text_[at_] != '"' || !string(key) || !take(':')) return false;
      if (out.find(key.string) != nullptr) return false;
      if (!read(out.members.emplace_back(std::move(key.string), Json()).second, depth + 1)) return false;
    } while (take(','));
    return take('}');
  }
  bool array(Json& out, int depth) {
    out.kind = Json::Kind::array;
    take('[');
    if (take(']')) return true;
    do {
      if (!read(out.elements.emplace_back(), depth + 1)) return false;
    } while (take(','));
    return take(']');
  }
  bool word(Json& out) {
    const auto end = std::min(text_.find_first_of(" \t\r\n,]}", at_), text_.size());
    const auto found = text_.substr(at_, end - at_);
    if (found == "true" || found == "false") {
      out.kind = Json::Kind::boolean;
    } else if (!found.empty() && found.find_first_not_of("+-.0123456789eE") == std::string_view::npos) {
      out.kind = Json::Kind::number;
    } else if (found != "null") {
      return false;
    }
    at_ = end;
    return true;
  }
  bool string(Json& out) {
    out.kind = Json::Kind::string;
    for (++at_; at_ < text_.size(); ++at_) {
      const char c = text_[at_];
      if (c == '"') return ++at_, true;
      if (static_cast<unsigned char>(c) < 0x20) return false;
      if (c != '\\') {
        out.string.push_back(c);
      } else if (!escape(out.string)) {
        return false;
      }
    }
    return false;
  }
  /// What follows a backslash; ends on its last character.
  bool escape(std::string& out) {
    constexpr std::string_view marks = "\"\\/bfnrt";
    constexpr std::string_view meant = "\"\\/\b\f\n\r\t";
    if (++at_ >= text_.size()) return false;
    if (const auto mark = marks.find(text_[at_]); mark != std::string_view::npos)
      return out.push_back(meant[mark]), true;
    std::uint32_t point = 0;
    if (text_[at_] != 'u' || !hex(point)) return false;
    if (point >= 0xD800 && point < 0xDC00) {
      std::uint32_t low = 0;
      if (text_.substr(at_ + 1, 2) != "\\u") return false;
      at_ += 2;
      if (!hex(low) || low < 0xDC00 || low > 0xDFFF) return false;
      point = 0x10000 + ((point - 0xD800) << 10) + (low - 0xDC00);
    }
    append_utf8(out, point);
    return true;
  }
  bool hex(std::uint32_t& point) {
    for (int i = 0; i < 4; ++i) {
      if (++at_ >= text_.size()) return false;
      const char c = static_cast<char>(text_[at_] | 0x20);
      const bool letter = c >= 'a' && c <= 'f';
      if (!letter && (text_[at_] < '0' || text_[at_] > '9')) return false;
      point = point * 16 + static_cast<std::uint32_t>(letter ? c - 'a' + 10 : text_[at_] - '0');
    }
    return true;
  }

  std::string_view text_;
  std::size_t at_ = 0;
};

}  // namespace

Json Json::of(std::string_view plain) {
  Json value;
  value.kind = Kind::string;
  value.string = plain;
  value.text = "\"";
  for (const char c : plain) {
    if (c == '"' || c == '\\') value.text.push_back('\\');
    value.text.push_back(c);
  }
  value.text.push_back('"');
  return value;
}

const Json* Json::find(std::string_view key) const {
  for (const auto& [name, value] : members) {
    if (name == key) return &value;
  }
  return nullptr;
}

std::optional<steward::Decimal> Json::decimal() const {
  return kind == Kind::number ? steward::Decimal::parse(text) : std::nullopt;
}

std::optional<int> Json::small() const {
  if (kind != Kind::number || text.size() > 3 || text.find_first_not_of("0123456789") != std::string::npos) return {};
  return std::stoi(text);
}

bool operator==(const Json& a, const Json& b) {
  if (a.kind != b.kind) return false;
  if (a.decimal() && b.decimal()) return a.decimal() == b.decimal();
  if (a.kind == Json::Kind::number || a.kind == Json::Kind::boolean) return a.text == b.text;
  return a.string == b.string && a.elements == b.elements && a.members == b.members;
}

steward::Result<Json> read_json(std::string_view text) { return Reader(text).all(); }

}  // namespace models
