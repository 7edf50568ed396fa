// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>
#include <vector>

#include "steward/choices.hpp"
#include "steward/table.hpp"

namespace steward {

namespace {

template <class E>
ChoiceListInfo describe_list() {
  using List = ChoiceList<E>;
  static constexpr auto names = [] {
    std::array<std::string_view, std::size(List::values)> result{};
    for (std::size_t i = 0; i < result.size(); ++i) result[i] = List::values[i].name;
    return result;
  }();
  return {List::name, List::open, names};
}

template <class... E>
std::vector<ChoiceListInfo> describe_lists() {
  std::vector<ChoiceListInfo> lists{describe_list<E>()...};
  std::sort(lists.begin(), lists.end(), [](const auto& a, const auto& b) { return a.name < b.name; });
  return lists;
}

}  // namespace

std::span<const ChoiceListInfo> all_choice_lists() {
  static const auto lists =
      describe_lists<Priority, Progress, OnboardingProgress, WorkState, PublishState, MissingPolicy, Probability,
                     MetricUnit, Frequency, Direction, MetricAggregate, SourceAggregate, ContextTable, ScopeType,
                     EngagementState, EngagementStage, PerceivedHealth, EngagementCloseCode, TouchpointCategory,
                     TouchpointCloseCode, Channel, SuccessChoiceCategory, RiskState, RiskOrIssue, RiskScope,
                     RiskTrackingMethod, RiskCloseCode, RiskDefinitionType, Comparison, DataSourceKind, ScoreTable,
                     ScoreKind, VersionedTable, ExchangeIntegration, OnboardingType, OnboardingState,
                     OnboardingCloseCode, JournalKind, PropertyType, JobState, ChangeOperation, ContractState,
                     ContractSubstate, UserKind>();
  return lists;
}

}  // namespace steward
