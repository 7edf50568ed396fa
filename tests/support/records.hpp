// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>

#include "model/row.hpp"
#include "steward/model.hpp"

namespace steward::support {

/// The id with this number; greater numbers give greater ids.
[[nodiscard]] Id id_of(std::uint64_t number);
/// 2024-01-01 plus so many milliseconds.
[[nodiscard]] Instant at_ms(std::int64_t offset);

/// A default row with its id.
[[nodiscard]] Row row_of(const TableInfo& table, std::uint64_t id);
/// Sets a field by name.
Row& put(const TableInfo& table, Row& row, std::string_view field, Value value);

/// Rows that satisfy the store: the mandatory columns are filled.
[[nodiscard]] Row domain_row(std::uint64_t id, const std::string& name);
[[nodiscard]] Row account_row(std::uint64_t id, const std::string& name);
[[nodiscard]] Row onboarding_row(std::uint64_t id, std::uint64_t account);
[[nodiscard]] Row engagement_row(std::uint64_t id, std::uint64_t account, std::uint64_t onboarding);

/// The seed of random tests: STEWARD_SEED, else a fixed one. Prints it.
[[nodiscard]] std::uint64_t seed();

}  // namespace steward::support
