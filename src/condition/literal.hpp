// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "condition/condition.hpp"
#include "condition/problem.hpp"

namespace steward::condition {

/// A literal as it was written. `plain` text comes from an encoded query, where nothing is quoted.
struct Written {
  enum class Form { word, quoted, plain };
  Form form = Form::word;
  std::string text;
  std::size_t offset = 0;
};

/// The value of a literal for the field at the end of `path`; the codes are those of Condition::parse.
[[nodiscard]] Read<Value> read_literal(const Written& written, const Path& path, const model::Schema& schema);

/// True when the value stands in its list; others have no place in the order.
[[nodiscard]] bool has_rank(const FieldInfo& field, std::string_view choice, const model::Schema& schema);

/// Whole seconds of `3d`; nothing for anything else and for more than 1000 years.
[[nodiscard]] std::optional<std::int64_t> read_duration(std::string_view text);
/// In the largest of d, h, m and s that divides it.
[[nodiscard]] std::string duration_text(std::int64_t seconds);

/// The literal that reads back as `operand`.
[[nodiscard]] std::string operand_text(const Operand& operand, const FieldInfo& field);

}  // namespace steward::condition
