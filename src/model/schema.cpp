// SPDX-License-Identifier: Apache-2.0
#include "model/schema.hpp"

#include <algorithm>
#include <set>
#include <stdexcept>
#include <utility>

#include "model/row.hpp"
#include "steward/model.hpp"

namespace steward::model {

namespace {

constexpr std::size_t max_name = 63;
constexpr std::size_t max_fields = 500;
constexpr std::size_t text_limit = 65536;

bool is_name(std::string_view text) {
  if (text.empty() || text.size() > max_name || text[0] < 'a' || text[0] > 'z') return false;
  return std::all_of(text.begin(), text.end(),
                     [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_'; });
}

bool is_reserved_table(std::string_view name) { return name.starts_with("sqlite_") || name.starts_with("steward_"); }

/// Words that open a condition where a field name may stand.
bool is_reserved_field(std::string_view name) { return name == "and" || name == "or" || name == "not"; }

bool offered(FieldType type) {
  switch (type) {
    case FieldType::string:
    case FieldType::text:
    case FieldType::integer:
    case FieldType::decimal:
    case FieldType::boolean:
    case FieldType::date:
    case FieldType::datetime:
    case FieldType::duration:
    case FieldType::money:
    case FieldType::choice:
    case FieldType::ref:
    case FieldType::json:
      return true;
    default:
      return false;
  }
}

Error refused(const HostTable& table, std::string_view field, std::string message) {
  Fault fault;
  fault.code = "invalid_input";
  fault.table = table.name;
  fault.field = field;
  fault.message = std::move(message);
  return Error(std::move(fault), Category::invalid);
}

/// The first value that is no name or stands twice; null when all are good.
const std::string* bad_value(const TextList& values) {
  std::set<std::string_view> seen;
  for (const auto& value : values) {
    if (!is_name(value) || !seen.insert(value).second) return &value;
  }
  return nullptr;
}

Result<void> check_field(const Schema& schema, const HostTable& table, const HostField& field) {
  if (!offered(field.type)) return refused(table, field.name, "a host table cannot have a field of this type");
  if (field.max_length != 0 && field.type != FieldType::string && field.type != FieldType::text) {
    return refused(table, field.name, "only string and text fields have a greatest length");
  }
  if (field.max_length > text_limit) return refused(table, field.name, "the greatest length is above 65536");
  if (field.type == FieldType::ref) {
    const TableInfo* target = schema.find(field.target);
    const bool itself = field.target == table.name;
    if (!itself && (target == nullptr || target->flavour == Flavour::series)) {
      return refused(table, field.name, "the target of the reference is no known table of records");
    }
  } else if (!field.target.empty()) {
    return refused(table, field.name, "only a reference has a target");
  }
  if (field.type == FieldType::choice) {
    if (field.choices.empty()) return refused(table, field.name, "a choice field needs its values");
    if (bad_value(field.choices) != nullptr) {
      return refused(table, field.name, "a choice value must be snake_case and stand only once");
    }
  } else if (!field.choices.empty()) {
    return refused(table, field.name, "only a choice field has values");
  }
  return {};
}

/// Every column name a table takes up; a money field takes two.
std::vector<std::string> columns(const HostField& field) {
  if (field.type != FieldType::money) return {field.name};
  return {field.name, field.name + "_amount", field.name + "_currency"};
}

std::vector<FieldInfo> common_fields(DomainClass domain) {
  const TableInfo& pattern = table_info<Account>();
  const std::size_t count = domain == DomainClass::none ? domain_field : domain_field + 1;
  std::vector<FieldInfo> fields(pattern.fields.begin(), pattern.fields.begin() + static_cast<std::ptrdiff_t>(count));
  for (auto& field : fields) {
    field.offset = 0;
    field.read = nullptr;
    field.write = nullptr;
  }
  return fields;
}

Result<void> check_fields(const Schema& schema, const HostTable& table) {
  if (table.fields.empty()) return refused(table, "", "a host table needs at least one field");
  if (table.fields.size() > max_fields) return refused(table, "", "a host table has at most 500 fields");
  std::set<std::string> taken;
  for (const auto& field : common_fields(DomainClass::data)) taken.insert(field.name);
  for (const auto& field : table.fields) {
    if (!is_name(field.name) || is_reserved_field(field.name)) {
      return refused(table, field.name,
                     "a field name must be snake_case, start with a letter, have at most 63 "
                     "characters and not be `and`, `or` or `not`");
    }
    for (const auto& column : columns(field)) {
      if (!taken.insert(column).second) return refused(table, field.name, "the field name is taken");
    }
    if (auto good = check_field(schema, table, field); !good) return good;
  }
  return {};
}

Result<void> check_domain(const Schema& schema, const HostTable& table) {
  if (table.domain_from.empty()) return {};
  if (table.domain == DomainClass::none) {
    return refused(table, table.domain_from, "a table that is not separated has no field that gives its domain");
  }
  const auto found = std::find_if(table.fields.begin(), table.fields.end(),
                                  [&](const HostField& field) { return field.name == table.domain_from; });
  if (found == table.fields.end() || found->type != FieldType::ref) {
    return refused(table, table.domain_from, "domain_from must name a reference field of the table");
  }
  const TableInfo* target = schema.find(found->target);
  if (target != nullptr && !target->has("domain")) {
    return refused(table, table.domain_from, "the table that domain_from points to has no domain");
  }
  return {};
}

FieldInfo make_field(const HostTable& table, const HostField& field) {
  FieldInfo info;
  info.name = field.name;
  info.type = field.type;
  info.required = field.required;
  info.max_length = field.max_length == 0 && field.type == FieldType::text ? text_limit : field.max_length;
  if (field.type == FieldType::ref) {
    info.target = field.target;
    info.on_delete = OnDelete::restrict;
  }
  if (field.type == FieldType::choice) info.choice_list = table.name + "." + field.name;
  return info;
}

std::unique_ptr<TableInfo> make_table(const HostTable& table) {
  auto info = std::make_unique<TableInfo>();
  const TableSpec defaults;
  info->name = table.name;
  info->access = AccessClass::host_data;
  info->domain = table.domain;
  if (!table.domain_from.empty()) info->domain_from.push_back(table.domain_from);
  info->domain_rule = defaults.domain_rule;
  info->required_rule = defaults.required_rule;
  info->host_owned = true;
  info->host_declared = true;
  info->title = "A table of the host.";
  info->fields = common_fields(table.domain);
  UniqueKey key;
  key.fields = {"external_id"};
  key.rule = "GEN-14";
  key.code = "duplicate_external_id";
  key.at = "external_id";
  key.per_domain = table.domain != DomainClass::none;
  key.nulls_ignored = true;
  info->unique.push_back(std::move(key));
  for (const auto& field : table.fields) {
    info->fields.push_back(make_field(table, field));
    if (field.type == FieldType::ref) info->indexes.push_back({field.name});
  }
  info->seal();
  return info;
}

}  // namespace

Schema::Schema() {
  for (const auto& list : all_choice_lists()) {
    auto& added = lists_[std::string(list.name)];
    added.open = list.open;
    added.values.assign(list.values.begin(), list.values.end());
  }
  for (const TableInfo* table : all_tables()) add(table);
}

void Schema::add(const TableInfo* table) {
  tables_.push_back(table);
  by_name_.emplace(table->name, table);
  for (std::size_t i = 0; i < table->fields.size(); ++i) {
    const auto& field = table->fields[i];
    if (field.type == FieldType::ref) references_[field.target].push_back({table, i});
    if (field.type == FieldType::rid) rids_.push_back({table, i});
  }
}

Result<const TableInfo*> Schema::declare(const HostTable& table) {
  if (!is_name(table.name) || is_reserved_table(table.name)) {
    return refused(table, "",
                   "a table name must be snake_case, start with a letter, have at most 63 characters and "
                   "not begin with `sqlite_` or `steward_`");
  }
  if (find(table.name) != nullptr) return refused(table, "", "the table name is taken");
  if (auto good = check_fields(*this, table); !good) return good.error();
  if (auto good = check_domain(*this, table); !good) return good.error();
  for (const auto& field : table.fields) {
    if (field.type == FieldType::choice) lists_[table.name + "." + field.name] = List{false, field.choices};
  }
  owned_.push_back(make_table(table));
  host_tables_.push_back(table);
  add(owned_.back().get());
  return owned_.back().get();
}

Result<void> Schema::extend(std::string_view list, const TextList& values) {
  const auto found = lists_.find(list);
  if (found == lists_.end()) return Error("invalid_input", Category::invalid, "no choice list has this name");
  if (!found->second.open) return Error("invalid_input", Category::invalid, "the choice list is closed");
  if (bad_value(values) != nullptr) {
    return Error("invalid_input", Category::invalid, "a choice value must be snake_case and stand only once");
  }
  auto& held = found->second.values;
  for (const auto& value : values) {
    if (std::find(held.begin(), held.end(), value) == held.end()) held.push_back(value);
  }
  return {};
}

const TableInfo* Schema::find(std::string_view name) const {
  const auto found = by_name_.find(name);
  return found == by_name_.end() ? nullptr : found->second;
}

const TableInfo& Schema::at(std::string_view name) const {
  if (const TableInfo* table = find(name)) return *table;
  throw std::logic_error("no table " + std::string(name));
}

const std::vector<std::string>* Schema::choices(std::string_view list) const {
  const auto found = lists_.find(list);
  return found == lists_.end() ? nullptr : &found->second.values;
}

std::size_t Schema::choice_rank(std::string_view list, std::string_view value) const {
  const auto* values = choices(list);
  if (values == nullptr) return 0;
  return static_cast<std::size_t>(std::find(values->begin(), values->end(), value) - values->begin());
}

bool Schema::is_open(std::string_view list) const {
  const auto found = lists_.find(list);
  return found != lists_.end() && found->second.open;
}

const std::vector<Reference>& Schema::references_to(std::string_view table) const {
  static const std::vector<Reference> none;
  const auto found = references_.find(table);
  return found == references_.end() ? none : found->second;
}

}  // namespace steward::model
