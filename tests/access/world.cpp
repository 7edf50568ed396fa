// SPDX-License-Identifier: Apache-2.0
#include "access/world.hpp"

#include <algorithm>

namespace steward::test {

Customer World::customer(const Account& account, const stated::Names& roles) {
  Customer made;
  made.contact = contact(account);
  User entity;
  entity.user_name = unique("customer");
  entity.name = unique("Customer");
  entity.kind = UserKind::customer;
  entity.account = ref(account);
  entity.domain = account.domain;
  made.user = create(entity);
  made.contact.user = ref(made.user);
  made.contact = update(made.contact);
  for (const auto& role : roles) give_role(made.user, role);
  return made;
}

Session World::internal(const stated::Names& roles, std::optional<Ref<Domain>> home) {
  const auto entity = user(home);
  for (const auto& role : roles) give_role(entity, role);
  return door(entity);
}

Attachment World::new_file(std::string_view table, Id record) {
  Attachment entity;
  entity.record_table = table;
  entity.record = record;
  entity.file_name = "plan.txt";
  entity.content_type = "text/plain";
  entity.content = "First, second, third.";
  return entity;
}

Meeting World::scheduled_meeting(const Touchpoint& touchpoint, std::optional<Ref<Contact>> guest,
                                 std::optional<Ref<User>> organizer) {
  auto meeting = new_meeting(touchpoint);
  meeting.start_at = at("2024-12-02T09:00:00Z");
  meeting.end_at = at("2024-12-02T10:00:00Z");
  meeting.organizer = organizer;
  meeting = create(meeting);
  MeetingInvitee invitee;
  invitee.meeting = ref(meeting);
  invitee.contact = guest;
  invitee.email = unique("guest") + "@example.com";
  create(invitee);
  meeting = again(meeting);
  meeting.meeting_type = MeetingType::qbr;
  meeting.state = MeetingState::scheduled;
  return update(meeting);
}

bool masks(const Row& row, std::string_view field) {
  return std::find(row.masked.begin(), row.masked.end(), field) != row.masked.end();
}

bool reads(Session& session, std::string_view table, Id id) {
  const auto got = session.get(table, id);
  const auto where = "id = " + id.to_string();
  const auto found = session.find(table, matching(where));
  const auto counted = session.count(table, where);
  INFO(table << " " << id.to_string());
  if (!got) CHECK(got.error().code() == "not_found");
  CHECK(found.ok() == counted.ok());
  if (found && counted) {
    CHECK(found->items.size() == (got ? 1U : 0U));
    CHECK(*counted == (got ? 1 : 0));
  } else {
    CHECK_FALSE(got.ok());
    CHECK(answer(found) == "access_denied");
    CHECK(answer(counted) == "access_denied");
  }
  return got.ok();
}

}  // namespace steward::test
