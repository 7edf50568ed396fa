// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <chrono>

#include "play/rules_tables.hpp"
#include "steward/model.hpp"

namespace steward::play {

using rule::Context;
using rule::Phase;

namespace {

using Record = ImplementationRecord;
using Time = std::optional<Instant>;

void actual_end(Context& context) {
  if (!context.changed<Record>(&Record::state) || context.after<Record>(&Record::actual_end_date)) return;
  if (context.after<Record>(&Record::state) == WorkState::closed) {
    context.set<Record>(&Record::actual_end_date, context.now());
  }
}

void duration(Context& context, Time Record::* from, Time Record::* to, Duration Record::* length) {
  const auto start = context.after<Record>(from);
  const auto end = context.after<Record>(to);
  if (!start || !end || *end < *start) return;
  context.set<Record>(length, std::chrono::floor<Duration>(*end - *start));
}

void durations(Context& context) {
  duration(context, &Record::planned_start_date, &Record::planned_end_date, &Record::planned_duration);
  duration(context, &Record::actual_start_date, &Record::actual_end_date, &Record::actual_duration);
}

void dates(Context& context) {
  const auto record = model::from_row<Record>(context.change.after);
  const auto inverted = [](const Time& start, const Time& end) { return start && end && *end < *start; };
  if (inverted(record.planned_start_date, record.planned_end_date)) {
    context.refuse("planned_dates_invalid", "planned_end_date", "the planned end lies before the planned start");
  }
  if (inverted(record.actual_start_date, record.actual_end_date)) {
    context.refuse("actual_dates_invalid", "actual_end_date", "the actual end lies before the actual start");
  }
}

void partner_required(Context& context) {
  const auto type = context.after<Record>(&Record::type);
  if (!type || !(*type == ImplementationType::partner_led) || context.after<Record>(&Record::partner)) return;
  context.refuse("field_required", "partner", "a rollout led by a partner names the partner");
}

void partner(Context& context) {
  const auto record = model::from_row<Record>(context.change.after);
  if (!record.type || *record.type == ImplementationType::partner_led) return;
  const auto refuse = [&](std::string_view field) {
    context.refuse("partner_not_applicable", field, "only a rollout led by a partner has this field; leave it empty");
  };
  if (record.partner) refuse("partner");
  if (record.partner_contact) refuse("partner_contact");
  if (record.certified) refuse("certified");
}

bool in_force(const CapabilityMap& map) {
  return map.state == CapabilityMapState::draft || map.state == CapabilityMapState::published;
}

void scope(Context& context) {
  if (!context.changed<Record>(&Record::capability_scope) && !context.changed<Record>(&Record::product_scope)) return;
  const auto capability = context.after<Record>(&Record::capability_scope);
  const auto product = context.work.get(context.after<Record>(&Record::product_scope));
  if (!capability || !product) return;
  const auto maps = context.work.all<CapabilityMap>(
      condition::Condition::all(table_info<CapabilityMap>(),
                                {rule::where<CapabilityMap>(&CapabilityMap::product_capability, *capability),
                                 rule::where<CapabilityMap>(&CapabilityMap::product_model, product->product_model)}));
  if (std::any_of(maps.begin(), maps.end(), in_force)) return;
  context.refuse("capability_not_in_product", "capability_scope",
                 "the capability is not mapped to the model of the product");
}

}  // namespace

std::vector<rule::Rule> implementation_rules() {
  using enum Phase;
  using namespace rule;
  constexpr std::string_view table = "implementation_record";
  return {
      {"IMP-01", table, "State and progress", mechanism, on_write,
       "progress_not_allowed_for_state @progress, progress_requires_close @progress", nullptr,
       "State and progress of a rollout follow one another."},
      {"IMP-02", table, "Required fields", mechanism, on_write, "field_required @each", nullptr,
       "Engagement and type are present."},
      {"IMP-02", table, "Partner", validate, on_write, "field_required @partner", partner_required,
       "A rollout led by a partner names the partner."},
      {"IMP-03", table, "Account and domain", mechanism, on_write, "field_read_only @account", nullptr,
       "Account and domain are those of the engagement."},
      {"IMP-04", table, "Closure", mechanism, on_update,
       "closure_code_required @close_code, field_required @close_notes", nullptr,
       "Closing needs code and notes, canceling notes; a rollout that is closed without an actual end ends now."},
      {"IMP-04", table, "Actual end", sync, on_update, "", actual_end,
       "Closing needs code and notes, canceling notes; a rollout that is closed without an actual end ends now."},
      {"IMP-05", table, "Reopened", mechanism, on_update, "", nullptr,
       "Reopening clears code, notes, time and user of the closure."},
      {"IMP-06", table, "Dates", validate, on_write,
       "planned_dates_invalid @planned_end_date, actual_dates_invalid @actual_end_date", dates,
       "Neither planned nor actual end lies before its start."},
      {"IMP-07", table, "Durations", sync, on_write, "", durations,
       "A duration is the time between start and end when both are set; else it is what was given, or nothing."},
      {"IMP-08", table, "Partner", validate, on_write,
       "partner_not_applicable @partner, partner_not_applicable @partner_contact, partner_not_applicable @certified",
       partner, "Partner, their contact and their certificate are named only when a partner leads the rollout."},
      {"IMP-09", table, "Scope", validate, on_write, "capability_not_in_product @capability_scope", scope,
       "When product and capability are both named, the capability is mapped to the model of the product."},
  };
}

}  // namespace steward::play
