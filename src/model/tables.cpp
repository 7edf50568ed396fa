// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>
#include <stdexcept>

#include "model/builder.hpp"
#include "steward/model.hpp"

namespace steward {

// The one list of tables, in dependency order. A new table is one line here and its declaration.
#define STEWARD_TABLES(X)  \
  X(Domain)                \
  X(Property)              \
  X(NumberSequence)        \
  X(ListValue)             \
  X(ScheduledJob)          \
  X(JobRun)                \
  X(ExchangeRate)          \
  X(Account)               \
  X(User)                  \
  X(Contact)               \
  X(Contract)              \
  X(ProductModel)          \
  X(SoldProduct)           \
  X(OnboardingCase)        \
  X(Engagement)            \
  X(EngagementContract)    \
  X(ApplicableSoldProduct) \
  X(Touchpoint)            \
  X(SuccessChoice)         \
  X(Breakdown)             \
  X(Indicator)             \
  X(IndicatorScore)        \
  X(DataSource)            \
  X(DataContext)           \
  X(ContextMapper)         \
  X(ContextData)           \
  X(HealthDefinition)      \
  X(HealthMetric)          \
  X(ColorBand)             \
  X(ScoreHistory)          \
  X(RiskDefinition)        \
  X(RiskThresholdOverride) \
  X(RiskSignal)            \
  X(RiskOccurrence)        \
  X(JournalEntry)          \
  X(RecordChange)          \
  X(Event)                 \
  X(DefinitionVersion)

// The GNU form of the attribute: clang takes no other one here.
#define STEWARD_INSTANTIATE(T) template __attribute__((visibility("default"))) const TableInfo& table_info<T>();
STEWARD_TABLES(STEWARD_INSTANTIATE)
#undef STEWARD_INSTANTIATE

std::span<const TableInfo* const> all_tables() {
#define STEWARD_ENTRY(T) &table_info<T>(),
  static const std::array tables{STEWARD_TABLES(STEWARD_ENTRY)};
#undef STEWARD_ENTRY
  return tables;
}

#undef STEWARD_TABLES

void TableInfo::seal() {
  by_name_.clear();
  by_offset_.clear();
  for (std::size_t i = 0; i < fields.size(); ++i) {
    by_name_.emplace(fields[i].name, i);
    if (fields[i].read != nullptr) by_offset_.emplace(fields[i].offset, i);
  }
}

std::optional<std::size_t> TableInfo::find(std::string_view field) const {
  const auto found = by_name_.find(std::string(field));
  if (found == by_name_.end()) return std::nullopt;
  return found->second;
}

std::size_t TableInfo::at(std::string_view field) const {
  if (const auto found = find(field)) return *found;
  throw std::logic_error("no field " + std::string(field) + " in table " + name);
}

std::size_t TableInfo::at_offset(std::size_t offset) const {
  const auto found = by_offset_.find(offset);
  if (found == by_offset_.end()) throw std::logic_error("no such member in table " + name);
  return found->second;
}

}  // namespace steward
