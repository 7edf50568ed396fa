// SPDX-License-Identifier: Apache-2.0
#include <map>

#include "access/world.hpp"

using namespace steward;
using namespace steward::test;

// The fields that customer users read and give, table by table. Every field of these tables stands in one of the
// lists: a new one fails here until somebody says on which side it belongs.

namespace {

struct Opened {
  std::string read;
  std::string create;  // given when the record is made
  std::string write;   // given then and later
  std::string hidden;
};

// Of every table, beside those that are listed: id and version are read, these are not.
const std::string never_read = "external_id updated_at created_by updated_by domain";
const std::string notify = " watch_list work_notes_list work_notes squad";
const std::string closing = " active close_code close_notes closed_at closed_by";

const std::map<std::string, Opened> opened{
    {"onboarding_case",
     {"number account short_description description state stage go_live_date days_remaining contact products comments",
      "", "",
      "created_at assigned_to exchange_integration type priority customer_visible resolution_code resolution_notes "
      "active closed_at closed_by origin_table origin_record incomplete open_task_count data_import_status" +
          notify}},
    {"onboarding_task",
     {"number onboarding_case company subject description state progress priority due_date days_remaining contact "
      "comments",
      "", "",
      "created_at type assigned_to responsibility customer_visible canceled_condition closed_condition record_view "
      "playbook_activity external_reference overdue" +
          closing + notify}},
    {"success_initiative",
     {"number account success_outcome subject description category state progress priority due_date days_remaining "
      "contact products comments",
      "success_outcome", "subject description contact due_date comments",
      "created_at success_objective engagement assigned_to planned_start customer_visible task_count open_task_count "
      "overdue needs_attention blocked incomplete" +
          closing + notify}},
    {"success_task",
     {"number account success_initiative customer_play touchpoint subject description category state progress priority "
      "due_date days_remaining contact comments",
      "", "",
      "created_at parent_table parent_record engagement assigned_to customer_visible overdue" + closing + notify}},
    {"customer_play",
     {"number account engagement short_description description category state progress priority due_date "
      "days_remaining contact product comments",
      "", "",
      "created_at assigned_to service_definition customer_visible play_launch task_count open_task_count "
      "open_meeting_count risk_signal overdue needs_attention blocked incomplete" +
          closing + notify}},
    {"touchpoint",
     {"number account engagement subject description channel category state progress priority due_date contact product "
      "comments",
      "engagement", "subject description channel category priority contact product comments",
      "created_at assigned_to product_related customer_visible days_remaining overdue needs_attention blocked "
      "next_meeting_at upcoming" +
          closing + notify}},
    {"meeting",
     {"number touchpoint subject state meeting_type start_at end_at cadence repeat_until meeting_link meeting_password "
      "locations agenda external_notes invitees",
      "touchpoint",
      "subject start_at end_at meeting_type cadence repeat_until locations agenda virtual video_software state",
      "created_at customer_play engagement organizer time_zone is_series series_head occurrence_index "
      "original_start_at detached virtual video_software provider_meeting_id internal_notes sentiment calendar_uid "
      "invite_sequence completed_at canceled_at"}},
    // Beyond the published list: what a reader of these rows needs to recognise them.
    {"meeting_invitee",
     {"meeting contact email response", "meeting", "contact email",
      "created_at user last_invite_sequence notes_sent_at"}},
    {"journal_entry",
     {"created_at record_table record record_number kind text author_name", "record_table record kind text", "",
      "author discussion source"}},
    {"attachment",
     {"created_at record_table record file_name content_type size content",
      "record_table record file_name content_type content", "", "sha256 external_handle"}},
    {"account", {"number name", "", "", "created_at parent industry is_customer is_partner currency active escalated"}},
    {"contact",
     {"account first_name last_name email", "account", "first_name last_name email active", "created_at user active"}},
    {"customer_team_member",
     {"onboarding_case engagement contact responsibility is_key", "onboarding_case engagement contact",
      "responsibility", "created_at"}},
    {"knowledge_article", {"number title body knowledge_base keywords", "", "", "created_at cannot_read state owner"}},
    {"import_task",
     {"onboarding_task source_table target_table data_source_name data_import_state", "", "",
      "created_at import_template count_total count_ready count_attention count_pending count_published "
      "last_backup_at"}},
    {"import_file",
     {"import_task file_name uploaded_at status row_count error", "", "", "created_at attachment uploaded_by"}},
    {"staging_row",
     {"import_task import_file row_number status comment", "", "",
      "created_at data resolved validated_at published_at published_record"}},
};

stated::Names set_of(const std::string& text) {
  const auto all = stated::words(text);
  return {all.begin(), all.end()};
}

std::string input_of(const Opened& table, const std::string& field) {
  if (set_of(table.create).count(field) != 0) return "create";
  return set_of(table.write).count(field) != 0 ? "write" : "none";
}

std::string declared_input(const FieldInfo& field) {
  switch (field.external_input) {
    case ExternalInput::none:
      break;
    case ExternalInput::create:
      return "create";
    case ExternalInput::write:
      return "write";
  }
  return "none";
}

/// Everything beyond the list is empty and named, everything on it is not named, unless its target is hidden.
void check_row(const std::string& name, const TableInfo& table, const Row& row) {
  const auto open = set_of(opened.at(name).read + " id version");
  for (std::size_t at = 0; at < table.fields.size(); ++at) {
    const auto& field = table.fields[at];
    INFO(name << "." << field.name);
    if (open.count(field.name) == 0) {
      CHECK(is_null(row[at]));
      CHECK(masks(row, field.name));
      continue;
    }
    const bool reference =
        field.type == FieldType::ref || field.type == FieldType::list_ref || field.type == FieldType::rid;
    if (!reference) CHECK_FALSE(masks(row, field.name));
  }
}

struct Shown : World {
  Shown() {
    home = account();
    engaged = engagement(home);
  }
  /// One visible row of each table that customers read by their roles, filled as far as the fixture does.
  std::map<std::string, Id> rows_for(const Customer& person) {
    OnboardingCase made;
    made.account = ref(home);
    made.short_description = "Shown";
    made.contact = ref(person.contact);
    made.customer_visible = true;
    made.work_notes = "Not for customers.";
    made.comments = "For customers.";
    const auto onboarding = create(made);
    auto new_step = new_onboarding_task(onboarding);
    new_step.customer_visible = true;
    const auto step = create(new_step);
    auto new_plan = new_initiative(outcome(engaged));
    new_plan.customer_visible = true;
    const auto plan = create(new_plan);
    auto play_entity = new_customer_play(engaged);
    play_entity.customer_visible = true;
    const auto play = create(play_entity);
    auto talk_entity = new_touchpoint(engaged);
    talk_entity.customer_visible = true;
    talk_entity.work_notes = "Not for customers.";
    const auto talk = create(talk_entity);
    auto task_entity = new_task(talk);
    task_entity.customer_visible = true;
    auto met = scheduled_meeting(talk, ref(person.contact), ref(person.user));
    met.internal_notes = "Not for customers.";
    met = update(met);
    CustomerTeamMember member;
    member.onboarding_case = ref(onboarding);
    member.contact = ref(person.contact);
    KnowledgeArticle article;
    article.number = unique("KB");
    article.title = "How to";
    article.state = ArticleState::published;
    return {{"onboarding_case", onboarding.id},
            {"onboarding_task", step.id},
            {"success_initiative", plan.id},
            {"customer_play", play.id},
            {"touchpoint", talk.id},
            {"success_task", create(task_entity).id},
            {"meeting", met.id},
            {"meeting_invitee", Id(met.invitees.front())},
            {"attachment", create(new_file("touchpoint", talk.id)).id},
            {"attachment ", create(new_file("onboarding_case", onboarding.id)).id},
            {"customer_team_member", create(member).id},
            {"knowledge_article", create(article).id},
            {"account", home.id},
            {"contact", person.contact.id}};
  }
  Account home;
  Engagement engaged;
};

}  // namespace

TEST_CASE("every field of a table that customers reach is opened or hidden on purpose", "[FLD-04][refuses]") {
  for (const auto* table : all_tables()) {
    INFO(table->name);
    std::string letters;
    for (const auto& role : stated::composite_roles()) {
      if (stated::is_external(role)) letters += *stated::granted({role}, table->name);
    }
    const auto found = opened.find(table->name);
    REQUIRE((found != opened.end()) == !letters.empty());
    for (const auto& field : table->fields) {
      INFO(table->name << "." << field.name);
      if (found == opened.end()) {
        CHECK_FALSE(field.external);
        CHECK(declared_input(field) == "none");
        continue;
      }
      const bool open = set_of(found->second.read + " id").count(field.name) != 0;
      const bool hidden = set_of(found->second.hidden + " version " + never_read).count(field.name) != 0;
      CHECK(open != hidden);
      CHECK(field.external == open);
      CHECK(declared_input(field) == input_of(found->second, field.name));
    }
  }
}

TEST_CASE("no customer reads a field beyond the list", "[FLD-04][FLD-06][EXT-06][refuses][accepts]") {
  Shown w;
  for (const auto& role : stated::composite_roles()) {
    if (!stated::is_external(role)) continue;
    const auto person = w.customer(w.home, {role});
    const auto rows = w.rows_for(person);
    auto session = w.door(person);
    int seen = 0;
    for (const auto& [key, id] : rows) {
      const auto name = stated::words(key).front();
      INFO(role << " reads " << name);
      const auto got = session.get(name, id);
      if (stated::granted({role}, name)->empty()) {
        CHECK(answer(got) == "not_found");
        continue;
      }
      if (!got) continue;  // a satellite of a record that this role does not read
      ++seen;
      check_row(name, *got->table, got->row);
      const auto page = require(session.find(name, matching("id = " + id.to_string())));
      REQUIRE(page.items.size() == 1);
      check_row(name, *got->table, page.items.front().row);
      CHECK(page.items.front().row.masked == got->row.masked);
    }
    CHECK(seen >= 5);
  }
}

TEST_CASE("the typed record names what is withheld", "[FLD-03][FLD-04][refuses]") {
  Shown w;
  const auto person = w.customer(w.home, {"customer_success_customer"});
  const auto rows = w.rows_for(person);
  auto session = w.door(person);
  const auto talk = require(session.get(Ref<Touchpoint>(rows.at("touchpoint"))));
  REQUIRE(talk.read != nullptr);
  for (const auto* field : {"work_notes", "work_notes_list", "watch_list", "squad", "assigned_to", "needs_attention",
                            "domain", "created_by", "updated_by"}) {
    INFO(field);
    CHECK(masks(*talk.read, field));
  }
  CHECK_FALSE(masks(*talk.read, "subject"));
  CHECK_FALSE(masks(*talk.read, "version"));
  const auto met = require(session.get(Ref<Meeting>(rows.at("meeting"))));
  CHECK(met.internal_notes.empty());
  CHECK(masks(*met.read, "internal_notes"));
}

TEST_CASE("no customer asks for a field beyond the list", "[FLD-04][ACL-12][refuses]") {
  Shown w;
  const auto person = w.customer(w.home, {"customer_success_customer", "customer_admin", "customer_case_manager"});
  auto session = w.door(person);
  for (const auto& [name, table] : opened) {
    const auto hidden = set_of(table.hidden + " " + never_read);
    const auto* info = [&] {
      for (const auto* one : all_tables()) {
        if (one->name == name) return one;
      }
      return static_cast<const TableInfo*>(nullptr);
    }();
    REQUIRE(info != nullptr);
    for (const auto& field : info->fields) {
      if (hidden.count(field.name) == 0) continue;
      INFO(name << "." << field.name);
      CHECK_FALSE(session.find(name, matching(field.name + " is empty")).ok());
      CHECK_FALSE(session.count(name, field.name + " is not empty").ok());
      FindOptions by;
      by.order_by = field.name;
      CHECK_FALSE(session.find(name, by).ok());
      AggregateOptions groups;
      groups.group_by = {field.name};
      groups.measures = {"count"};
      CHECK_FALSE(session.aggregate(name, groups).ok());
      AggregateOptions sums;
      sums.measures = {"max(" + field.name + ")"};
      CHECK_FALSE(session.aggregate(name, sums).ok());
    }
  }
  CHECK(refused(session.count<Touchpoint>("assigned_to is empty"), "ACL-12", "access_denied", "assigned_to"));
  CHECK(refused(session.count<Touchpoint>("engagement.title is empty"), "ACL-12", "access_denied", "engagement"));
}

TEST_CASE("customers set the fields of their list only", "[FLD-04][EXT-03][EXT-05][refuses]") {
  Shown w;
  const auto person = w.customer(w.home, {"customer_success_customer"});
  auto session = w.door(person);
  const auto rows = w.rows_for(person);
  const auto stranger = w.user();
  for (const auto* name : {"touchpoint", "success_initiative", "meeting"}) {
    const auto read = require(session.get(name, rows.at(name)));
    for (const auto& field : read.table->fields) {
      if (field.name == "id" || field.name == "version") continue;
      if (field.kind == FieldKind::computed || field.kind == FieldKind::derived) continue;
      const auto input = input_of(opened.at(name), field.name);
      if (input == "write") continue;
      INFO(name << "." << field.name);
      const Value value = [&]() -> Value {
        switch (field.type) {
          case FieldType::boolean:
            return !std::get<bool>(require(w.session.get(name, rows.at(name))).get(field.name));
          case FieldType::integer:
            return std::int64_t{7};
          case FieldType::ref:
            return Value(stranger.id);
          case FieldType::list_ref:
            return IdList{stranger.id};
          case FieldType::datetime:
            return at("2025-01-01T00:00:00Z");
          case FieldType::date:
            return day("2025-01-01");
          default:
            return std::string("another");
        }
      }();
      const auto version = require(session.get(name, rows.at(name))).version();
      const auto written = session.update(name, rows.at(name), version, {{field.name, value}});
      CHECK_FALSE(written.ok());
      if (!written) CHECK((answer(written) == "access_denied" || written.error().category() == Category::invalid));
    }
  }
  const auto talk = require(session.get(Ref<Touchpoint>(rows.at("touchpoint"))));
  CHECK(refused(session.update("touchpoint", talk.id, talk.version, {{"customer_visible", false}}), "FLD-04",
                "access_denied", "customer_visible"));
  CHECK(refused(session.update("touchpoint", talk.id, talk.version, {{"state", std::string("closed")}}), "FLD-04",
                "access_denied", "state"));
}

TEST_CASE("customers set the fields of their list", "[FLD-04][EXT-03][accepts]") {
  Shown w;
  const auto person = w.customer(w.home, {"customer_success_customer"});
  auto session = w.door(person);
  const auto rows = w.rows_for(person);
  auto talk = require(session.get(Ref<Touchpoint>(rows.at("touchpoint"))));
  talk.subject = "Another subject";
  talk.description = "More of it.";
  talk.contact = Portfolio::ref(person.contact);
  talk.priority = Priority::high;
  talk.comments = "Please call.";
  CHECK(accepted(session.update(talk)));
  auto plan = require(session.get(Ref<SuccessInitiative>(rows.at("success_initiative"))));
  plan.subject = "Another subject";
  plan.comments = "Soon.";
  CHECK(accepted(session.update(plan)));
  const auto stored = w.again(talk);
  CHECK(stored.engagement == Portfolio::ref(w.engaged));
  CHECK(stored.subject == "Another subject");
}

TEST_CASE("the products of a case that is not visible stay hidden", "[PRT-12][refuses]") {
  Shown w;
  const auto person = w.customer(w.home, {"customer_manager"});
  OnboardingCase entity;
  entity.account = Portfolio::ref(w.home);
  entity.products = {w.sold_product(w.home).id};
  const auto made = w.create(entity);
  auto session = w.door(person);
  const auto read = require(session.get(Portfolio::ref(made)));
  CHECK(read.products.empty());
  CHECK(masks(*read.read, "products"));
}
