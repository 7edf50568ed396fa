// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/json.hpp"
#include "model/schema.hpp"
#include "steward/table.hpp"

namespace steward::model {

/// Reads the JSON form of a field. Numbers are read from their text, strings are read where a number is meant;
/// money is `{"amount":…,"currency":…}`, ids and instants are texts, null is null. Codes: `invalid_input`
/// (the JSON is of another type or form), `out_of_range`. The fault names table and field.
[[nodiscard]] Result<Value> value_from_json(const TableInfo& table, const FieldInfo& field, const base::Json& json);

/// The JSON form of a value: exact, null for null.
[[nodiscard]] base::Json value_to_json(const FieldInfo& field, const Value& value);
/// The same as canonical text, without making a tree of it.
void append_json(std::string& out, const FieldInfo& field, const Value& value);

/// A record as an object, one key a field; journal fields are left out.
[[nodiscard]] base::Json row_to_json(const TableInfo& table, const Row& row);

/// Brings a value that came from a caller into its stored form: texts trimmed, empty texts and lists null,
/// json canonical. Codes: `invalid_input` (a value of another type, invalid UTF-8, too long, no JSON).
[[nodiscard]] Result<Value> normalised(const TableInfo& table, const FieldInfo& field, Value value);

}  // namespace steward::model
