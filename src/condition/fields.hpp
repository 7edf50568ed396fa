// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "condition/condition.hpp"
#include "condition/problem.hpp"

namespace steward::condition {

inline constexpr std::size_t max_steps = 5;

/// Problems of a text as a whole: its length, its encoding.
[[nodiscard]] std::optional<Problem> check_text(std::string_view text);
/// The canonical text must be readable too.
[[nodiscard]] std::optional<Problem> check_canonical(std::string_view text, const Condition& condition,
                                                     const model::Schema& schema);

/// Finds the field behind `account.industry`, written at `offset` of the condition.
[[nodiscard]] Read<Path> resolve_path(std::string_view path, std::size_t offset, const TableInfo& table,
                                      const model::Schema& schema);
[[nodiscard]] std::string path_text(const Path& path);

// What may be asked of a field; everything stored may be tested for `is empty`.
[[nodiscard]] bool is_text(const FieldInfo& field);
/// `=`, `!=` and `in`.
[[nodiscard]] bool can_equal(const FieldInfo& field);
/// `<`, `<=`, `>` and `>=`.
[[nodiscard]] bool can_order(const FieldInfo& field);
/// `a reference`, `a choice`: for messages.
[[nodiscard]] std::string_view type_name(FieldType type);

/// Why a test cannot be put to the field; empty when it can.
[[nodiscard]] std::string refuse_equal(const Path& path);
[[nodiscard]] std::string refuse_order(const Path& path);
[[nodiscard]] std::string refuse_text_test(const Path& path);

}  // namespace steward::condition
