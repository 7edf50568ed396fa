// SPDX-License-Identifier: Apache-2.0
#include "stores/sqlite/host_catalogue.hpp"

#include <array>
#include <map>

#include "base/json.hpp"
#include "stores/sqlite/shape.hpp"

namespace steward::stores {

namespace {

using base::Json;

constexpr std::array<std::pair<FieldType, std::string_view>, 12> types{{{FieldType::string, "string"},
                                                                        {FieldType::text, "text"},
                                                                        {FieldType::integer, "integer"},
                                                                        {FieldType::decimal, "decimal"},
                                                                        {FieldType::boolean, "boolean"},
                                                                        {FieldType::date, "date"},
                                                                        {FieldType::datetime, "datetime"},
                                                                        {FieldType::duration, "duration"},
                                                                        {FieldType::money, "money"},
                                                                        {FieldType::choice, "choice"},
                                                                        {FieldType::ref, "ref"},
                                                                        {FieldType::json, "json"}}};

constexpr std::array<std::pair<DomainClass, std::string_view>, 3> domains{
    {{DomainClass::none, "none"}, {DomainClass::data, "data"}, {DomainClass::configuration, "configuration"}}};

template <class Pairs, class Key>
std::string_view name_of(const Pairs& pairs, Key key) {
  for (const auto& [value, name] : pairs) {
    if (value == key) return name;
  }
  return {};
}

template <class Pairs>
bool value_of(const Pairs& pairs, std::string_view name, typename Pairs::value_type::first_type& value) {
  for (const auto& pair : pairs) {
    if (pair.second != name) continue;
    value = pair.first;
    return true;
  }
  return false;
}

Error damaged() { return {"database_corrupt", Category::storage, "the catalogue of host tables is damaged"}; }

std::string text_of(const Json& json, std::string_view key) {
  const auto* member = json.find(key);
  const auto* text = member != nullptr ? member->as_string() : nullptr;
  return text != nullptr ? *text : std::string();
}

Json field_json(const HostField& field) {
  auto json = Json::object();
  json.set("name", Json::string(field.name));
  json.set("type", Json::string(name_of(types, field.type)));
  json.set("required", Json(field.required));
  json.set("max_length", Json::number(static_cast<std::int64_t>(field.max_length)));
  json.set("target", Json::string(field.target));
  auto choices = Json::array();
  for (const auto& choice : field.choices) choices.push(Json::string(choice));
  json.set("choices", std::move(choices));
  return json;
}

bool parse_field(const Json& json, HostField& field) {
  const auto* required = json.find("required");
  const auto* length = json.find("max_length");
  const auto* choices = json.find("choices");
  if (required == nullptr || length == nullptr || choices == nullptr) return false;
  if (!value_of(types, text_of(json, "type"), field.type) || !required->as_bool()) return false;
  const auto characters = length->as_int64();
  if (!characters || *characters < 0) return false;
  field.name = text_of(json, "name");
  field.required = *required->as_bool();
  field.max_length = static_cast<std::size_t>(*characters);
  field.target = text_of(json, "target");
  for (const auto& choice : choices->elements()) {
    if (choice.as_string() == nullptr) return false;
    field.choices.push_back(*choice.as_string());
  }
  return true;
}

struct Kept {
  std::string declaration;
  std::string shape;
};

Result<std::map<std::string, Kept>> declare_kept(Handle& handle, model::Schema& schema) {
  auto statement = handle.prepare("SELECT name, declaration, shape FROM steward_host_table ORDER BY position");
  if (!statement) return statement.error();
  std::map<std::string, Kept> kept;
  for (;;) {
    auto row = statement->step();
    if (!row) return row.error();
    if (!*row) return kept;
    const std::string name(statement->text(0));
    auto& entry = kept[name] = {std::string(statement->text(1)), std::string(statement->text(2))};
    if (schema.find(name) != nullptr) continue;
    auto table = parse_host_table(entry.declaration);
    if (!table) return table.error();
    if (auto declared = schema.declare(*table); !declared) return damaged();
  }
}

Result<void> write_entry(Handle& handle, const std::string& name, const Kept& entry) {
  auto statement = handle.prepare(
      "INSERT INTO steward_host_table (name, declaration, shape) VALUES (?1, ?2, ?3) "
      "ON CONFLICT (name) DO UPDATE SET declaration = excluded.declaration, shape = excluded.shape");
  if (!statement) return statement.error();
  statement->bind(1, std::string_view(name));
  statement->bind(2, std::string_view(entry.declaration));
  statement->bind(3, std::string_view(entry.shape));
  return statement->run();
}

Result<void> sync_table(Handle& handle, const model::Schema& schema, const HostTable& table, const Kept* kept) {
  Shape wanted;
  add_table(wanted, schema.at(table.name), schema);
  const Kept entry{host_table_text(table), wanted.text()};
  if (kept != nullptr && kept->declaration == entry.declaration && kept->shape == entry.shape) return {};
  Shape known;
  if (kept != nullptr) {
    auto parsed = Shape::parse(kept->shape);
    if (!parsed) return parsed.error();
    known = std::move(*parsed);
  }
  const auto statements = growth(known, wanted);
  if (!statements) {
    return Error("host_table_changed", Category::conflict,
                 "table " + table.name + " of the host can only get new fields: " + statements.error().message());
  }
  for (const auto& sql : *statements) {
    if (auto done = handle.execute(sql); !done) return done;
  }
  return write_entry(handle, table.name, entry);
}

}  // namespace

std::string host_table_text(const HostTable& table) {
  auto json = Json::object();
  json.set("name", Json::string(table.name));
  json.set("domain", Json::string(name_of(domains, table.domain)));
  json.set("domain_from", Json::string(table.domain_from));
  auto fields = Json::array();
  for (const auto& field : table.fields) fields.push(field_json(field));
  json.set("fields", std::move(fields));
  return json.canonical();
}

Result<HostTable> parse_host_table(std::string_view text) {
  const auto json = Json::parse(text);
  if (!json || json->find("fields") == nullptr) return damaged();
  HostTable table;
  table.name = text_of(*json, "name");
  table.domain_from = text_of(*json, "domain_from");
  if (!value_of(domains, text_of(*json, "domain"), table.domain)) return damaged();
  for (const auto& element : json->find("fields")->elements()) {
    HostField field;
    if (!parse_field(element, field)) return damaged();
    table.fields.push_back(std::move(field));
  }
  return table;
}

Result<void> sync_host_tables(Handle& handle, model::Schema& schema) {
  const auto kept = declare_kept(handle, schema);
  if (!kept) return kept.error();
  for (const auto& table : schema.host_tables()) {
    const auto entry = kept->find(table.name);
    auto synced = sync_table(handle, schema, table, entry == kept->end() ? nullptr : &entry->second);
    if (!synced) return synced;
  }
  return {};
}

}  // namespace steward::stores
