// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <initializer_list>
#include <type_traits>

#include "model/codec.hpp"
#include "steward/table.hpp"

namespace steward::model {

/// What a line of a field list may add to name and member.
class FieldOptions {
 public:
  explicit FieldOptions(FieldInfo& field) : field_(&field) {}

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
  FieldOptions& derived() { return field_->kind = FieldKind::derived, *this; }
  FieldOptions& overridable() { return field_->kind = FieldKind::overridable, *this; }
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

 private:
  FieldInfo* field_;
};

/// Runs the field list of T and makes its TableInfo.
template <class T>
class FieldList {
 public:
  explicit FieldList(TableInfo& table) : table_(table) { table_.fields.reserve(64); }

  template <class M, class B>
  FieldOptions operator()(std::string_view name, M B::* member) {
    static_assert(std::is_base_of_v<B, T>);
    FieldInfo field;
    field.name = name;
    field.type = Codec<M>::type;
    field.nullable = Codec<M>::nullable;
    field.offset = offset_of(member);
    field.read = &Codec<M>::read;
    field.write = &Codec<M>::write;
    if constexpr (!std::is_void_v<typename MemberTarget<M>::type>) {
      field.target = Describe<typename MemberTarget<M>::type>::table.name;
    }
    if constexpr (!std::is_void_v<typename MemberChoice<M>::type>) {
      field.choice_list = ChoiceList<typename MemberChoice<M>::type>::name;
    }
    static const T fresh{};
    field.default_value = field.read(reinterpret_cast<const std::byte*>(&fresh) + field.offset);
    if (!field.nullable && field.type != FieldType::ref && field.type != FieldType::id) field.nullable = false;
    table_.fields.push_back(std::move(field));
    return FieldOptions(table_.fields.back());
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

  void index(std::initializer_list<std::string_view> fields) {
    table_.indexes.emplace_back(fields.begin(), fields.end());
  }

 private:
  template <class M, class B>
  static std::size_t offset_of(M B::* member) {
    static const T fresh{};
    return static_cast<std::size_t>(reinterpret_cast<const std::byte*>(&(fresh.*member)) -
                                    reinterpret_cast<const std::byte*>(&fresh));
  }

  TableInfo& table_;
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
  table.prefix = spec.prefix;
  table.flavour = spec.flavour;
  table.domain = spec.domain;
  table.domain_from = spec.domain_from;
  table.domain_rule = spec.domain_rule;
  table.required_rule = spec.required_rule;
  table.account_from = spec.account_from;
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
