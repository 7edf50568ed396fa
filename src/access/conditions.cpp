// SPDX-License-Identifier: Apache-2.0
#include "access/conditions.hpp"

#include "steward/model.hpp"

namespace steward::access {

using condition::Condition;

Condition is(const TableInfo& table, std::string_view field, const Value& value) {
  return Condition::equals(table, table.at(field), value);
}

Condition never(const TableInfo& table) { return Condition::negation(Condition(table)); }

std::optional<Condition> both(const TableInfo& table, std::optional<Condition> a, std::optional<Condition> b) {
  if (!a || !b) return a ? std::move(a) : std::move(b);
  return Condition::all(table, {std::move(*a), std::move(*b)});
}

std::optional<Condition> plain_sources(const TableInfo& table) {
  const auto& sources = table_info<DataSource>();
  const auto plain = Condition::negation(
      rule::where<DataSource>(&DataSource::source, Choice<DataSourceKind>(DataSourceKind::calculated)));
  if (table.name == sources.name) return plain;
  const auto source = table.find("data_source");
  if (!source) return std::nullopt;
  return Condition::exists(table, {*source, model::id_field, {}, {}}, plain);
}

Condition video_setting() { return rule::where<Property>(&Property::key, "meeting.zoom_user_id"); }

Condition onboarding_definitions() {
  const auto& table = table_info<PlaybookDefinition>();
  return Condition::equals(table, table.at("parent_table"), table_info<OnboardingCase>().name);
}

}  // namespace steward::access
