// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "steward/choice.hpp"

// The choice lists: enumerators with explicit numbers and their stable names, in list order.

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

enum class SourceAggregate : std::int16_t { average = 1, sum = 2, max = 3, min = 4, count = 5 };
template <>
struct ChoiceList<SourceAggregate> {
  static constexpr std::string_view name = "aggregate";
  static constexpr bool open = false;
  static constexpr ChoiceEntry<SourceAggregate> values[] = {{SourceAggregate::average, "average"},
                                                            {SourceAggregate::sum, "sum"},
                                                            {SourceAggregate::max, "max"},
                                                            {SourceAggregate::min, "min"},
                                                            {SourceAggregate::count, "count"}};
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

enum class EngagementState : std::int16_t { new_ = 1, define = 2, in_progress = 3, canceled = 4, closed = 5 };
template <>
struct ChoiceList<EngagementState> {
  static constexpr std::string_view name = "engagement_state";
  static constexpr bool open = false;
  static constexpr ChoiceEntry<EngagementState> values[] = {{EngagementState::new_, "new"},
                                                            {EngagementState::define, "define"},
                                                            {EngagementState::in_progress, "in_progress"},
                                                            {EngagementState::canceled, "canceled"},
                                                            {EngagementState::closed, "closed"}};
};

enum class EngagementStage : std::int16_t { initial_onboarding = 1, adoption = 2, expand = 3, renew = 4, lost = 5 };
template <>
struct ChoiceList<EngagementStage> {
  static constexpr std::string_view name = "engagement_stage";
  static constexpr bool open = false;
  static constexpr ChoiceEntry<EngagementStage> values[] = {{EngagementStage::initial_onboarding, "initial_onboarding"},
                                                            {EngagementStage::adoption, "adoption"},
                                                            {EngagementStage::expand, "expand"},
                                                            {EngagementStage::renew, "renew"},
                                                            {EngagementStage::lost, "lost"}};
};

enum class PerceivedHealth : std::int16_t { unknown = 1, red = 2, yellow = 3, green = 4 };
template <>
struct ChoiceList<PerceivedHealth> {
  static constexpr std::string_view name = "perceived_health";
  static constexpr bool open = false;
  static constexpr ChoiceEntry<PerceivedHealth> values[] = {{PerceivedHealth::unknown, "unknown"},
                                                            {PerceivedHealth::red, "red"},
                                                            {PerceivedHealth::yellow, "yellow"},
                                                            {PerceivedHealth::green, "green"}};
};

enum class EngagementCloseCode : std::int16_t { completed = 1, lost = 2, replaced = 3, canceled = 4 };
template <>
struct ChoiceList<EngagementCloseCode> {
  static constexpr std::string_view name = "engagement_close_code";
  static constexpr bool open = false;
  static constexpr ChoiceEntry<EngagementCloseCode> values[] = {{EngagementCloseCode::completed, "completed"},
                                                                {EngagementCloseCode::lost, "lost"},
                                                                {EngagementCloseCode::replaced, "replaced"},
                                                                {EngagementCloseCode::canceled, "canceled"}};
};

enum class TouchpointCategory : std::int16_t {
  general_conversation = 1,
  value_and_adoption = 2,
  expansion_opportunities = 3,
  renewal_support = 4
};
template <>
struct ChoiceList<TouchpointCategory> {
  static constexpr std::string_view name = "touchpoint_category";
  static constexpr bool open = false;
  static constexpr ChoiceEntry<TouchpointCategory> values[] = {
      {TouchpointCategory::general_conversation, "general_conversation"},
      {TouchpointCategory::value_and_adoption, "value_and_adoption"},
      {TouchpointCategory::expansion_opportunities, "expansion_opportunities"},
      {TouchpointCategory::renewal_support, "renewal_support"}};
};

enum class TouchpointCloseCode : std::int16_t { addressed = 1, unaddressed = 2, canceled = 3 };
template <>
struct ChoiceList<TouchpointCloseCode> {
  static constexpr std::string_view name = "touchpoint_close_code";
  static constexpr bool open = false;
  static constexpr ChoiceEntry<TouchpointCloseCode> values[] = {{TouchpointCloseCode::addressed, "addressed"},
                                                                {TouchpointCloseCode::unaddressed, "unaddressed"},
                                                                {TouchpointCloseCode::canceled, "canceled"}};
};

enum class Channel : std::int16_t {
  web = 1,
  phone = 2,
  email = 3,
  chat = 4,
  social = 5,
  community = 6,
  alert = 7,
  virtual_agent = 8
};
template <>
struct ChoiceList<Channel> {
  static constexpr std::string_view name = "channel";
  static constexpr bool open = false;
  static constexpr ChoiceEntry<Channel> values[] = {
      {Channel::web, "web"},       {Channel::phone, "phone"},
      {Channel::email, "email"},   {Channel::chat, "chat"},
      {Channel::social, "social"}, {Channel::community, "community"},
      {Channel::alert, "alert"},   {Channel::virtual_agent, "virtual_agent"}};
};

enum class SuccessChoiceCategory : std::int16_t {
  customer_success_definition = 1,
  risk_category = 2,
  objective_driver = 3,
  play_category = 4
};
template <>
struct ChoiceList<SuccessChoiceCategory> {
  static constexpr std::string_view name = "success_choice_category";
  static constexpr bool open = false;
  static constexpr ChoiceEntry<SuccessChoiceCategory> values[] = {
      {SuccessChoiceCategory::customer_success_definition, "customer_success_definition"},
      {SuccessChoiceCategory::risk_category, "risk_category"},
      {SuccessChoiceCategory::objective_driver, "objective_driver"},
      {SuccessChoiceCategory::play_category, "play_category"}};
};

enum class RiskState : std::int16_t { new_ = 1, active = 2, canceled = 3, closed = 4 };
template <>
struct ChoiceList<RiskState> {
  static constexpr std::string_view name = "risk_state";
  static constexpr bool open = false;
  static constexpr ChoiceEntry<RiskState> values[] = {{RiskState::new_, "new"},
                                                      {RiskState::active, "active"},
                                                      {RiskState::canceled, "canceled"},
                                                      {RiskState::closed, "closed"}};
};

enum class RiskOrIssue : std::int16_t { risk = 1, issue = 2 };
template <>
struct ChoiceList<RiskOrIssue> {
  static constexpr std::string_view name = "risk_or_issue";
  static constexpr bool open = false;
  static constexpr ChoiceEntry<RiskOrIssue> values[] = {{RiskOrIssue::risk, "risk"}, {RiskOrIssue::issue, "issue"}};
};

enum class RiskScope : std::int16_t { onboarding = 1, adoption = 2, expansion = 3, renewal = 4 };
template <>
struct ChoiceList<RiskScope> {
  static constexpr std::string_view name = "risk_scope";
  static constexpr bool open = false;
  static constexpr ChoiceEntry<RiskScope> values[] = {{RiskScope::onboarding, "onboarding"},
                                                      {RiskScope::adoption, "adoption"},
                                                      {RiskScope::expansion, "expansion"},
                                                      {RiskScope::renewal, "renewal"}};
};

enum class RiskTrackingMethod : std::int16_t { manual = 1, automated = 2, integration = 3 };
template <>
struct ChoiceList<RiskTrackingMethod> {
  static constexpr std::string_view name = "risk_tracking_method";
  static constexpr bool open = false;
  static constexpr ChoiceEntry<RiskTrackingMethod> values[] = {{RiskTrackingMethod::manual, "manual"},
                                                               {RiskTrackingMethod::automated, "automated"},
                                                               {RiskTrackingMethod::integration, "integration"}};
};

enum class RiskCloseCode : std::int16_t {
  mitigated = 1,
  accepted = 2,
  occurred = 3,
  not_valid = 4,
  resolved = 5,
  canceled = 6
};
template <>
struct ChoiceList<RiskCloseCode> {
  static constexpr std::string_view name = "risk_close_code";
  static constexpr bool open = false;
  static constexpr ChoiceEntry<RiskCloseCode> values[] = {
      {RiskCloseCode::mitigated, "mitigated"}, {RiskCloseCode::accepted, "accepted"},
      {RiskCloseCode::occurred, "occurred"},   {RiskCloseCode::not_valid, "not_valid"},
      {RiskCloseCode::resolved, "resolved"},   {RiskCloseCode::canceled, "canceled"}};
};

enum class RiskDefinitionType : std::int16_t { metric = 1, table = 2 };
template <>
struct ChoiceList<RiskDefinitionType> {
  static constexpr std::string_view name = "risk_definition_type";
  static constexpr bool open = false;
  static constexpr ChoiceEntry<RiskDefinitionType> values[] = {{RiskDefinitionType::metric, "metric"},
                                                               {RiskDefinitionType::table, "table"}};
};

enum class Comparison : std::int16_t {
  less_than = 1,
  less_or_equal = 2,
  greater_than = 3,
  greater_or_equal = 4,
  equal = 5,
  not_equal = 6
};
template <>
struct ChoiceList<Comparison> {
  static constexpr std::string_view name = "comparison";
  static constexpr bool open = false;
  static constexpr ChoiceEntry<Comparison> values[] = {{Comparison::less_than, "less_than"},
                                                       {Comparison::less_or_equal, "less_or_equal"},
                                                       {Comparison::greater_than, "greater_than"},
                                                       {Comparison::greater_or_equal, "greater_or_equal"},
                                                       {Comparison::equal, "equal"},
                                                       {Comparison::not_equal, "not_equal"}};
};

enum class DataSourceKind : std::int16_t { pa_indicator = 1, external = 2, calculated = 3, table = 4 };
template <>
struct ChoiceList<DataSourceKind> {
  static constexpr std::string_view name = "data_source_kind";
  static constexpr bool open = false;
  static constexpr ChoiceEntry<DataSourceKind> values[] = {{DataSourceKind::pa_indicator, "pa_indicator"},
                                                           {DataSourceKind::external, "external"},
                                                           {DataSourceKind::calculated, "calculated"},
                                                           {DataSourceKind::table, "table"}};
};

enum class ScoreTable : std::int16_t { engagement = 1, product_usage = 2, capability_usage = 3 };
template <>
struct ChoiceList<ScoreTable> {
  static constexpr std::string_view name = "score_table";
  static constexpr bool open = false;
  static constexpr ChoiceEntry<ScoreTable> values[] = {{ScoreTable::engagement, "engagement"},
                                                       {ScoreTable::product_usage, "product_usage"},
                                                       {ScoreTable::capability_usage, "capability_usage"}};
};

enum class ScoreKind : std::int16_t {
  health = 1,
  adoption = 2,
  satisfaction = 3,
  active_users = 4,
  licenses_used = 5,
  transactions = 6
};
template <>
struct ChoiceList<ScoreKind> {
  static constexpr std::string_view name = "score_kind";
  static constexpr bool open = false;
  static constexpr ChoiceEntry<ScoreKind> values[] = {{ScoreKind::health, "health"},
                                                      {ScoreKind::adoption, "adoption"},
                                                      {ScoreKind::satisfaction, "satisfaction"},
                                                      {ScoreKind::active_users, "active_users"},
                                                      {ScoreKind::licenses_used, "licenses_used"},
                                                      {ScoreKind::transactions, "transactions"}};
};

enum class VersionedTable : std::int16_t {
  health_definition = 1,
  risk_definition = 2,
  data_source = 3,
  segment = 4,
  color_band = 5
};
template <>
struct ChoiceList<VersionedTable> {
  static constexpr std::string_view name = "versioned_table";
  static constexpr bool open = false;
  static constexpr ChoiceEntry<VersionedTable> values[] = {{VersionedTable::health_definition, "health_definition"},
                                                           {VersionedTable::risk_definition, "risk_definition"},
                                                           {VersionedTable::data_source, "data_source"},
                                                           {VersionedTable::segment, "segment"},
                                                           {VersionedTable::color_band, "color_band"}};
};

enum class ExchangeIntegration : std::int16_t {
  not_required = 1,
  remote_catalog = 2,
  remote_task = 3,
  foundation_data_sync = 4
};
template <>
struct ChoiceList<ExchangeIntegration> {
  static constexpr std::string_view name = "exchange_integration";
  static constexpr bool open = false;
  static constexpr ChoiceEntry<ExchangeIntegration> values[] = {
      {ExchangeIntegration::not_required, "not_required"},
      {ExchangeIntegration::remote_catalog, "remote_catalog"},
      {ExchangeIntegration::remote_task, "remote_task"},
      {ExchangeIntegration::foundation_data_sync, "foundation_data_sync"}};
};

enum class OnboardingType : std::int16_t { phased = 1, full = 2 };
template <>
struct ChoiceList<OnboardingType> {
  static constexpr std::string_view name = "onboarding_type";
  static constexpr bool open = false;
  static constexpr ChoiceEntry<OnboardingType> values[] = {{OnboardingType::phased, "phased"},
                                                           {OnboardingType::full, "full"}};
};

enum class OnboardingState : std::int16_t {
  new_ = 1,
  unassigned = 2,
  active = 3,
  blocked = 4,
  closed = 5,
  canceled = 6
};
template <>
struct ChoiceList<OnboardingState> {
  static constexpr std::string_view name = "onboarding_state";
  static constexpr bool open = false;
  static constexpr ChoiceEntry<OnboardingState> values[] = {
      {OnboardingState::new_, "new"},      {OnboardingState::unassigned, "unassigned"},
      {OnboardingState::active, "active"}, {OnboardingState::blocked, "blocked"},
      {OnboardingState::closed, "closed"}, {OnboardingState::canceled, "canceled"}};
};

enum class OnboardingCloseCode : std::int16_t {
  successful_no_issues = 1,
  successful_with_issues = 2,
  unsuccessful_unable_to_complete = 3,
  voided_canceled = 4
};
template <>
struct ChoiceList<OnboardingCloseCode> {
  static constexpr std::string_view name = "onboarding_close_code";
  static constexpr bool open = false;
  static constexpr ChoiceEntry<OnboardingCloseCode> values[] = {
      {OnboardingCloseCode::successful_no_issues, "successful_no_issues"},
      {OnboardingCloseCode::successful_with_issues, "successful_with_issues"},
      {OnboardingCloseCode::unsuccessful_unable_to_complete, "unsuccessful_unable_to_complete"},
      {OnboardingCloseCode::voided_canceled, "voided_canceled"}};
};

enum class JournalKind : std::int16_t { work_note = 1, comment = 2, discussion = 3 };
template <>
struct ChoiceList<JournalKind> {
  static constexpr std::string_view name = "journal_kind";
  static constexpr bool open = false;
  static constexpr ChoiceEntry<JournalKind> values[] = {{JournalKind::work_note, "work_note"},
                                                        {JournalKind::comment, "comment"},
                                                        {JournalKind::discussion, "discussion"}};
};

enum class PropertyType : std::int16_t { string = 1, integer = 2, decimal = 3, boolean = 4, json = 5 };
template <>
struct ChoiceList<PropertyType> {
  static constexpr std::string_view name = "property_type";
  static constexpr bool open = false;
  static constexpr ChoiceEntry<PropertyType> values[] = {{PropertyType::string, "string"},
                                                         {PropertyType::integer, "integer"},
                                                         {PropertyType::decimal, "decimal"},
                                                         {PropertyType::boolean, "boolean"},
                                                         {PropertyType::json, "json"}};
};

enum class JobState : std::int16_t { running = 1, succeeded = 2, failed = 3, canceled = 4 };
template <>
struct ChoiceList<JobState> {
  static constexpr std::string_view name = "job_state";
  static constexpr bool open = false;
  static constexpr ChoiceEntry<JobState> values[] = {{JobState::running, "running"},
                                                     {JobState::succeeded, "succeeded"},
                                                     {JobState::failed, "failed"},
                                                     {JobState::canceled, "canceled"}};
};

enum class ChangeOperation : std::int16_t { insert = 1, update = 2, delete_ = 3 };
template <>
struct ChoiceList<ChangeOperation> {
  static constexpr std::string_view name = "change_operation";
  static constexpr bool open = false;
  static constexpr ChoiceEntry<ChangeOperation> values[] = {
      {ChangeOperation::insert, "insert"}, {ChangeOperation::update, "update"}, {ChangeOperation::delete_, "delete"}};
};

enum class ContractState : std::int16_t { draft = 1, active = 2, expired = 3, canceled = 4 };
template <>
struct ChoiceList<ContractState> {
  static constexpr std::string_view name = "contract_state";
  static constexpr bool open = true;
  static constexpr ChoiceEntry<ContractState> values[] = {{ContractState::draft, "draft"},
                                                          {ContractState::active, "active"},
                                                          {ContractState::expired, "expired"},
                                                          {ContractState::canceled, "canceled"}};
};

enum class ContractSubstate : std::int16_t {
  awaiting_review = 1,
  under_review = 2,
  renewal_approved = 3,
  renewal_rejected = 4,
  extension_approved = 5
};
template <>
struct ChoiceList<ContractSubstate> {
  static constexpr std::string_view name = "contract_substate";
  static constexpr bool open = true;
  static constexpr ChoiceEntry<ContractSubstate> values[] = {
      {ContractSubstate::awaiting_review, "awaiting_review"},
      {ContractSubstate::under_review, "under_review"},
      {ContractSubstate::renewal_approved, "renewal_approved"},
      {ContractSubstate::renewal_rejected, "renewal_rejected"},
      {ContractSubstate::extension_approved, "extension_approved"}};
};

enum class UserKind : std::int16_t { internal = 1, customer = 2, integration = 3 };
template <>
struct ChoiceList<UserKind> {
  static constexpr std::string_view name = "user_kind";
  static constexpr bool open = false;
  static constexpr ChoiceEntry<UserKind> values[] = {
      {UserKind::internal, "internal"}, {UserKind::customer, "customer"}, {UserKind::integration, "integration"}};
};

}  // namespace steward
