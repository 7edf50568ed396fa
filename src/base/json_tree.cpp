// SPDX-License-Identifier: Apache-2.0
#include "base/json.hpp"

#include <algorithm>
#include <stdexcept>

#include "base/text.hpp"

namespace steward::base {

bool is_json_number(std::string_view text) {
  // parse_fixed has the same grammar but refuses large numbers, so the grammar stands here once more.
  std::size_t pos = 0;
  const auto run = [&] {
    const std::size_t start = pos;
    while (pos < text.size() && text[pos] >= '0' && text[pos] <= '9') ++pos;
    return pos - start;
  };
  if (text.starts_with('-')) ++pos;
  const std::size_t whole_start = pos;
  const std::size_t whole = run();
  if (whole == 0 || (whole > 1 && text[whole_start] == '0')) return false;
  if (pos < text.size() && text[pos] == '.') {
    ++pos;
    if (run() == 0) return false;
  }
  if (pos < text.size() && (text[pos] == 'e' || text[pos] == 'E')) {
    ++pos;
    if (pos < text.size() && (text[pos] == '+' || text[pos] == '-')) ++pos;
    if (run() == 0) return false;
  }
  return pos == text.size();
}

namespace {

bool is_plain(char c) { return c >= 0x20 && c < 0x7f && c != '"' && c != '\\'; }

}  // namespace

void append_json_string(std::string& out, std::string_view text) {
  constexpr std::string_view digits = "0123456789abcdef";
  out += '"';
  for (std::size_t pos = 0; pos < text.size();) {
    // Most texts have nothing to escape.
    const auto plain = pos;
    while (pos < text.size() && is_plain(text[pos])) ++pos;
    out += text.substr(plain, pos - plain);
    if (pos == text.size()) break;
    const std::size_t step = utf8_step(text, pos);
    if (step != 1) {
      out += step == 0 ? std::string_view("\xEF\xBF\xBD") : text.substr(pos, step);
      pos += step == 0 ? 1 : step;
      continue;
    }
    const char c = text[pos++];
    switch (c) {
      case '"':
        out += "\\\"";
        break;
      case '\\':
        out += "\\\\";
        break;
      case '\b':
        out += "\\b";
        break;
      case '\f':
        out += "\\f";
        break;
      case '\n':
        out += "\\n";
        break;
      case '\r':
        out += "\\r";
        break;
      case '\t':
        out += "\\t";
        break;
      default:
        if (static_cast<unsigned char>(c) < 0x20) {
          out += "\\u00";
          out += digits[static_cast<unsigned char>(c) >> 4];
          out += digits[static_cast<unsigned char>(c) & 15];
        } else {
          out += c;
        }
    }
  }
  out += '"';
}

Json Json::number_text(std::string_view text) {
  if (!is_json_number(text)) throw std::invalid_argument("not a JSON number");
  return Json(Storage(Number{std::string(text)}));
}

std::optional<bool> Json::as_bool() const {
  const bool* value = std::get_if<bool>(&value_);
  return value == nullptr ? std::nullopt : std::optional(*value);
}

std::optional<std::int64_t> Json::as_int64() const {
  const std::string* text = as_number_text();
  if (text == nullptr || text->find_first_of(".eE") != std::string::npos) return std::nullopt;
  return detail::parse_fixed(*text, 0);
}

std::optional<Decimal> Json::as_decimal() const {
  const std::string* text = as_number_text();
  return text == nullptr ? std::nullopt : Decimal::parse(*text);
}

const std::string* Json::as_number_text() const {
  const Number* number = std::get_if<Number>(&value_);
  return number == nullptr ? nullptr : &number->text;
}

const std::string* Json::as_string() const { return std::get_if<std::string>(&value_); }

const Json::Members& Json::items() const {
  static const Members none;
  const Members* members = std::get_if<Members>(&value_);
  return members == nullptr ? none : *members;
}

const Json::Elements& Json::elements() const {
  static const Elements none;
  const Elements* elements = std::get_if<Elements>(&value_);
  return elements == nullptr ? none : *elements;
}

const Json* Json::find(std::string_view key) const {
  const Members& members = items();
  const auto found = std::find_if(members.begin(), members.end(), [&](const Member& m) { return m.first == key; });
  return found == members.end() ? nullptr : &found->second;
}

Json* Json::find(std::string_view key) { return const_cast<Json*>(std::as_const(*this).find(key)); }

Json& Json::set(std::string_view key, Json value) {
  if (is_null()) value_ = Members{};
  if (Json* present = find(key)) {
    *present = std::move(value);
  } else {
    std::get<Members>(value_).emplace_back(std::string(key), std::move(value));
  }
  return *this;
}

Json& Json::push(Json value) {
  if (is_null()) value_ = Elements{};
  std::get<Elements>(value_).push_back(std::move(value));
  return *this;
}

bool Json::erase(std::string_view key) {
  Members* members = std::get_if<Members>(&value_);
  return members != nullptr && std::erase_if(*members, [&](const Member& m) { return m.first == key; }) > 0;
}

namespace {

struct Writer {
  bool indented = false;
  bool sorted = false;
  std::string out = {};

  void write(const Json& json, std::size_t level) {
    if (const auto* number = json.as_number_text()) {
      out += *number;
    } else if (const auto* text = json.as_string()) {
      append_json_string(out, *text);
    } else if (json.is_array()) {
      write_array(json.elements(), level);
    } else if (json.is_object()) {
      write_object(json.items(), level);
    } else {
      out += json.is_null() ? "null" : *json.as_bool() ? "true" : "false";
    }
  }

  void write_array(const Json::Elements& elements, std::size_t level) {
    out += '[';
    for (std::size_t i = 0; i < elements.size(); ++i) {
      start_entry(i, level + 1);
      write(elements[i], level + 1);
    }
    end_entries(elements.size(), level);
    out += ']';
  }

  void write_object(const Json::Members& members, std::size_t level) {
    std::vector<const Json::Member*> order;
    order.reserve(members.size());
    for (const Json::Member& member : members) order.push_back(&member);
    if (sorted) {
      std::sort(order.begin(), order.end(), [](const auto* a, const auto* b) { return a->first < b->first; });
    }
    out += '{';
    for (std::size_t i = 0; i < order.size(); ++i) {
      start_entry(i, level + 1);
      append_json_string(out, order[i]->first);
      out += indented ? ": " : ":";
      write(order[i]->second, level + 1);
    }
    end_entries(order.size(), level);
    out += '}';
  }

  void start_entry(std::size_t index, std::size_t level) {
    if (index > 0) out += ',';
    if (indented) out.append(1, '\n').append(level * 2, ' ');
  }

  void end_entries(std::size_t count, std::size_t level) {
    if (indented && count > 0) out.append(1, '\n').append(level * 2, ' ');
  }
};

std::string written(const Json& json, bool indented, bool sorted) {
  Writer writer{indented, sorted};
  writer.write(json, 0);
  return std::move(writer.out);
}

}  // namespace

std::string Json::dump() const { return written(*this, false, false); }
std::string Json::canonical() const { return written(*this, false, true); }
std::string Json::pretty() const { return written(*this, true, false); }

}  // namespace steward::base
