// SPDX-License-Identifier: Apache-2.0
#include "stores/sqlite/handle.hpp"
#include "stores/sqlite/shape.hpp"

namespace steward::stores {

namespace {

// A definition stands on one line; the blanks of a trim() literal are the only control characters there are.
std::string escaped(std::string_view text) {
  std::string result;
  for (const char c : text) {
    if (c == '\\') {
      result += "\\\\";
    } else if (c == '\n') {
      result += "\\n";
    } else if (c == '\t') {
      result += "\\t";
    } else if (c == '\r') {
      result += "\\r";
    } else if (c == '\v') {
      result += "\\v";
    } else if (c == '\f') {
      result += "\\f";
    } else {
      result += c;
    }
  }
  return result;
}

std::string unescaped(std::string_view text) {
  std::string result;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '\\' || i + 1 == text.size()) {
      result += text[i];
      continue;
    }
    switch (text[++i]) {
      case 'n':
        result += '\n';
        break;
      case 't':
        result += '\t';
        break;
      case 'r':
        result += '\r';
        break;
      case 'v':
        result += '\v';
        break;
      case 'f':
        result += '\f';
        break;
      default:
        result += text[i];
    }
  }
  return result;
}

std::string_view take(std::string_view& line) {
  const auto blank = line.find(' ');
  const auto word = line.substr(0, blank);
  line.remove_prefix(blank == std::string_view::npos ? line.size() : blank + 1);
  return word;
}

}  // namespace

std::string Shape::text() const {
  std::string result;
  for (const auto& [name, table] : tables) {
    result += "table " + name + " " + table.options + "\n";
    for (const auto& column : table.columns) {
      result += "  column " + column.name + " " + escaped(column.definition) + "\n";
    }
    if (!table.constraints.empty()) result += "  constraint " + escaped(table.constraints) + "\n";
  }
  for (const auto& [name, statement] : indexes) result += "index " + name + " " + escaped(statement) + "\n";
  return result;
}

Result<Shape> Shape::parse(std::string_view text) {
  Shape shape;
  TableShape* table = nullptr;
  while (!text.empty()) {
    const auto end = text.find('\n');
    auto line = text.substr(0, end);
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
    while (line.starts_with(' ')) line.remove_prefix(1);
    const auto kind = take(line);
    if (kind == "table") {
      const std::string name(take(line));
      table = &shape.tables[name];
      table->options = line;
    } else if (kind == "column" && table != nullptr) {
      const std::string name(take(line));
      table->columns.push_back({name, unescaped(line)});
    } else if (kind == "constraint" && table != nullptr) {
      table->constraints = unescaped(line);
    } else if (kind == "index") {
      const std::string name(take(line));
      shape.indexes[name] = unescaped(line);
    } else {
      return Error("database_corrupt", Category::storage, "the schema catalogue of the database is damaged");
    }
  }
  return shape;
}

}  // namespace steward::stores
