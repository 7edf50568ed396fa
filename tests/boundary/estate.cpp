// SPDX-License-Identifier: Apache-2.0
#include "boundary/estate.hpp"

#include <algorithm>
#include <filesystem>

#include "base/id.hpp"

namespace steward::test {

namespace {

HostTable incident_table() {
  HostTable table;
  table.name = "incident";
  table.domain_from = "account";
  HostField account;
  account.name = "account";
  account.type = FieldType::ref;
  account.target = "account";
  HostField title;
  title.name = "title";
  title.type = FieldType::string;
  title.max_length = 40;
  table.fields = {account, title};
  return table;
}

}  // namespace

Storage::Storage(bool file) {
  if (!file) return;
  path_ = (std::filesystem::temp_directory_path() /
           ("steward-boundary-" + base::RandomIdSource().next(Instant{}).to_string() + ".db"))
              .string();
}

Storage::~Storage() {
  if (path_.empty()) return;
  std::error_code ignored;
  for (const char* suffix : {"", "-wal", "-shm"}) std::filesystem::remove(path_ + suffix, ignored);
}

EngineOptions Storage::options() const {
  EngineOptions options;
  options.path = path_;
  options.synchronous = Synchronous::normal;
  options.host_tables = {incident_table()};
  return options;
}

Estate::Estate(const Storage& storage) : Portfolio(storage.options()) {
  separate_domains();
  region = domain("region");
  north = domain("north", ref(region));
  islands = domain("islands", ref(north));
  south = domain("south", ref(region));

  hire("root admin", {"admin"}, nullptr);
  hire("region admin", {"admin"}, &region);
  hire("region agent", {"customer_success_agent"}, &region);
  hire("north admin", {"admin"}, &north);
  hire("islands admin", {"admin"}, &islands);
  hire("south admin", {"admin"}, &south);
  hire("north agent", {"customer_success_agent"}, &north);
  hire("north viewer", {"customer_success_viewer"}, &north);
  hire("north manager", {"success_manager", "customer_success_agent"}, &north);
  hire("south onboarding agent", {"onboarding_agent"}, &south);
  hire("north touchpoint reader", {"touchpoint_read"}, &north);
  hire("root viewer", {"customer_success_viewer"}, nullptr);
  hire("south template owner", {"success_template_owner"}, &south);
  hire("north nobody", {}, &north);

  in_north = settle(north, person("north agent").user);
  in_islands = settle(islands, person("islands admin").user);
  in_south = settle(south, person("south admin").user);
  moved = settle(south, person("south admin").user);

  invite("north worker", {"customer_success_customer"}, in_north);
  invite("north customer lead", {"customer_admin"}, in_north);
  invite("south case manager", {"customer_case_manager"}, in_south);
  invite("moved worker", {"customer_success_customer", "customer_case_manager"}, moved);

  for (const auto* title : {"north admin", "region admin", "south admin", "root admin"}) {
    add_configuration(person(title));
  }
  advance(std::chrono::minutes(1));
  for (const auto* one : {&in_north.engagement, &in_south.engagement}) {
    const auto gone = touchpoint(*one);
    require(session.remove(gone));
    erased.emplace_back("touchpoint", gone.id);
  }
  advance(std::chrono::minutes(1));
  auto mover = door(person("region admin"));
  require(mover.move_account(ref(moved.account), ref(north)));
  for (auto& one : people) {
    if (one.title == "moved worker") one.home = north.id;
  }
  auto below = again(in_islands.engagement);
  below.parent = ref(in_north.engagement);
  update(below);
  auto beside = again(in_south.engagement);
  beside.parent = ref(in_north.engagement);
  update(beside);
}

const Resident& Estate::person(std::string_view title) const {
  const auto found = std::find_if(people.begin(), people.end(), [&](const auto& one) { return one.title == title; });
  REQUIRE(found != people.end());
  return *found;
}

void Estate::hire(std::string title, std::initializer_list<std::string_view> roles, const Domain* home) {
  const auto at = home != nullptr ? ref(*home) : global();
  people.push_back({std::move(title), user_with(roles, at), at.id(), false});
}

void Estate::invite(std::string title, std::initializer_list<std::string_view> roles, const Holding& holding) {
  User entity;
  entity.user_name = unique("customer");
  entity.name = unique("Customer");
  entity.kind = UserKind::customer;
  entity.account = ref(holding.account);
  entity.domain = holding.account.domain;
  entity = create(entity);
  for (const auto role : roles) give_role(entity, role);
  auto behind = again(holding.contact);
  if (behind.user) behind = contact(holding.account);
  behind.user = ref(entity);
  update(behind);
  people.push_back({std::move(title), entity, holding.account.domain->id(), true});
}

Holding Estate::settle(const Domain& home, const User& author) {
  advance(std::chrono::seconds(1));
  Holding made;
  made.account = account(ref(home));
  made.contact = contact(made.account);
  auto engaged = new_engagement(made.account);
  engaged.account_manager = ref(author);
  engaged.customer_success_manager = ref(author);
  made.engagement = create(engaged);
  made.shown = touchpoint(made.engagement);
  auto unseen = new_touchpoint(made.engagement);
  unseen.customer_visible = false;
  made.hidden = create(unseen);
  for (const auto* one : {&made.shown, &made.hidden}) {
    auto writer = require(engine.session(ref(author)));
    auto noted = require(writer.get(ref(*one)));
    noted.comments = "A comment.";
    noted.work_notes = "A note.";
    noted.assigned_to = ref(author);
    noted.contact = ref(made.contact);
    require(writer.update(noted));
    task(*one);
    auto open = new_task(*one);
    open.customer_visible = true;
    create(open);
  }
  add_plan(made);
  add_onboarding(made);
  add_around(made);
  return made;
}

void Estate::add_plan(const Holding& holding) {
  const auto result = outcome(objective(holding.engagement));
  for (const bool visible : {false, true}) {
    auto plan = new_initiative(result);
    plan.customer_visible = visible;
    plan.contact = ref(holding.contact);
    plan = create(plan);
    auto step = new_task(plan);
    step.customer_visible = true;
    create(step);
    auto play = new_customer_play(holding.engagement);
    play.customer_visible = visible;
    play = create(play);
    task(play);
  }
  internal_play_task(internal_play(holding.engagement));
}

void Estate::add_onboarding(const Holding& holding) {
  const auto onboarding = require(session.get(holding.engagement.initial_onboarding));
  for (const bool visible : {false, true}) {
    auto step = new_onboarding_task(onboarding);
    step.customer_visible = visible;
    create(step);
  }
  CustomerTeamMember member;
  member.onboarding_case = ref(onboarding);
  member.contact = ref(holding.contact);
  create(member);
}

void Estate::add_around(const Holding& holding) {
  risk_signal(holding.engagement);
  link(holding.engagement, contract(holding.account));
  apply(holding.engagement, sold_product(holding.account));
  for (const auto* one : {&holding.shown, &holding.hidden}) {
    Attachment file;
    file.record_table = "touchpoint";
    file.record = one->id;
    file.file_name = "minutes.txt";
    file.content_type = "text/plain";
    file.content = "abc";
    create(file);
    const auto meet = meeting(*one);
    MeetingInvitee invited;
    invited.meeting = ref(meet);
    invited.contact = ref(holding.contact);
    create(invited);
    if (one == &holding.hidden) continue;
    auto sent = again(meet);
    sent.meeting_type = MeetingType::ad_hoc;
    sent.start_at = clock->now() + std::chrono::hours(24);
    sent.end_at = clock->now() + std::chrono::hours(25);
    sent.state = MeetingState::scheduled;
    update(sent);
  }
  require(session.create("incident", {{"account", holding.account.id}, {"title", std::string("Printer on fire")}}));
}

void Estate::add_configuration(const Resident& admin) {
  auto open = door(admin);
  SuccessChoice made;
  made.name = unique("Choice");
  made.category = SuccessChoiceCategory::risk_category;
  require(open.create(made));
  made.name = unique("Gone");
  const auto gone = require(open.create(made));
  require(open.remove(gone));
  erased.emplace_back("success_choice", gone.id);
  Responsibility part;
  part.key = unique("part");
  part.name = unique("Part");
  part.key.erase(std::remove(part.key.begin(), part.key.end(), ' '), part.key.end());
  const auto role = require(open.create(part));
  SquadMember member;
  member.user = ref(admin.user);
  member.responsibility = ref(role);
  require(open.create(member));
}

}  // namespace steward::test
