// SPDX-License-Identifier: Apache-2.0
#include "access/planner.hpp"

#include "access/conditions.hpp"

namespace steward::access {

using condition::Condition;

namespace {

/// The engagement itself: account manager or customer success manager (PLN-01, PLN-02).
Condition led_by(Id user) {
  const auto& table = table_info<Engagement>();
  return Condition::any(table, {is(table, "account_manager", user), is(table, "customer_success_manager", user)});
}

/// A row of the table whose engagement the user leads.
Condition under_led(const TableInfo& table, Id user) {
  return Condition::exists(table, {table.at("engagement"), model::id_field, {}, {}}, led_by(user));
}

Condition with_squad_of(const TableInfo& table, Id user) {
  const auto& links = table_info<ApplicableSquadMember>();
  const auto& roster = table_info<SquadMember>();
  const auto me =
      Condition::exists(links, {links.at("squad_member"), model::id_field, {}, {}}, is(roster, "user", user));
  return Condition::exists(table, {model::id_field, links.at("record"), {}, links.at("record_table")}, me);
}

}  // namespace

Condition planned_engagements(Id user) {
  const auto& table = table_info<Engagement>();
  return Condition::any(table, {led_by(user), with_squad_of(table, user)});
}

Condition planned_touchpoints(Id user) {
  const auto& table = table_info<Touchpoint>();
  return Condition::any(table, {under_led(table, user), with_squad_of(table, user), is(table, "assigned_to", user)});
}

Condition planned_meetings(Id user) {
  const auto& table = table_info<Meeting>();
  const auto of_touchpoint =
      Condition::exists(table, {table.at("touchpoint"), model::id_field, {}, {}}, planned_touchpoints(user));
  return Condition::any(table, {under_led(table, user), of_touchpoint, is(table, "organizer", user)});
}

}  // namespace steward::access
