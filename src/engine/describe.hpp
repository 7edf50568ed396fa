// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "base/json.hpp"
#include "model/schema.hpp"
#include "rule/rule.hpp"

namespace steward::engine {

/// The catalogue as JSON: tables with their fields, keys and indexes, choice lists, operations with the shapes of
/// arguments and results, rules, error categories. The same schema gives the same bytes.
[[nodiscard]] std::string describe_json(const model::Schema& schema, const rule::Catalogue& catalogue);
[[nodiscard]] base::Json describe_tree(const model::Schema& schema, const rule::Catalogue& catalogue);

/// The stable name of a category, e.g. `not_found`.
[[nodiscard]] std::string_view category_name(Category category);
/// The stable name of a field type, as in the specification of the tables.
[[nodiscard]] std::string_view type_name(FieldType type);
/// The stable names of who sets a field and of what becomes of it when its target goes.
[[nodiscard]] std::string_view kind_name(FieldKind kind);
[[nodiscard]] std::string_view delete_name(OnDelete action);

}  // namespace steward::engine
