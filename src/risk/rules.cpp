// SPDX-License-Identifier: Apache-2.0
#include "risk/rules.hpp"

#include <fmt/format.h>

#include "steward/model/engagement.hpp"
#include "steward/model/metrics.hpp"
#include "steward/model/onboarding.hpp"
#include "steward/model/risk.hpp"

namespace steward::risk {

namespace {

using rule::Context;

void derive_account(Context& context) {
  const auto& work = context.work;
  if (const Row* engagement = work.bare(context.after<RiskSignal>(&RiskSignal::engagement))) {
    context.set<RiskSignal>(&RiskSignal::account, model::get<Engagement>(*engagement, &Engagement::account));
  } else if (const Row* held = work.bare(context.after<RiskSignal>(&RiskSignal::onboarding_case))) {
    context.set<RiskSignal>(&RiskSignal::account, model::get<OnboardingCase>(*held, &OnboardingCase::account));
  }
}

std::optional<RiskScope> scope_of(const Choice<EngagementStage>& stage) {
  const auto known = stage.value();
  if (!known) return std::nullopt;
  switch (*known) {
    case EngagementStage::initial_onboarding:
      return RiskScope::onboarding;
    case EngagementStage::adoption:
      return RiskScope::adoption;
    case EngagementStage::expand:
      return RiskScope::expansion;
    case EngagementStage::renew:
    case EngagementStage::lost:
      return RiskScope::renewal;
  }
  return std::nullopt;
}

void defaults(Context& context) {
  if (!context.after<RiskSignal>(&RiskSignal::scope) && !context.given<RiskSignal>(&RiskSignal::scope)) {
    const Row* engagement = context.work.bare(context.after<RiskSignal>(&RiskSignal::engagement));
    const auto scope =
        engagement != nullptr ? scope_of(model::get<Engagement>(*engagement, &Engagement::stage)) : std::nullopt;
    if (scope) context.set<RiskSignal>(&RiskSignal::scope, Choice<RiskScope>(*scope));
  }
  const Id user = context.work.actor().user;
  const bool reported = context.after<RiskSignal>(&RiskSignal::reported_by).has_value();
  if (!reported && !user.is_nil() && !context.given<RiskSignal>(&RiskSignal::reported_by)) {
    context.set<RiskSignal>(&RiskSignal::reported_by, Ref<User>(user));
  }
}

void needs_owner(Context& context) {
  if (!context.after<RiskSignal>(&RiskSignal::engagement) && !context.after<RiskSignal>(&RiskSignal::onboarding_case)) {
    context.refuse("field_required", "engagement", "a risk signal belongs to an engagement or an onboarding case");
  }
}

void source_pair(Context& context) {
  if (!context.changed<RiskSignal>(&RiskSignal::source_table) &&
      !context.changed<RiskSignal>(&RiskSignal::source_record)) {
    return;
  }
  const auto source_table = context.after<RiskSignal>(&RiskSignal::source_table);
  const auto source_record = context.after<RiskSignal>(&RiskSignal::source_record);
  if (source_table.empty() && !source_record) return;
  if (source_table.empty() || !source_record) {
    context.refuse("field_required", source_record ? "source_table" : "source_record",
                   "source table and source record are given together");
    return;
  }
  const auto* table = context.work.schema().find(source_table);
  if (table == nullptr) return;  // GEN-04 has said so
  // A series has no single rows to point to.
  if (table->flavour != Flavour::series) {
    const bool restricted = context.by_caller() && !context.work.actor().system;
    const Row* row =
        restricted ? context.work.visible(*table, *source_record) : context.work.bare_row(*table, *source_record);
    if (row != nullptr) return;
  }
  context.refuse("invalid_reference", "source_record",
                 fmt::format("there is no {} with this id: {}", table->name, source_record->to_string()));
}

void tracking_method(Context& context) {
  if (!context.by_caller() || !context.changed<RiskSignal>(&RiskSignal::tracking_method)) return;
  const auto method = context.after<RiskSignal>(&RiskSignal::tracking_method);
  const bool integration = method == RiskTrackingMethod::integration && context.work.actor().system;
  // An unknown value is the affair of GEN-03.
  if (method == RiskTrackingMethod::manual || integration || !method.value()) return;
  context.refuse("field_read_only", "tracking_method",
                 "automated is set by the analyser only, integration by the host's own code only");
}

void signal_category(Context& context) {
  const bool automated = context.after<RiskSignal>(&RiskSignal::tracking_method) == RiskTrackingMethod::automated;
  if (automated && !context.after<RiskSignal>(&RiskSignal::category)) {
    context.refuse("field_required", "category", "an automated risk signal has a category");
  }
  check_risk_category(context);
}

std::vector<rule::Rule> signal_rules() {
  using enum rule::Phase;
  using rule::on_insert;
  using rule::on_write;
  return {
      {"RSK-01", "risk_signal", "Set domain", derive, on_write, "", derive_account,
       "The account comes from the engagement, else from the onboarding case; the domain follows it."},
      {"RSK-09", "risk_signal", "Defaults", derive, on_insert, "", defaults,
       "The scope follows from the stage of the engagement and the reporter is the acting user, unless given."},
      {"RSK-02", "risk_signal", "Field validation", validate, on_write, "field_required @each", needs_owner,
       "A risk signal has an engagement or an onboarding case, a short description, a description and a probability."},
      {"RSK-03", "risk_signal", "Closure", mechanism, rule::on_update,
       "closure_code_required @close_code, field_required @close_notes", nullptr,
       "Closing needs a code and notes; canceling sets the code."},
      {"RSK-04", "risk_signal", "Reopen", mechanism, rule::on_update, "", nullptr,
       "Reopening clears the closure information."},
      {"RSK-05", "risk_signal", "Source pair", validate, on_write,
       "field_required @source_record, field_required @source_table, invalid_reference @source_record", source_pair,
       "Source table and source record are given together, and the record exists."},
      {"RSK-06", "risk_signal", "Tracking method", validate, on_write, "field_read_only @tracking_method",
       tracking_method,
       "Signals are manual; automated is set by the analyser only, integration by system sessions only."},
      {"RDF-06", "risk_signal", "Category", validate, on_write, "invalid_choice @category, field_required @category",
       signal_category, "A category is an active choice of the list risk_category; automated signals have one."},
      {"RSK-08", "risk_signal", "One active per key", process, on_insert, "", nullptr,
       "The analyser adds an occurrence to the active signal of the same source record, engagement and category, and "
       "raises a new signal only when there is none."},
      {"ROC-01", "risk_occurrence", "Written by the analyser", mechanism, on_write,
       "access_denied, duplicate_occurrence @start_date", nullptr,
       "Occurrences are written by the analyser only: one a signal, definition and period, with the distance from the "
       "threshold."},
  };
}

}  // namespace

void check_risk_category(rule::Context& context) {
  const auto field = context.change.table.at("category");
  if (!context.change.changed(field)) return;
  const Row* choice = context.work.bare_row(table_info<SuccessChoice>(), model::id_at(context.change.after, field));
  if (choice == nullptr) return;  // GEN-04 has said so
  const bool of_risks =
      model::get<SuccessChoice>(*choice, &SuccessChoice::category) == SuccessChoiceCategory::risk_category;
  if (of_risks && model::get<SuccessChoice>(*choice, &SuccessChoice::active)) return;
  context.refuse("invalid_choice", "category", "the category must be an active choice of the list risk_category");
}

std::vector<rule::Rule> rules() {
  auto result = signal_rules();
  for (auto& part : {definition_rules(), solution_rules()}) result.insert(result.end(), part.begin(), part.end());
  return result;
}

}  // namespace steward::risk
