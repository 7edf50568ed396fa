// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "steward/choice.hpp"

// Lists that several tables share.

namespace steward {

enum class Priority : std::int16_t { critical = 1, high = 2, medium = 3, low = 4, very_low = 5 };
template <>
struct ChoiceList<Priority> {
  static constexpr std::string_view name = "priority";
  static constexpr bool open = false;
  static constexpr ChoiceEntry<Priority> values[] = {{Priority::critical, "critical"},
                                                     {Priority::high, "high"},
                                                     {Priority::medium, "medium"},
                                                     {Priority::low, "low"},
                                                     {Priority::very_low, "very_low"}};
};

enum class Progress : std::int16_t {
  not_started = 1,
  on_track = 2,
  at_risk = 3,
  paused = 4,
  completed = 5,
  canceled = 6
};
template <>
struct ChoiceList<Progress> {
  static constexpr std::string_view name = "progress";
  static constexpr bool open = false;
  static constexpr ChoiceEntry<Progress> values[] = {
      {Progress::not_started, "not_started"}, {Progress::on_track, "on_track"},   {Progress::at_risk, "at_risk"},
      {Progress::paused, "paused"},           {Progress::completed, "completed"}, {Progress::canceled, "canceled"}};
};

enum class OnboardingProgress : std::int16_t { not_started = 1, on_track = 2, at_risk = 3, paused = 4, finished = 5 };
template <>
struct ChoiceList<OnboardingProgress> {
  static constexpr std::string_view name = "onboarding_progress";
  static constexpr bool open = false;
  static constexpr ChoiceEntry<OnboardingProgress> values[] = {{OnboardingProgress::not_started, "not_started"},
                                                               {OnboardingProgress::on_track, "on_track"},
                                                               {OnboardingProgress::at_risk, "at_risk"},
                                                               {OnboardingProgress::paused, "paused"},
                                                               {OnboardingProgress::finished, "finished"}};
};

enum class WorkState : std::int16_t { new_ = 1, in_progress = 2, paused = 3, canceled = 4, closed = 5 };
template <>
struct ChoiceList<WorkState> {
  static constexpr std::string_view name = "work_state";
  static constexpr bool open = false;
  static constexpr ChoiceEntry<WorkState> values[] = {{WorkState::new_, "new"},
                                                      {WorkState::in_progress, "in_progress"},
                                                      {WorkState::paused, "paused"},
                                                      {WorkState::canceled, "canceled"},
                                                      {WorkState::closed, "closed"}};
};

enum class PublishState : std::int16_t { draft = 1, published = 2 };
template <>
struct ChoiceList<PublishState> {
  static constexpr std::string_view name = "publish_state";
  static constexpr bool open = false;
  static constexpr ChoiceEntry<PublishState> values[] = {{PublishState::draft, "draft"},
                                                         {PublishState::published, "published"}};
};

enum class MissingPolicy : std::int16_t { redistribute = 1, zero = 2, neutral = 3, require = 4 };
template <>
struct ChoiceList<MissingPolicy> {
  static constexpr std::string_view name = "missing_policy";
  static constexpr bool open = false;
  static constexpr ChoiceEntry<MissingPolicy> values[] = {{MissingPolicy::redistribute, "redistribute"},
                                                          {MissingPolicy::zero, "zero"},
                                                          {MissingPolicy::neutral, "neutral"},
                                                          {MissingPolicy::require, "require"}};
};

enum class Probability : std::int16_t { very_high = 1, high = 2, moderate = 3, low = 4, very_low = 5 };
template <>
struct ChoiceList<Probability> {
  static constexpr std::string_view name = "probability";
  static constexpr bool open = false;
  static constexpr ChoiceEntry<Probability> values[] = {{Probability::very_high, "very_high"},
                                                        {Probability::high, "high"},
                                                        {Probability::moderate, "moderate"},
                                                        {Probability::low, "low"},
                                                        {Probability::very_low, "very_low"}};
};

enum class OutcomeCloseCode : std::int16_t { achieved = 1, partially_achieved = 2, missed = 3, canceled = 4 };
template <>
struct ChoiceList<OutcomeCloseCode> {
  static constexpr std::string_view name = "outcome_close_code";
  static constexpr bool open = false;
  static constexpr ChoiceEntry<OutcomeCloseCode> values[] = {
      {OutcomeCloseCode::achieved, "achieved"},
      {OutcomeCloseCode::partially_achieved, "partially_achieved"},
      {OutcomeCloseCode::missed, "missed"},
      {OutcomeCloseCode::canceled, "canceled"}};
};

enum class WorkCloseCode : std::int16_t { successful = 1, unsuccessful = 2, canceled = 3 };
template <>
struct ChoiceList<WorkCloseCode> {
  static constexpr std::string_view name = "work_close_code";
  static constexpr bool open = false;
  static constexpr ChoiceEntry<WorkCloseCode> values[] = {{WorkCloseCode::successful, "successful"},
                                                          {WorkCloseCode::unsuccessful, "unsuccessful"},
                                                          {WorkCloseCode::canceled, "canceled"}};
};

enum class TrackingMethod : std::int16_t { manual = 1, metric = 2 };
template <>
struct ChoiceList<TrackingMethod> {
  static constexpr std::string_view name = "tracking_method";
  static constexpr bool open = false;
  static constexpr ChoiceEntry<TrackingMethod> values[] = {{TrackingMethod::manual, "manual"},
                                                           {TrackingMethod::metric, "metric"}};
};

enum class MetricUnit : std::int16_t {
  count = 1,
  percent = 2,
  score = 3,
  minutes = 4,
  hours = 5,
  days = 6,
  weeks = 7,
  months = 8,
  years = 9,
  money = 10
};
template <>
struct ChoiceList<MetricUnit> {
  static constexpr std::string_view name = "unit";
  static constexpr bool open = true;
  static constexpr ChoiceEntry<MetricUnit> values[] = {{MetricUnit::count, "count"}, {MetricUnit::percent, "percent"},
                                                       {MetricUnit::score, "score"}, {MetricUnit::minutes, "minutes"},
                                                       {MetricUnit::hours, "hours"}, {MetricUnit::days, "days"},
                                                       {MetricUnit::weeks, "weeks"}, {MetricUnit::months, "months"},
                                                       {MetricUnit::years, "years"}, {MetricUnit::money, "money"}};
};

enum class Frequency : std::int16_t { daily = 1, weekly = 2, monthly = 3, quarterly = 4 };
template <>
struct ChoiceList<Frequency> {
  static constexpr std::string_view name = "frequency";
  static constexpr bool open = false;
  static constexpr ChoiceEntry<Frequency> values[] = {{Frequency::daily, "daily"},
                                                      {Frequency::weekly, "weekly"},
                                                      {Frequency::monthly, "monthly"},
                                                      {Frequency::quarterly, "quarterly"}};
};

enum class Direction : std::int16_t { maximize = 1, minimize = 2 };
template <>
struct ChoiceList<Direction> {
  static constexpr std::string_view name = "direction";
  static constexpr bool open = false;
  static constexpr ChoiceEntry<Direction> values[] = {{Direction::maximize, "maximize"},
                                                      {Direction::minimize, "minimize"}};
};

enum class MetricAggregate : std::int16_t { average = 1, sum = 2 };
template <>
struct ChoiceList<MetricAggregate> {
  static constexpr std::string_view name = "aggregate2";
  static constexpr bool open = false;
  static constexpr ChoiceEntry<MetricAggregate> values[] = {{MetricAggregate::average, "average"},
                                                            {MetricAggregate::sum, "sum"}};
};

enum class ContextTable : std::int16_t {
  engagement = 1,
  success_outcome = 2,
  sold_product = 3,
  capability_usage = 4,
  product_usage = 5
};
template <>
struct ChoiceList<ContextTable> {
  static constexpr std::string_view name = "context_table";
  static constexpr bool open = false;
  static constexpr ChoiceEntry<ContextTable> values[] = {{ContextTable::engagement, "engagement"},
                                                         {ContextTable::success_outcome, "success_outcome"},
                                                         {ContextTable::sold_product, "sold_product"},
                                                         {ContextTable::capability_usage, "capability_usage"},
                                                         {ContextTable::product_usage, "product_usage"}};
};

enum class ScopeType : std::int16_t { global = 1, metric_based = 2 };
template <>
struct ChoiceList<ScopeType> {
  static constexpr std::string_view name = "scope_type";
  static constexpr bool open = false;
  static constexpr ChoiceEntry<ScopeType> values[] = {{ScopeType::global, "global"},
                                                      {ScopeType::metric_based, "metric_based"}};
};

enum class Importance : std::int16_t { critical = 1, high = 2, moderate = 3, nice_to_have = 4, not_required = 5 };
template <>
struct ChoiceList<Importance> {
  static constexpr std::string_view name = "importance";
  static constexpr bool open = false;
  static constexpr ChoiceEntry<Importance> values[] = {{Importance::critical, "critical"},
                                                       {Importance::high, "high"},
                                                       {Importance::moderate, "moderate"},
                                                       {Importance::nice_to_have, "nice_to_have"},
                                                       {Importance::not_required, "not_required"}};
};

enum class ActivationStatus : std::int16_t { in_use = 1, not_in_use = 2 };
template <>
struct ChoiceList<ActivationStatus> {
  static constexpr std::string_view name = "activation_status";
  static constexpr bool open = false;
  static constexpr ChoiceEntry<ActivationStatus> values[] = {{ActivationStatus::in_use, "in_use"},
                                                             {ActivationStatus::not_in_use, "not_in_use"}};
};

enum class UsagePlan : std::int16_t { no_plan = 1, planned = 2, activated = 3, deactivated = 4 };
template <>
struct ChoiceList<UsagePlan> {
  static constexpr std::string_view name = "usage_plan";
  static constexpr bool open = false;
  static constexpr ChoiceEntry<UsagePlan> values[] = {{UsagePlan::no_plan, "no_plan"},
                                                      {UsagePlan::planned, "planned"},
                                                      {UsagePlan::activated, "activated"},
                                                      {UsagePlan::deactivated, "deactivated"}};
};

enum class PlanningObject : std::int16_t { product = 1, capability = 2 };
template <>
struct ChoiceList<PlanningObject> {
  static constexpr std::string_view name = "planning_object";
  static constexpr bool open = false;
  static constexpr ChoiceEntry<PlanningObject> values[] = {{PlanningObject::product, "product"},
                                                           {PlanningObject::capability, "capability"}};
};

enum class DataImportState : std::int16_t {
  data_not_loaded = 1,
  data_loaded = 2,
  data_validated = 3,
  data_published = 4
};
template <>
struct ChoiceList<DataImportState> {
  static constexpr std::string_view name = "data_import_state";
  static constexpr bool open = false;
  static constexpr ChoiceEntry<DataImportState> values[] = {{DataImportState::data_not_loaded, "data_not_loaded"},
                                                            {DataImportState::data_loaded, "data_loaded"},
                                                            {DataImportState::data_validated, "data_validated"},
                                                            {DataImportState::data_published, "data_published"}};
};

enum class StepState : std::int16_t { pending = 1, in_progress = 2, completed = 3, skipped = 4, canceled = 5 };
template <>
struct ChoiceList<StepState> {
  static constexpr std::string_view name = "step_state";
  static constexpr bool open = false;
  static constexpr ChoiceEntry<StepState> values[] = {{StepState::pending, "pending"},
                                                      {StepState::in_progress, "in_progress"},
                                                      {StepState::completed, "completed"},
                                                      {StepState::skipped, "skipped"},
                                                      {StepState::canceled, "canceled"}};
};

enum class LaunchTable : std::int16_t {
  engagement = 1,
  success_objective = 2,
  success_initiative = 3,
  touchpoint = 4,
  customer_play = 5,
  success_task = 6,
  internal_play = 7,
  internal_play_task = 8,
  risk_signal = 9,
  onboarding_case = 10
};
template <>
struct ChoiceList<LaunchTable> {
  static constexpr std::string_view name = "launch_table";
  static constexpr bool open = false;
  static constexpr ChoiceEntry<LaunchTable> values[] = {{LaunchTable::engagement, "engagement"},
                                                        {LaunchTable::success_objective, "success_objective"},
                                                        {LaunchTable::success_initiative, "success_initiative"},
                                                        {LaunchTable::touchpoint, "touchpoint"},
                                                        {LaunchTable::customer_play, "customer_play"},
                                                        {LaunchTable::success_task, "success_task"},
                                                        {LaunchTable::internal_play, "internal_play"},
                                                        {LaunchTable::internal_play_task, "internal_play_task"},
                                                        {LaunchTable::risk_signal, "risk_signal"},
                                                        {LaunchTable::onboarding_case, "onboarding_case"}};
};

}  // namespace steward
