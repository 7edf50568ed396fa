// SPDX-License-Identifier: Apache-2.0
#include <unordered_map>

#include "onboarding/rules.hpp"
#include "rule/computed.hpp"
#include "steward/model.hpp"

namespace steward::onboarding {

using rule::Lookup;

namespace {

void days_to_go_live(const Lookup& lookup, std::span<Row> rows) {
  const auto today = lookup.moment().today;
  for (Row& row : rows) {
    const auto day = model::get<OnboardingCase>(row, &OnboardingCase::go_live_date);
    const bool counts = day && model::get<OnboardingCase>(row, &OnboardingCase::active);
    model::set<OnboardingCase>(row, &OnboardingCase::days_remaining,
                               counts ? std::optional<std::int64_t>((*day - today).count()) : std::nullopt);
  }
}

/// The open tasks of the cases, and of those that import data the state that is furthest behind.
void open_tasks(const Lookup& lookup, std::span<Row> rows) {
  const auto owner = model::field_of<OnboardingTask>(&OnboardingTask::onboarding_case);
  std::unordered_map<Id, Id> cases;
  std::unordered_map<Id, std::int64_t> counts;
  std::vector<Value> ids;
  for (const Row& task : rule::rows_among(lookup, table_info<OnboardingTask>(), owner, rule::ids_of(rows),
                                          {rule::where<OnboardingTask>(&OnboardingTask::active, true)})) {
    const Id held = model::id_at(task, owner);
    cases.emplace(model::row_id(task), held);
    ids.emplace_back(model::row_id(task));
    ++counts[held];
  }
  std::unordered_map<Id, DataImportState> lowest;
  for (const auto& import : rule::among<ImportTask>(lookup, &ImportTask::onboarding_task, std::move(ids))) {
    const auto state = import.data_import_state.value();
    if (!state) continue;
    const auto [at, fresh] = lowest.emplace(cases[import.onboarding_task.id()], *state);
    if (!fresh && *state < at->second) at->second = *state;
  }
  for (Row& row : rows) {
    const Id id = model::row_id(row);
    const auto found = lowest.find(id);
    model::set<OnboardingCase>(row, &OnboardingCase::open_task_count, counts[id]);
    model::set<OnboardingCase>(
        row, &OnboardingCase::data_import_status,
        found != lowest.end() ? std::optional(Choice<DataImportState>(found->second)) : std::nullopt);
  }
}

}  // namespace

std::vector<rule::Computation> computations() {
  return {
      {"onboarding_case", days_to_go_live},
      {"onboarding_case", open_tasks},
      {"onboarding_task", rule::fill_due<OnboardingTask>},
  };
}

}  // namespace steward::onboarding
