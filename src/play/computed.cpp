// SPDX-License-Identifier: Apache-2.0
#include <unordered_map>

#include "plan/tasks.hpp"
#include "play/rules.hpp"
#include "rule/computed.hpp"
#include "steward/model.hpp"

namespace steward::play {

using condition::Condition;
using rule::Lookup;

namespace {

void tasks_of_plays(const Lookup& lookup, std::span<Row> rows) {
  plan::fill_task_counts(lookup, table_info<CustomerPlay>(), rows, table_info<SuccessTask>());
}
void tasks_of_internal_plays(const Lookup& lookup, std::span<Row> rows) {
  plan::fill_task_counts(lookup, table_info<InternalPlay>(), rows, table_info<InternalPlayTask>());
}

/// Meetings that are neither held nor called off. A scheduled series counts by its occurrences, not by its head.
void meetings_of_plays(const Lookup& lookup, std::span<Row> rows) {
  const auto& meetings = table_info<Meeting>();
  const auto play = model::field_of<Meeting>(&Meeting::customer_play);
  const auto state = model::field_of<Meeting>(&Meeting::state);
  const std::string draft(choice_name(MeetingState::draft));
  const std::string scheduled(choice_name(MeetingState::scheduled));
  std::unordered_map<Id, std::int64_t> counts;
  for (const Row& meeting : rule::rows_among(lookup, meetings, play, rule::ids_of(rows),
                                             {Condition::any_of(meetings, state, {draft, scheduled})})) {
    const bool head = model::get<Meeting>(meeting, &Meeting::is_series);
    if (!head || model::text_at(meeting, state) == draft) ++counts[model::id_at(meeting, play)];
  }
  for (Row& row : rows) {
    model::set<CustomerPlay>(row, &CustomerPlay::open_meeting_count, counts[model::row_id(row)]);
  }
}

void signals_of_plays(const Lookup& lookup, std::span<Row> rows) {
  const auto play = model::field_of<RiskSolution>(&RiskSolution::customer_play);
  std::unordered_map<Id, Ref<RiskSignal>> signals;
  for (const Row& solution : rule::rows_among(lookup, table_info<RiskSolution>(), play, rule::ids_of(rows))) {
    signals.emplace(model::id_at(solution, play), model::get<RiskSolution>(solution, &RiskSolution::risk_signal));
  }
  for (Row& row : rows) {
    const auto found = signals.find(model::row_id(row));
    model::set<CustomerPlay>(row, &CustomerPlay::risk_signal,
                             found != signals.end() ? std::optional(found->second) : std::nullopt);
  }
}

}  // namespace

std::vector<rule::Computation> computations() {
  return {
      {"customer_play", tasks_of_plays},
      {"customer_play", meetings_of_plays},
      {"customer_play", signals_of_plays},
      {"customer_play", rule::fill_due<CustomerPlay>},
      {"customer_play", rule::fill_blocked<CustomerPlay>},
      {"internal_play", tasks_of_internal_plays},
      {"internal_play", rule::fill_due<InternalPlay>},
      {"internal_play_task", rule::fill_due<InternalPlayTask>},
  };
}

}  // namespace steward::play
