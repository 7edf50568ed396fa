// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <optional>
#include <utility>

#include "model/codec.hpp"
#include "steward/table.hpp"

namespace steward::model {

/// Every field at its default.
[[nodiscard]] Row default_row(const TableInfo& table);
/// The fields of a typed entity.
[[nodiscard]] Row to_row(const TableInfo& table, const void* entity);
/// Fills the entity; fields it does not have are left out.
void from_row(const TableInfo& table, const Row& row, void* entity);

template <class T>
[[nodiscard]] Row to_row(const T& entity) {
  return to_row(table_info<T>(), &entity);
}
template <class T>
[[nodiscard]] T from_row(const Row& row) {
  T entity;
  from_row(table_info<T>(), row, &entity);
  return entity;
}

/// An entity at its defaults, one a type.
template <class T>
[[nodiscard]] const T& fresh_entity() {
  static const T fresh{};
  return fresh;
}
/// The position of the member that lies at `member` of `entity`.
[[nodiscard]] std::size_t field_at(const TableInfo& table, const void* entity, const void* member);

/// The position of a member in the field list of T, looked up once per member and call site.
template <class T, class M, class B>
[[nodiscard]] std::size_t field_of(M B::* member) {
  static_assert(std::is_base_of_v<B, T>);
  const T& fresh = fresh_entity<T>();
  return field_at(table_info<T>(), &fresh, &(fresh.*member));
}

/// A member of a type-erased row, in the member's own type.
template <class T, class M, class B>
[[nodiscard]] M get(const Row& row, M B::* member) {
  M result{};
  Codec<M>::write(&result, row[field_of<T>(member)]);
  return result;
}
template <class T, class M, class B>
void set(Row& row, M B::* member, const std::type_identity_t<M>& value) {
  row[field_of<T>(member)] = Codec<M>::read(&value);
}

/// The common fields of any record row; the positions are the same in every record table.
inline constexpr std::size_t id_field = 0;
inline constexpr std::size_t external_id_field = 1;
inline constexpr std::size_t version_field = 2;
inline constexpr std::size_t created_at_field = 3;
inline constexpr std::size_t updated_at_field = 4;
inline constexpr std::size_t created_by_field = 5;
inline constexpr std::size_t updated_by_field = 6;
inline constexpr std::size_t domain_field = 7;  ///< only on domain-separated tables

[[nodiscard]] inline Id row_id(const Row& row) {
  const auto* id = std::get_if<Id>(&row[id_field]);
  return id ? *id : Id();
}
/// The id held by a field; nil when it is null.
[[nodiscard]] inline Id id_at(const Row& row, std::size_t field) {
  const auto* id = std::get_if<Id>(&row[field]);
  return id ? *id : Id();
}
/// The text held by a field; empty when it is null.
[[nodiscard]] inline std::string_view text_at(const Row& row, std::size_t field) {
  const auto* text = std::get_if<std::string>(&row[field]);
  return text ? std::string_view(*text) : std::string_view();
}
[[nodiscard]] inline bool bool_at(const Row& row, std::size_t field) {
  const auto* held = std::get_if<bool>(&row[field]);
  return held && *held;
}
[[nodiscard]] inline std::int64_t integer_at(const Row& row, std::size_t field) {
  const auto* held = std::get_if<std::int64_t>(&row[field]);
  return held ? *held : 0;
}

}  // namespace steward::model
