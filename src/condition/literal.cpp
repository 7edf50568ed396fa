// SPDX-License-Identifier: Apache-2.0
#include "condition/literal.hpp"

#include <algorithm>
#include <charconv>
#include <utility>

#include "base/text.hpp"
#include "base/wide.hpp"
#include "condition/fields.hpp"
#include "condition/nodes.hpp"

namespace steward::condition {

namespace {

constexpr std::int64_t longest = std::int64_t{1000} * 366 * 86400;
constexpr std::size_t listed_choices = 60;

bool is_digit(char c) { return c >= '0' && c <= '9'; }

bool is_word(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) {
    return is_digit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
  });
}

/// What a literal of the type looks like.
std::string_view example(FieldType type) {
  switch (type) {
    case FieldType::string:
    case FieldType::text:
      return "a text in quotes";
    case FieldType::integer:
      return "a whole number";
    case FieldType::decimal:
    case FieldType::hundredths:
      return "a number";
    case FieldType::boolean:
      return "true or false";
    case FieldType::date:
      return "a date like 2026-01-31, or today()";
    case FieldType::datetime:
      return "a datetime like 2026-01-31T10:00:00Z, or now()";
    case FieldType::duration:
      return "a duration like 3d or 2h";
    default:
      return "an id of 36 characters";
  }
}

struct Reader {
  const Written& written;
  const Path& path;
  const model::Schema& schema;

  const FieldInfo& field() const { return last_field(path); }

  Problem problem(std::string code, std::string message) const {
    return {.code = std::move(code), .offset = written.offset, .message = std::move(message), .field = path_text(path)};
  }
  std::string found() const { return written.form == Written::Form::quoted ? "a text" : shown(written.text); }
  Problem wrong(std::string hint = {}) const {
    const bool reference = field().type == FieldType::ref || field().type == FieldType::rid;
    std::string message =
        "`" + path_text(path) + "` takes " + std::string(example(field().type)) + ", found " + found();
    if (written.form == Written::Form::word && hint.empty()) {
      const std::string word = base::folded(written.text);
      if (word == "null" || word == "empty" || word == "nil") hint = "use `is empty` for a field without a value";
    }
    if (!hint.empty()) message += "; " + hint;
    return problem(reference ? "invalid_reference" : "invalid_input", std::move(message));
  }

  Read<Value> text() const {
    if (written.form == Written::Form::word) return wrong(is_word(written.text) ? "put the text in quotes" : "");
    if (written.text.empty()) {
      return problem("condition_invalid", "a text is never empty; use `" + path_text(path) + " is empty`");
    }
    return Value(written.text);
  }

  Read<Value> integer() const {
    const std::string_view digits = written.text;
    std::int64_t value = 0;
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
    if (error == std::errc::result_out_of_range) return wrong("it does not fit 64 bits");
    if (error != std::errc() || end != digits.data() + digits.size()) return wrong();
    return Value(value);
  }

  Read<Value> decimal(std::size_t places) const {
    const std::string_view digits = written.text;
    const std::size_t point = std::min(digits.find('.'), digits.size());
    if (digits.find_first_not_of("-0123456789.") != std::string_view::npos) return wrong();
    const auto value = Decimal::parse(digits);
    if (point < digits.size() && digits.size() - point - 1 > places) {
      return wrong("it has at most " + std::to_string(places) + " places after the point");
    }
    if (!value)
      return wrong(!digits.empty() && is_digit(digits.back()) ? "it must be written plainly and fit the range" : "");
    return Value(*value);
  }

  Read<Value> boolean() const {
    const std::string word = base::folded(written.text);
    const bool plain = written.form == Written::Form::plain;
    if (word == "true" || (plain && word == "1")) return Value(true);
    if (word == "false" || (plain && word == "0")) return Value(false);
    return wrong();
  }

  Read<Value> datetime() const {
    if (const auto instant = parse_instant(written.text)) return Value(*instant);
    if (written.form == Written::Form::plain && written.text.size() == 19) {
      if (const auto instant = parse_instant(written.text + "Z")) return Value(*instant);
    }
    if (parse_date(written.text)) return wrong("the time of day is missing");
    return wrong();
  }

  Read<Value> choice() const {
    if (has_rank(field(), written.text, schema)) return Value(written.text);
    const auto* values = schema.choices(field().choice_list);
    const bool open = values == nullptr || schema.is_open(field().choice_list);
    if (open && is_word(written.text)) return Value(written.text);
    std::string message = "`" + path_text(path) + "` has no value " + found();
    if (values == nullptr) return problem("invalid_choice", std::move(message));
    const auto near = nearest(base::folded(written.text), *values);
    if (!near.empty()) message += "; did you mean " + shown(near) + "?";
    message += (near.empty() ? "; it takes " : " It takes ");
    for (std::size_t i = 0; i < values->size() && i < listed_choices; ++i)
      message += (i == 0 ? "" : ", ") + (*values)[i];
    if (values->size() > listed_choices) message += " and more";
    return problem("invalid_choice", std::move(message));
  }

  Read<Value> read() const {
    const bool quoted = written.form == Written::Form::quoted;
    switch (field().type) {
      case FieldType::string:
      case FieldType::text:
        return text();
      case FieldType::integer:
        return quoted ? wrong("write it without quotes") : integer();
      case FieldType::decimal:
        return quoted ? wrong("write it without quotes") : decimal(6);
      case FieldType::hundredths:
        return quoted ? wrong("write it without quotes") : decimal(2);
      case FieldType::boolean:
        return quoted ? wrong("write it without quotes") : boolean();
      case FieldType::choice:
        return choice();
      case FieldType::datetime:
        return datetime();
      case FieldType::date: {
        const auto date = parse_date(written.text);
        return date ? Read<Value>(Value(*date)) : wrong();
      }
      case FieldType::duration: {
        const auto seconds = quoted ? std::nullopt : read_duration(written.text);
        return seconds ? Read<Value>(Value(Duration(*seconds))) : wrong();
      }
      default: {
        const auto id = Id::parse(written.text);
        return id ? Read<Value>(Value(*id)) : wrong();
      }
    }
  }
};

std::string quoted(std::string_view text) {
  std::string out = "\"";
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (c == '"' || c == '\\') {
      out += '\\';
      out += c;
    } else if (c == '\n') {
      out += "\\n";
    } else if (c == '\r') {
      out += "\\r";
    } else if (c == '\t') {
      out += "\\t";
    } else if (byte < 0x20 || byte == 0x7F) {
      out += "\\u00" + base::to_hex(std::string_view(&c, 1));
    } else {
      out += c;
    }
  }
  return out + '"';
}

struct ValueText {
  const FieldInfo& field;
  std::string operator()(bool value) const { return value ? "true" : "false"; }
  std::string operator()(std::int64_t value) const { return std::to_string(value); }
  std::string operator()(const Decimal& value) const { return value.to_string(); }
  std::string operator()(const std::string& value) const {
    return field.type == FieldType::choice && is_word(value) ? value : quoted(value);
  }
  std::string operator()(const Id& value) const { return value.to_string(); }
  std::string operator()(const Instant& value) const { return to_string(value); }
  std::string operator()(const Date& value) const { return to_string(value); }
  std::string operator()(const Duration& value) const { return duration_text(value.count()); }
  // No condition holds these; the parser refuses them and no caller builds them.
  std::string operator()(const Money&) const { return "money"; }
  std::string operator()(const IdList&) const { return "list"; }
  std::string operator()(const TextList&) const { return "list"; }
  std::string operator()(std::monostate) const { return "empty"; }
};

std::string moved_text(std::string_view function, std::int64_t offset, std::int64_t milliseconds) {
  std::string text(function);
  if (offset == 0) return text;
  text += offset < 0 ? " - " : " + ";
  return text + duration_text((offset < 0 ? -offset : offset) * milliseconds / 1000);
}

}  // namespace

Read<Value> read_literal(const Written& written, const Path& path, const model::Schema& schema) {
  return Reader{written, path, schema}.read();
}

bool has_rank(const FieldInfo& field, std::string_view choice, const model::Schema& schema) {
  const auto* values = schema.choices(field.choice_list);
  return values != nullptr && std::find(values->begin(), values->end(), choice) != values->end();
}

std::optional<std::int64_t> read_duration(std::string_view text) {
  if (text.size() < 2 || !is_digit(text[0])) return std::nullopt;
  std::int64_t count = 0;
  const char* last = text.data() + text.size() - 1;
  const auto [end, error] = std::from_chars(text.data(), last, count);
  if (error != std::errc() || end != last) return std::nullopt;
  std::int64_t unit = 0;
  switch (text.back()) {
    case 'w':
    case 'W':
      unit = 7 * 86400;
      break;
    case 'd':
    case 'D':
      unit = 86400;
      break;
    case 'h':
    case 'H':
      unit = 3600;
      break;
    case 'm':
    case 'M':
      unit = 60;
      break;
    case 's':
    case 'S':
      unit = 1;
      break;
    default:
      return std::nullopt;
  }
  const auto seconds = base::checked_mul(count, unit);
  return seconds && *seconds <= longest ? seconds : std::nullopt;
}

std::string duration_text(std::int64_t seconds) {
  if (seconds % 60 != 0 || seconds == 0) return std::to_string(seconds) + "s";
  if (seconds % 3600 != 0) return std::to_string(seconds / 60) + "m";
  if (seconds % 86400 != 0) return std::to_string(seconds / 3600) + "h";
  return std::to_string(seconds / 86400) + "d";
}

std::string operand_text(const Operand& operand, const FieldInfo& field) {
  if (operand.kind == Operand::Kind::now) return moved_text("now()", operand.offset, 1);
  if (operand.kind == Operand::Kind::today) return moved_text("today()", operand.offset, 86'400'000);
  return std::visit(ValueText{field}, operand.literal);
}

}  // namespace steward::condition
