// SPDX-License-Identifier: Apache-2.0
#include <unordered_map>

#include "meeting/rules.hpp"
#include "rule/computed.hpp"
#include "steward/model.hpp"

namespace steward::meeting {

namespace {

/// The invitees of each meeting in the order they were invited.
void invitees(const rule::Lookup& lookup, std::span<Row> rows) {
  const auto meeting = model::field_of<MeetingInvitee>(&MeetingInvitee::meeting);
  std::unordered_map<Id, IdList> lists;
  for (const Row& row : rule::rows_among(lookup, table_info<MeetingInvitee>(), meeting, rule::ids_of(rows))) {
    lists[model::id_at(row, meeting)].push_back(model::row_id(row));
  }
  for (Row& row : rows) model::set<Meeting>(row, &Meeting::invitees, lists[model::row_id(row)]);
}

}  // namespace

std::vector<rule::Computation> computations() { return {{"meeting", invitees}}; }

}  // namespace steward::meeting
