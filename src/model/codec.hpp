// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <type_traits>

#include "steward/choice.hpp"
#include "steward/table.hpp"
#include "steward/value.hpp"

namespace steward::model {

/// Between the type of a struct member and Value: `read`, `write`, its field type and whether the store may
/// hold null. One codec per member type, not per field, so that the tables stay cheap to compile.
template <class M>
struct Codec;

template <class M, FieldType Type>
struct PlainCodec {
  static constexpr FieldType type = Type;
  static constexpr bool nullable = false;
  static Value read(const void* member) { return Value(*static_cast<const M*>(member)); }
  static void write(void* member, const Value& value) {
    if (const auto* held = std::get_if<M>(&value)) *static_cast<M*>(member) = *held;
  }
};

template <>
struct Codec<bool> : PlainCodec<bool, FieldType::boolean> {};
template <>
struct Codec<std::int64_t> : PlainCodec<std::int64_t, FieldType::integer> {};
template <>
struct Codec<Decimal> : PlainCodec<Decimal, FieldType::decimal> {};
template <>
struct Codec<Instant> : PlainCodec<Instant, FieldType::datetime> {};
template <>
struct Codec<Date> : PlainCodec<Date, FieldType::date> {};
template <>
struct Codec<Duration> : PlainCodec<Duration, FieldType::duration> {};
template <>
struct Codec<Money> : PlainCodec<Money, FieldType::money> {};

/// The empty text is null.
template <>
struct Codec<std::string> {
  static constexpr FieldType type = FieldType::string;
  static constexpr bool nullable = true;
  static Value read(const void* member) {
    const auto& text = *static_cast<const std::string*>(member);
    return text.empty() ? Value() : Value(text);
  }
  static void write(void* member, const Value& value) {
    const auto* held = std::get_if<std::string>(&value);
    *static_cast<std::string*>(member) = held ? *held : std::string();
  }
};

/// The empty list is null.
template <class List, FieldType Type>
struct ListCodec {
  static constexpr FieldType type = Type;
  static constexpr bool nullable = true;
  static Value read(const void* member) {
    const auto& list = *static_cast<const List*>(member);
    return list.empty() ? Value() : Value(list);
  }
  static void write(void* member, const Value& value) {
    const auto* held = std::get_if<List>(&value);
    *static_cast<List*>(member) = held ? *held : List();
  }
};
template <>
struct Codec<IdList> : ListCodec<IdList, FieldType::list_ref> {};
template <>
struct Codec<TextList> : ListCodec<TextList, FieldType::list_text> {};

/// The nil id is null, so that a missing reference is seen as missing.
template <>
struct Codec<Id> {
  static constexpr FieldType type = FieldType::id;
  static constexpr bool nullable = false;
  static Value read(const void* member) {
    const auto& id = *static_cast<const Id*>(member);
    return id.is_nil() ? Value() : Value(id);
  }
  static void write(void* member, const Value& value) {
    const auto* held = std::get_if<Id>(&value);
    *static_cast<Id*>(member) = held ? *held : Id();
  }
};

template <class T>
struct Codec<Ref<T>> {
  static constexpr FieldType type = FieldType::ref;
  static constexpr bool nullable = false;
  static Value read(const void* member) { return Codec<Id>::read(&static_cast<const Ref<T>*>(member)->id()); }
  static void write(void* member, const Value& value) {
    const auto* held = std::get_if<Id>(&value);
    *static_cast<Ref<T>*>(member) = held ? Ref<T>(*held) : Ref<T>();
  }
};

template <class E>
struct Codec<Choice<E>> {
  static constexpr FieldType type = FieldType::choice;
  static constexpr bool nullable = false;
  static Value read(const void* member) { return Value(std::string(static_cast<const Choice<E>*>(member)->text())); }
  static void write(void* member, const Value& value) {
    if (const auto* held = std::get_if<std::string>(&value))
      *static_cast<Choice<E>*>(member) = Choice<E>::from_text(*held);
  }
};

/// Weights travel as decimals; the store keeps their hundredths.
template <>
struct Codec<Hundredths> {
  static constexpr FieldType type = FieldType::hundredths;
  static constexpr bool nullable = false;
  static constexpr std::int64_t step = Decimal::one / Hundredths::one;
  static Value read(const void* member) {
    return Value(Decimal::from_units(static_cast<const Hundredths*>(member)->units() * step));
  }
  static void write(void* member, const Value& value) {
    if (const auto* held = std::get_if<Decimal>(&value)) {
      *static_cast<Hundredths*>(member) = Hundredths::from_units(held->units() / step);
    }
  }
};

template <class M>
struct Codec<std::optional<M>> {
  static constexpr FieldType type = Codec<M>::type;
  static constexpr bool nullable = true;
  static Value read(const void* member) {
    const auto& held = *static_cast<const std::optional<M>*>(member);
    return held ? Codec<M>::read(&*held) : Value();
  }
  static void write(void* member, const Value& value) {
    auto& held = *static_cast<std::optional<M>*>(member);
    if (is_null(value)) {
      held.reset();
    } else {
      Codec<M>::write(&held.emplace(), value);
    }
  }
};

/// What the declaration of a field needs to know of the member's type besides the codec.
template <class M>
struct MemberTarget {
  using type = void;
};
template <class T>
struct MemberTarget<Ref<T>> {
  using type = T;
};
template <class M>
struct MemberTarget<std::optional<M>> : MemberTarget<M> {};

template <class M>
struct MemberChoice {
  using type = void;
};
template <class E>
struct MemberChoice<Choice<E>> {
  using type = E;
};
template <class M>
struct MemberChoice<std::optional<M>> : MemberChoice<M> {};

}  // namespace steward::model
