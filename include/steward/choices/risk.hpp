// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "steward/choice.hpp"

// Lists of risks.

namespace steward {

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

enum class SolutionTable : std::int16_t {
  internal_play = 1,
  internal_play_task = 2,
  customer_play = 3,
  success_task = 4
};
template <>
struct ChoiceList<SolutionTable> {
  static constexpr std::string_view name = "solution_table";
  static constexpr bool open = false;
  static constexpr ChoiceEntry<SolutionTable> values[] = {{SolutionTable::internal_play, "internal_play"},
                                                          {SolutionTable::internal_play_task, "internal_play_task"},
                                                          {SolutionTable::customer_play, "customer_play"},
                                                          {SolutionTable::success_task, "success_task"}};
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

}  // namespace steward
