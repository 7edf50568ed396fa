// SPDX-License-Identifier: Apache-2.0
#include "condition/fields.hpp"

#include <algorithm>
#include <utility>
#include <vector>

#include "base/text.hpp"
#include "condition/nodes.hpp"

namespace steward::condition {

namespace {

Problem unknown_field(std::string_view name, std::size_t offset, const TableInfo& table) {
  std::vector<std::string_view> names;
  names.reserve(table.fields.size());
  for (const auto& field : table.fields) names.push_back(field.name);
  Problem problem;
  problem.offset = offset;
  problem.message = "table " + table.name + " has no field " + shown(name);
  if (const auto near = nearest(name, names); !near.empty()) {
    problem.message += "; did you mean " + shown(near) + "?";
  }
  return problem;
}

Problem bad_step(std::size_t offset, const FieldInfo& field, std::string message) {
  Problem problem;
  problem.offset = offset;
  problem.field = field.name;
  problem.message = std::move(message);
  return problem;
}

/// Why the field cannot stand at the end of a path; empty when it can.
std::string refuse_last(const FieldInfo& field) {
  if (field.kind == FieldKind::computed)
    return "`" + field.name + "` is computed when it is read; no condition sees it";
  if (field.kind == FieldKind::journal || field.type == FieldType::journal) {
    return "`" + field.name + "` is a journal; no condition sees it";
  }
  if (field.type == FieldType::list_ref) return "`" + field.name + "` is a list of references; no condition sees it";
  return {};
}

}  // namespace

std::optional<Problem> check_text(std::string_view text) {
  if (text.size() > max_length) {
    return Problem{.offset = max_length, .message = "the condition is longer than 65536 bytes", .field = {}};
  }
  for (std::size_t pos = 0; pos < text.size();) {
    const std::size_t step = base::utf8_step(text, pos);
    if (step == 0) return Problem{.offset = pos, .message = "the condition is not valid UTF-8", .field = {}};
    if (text[pos] == '\0') return Problem{.offset = pos, .message = "the condition holds a zero byte", .field = {}};
    pos += step;
  }
  return std::nullopt;
}

std::optional<Problem> check_canonical(std::string_view text, const Condition& condition, const model::Schema& schema) {
  // Escapes grow a text most, from one byte to six.
  if (text.size() * 8 <= max_length || condition.text(schema).size() <= max_length) return std::nullopt;
  return Problem{.offset = 0, .message = "the condition is longer than 65536 bytes in canonical form", .field = {}};
}

Read<Path> resolve_path(std::string_view path, std::size_t offset, const TableInfo& table,
                        const model::Schema& schema) {
  Path steps;
  const TableInfo* current = &table;
  for (std::size_t pos = 0; pos <= path.size();) {
    const std::size_t dot = std::min(path.find('.', pos), path.size());
    const std::string_view name = path.substr(pos, dot - pos);
    if (name.empty())
      return Problem{.offset = offset + pos, .message = "expected a field name after the dot", .field = {}};
    if (steps.size() == max_steps) {
      return Problem{.offset = offset + pos, .message = "a path has at most 5 steps", .field = {}};
    }
    const auto found = current->find(name);
    if (!found) return unknown_field(name, offset + pos, *current);
    const FieldInfo& field = current->fields[*found];
    steps.push_back({current, *found});
    if (dot == path.size()) {
      if (auto reason = refuse_last(field); !reason.empty()) return bad_step(offset + pos, field, std::move(reason));
      return steps;
    }
    const TableInfo* next = field.type == FieldType::ref ? schema.find(field.target) : nullptr;
    if (next == nullptr || field.kind == FieldKind::computed) {
      return bad_step(offset + pos, field,
                      "`" + field.name + "` is " + std::string(type_name(field.type)) +
                          "; only the fields of a reference can be reached with a dot");
    }
    current = next;
    pos = dot + 1;
  }
  return Problem{.offset = offset, .message = "expected a field name", .field = {}};
}

std::string path_text(const Path& path) {
  std::string text;
  for (const auto& step : path) {
    if (!text.empty()) text += '.';
    text += step.table->fields[step.field].name;
  }
  return text;
}

bool is_text(const FieldInfo& field) { return field.type == FieldType::string || field.type == FieldType::text; }

bool can_equal(const FieldInfo& field) {
  switch (field.type) {
    case FieldType::boolean:
    case FieldType::ref:
    case FieldType::rid:
    case FieldType::id:
      return true;
    default:
      return can_order(field);
  }
}

bool can_order(const FieldInfo& field) {
  switch (field.type) {
    case FieldType::string:
    case FieldType::text:
    case FieldType::integer:
    case FieldType::decimal:
    case FieldType::hundredths:
    case FieldType::date:
    case FieldType::datetime:
    case FieldType::duration:
    case FieldType::choice:
      return true;
    default:
      return false;
  }
}

std::string_view type_name(FieldType type) {
  switch (type) {
    case FieldType::string:
    case FieldType::text:
      return "a text";
    case FieldType::integer:
      return "a whole number";
    case FieldType::decimal:
    case FieldType::hundredths:
      return "a number";
    case FieldType::money:
      return "an amount of money";
    case FieldType::boolean:
      return "a boolean";
    case FieldType::date:
      return "a date";
    case FieldType::datetime:
      return "a datetime";
    case FieldType::duration:
      return "a duration";
    case FieldType::choice:
      return "a choice";
    case FieldType::ref:
      return "a reference";
    case FieldType::rid:
    case FieldType::id:
      return "an id";
    case FieldType::list_ref:
    case FieldType::list_choice:
    case FieldType::list_text:
      return "a list";
    case FieldType::json:
      return "json";
    case FieldType::condition:
      return "a condition";
    case FieldType::journal:
      return "a journal";
    case FieldType::blob:
      return "bytes";
  }
  return "a field";
}

std::string refuse_equal(const Path& path) {
  const FieldInfo& field = last_field(path);
  if (can_equal(field)) return {};
  return "`" + path_text(path) + "` is " + std::string(type_name(field.type)) +
         "; it can only be tested with `is empty` and `is not empty`";
}

std::string refuse_order(const Path& path) {
  const FieldInfo& field = last_field(path);
  if (can_order(field)) return {};
  if (!can_equal(field)) return refuse_equal(path);
  return "`" + path_text(path) + "` is " + std::string(type_name(field.type)) +
         " and has no order; use `=`, `!=` or `in`";
}

std::string refuse_text_test(const Path& path) {
  const FieldInfo& field = last_field(path);
  if (is_text(field)) return {};
  return "`" + path_text(path) + "` is " + std::string(type_name(field.type)) +
         "; `starts with` and `contains` need a text field";
}

}  // namespace steward::condition
