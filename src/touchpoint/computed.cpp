// SPDX-License-Identifier: Apache-2.0
#include <unordered_map>

#include "rule/computed.hpp"
#include "steward/model.hpp"
#include "touchpoint/rules.hpp"

namespace steward::touchpoint {

namespace {

void fill_meetings(const rule::Lookup& lookup, std::span<Row> rows) {
  std::unordered_map<Id, Instant> next;
  for (const auto& meeting : rule::among<Meeting>(lookup, &Meeting::touchpoint, rule::ids_of(rows),
                                                  {rule::where<Meeting>(&Meeting::state, MeetingState::scheduled)})) {
    if (!meeting.start_at || *meeting.start_at <= lookup.now() || meeting.is_series) continue;
    const auto [at, fresh] = next.try_emplace(meeting.touchpoint->id(), *meeting.start_at);
    if (!fresh && *meeting.start_at < at->second) at->second = *meeting.start_at;
  }
  for (Row& row : rows) {
    const auto found = next.find(model::row_id(row));
    if (found != next.end()) model::set<Touchpoint>(row, &Touchpoint::next_meeting_at, found->second);
    const auto due = model::get<Touchpoint>(row, &Touchpoint::due_date);
    const bool ahead = found != next.end() || (due && *due > lookup.now());
    model::set<Touchpoint>(row, &Touchpoint::upcoming, ahead && model::get<Touchpoint>(row, &Touchpoint::active));
  }
}

}  // namespace

std::vector<rule::Computation> computations() {
  return {{"touchpoint", rule::fill_due<Touchpoint>},
          {"touchpoint", rule::fill_blocked<Touchpoint>},
          {"touchpoint", fill_meetings}};
}

}  // namespace steward::touchpoint
