// SPDX-License-Identifier: Apache-2.0
#include "support/records.hpp"

#include <cstdlib>
#include <iostream>

#include "store/stored.hpp"

namespace steward::support {

Id id_of(std::uint64_t number) {
  std::array<std::uint8_t, 16> bytes{};
  for (std::size_t i = 0; i < 8; ++i) bytes[15 - i] = static_cast<std::uint8_t>(number >> (8 * i));
  return Id(bytes);
}

Instant at_ms(std::int64_t offset) {
  return Instant(std::chrono::milliseconds(1704067200000)) + std::chrono::milliseconds(offset);
}

Row row_of(const TableInfo& table, std::uint64_t id) {
  auto row = model::default_row(table);
  row[model::id_field] = id_of(id);
  for (std::size_t i = 0; i < table.fields.size(); ++i) {
    if (!store::has_column(table.fields[i])) row[i] = Value();
  }
  return row;
}

Row& put(const TableInfo& table, Row& row, std::string_view field, Value value) {
  row[table.at(field)] = std::move(value);
  return row;
}

Row domain_row(std::uint64_t id, const std::string& name) {
  const auto& table = table_info<Domain>();
  auto row = row_of(table, id);
  return put(table, row, "name", name);
}

Row account_row(std::uint64_t id, const std::string& name) {
  const auto& table = table_info<Account>();
  auto row = row_of(table, id);
  return put(table, row, "name", name);
}

Row onboarding_row(std::uint64_t id, std::uint64_t account) {
  const auto& table = table_info<OnboardingCase>();
  auto row = row_of(table, id);
  put(table, row, "account", id_of(account));
  return row;
}

Row engagement_row(std::uint64_t id, std::uint64_t account, std::uint64_t onboarding) {
  const auto& table = table_info<Engagement>();
  auto row = row_of(table, id);
  put(table, row, "account", id_of(account));
  put(table, row, "initial_onboarding", id_of(onboarding));
  return row;
}

std::uint64_t seed() {
  const char* given = std::getenv("STEWARD_SEED");
  const auto value = given != nullptr ? std::strtoull(given, nullptr, 10) : 20241120ULL;
  std::cout << "STEWARD_SEED=" << value << '\n';
  return value;
}

}  // namespace steward::support
