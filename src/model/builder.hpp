// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <initializer_list>
#include <type_traits>

#include "model/codec.hpp"
#include "steward/table.hpp"

namespace steward::model {

/// A choice list as data.
template <class E>
const ChoiceListInfo& choice_list_info() {
  using List = ChoiceList<E>;
  static constexpr auto names = [] {
    std::array<std::string_view, std::size(List::values)> result{};
    for (std::size_t i = 0; i < result.size(); ++i) result[i] = List::values[i].name;
    return result;
  }();
  static const ChoiceListInfo info{List::name, List::open, names};
  return info;
}

/// What a line of a field list may add to name and member.
class FieldOptions {
 public:
  FieldOptions(TableInfo& table, FieldInfo& field) : table_(&table), field_(&field) {}

  FieldOptions& required() { return field_->required = true, *this; }
  FieldOptions& max(std::size_t characters) { return field_->max_length = characters, *this; }
  FieldOptions& text() { return field_->type = FieldType::text, max(65536); }
  FieldOptions& json() { return field_->type = FieldType::json, *this; }
  FieldOptions& condition(std::string_view table) {
    field_->type = FieldType::condition;
    field_->target = table;
    return *this;
  }
  FieldOptions& condition_by(std::string_view table_field) {
    field_->type = FieldType::condition;
    field_->table_field = table_field;
    return *this;
  }
  FieldOptions& derived(std::string_view rule = {}) {
    field_->kind = FieldKind::derived;
    field_->rule = rule;
    return *this;
  }
  FieldOptions& overridable() { return field_->kind = FieldKind::overridable, *this; }
  FieldOptions& computed() { return field_->kind = FieldKind::computed, *this; }
  FieldOptions& blob() { return field_->type = FieldType::blob, *this; }
  FieldOptions& linked() { return field_->linked = true, *this; }
  /// The values of a list of plain texts are those of a choice list.
  template <class E>
  FieldOptions& choices_of(E /*any value*/) {
    field_->type = FieldType::list_choice;
    return of_list(choice_list_info<E>());
  }
  FieldOptions& journal() {
    field_->type = FieldType::journal;
    field_->kind = FieldKind::journal;
    return *this;
  }
  FieldOptions& restrict() { return field_->on_delete = OnDelete::restrict, *this; }
  FieldOptions& cascade() { return field_->on_delete = OnDelete::cascade, *this; }
  FieldOptions& nullify() { return field_->on_delete = OnDelete::set_null, *this; }
  FieldOptions& keep() { return field_->on_delete = OnDelete::keep, *this; }
  FieldOptions& list_of(std::string_view table) { return field_->target = table, *this; }
  FieldOptions& in_table_of(std::string_view table_field) {
    field_->type = FieldType::rid;
    field_->table_field = table_field;
    return *this;
  }
  FieldOptions& names_table() { return field_->names_table = true, *this; }
  FieldOptions& same_account() { return field_->same_account = true, *this; }
  FieldOptions& within(Decimal min, Decimal max) {
    field_->min = min;
    field_->max = max;
    return *this;
  }
  FieldOptions& at_least(Decimal min) { return field_->min = min, *this; }
  FieldOptions& at_least(int min) { return at_least(Decimal(min)); }

  FieldOptions& of_list(const ChoiceListInfo& list) {
    field_->choice_list = list.name;
    table_->choice_lists.push_back(list);
    return *this;
  }

 private:
  TableInfo* table_;
  FieldInfo* field_;
};

/// What a member's type says about its field; one a type, so that a line of a field list costs little to compile.
struct MemberInfo {
  FieldType type;
  bool nullable;
  Value (*read)(const void* member);
  void (*write)(void* member, const Value& value);
};
template <class M>
inline constexpr MemberInfo member_info{Codec<M>::type, Codec<M>::nullable, &Codec<M>::read, &Codec<M>::write};

inline FieldOptions add_field(TableInfo& table, std::string_view name, const std::byte* fresh, const void* member,
                              const MemberInfo& info) {
  auto& field = table.fields.emplace_back();
  field.name = name;
  field.type = info.type;
  field.nullable = info.nullable;
  field.offset = static_cast<std::size_t>(static_cast<const std::byte*>(member) - fresh);
  field.read = info.read;
  field.write = info.write;
  field.default_value = info.read(member);
  return {table, field};
}

/// A field that was declared before; a bug of the declaration otherwise (throws std::logic_error).
[[nodiscard]] FieldInfo& find_field(TableInfo& table, std::string_view name);

/// The names of `a|b`.
inline std::vector<std::string> alternatives(std::string_view names) {
  std::vector<std::string> result;
  while (!names.empty()) {
    const auto bar = std::min(names.find('|'), names.size());
    result.emplace_back(names.substr(0, bar));
    names.remove_prefix(std::min(bar + 1, names.size()));
  }
  return result;
}

/// Runs the field list of T and makes its TableInfo.
template <class T>
class FieldList {
 public:
  explicit FieldList(TableInfo& table) : table_(table) { table_.fields.reserve(64); }

  template <class M, class B>
  FieldOptions operator()(std::string_view name, M B::* member) {
    static_assert(std::is_base_of_v<B, T>);
    auto field =
        add_field(table_, name, reinterpret_cast<const std::byte*>(&fresh_), &(fresh_.*member), member_info<M>);
    if constexpr (!std::is_void_v<typename MemberTarget<M>::type>) {
      field.list_of(Describe<typename MemberTarget<M>::type>::table.name);
    }
    if constexpr (!std::is_void_v<typename MemberChoice<M>::type>) {
      field.of_list(choice_list_info<typename MemberChoice<M>::type>());
    }
    return field;
  }

  UniqueKey& unique(std::initializer_list<std::string_view> fields, std::string_view rule, std::string_view code,
                    std::string_view at) {
    UniqueKey key;
    key.fields.assign(fields.begin(), fields.end());
    key.rule = rule;
    key.code = code;
    key.at = at;
    table_.unique.push_back(std::move(key));
    return table_.unique.back();
  }

  /// The fields that customer users read, where the table is granted to them.
  void external(std::initializer_list<std::string_view> names) {
    for (const auto name : names) field(name).external = true;
  }
  /// The fields that customer users may give when they create a record, and those they may also change.
  void external_input(std::initializer_list<std::string_view> create, std::initializer_list<std::string_view> write) {
    for (const auto name : create) field(name).external_input = ExternalInput::create;
    for (const auto name : write) field(name).external_input = ExternalInput::write;
  }
  /// Only these roles, and administrators, read the fields.
  void readable_by(std::initializer_list<std::string_view> roles, std::string_view rule,
                   std::initializer_list<std::string_view> names) {
    for (const auto name : names) {
      field(name).readers.assign(roles.begin(), roles.end());
      field(name).readers_rule = rule;
    }
  }

  void index(std::initializer_list<std::string_view> fields) {
    table_.indexes.emplace_back(fields.begin(), fields.end());
  }

 private:
  FieldInfo& field(std::string_view name) { return find_field(table_, name); }

  TableInfo& table_;
  const T fresh_{};
};

/// Adds the fields and keys that every record table has.
template <class T>
void common_fields(FieldList<T>& f, TableInfo& table) {
  if constexpr (std::is_base_of_v<Record, T>) {
    f("id", &Record::id).derived();
    f("external_id", &Record::external_id).max(128);
    f("version", &Record::version).derived();
    f("created_at", &Record::created_at).derived();
    f("updated_at", &Record::updated_at).derived();
    f("created_by", &Record::created_by).derived();
    f("updated_by", &Record::updated_by).derived();
    if (table.domain != DomainClass::none) f("domain", &Record::domain).derived().restrict();
    auto& key = f.unique({"external_id"}, "GEN-14", "duplicate_external_id", "external_id");
    key.per_domain = table.domain != DomainClass::none;
    key.nulls_ignored = true;
  } else if constexpr (std::is_base_of_v<Fact, T>) {
    f("id", &Fact::id).derived();
  }
}

template <class T>
TableInfo build_table() {
  constexpr TableSpec spec = Describe<T>::table;
  TableInfo table;
  table.name = spec.name;
  static_assert(spec.access != AccessClass::unstated, "a table states what roles are granted on (AccessClass)");
  table.access = spec.access;
  table.prefix = spec.prefix;
  table.flavour = spec.flavour;
  table.domain = spec.domain;
  table.domain_from = alternatives(spec.domain_from);
  table.domain_rule = spec.domain_rule;
  table.required_rule = spec.required_rule;
  table.parent = alternatives(spec.parent);
  table.copy_rule = spec.copy_rule;
  table.system_written = spec.system_written;
  table.host_owned = spec.host_owned;
  table.closing = spec.closing;
  table.title = spec.title;
  FieldList<T> f(table);
  common_fields(f, table);
  Describe<T>::fields(f);
  if (!table.prefix.empty()) {
    auto& key = f.unique({"number"}, "GEN-01", "duplicate_number", "number");
    key.per_domain = true;
    key.nulls_ignored = true;
  }
  table.seal();
  return table;
}

}  // namespace steward::model

namespace steward {

template <class T>
const TableInfo& table_info() {
  static const TableInfo table = model::build_table<T>();
  return table;
}

}  // namespace steward
