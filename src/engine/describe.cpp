// SPDX-License-Identifier: Apache-2.0
#include "engine/describe.hpp"

#include <set>

#include "access/roles.hpp"
#include "engine/operations_reports.hpp"
#include "engine/operations_table.hpp"
#include "model/json.hpp"
#include "model/machine.hpp"

namespace steward::engine {

namespace {

using base::Json;

Json texts(const auto& values) {
  auto list = Json::array();
  for (const auto& value : values) list.push(Json::string(value));
  return list;
}

std::string_view flavour_name(Flavour flavour) {
  switch (flavour) {
    case Flavour::record:
      return "record";
    case Flavour::fact:
      return "fact";
    case Flavour::series:
      return "series";
  }
  return "";
}

std::string_view domain_name(DomainClass domain) {
  switch (domain) {
    case DomainClass::none:
      return "none";
    case DomainClass::data:
      return "data";
    case DomainClass::configuration:
      return "configuration";
  }
  return "";
}

std::string_view phase_name(rule::Phase phase) {
  switch (phase) {
    case rule::Phase::derive:
      return "derive";
    case rule::Phase::sync:
      return "sync";
    case rule::Phase::validate:
      return "validate";
    case rule::Phase::publish:
      return "publish";
    case rule::Phase::before_delete:
      return "before_delete";
    case rule::Phase::children:
      return "children";
    case rule::Phase::after:
      return "after";
    case rule::Phase::timeline:
      return "timeline";
    case rule::Phase::mechanism:
      return "mechanism";
    case rule::Phase::declared:
      return "declared";
    case rule::Phase::process:
      return "process";
  }
  return "";
}

/// Sets a member only where it says something.
void set_text(Json& json, std::string_view key, std::string_view text) {
  if (!text.empty()) json.set(key, Json::string(text));
}
void set_flag(Json& json, std::string_view key, bool flag) {
  if (flag) json.set(key, Json(true));
}

Json field_json(const FieldInfo& field) {
  auto json = Json::object();
  json.set("name", Json::string(field.name));
  json.set("type", Json::string(type_name(field.type)));
  json.set("kind", Json::string(kind_name(field.kind)));
  json.set("required", Json(field.required));
  json.set("nullable", Json(field.nullable));
  if (field.max_length != 0) json.set("max_length", Json::number(static_cast<std::int64_t>(field.max_length)));
  set_text(json, "target", field.target);
  set_text(json, "table_field", field.table_field);
  set_text(json, "choices", field.choice_list);
  if (field.on_delete != OnDelete::none) json.set("on_delete", Json::string(delete_name(field.on_delete)));
  if (field.min) json.set("min", Json::number(*field.min));
  if (field.max) json.set("max", Json::number(*field.max));
  set_flag(json, "same_account", field.same_account);
  set_flag(json, "names_table", field.names_table);
  set_flag(json, "external", field.external);
  if (!field.readers.empty()) json.set("readers", texts(field.readers));
  if (!is_null(field.default_value)) json.set("default", model::value_to_json(field, field.default_value));
  return json;
}

Json key_json(const UniqueKey& key) {
  auto json = Json::object();
  json.set("fields", texts(key.fields));
  json.set("rule", Json::string(key.rule));
  json.set("code", Json::string(key.code));
  json.set("field", Json::string(key.at));
  set_flag(json, "per_domain", key.per_domain);
  set_flag(json, "nulls_ignored", key.nulls_ignored);
  set_text(json, "where", key.only_where);
  return json;
}

Json closing_json(const TableInfo& table) {
  auto json = Json::object();
  json.set("state", Json::string(table.closing.state));
  set_text(json, "second", table.closing.second);
  json.set("code", Json::string(table.closing.code));
  json.set("notes", Json::string(table.closing.notes));
  json.set("notes_required", Json(table.closing.notes_required));
  json.set("cancel_code", Json::string(table.closing.cancel_code));
  if (const auto* machine = model::work_machine(table.name)) json.set("open_states", texts(machine->open));
  return json;
}

Json table_json(const TableInfo& table) {
  auto json = Json::object();
  json.set("name", Json::string(table.name));
  set_text(json, "title", table.title);
  set_text(json, "prefix", table.prefix);
  json.set("flavour", Json::string(flavour_name(table.flavour)));
  json.set("domain", Json::string(domain_name(table.domain)));
  if (!table.domain_from.empty()) json.set("domain_from", texts(table.domain_from));
  json.set("access", Json::string(access::class_name(table.access)));
  set_flag(json, "system_written", table.system_written);
  set_flag(json, "host_owned", table.host_owned);
  set_flag(json, "host_declared", table.host_declared);
  if (!table.closing.state.empty()) json.set("closing", closing_json(table));
  if (const auto* machine = model::publish_machine(table.name)) json.set("publishing", texts(machine->states));
  auto fields = Json::array();
  for (const auto& field : table.fields) fields.push(field_json(field));
  json.set("fields", std::move(fields));
  auto unique = Json::array();
  for (const auto& key : table.unique) unique.push(key_json(key));
  json.set("unique", std::move(unique));
  auto indexes = Json::array();
  for (const auto& index : table.indexes) indexes.push(texts(index));
  json.set("indexes", std::move(indexes));
  return json;
}

/// The library's lists and those that host tables brought.
Json choices_json(const model::Schema& schema) {
  std::set<std::string> names;
  for (const auto& list : all_choice_lists()) names.emplace(list.name);
  for (const auto* table : schema.tables()) {
    for (const auto& field : table->fields) {
      if (!field.choice_list.empty()) names.insert(field.choice_list);
    }
  }
  auto lists = Json::array();
  for (const auto& name : names) {
    const auto* values = schema.choices(name);
    if (values == nullptr) continue;
    auto json = Json::object();
    json.set("name", Json::string(name));
    json.set("open", Json(schema.is_open(name)));
    json.set("values", texts(*values));
    lists.push(std::move(json));
  }
  return lists;
}

Json operation_json(const OperationInfo& operation) {
  auto arguments = Json::array();
  for (const auto& argument : operation.arguments) {
    auto json = Json::object();
    json.set("name", Json::string(argument.name));
    json.set("type", Json::string(name_of(argument.type)));
    json.set("required", Json(argument.required));
    json.set("text", Json::string(argument.text));
    arguments.push(std::move(json));
  }
  auto json = Json::object();
  json.set("name", Json::string(operation.name));
  json.set("text", Json::string(operation.text));
  json.set("arguments", std::move(arguments));
  json.set("result", Json::string(operation.result));
  return json;
}

Json shape_json(std::string_view name, Json fields) {
  return Json::object({{"name", Json::string(name)}, {"fields", std::move(fields)}});
}

Json member_json(std::string_view name, std::string_view type) {
  return Json::object({{"name", Json::string(name)}, {"type", Json::string(type)}});
}

Json shapes_json() {
  auto list = Json::array();
  for (const auto rows : {ArgumentType::ingest_rows, ArgumentType::indicator_rows}) {
    auto fields = Json::array();
    for (const auto& field : row_fields(rows)) {
      fields.push(member_json(field.name, std::string(name_of(field.type)) + (field.required ? "" : "?")));
    }
    const auto name = name_of(rows);
    list.push(shape_json(name.substr(0, name.size() - 2), std::move(fields)));
  }
  for (const auto& shape : shapes()) {
    auto fields = Json::array();
    for (const auto& field : shape.fields) fields.push(member_json(field.name, field.type));
    list.push(shape_json(shape.name, std::move(fields)));
  }
  return list;
}

Json rule_json(const rule::Rule& rule) {
  auto json = Json::object();
  json.set("id", Json::string(rule.id));
  json.set("table", Json::string(rule.table));
  json.set("title", Json::string(rule.title));
  json.set("phase", Json::string(phase_name(rule.phase)));
  json.set("codes", Json::string(rule.codes));
  json.set("text", Json::string(rule.text));
  return json;
}

}  // namespace

std::string_view category_name(Category category) {
  switch (category) {
    case Category::ok:
      return "ok";
    case Category::invalid:
      return "invalid";
    case Category::not_found:
      return "not_found";
    case Category::denied:
      return "denied";
    case Category::conflict:
      return "conflict";
    case Category::busy:
      return "busy";
    case Category::cancelled:
      return "cancelled";
    case Category::storage:
      return "storage";
    case Category::outcome_unknown:
      return "outcome_unknown";
    case Category::unsupported:
      return "unsupported";
    case Category::misuse:
      return "misuse";
    case Category::internal:
      return "internal";
  }
  return "";
}

std::string_view type_name(FieldType type) {
  switch (type) {
    case FieldType::string:
      return "string";
    case FieldType::text:
      return "text";
    case FieldType::integer:
      return "integer";
    case FieldType::decimal:
      return "decimal";
    case FieldType::hundredths:
      return "hundredths";
    case FieldType::money:
      return "money";
    case FieldType::boolean:
      return "boolean";
    case FieldType::date:
      return "date";
    case FieldType::datetime:
      return "datetime";
    case FieldType::duration:
      return "duration";
    case FieldType::choice:
      return "choice";
    case FieldType::ref:
      return "ref";
    case FieldType::rid:
      return "rid";
    case FieldType::id:
      return "id";
    case FieldType::list_ref:
      return "list_ref";
    case FieldType::list_choice:
      return "list_choice";
    case FieldType::list_text:
      return "list_text";
    case FieldType::json:
      return "json";
    case FieldType::condition:
      return "condition";
    case FieldType::journal:
      return "journal";
    case FieldType::blob:
      return "blob";
  }
  return "";
}

std::string_view kind_name(FieldKind kind) {
  switch (kind) {
    case FieldKind::stored:
      return "stored";
    case FieldKind::derived:
      return "derived";
    case FieldKind::overridable:
      return "overridable";
    case FieldKind::computed:
      return "computed";
    case FieldKind::journal:
      return "journal";
  }
  return "";
}

std::string_view delete_name(OnDelete action) {
  switch (action) {
    case OnDelete::none:
      return "none";
    case OnDelete::restrict:
      return "restrict";
    case OnDelete::cascade:
      return "cascade";
    case OnDelete::set_null:
      return "set_null";
    case OnDelete::keep:
      return "keep";
  }
  return "";
}

Json role_json(const access::Role& role) {
  auto grants = Json::array();
  for (const auto& grant : role.grants) {
    auto json = Json::object();
    json.set("on", Json::string(access::class_name(grant.on)));
    json.set("operations", Json::string(access::letters(grant.operations)));
    set_flag(json, "limited", grant.limit != access::Limit::none);
    grants.push(std::move(json));
  }
  auto json = Json::object();
  json.set("name", Json::string(role.name));
  json.set("purpose", Json::string(role.purpose));
  set_text(json, "persona", role.persona);
  json.set("contains", texts(role.contains));
  json.set("grants", std::move(grants));
  set_flag(json, "external", role.side == access::Role::Side::external);
  set_flag(json, "pseudo", role.pseudo);
  return json;
}

Json describe_tree(const model::Schema& schema, const rule::Catalogue& catalogue) {
  auto json = Json::object();
  json.set("v", Json::number(std::int64_t{1}));
  auto tables = Json::array();
  for (const auto* table : schema.tables()) tables.push(table_json(*table));
  json.set("tables", std::move(tables));
  json.set("choices", choices_json(schema));
  auto list = Json::array();
  for (const auto& operation : operations()) list.push(operation_json(operation));
  json.set("operations", std::move(list));
  json.set("shapes", shapes_json());
  auto rules = Json::array();
  for (const auto& rule : catalogue.rules()) rules.push(rule_json(rule));
  json.set("rules", std::move(rules));
  auto roles = Json::array();
  for (const auto& role : access::roles()) roles.push(role_json(role));
  json.set("roles", std::move(roles));
  auto categories = Json::array();
  for (int i = 0; i <= static_cast<int>(Category::internal); ++i) {
    auto category = Json::object();
    category.set("name", Json::string(category_name(static_cast<Category>(i))));
    category.set("value", Json::number(std::int64_t{i}));
    categories.push(std::move(category));
  }
  json.set("categories", std::move(categories));
  return json;
}

std::string describe_json(const model::Schema& schema, const rule::Catalogue& catalogue) {
  return describe_tree(schema, catalogue).dump();
}

}  // namespace steward::engine
