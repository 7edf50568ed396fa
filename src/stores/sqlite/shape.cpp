// SPDX-License-Identifier: Apache-2.0
#include "stores/sqlite/shape.hpp"

#include <algorithm>
#include <set>
#include <stdexcept>

#include "condition/condition.hpp"
#include "store/stored.hpp"
#include "stores/sqlite/codec.hpp"
#include "stores/sqlite/series_tables.hpp"
#include "stores/sqlite/sql.hpp"

namespace steward::stores {

namespace {

std::string joined(const std::vector<std::string>& parts) {
  std::string text;
  for (const auto& part : parts) text += (text.empty() ? "" : ", ") + part;
  return text;
}

std::string type_of(FieldType type) {
  if (is_id(type) || type == FieldType::blob) return "BLOB";
  return is_string(type) || is_list(type) ? "TEXT" : "INTEGER";
}

std::string default_of(const FieldInfo& field) {
  const auto cell = cell_of(field, field.default_value);
  if (const auto* number = std::get_if<std::int64_t>(&cell)) return " DEFAULT " + std::to_string(*number);
  if (const auto* text = std::get_if<std::string>(&cell)) return " DEFAULT " + literal_text(*text);
  return {};
}

void add_columns(TableShape& shape, const FieldInfo& field) {
  const auto columns = columns_of(field);
  if (columns.empty()) return;
  const std::string demand = field.nullable ? "" : " NOT NULL";
  if (field.type == FieldType::money) {
    shape.columns.push_back({columns[0], "INTEGER" + demand});
    shape.columns.push_back({columns[1], "TEXT" + demand});
    return;
  }
  if (field.name == "id") {
    shape.columns.push_back({"id", "BLOB NOT NULL PRIMARY KEY"});
    return;
  }
  auto definition = type_of(field.type) + demand;
  if (!field.nullable) definition += default_of(field);
  if (field.type == FieldType::ref) {
    definition += " REFERENCES " + quoted_name(field.target) + "(\"id\") DEFERRABLE INITIALLY DEFERRED";
  }
  shape.columns.push_back({field.name, definition});
}

// A record is named by table and id. The id tells nearly all, so it comes first and the index serves it alone too.
std::vector<std::string> key_order(const TableInfo& table, std::vector<std::string> fields) {
  if (fields.size() < 2) return fields;
  const auto& second = table.fields[table.at(fields[1])];
  if (second.type == FieldType::rid && second.table_field == fields[0]) std::swap(fields[0], fields[1]);
  return fields;
}

// A column as unique keys compare it: text trimmed and folded, nulls equal unless they are ignored.
std::string key_part(const FieldInfo& field, bool nulls_equal) {
  const auto column = quoted_name(field.name);
  auto part = is_string(field.type) ? trimmed_folded(column) : is_list(field.type) ? "lower(" + column + ")" : column;
  return field.nullable && nulls_equal ? "ifnull(" + part + ", x'')" : part;
}

std::string partial_test(const TableInfo& table, const UniqueKey& key, const model::Schema& schema) {
  if (key.only_where.empty()) return {};
  const auto parsed = condition::Condition::parse(key.only_where, table, schema);
  if (!parsed) throw std::logic_error("unique key of table " + table.name + ": " + parsed.error().to_string());
  const store::Scope all;
  const condition::Moment moment;
  SqlWriter writer(table, all, moment, schema, true);
  return " WHERE " + writer.where(parsed->root());
}

// The domain stands behind the key: it makes the key unique in it, and look-ups by the key alone find it. Rows whose
// first part is ignored are left out: most records have no external id.
std::string unique_index(const TableInfo& table, std::size_t at, const model::Schema& schema) {
  const auto& key = table.unique[at];
  const auto fields = key_order(table, key.fields);
  std::vector<std::string> parts;
  for (const auto& name : fields) parts.push_back(key_part(table.fields[table.at(name)], !key.nulls_ignored));
  auto test = partial_test(table, key, schema);
  if (test.empty() && key.nulls_ignored && table.fields[table.at(fields.front())].nullable) {
    test = " WHERE " + parts.front() + " IS NOT NULL";
  }
  if (key.per_domain) {
    if (const auto domain = table.find("domain")) parts.push_back(key_part(table.fields[*domain], true));
  }
  return "CREATE UNIQUE INDEX " + quoted_name(unique_index_name(table, at)) + " ON " + quoted_name(table.name) + " (" +
         joined(parts) + ")" + test;
}

bool is_reference(const FieldInfo& field) {
  return (field.type == FieldType::ref || field.type == FieldType::rid) && !columns_of(field).empty();
}

// Each index is a page more to write with every record, so none is kept that another can stand in for: an index that
// begins with a reference is the plain index of that reference too, and holds no rows that have none. There the domain
// comes last, since a reference finds fewer rows than a domain does; elsewhere it leads the indexes of records.
class Indexes {
 public:
  Indexes(Shape& shape, const TableInfo& table) : shape_(shape), table_(table) {}

  void add_declared(const std::vector<std::string>& declared) {
    std::string name = "i_" + table_.name;
    for (const auto& field : declared) name += "_" + field;
    const auto fields = key_order(table_, declared);
    const auto& head = table_.fields[table_.at(fields.front())];
    std::vector<std::string> columns;
    for (const auto& field : fields) columns.push_back(column_of(table_.fields[table_.at(field)]));
    if (table_.flavour == Flavour::record && table_.find("domain")) {
      columns.insert(is_reference(head) ? columns.end() : columns.begin(), "\"domain\"");
    }
    add(name, columns, is_reference(head) && head.nullable ? &head : nullptr);
  }
  void add_plain(const FieldInfo& field) {
    const auto column = quoted_name(field.name);
    if (heads_.count(column) != 0) return;
    add("r_" + table_.name + "_" + field.name, {column}, field.nullable ? &field : nullptr);
  }
  void serves(const FieldInfo& field) { heads_.insert(quoted_name(field.name)); }

 private:
  static std::string column_of(const FieldInfo& field) {
    const bool text = field.type == FieldType::string || field.type == FieldType::text;
    return text ? "lower(" + quoted_name(field.name) + ")" : quoted_name(field.name);
  }
  void add(const std::string& name, const std::vector<std::string>& columns, const FieldInfo* present) {
    shape_.indexes[name] =
        "CREATE INDEX " + quoted_name(name) + " ON " + quoted_name(table_.name) + " (" + joined(columns) + ")";
    if (present != nullptr) shape_.indexes[name] += " WHERE " + quoted_name(present->name) + " IS NOT NULL";
    heads_.insert(columns.front());
  }

  Shape& shape_;
  const TableInfo& table_;
  std::set<std::string> heads_;
};

void add_indexes(Shape& shape, const TableInfo& table, const model::Schema& schema) {
  Indexes indexes(shape, table);
  for (std::size_t i = 0; i < table.unique.size(); ++i) {
    shape.indexes[unique_index_name(table, i)] = unique_index(table, i, schema);
    const auto& key = table.unique[i];
    const auto& head = table.fields[table.at(key_order(table, key.fields).front())];
    if (key.only_where.empty() && (!head.nullable || key.nulls_ignored)) indexes.serves(head);
  }
  for (const auto& fields : table.indexes) indexes.add_declared(fields);
  // A reference that is kept when its record goes is nobody's way back: what is read by it has an index of its own.
  for (const auto& field : table.fields) {
    if (is_reference(field) && field.on_delete != OnDelete::keep) indexes.add_plain(field);
  }
}

std::string create_table(const std::string& name, const TableShape& shape) {
  std::vector<std::string> parts;
  for (const auto& column : shape.columns) parts.push_back(quoted_name(column.name) + " " + column.definition);
  if (!shape.constraints.empty()) parts.push_back(shape.constraints);
  return "CREATE TABLE " + quoted_name(name) + " (" + joined(parts) + ") " + shape.options;
}

Error not_additive(const std::string& what) {
  return {"schema_not_additive", Category::internal, "the schema cannot grow by itself: " + what};
}

bool can_be_added(const ColumnShape& column) {
  return column.definition.find("NOT NULL") == std::string::npos ||
         column.definition.find(" DEFAULT ") != std::string::npos;
}

Result<void> grow_table(const std::string& name, const TableShape& from, const TableShape& to,
                        std::vector<std::string>& statements) {
  if (from.options != to.options || from.constraints != to.constraints) return not_additive("table " + name);
  std::size_t kept = 0;
  for (const auto& column : to.columns) {
    const auto known = std::find_if(from.columns.begin(), from.columns.end(),
                                    [&](const ColumnShape& other) { return other.name == column.name; });
    if (known != from.columns.end()) {
      if (*known != column) return not_additive("column " + name + "." + column.name);
      ++kept;
      continue;
    }
    if (!can_be_added(column)) return not_additive("column " + name + "." + column.name + " has no default");
    statements.push_back("ALTER TABLE " + quoted_name(name) + " ADD COLUMN " + quoted_name(column.name) + " " +
                         column.definition);
  }
  if (kept != from.columns.size()) return not_additive("a column of table " + name + " is gone");
  return {};
}

}  // namespace

std::string unique_index_name(const TableInfo& table, std::size_t key) {
  std::string name = "u_" + table.name;
  for (const auto& field : table.unique[key].fields) name += "_" + field;
  const auto same = std::count_if(table.unique.begin(), table.unique.begin() + static_cast<std::ptrdiff_t>(key),
                                  [&](const UniqueKey& other) { return other.fields == table.unique[key].fields; });
  return same == 0 ? name : name + "_" + std::to_string(same + 1);
}

void add_table(Shape& shape, const TableInfo& table, const model::Schema& schema) {
  if (table.flavour == Flavour::series) return;
  auto& made = shape.tables[table.name];
  made.options = "STRICT";
  for (const auto& field : table.fields) add_columns(made, field);
  add_indexes(shape, table, schema);
}

Shape library_shape(const model::Schema& schema) {
  Shape shape;
  for (const auto* table : all_tables()) add_table(shape, *table, schema);
  add_own_tables(shape);
  return shape;
}

Result<std::vector<std::string>> growth(const Shape& from, const Shape& to) {
  std::vector<std::string> statements;
  for (const auto& [name, statement] : from.indexes) {
    const auto kept = to.indexes.find(name);
    if (kept == to.indexes.end() || kept->second != statement) statements.push_back("DROP INDEX " + quoted_name(name));
  }
  for (const auto& [name, table] : to.tables) {
    const auto known = from.tables.find(name);
    if (known == from.tables.end()) {
      statements.push_back(create_table(name, table));
    } else if (auto grown = grow_table(name, known->second, table, statements); !grown) {
      return grown.error();
    }
  }
  for (const auto& [name, table] : from.tables) {
    if (to.tables.find(name) == to.tables.end()) return not_additive("table " + name + " is gone");
  }
  for (const auto& [name, statement] : to.indexes) {
    const auto known = from.indexes.find(name);
    if (known == from.indexes.end() || known->second != statement) statements.push_back(statement);
  }
  return statements;
}

}  // namespace steward::stores
