// SPDX-License-Identifier: Apache-2.0
#include "engine/base_data.hpp"

#include <array>

#include "steward/model.hpp"

namespace steward::engine {

namespace {

constexpr std::array shipped{
    ShippedProperty{"adoption.bands", PropertyType::json, R"({"high":70,"medium":40})"},
    ShippedProperty{"calendar.time_zone", PropertyType::string, "UTC"},
    ShippedProperty{"domain.auto_account_domain", PropertyType::boolean, "false"},
    ShippedProperty{"health.keep_explanations", PropertyType::boolean, "false"},
    ShippedProperty{"onboarding.auto_create", PropertyType::boolean, "true"},
    ShippedProperty{"risk.auto_close", PropertyType::boolean, "false"},
};

struct ShippedJob {
  std::string_view key;
  bool active;
  std::int64_t seconds;
};
constexpr std::array jobs{
    ShippedJob{"collect", true, 86400},
    ShippedJob{"refresh_health", true, 86400},
    ShippedJob{"risk_analyzer", true, 86400},
    ShippedJob{"renewal_dates", true, 86400},
};

struct ShippedBand {
  int min;
  int max;
  std::string_view color;
};
constexpr std::array bands{ShippedBand{0, 39, "red"}, ShippedBand{40, 69, "yellow"}, ShippedBand{70, 100, "green"}};

constexpr std::array<std::string_view, 3> risk_categories{"Reputational risk", "Low adoption", "Poor health"};
constexpr std::array<std::string_view, 4> play_categories{"Onboarding", "Success support", "Risk management",
                                                          "Success planning"};

template <class T>
Result<void> add_unless(Unit& unit, const condition::Condition& there, const T& entity) {
  if (unit.count(there) > 0) return unit.status();
  const auto& table = table_info<T>();
  const Row row = model::to_row(entity);
  rule::Fields given;
  for (std::size_t i = 0; i < table.fields.size(); ++i) {
    if (!(row[i] == table.fields[i].default_value)) given.emplace_back(i, row[i]);
  }
  if (auto stored = unit.create(table, given, rule::Origin::job); !stored) return stored.error();
  return {};
}

Result<void> add_choice(Unit& unit, SuccessChoiceCategory category, std::string_view name) {
  SuccessChoice choice;
  choice.name = name;
  choice.category = category;
  return add_unless(unit,
                    condition::Condition::all(table_info<SuccessChoice>(),
                                              {rule::where<SuccessChoice>(&SuccessChoice::category, category),
                                               rule::where<SuccessChoice>(&SuccessChoice::name, choice.name)}),
                    choice);
}

}  // namespace

std::span<const ShippedProperty> shipped_properties() { return shipped; }

std::string_view shipped_property(std::string_view key) {
  for (const auto& property : shipped) {
    if (property.key == key) return property.value;
  }
  return {};
}

Result<void> install_base_data(Unit& unit) {
  for (const auto& entry : shipped) {
    Property property;
    property.key = entry.key;
    property.value = entry.value;
    property.type = entry.type;
    auto done = add_unless(unit, rule::where<Property>(&Property::key, property.key), property);
    if (!done) return done;
  }
  for (const auto& entry : jobs) {
    ScheduledJob job;
    job.key = entry.key;
    job.active = entry.active;
    job.interval = Duration(entry.seconds);
    auto done = add_unless(unit, rule::where<ScheduledJob>(&ScheduledJob::key, job.key), job);
    if (!done) return done;
  }
  // Bands are a set: adding one to those an administrator has drawn could overlap them.
  if (unit.count(rule::where<ColorBand>(&ColorBand::type, ScopeType::global)) == 0) {
    for (const auto& entry : bands) {
      ColorBand band;
      band.min = Decimal(entry.min);
      band.max = Decimal(entry.max);
      band.color = entry.color;
      auto done = add_unless(unit, rule::where<ColorBand>(&ColorBand::color, band.color), band);
      if (!done) return done;
    }
  }
  for (const auto name : risk_categories) {
    if (auto done = add_choice(unit, SuccessChoiceCategory::risk_category, name); !done) return done;
  }
  for (const auto name : play_categories) {
    if (auto done = add_choice(unit, SuccessChoiceCategory::play_category, name); !done) return done;
  }
  return {};
}

}  // namespace steward::engine
