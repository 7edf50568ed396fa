// SPDX-License-Identifier: Apache-2.0
#include "base/json.hpp"
#include "rules/plan_setup.hpp"

using namespace steward;
using namespace steward::test;
using namespace std::chrono_literals;

// Fields that the library keeps: a value sent back as it was read is ignored, another one is refused.

namespace {

/// The record as the JSON door gives it.
base::Json read_json(Session& session, std::string_view table, Id id) {
  const auto answer = require(session.call(R"({"v":1,"op":"get","args":{"table":")" + std::string(table) +
                                           R"(","id":")" + id.to_string() + R"("}})"));
  const auto json = require(base::Json::parse(answer));
  REQUIRE(json.find("result") != nullptr);
  return *json.find("result");
}

Result<std::string> update_json(Session& session, std::string_view table, const base::Json& record,
                                const base::Json& values) {
  auto args = base::Json::object();
  args.set("table", base::Json::string(table));
  args.set("id", *record.find("id"));
  args.set("version", *record.find("version"));
  args.set("values", values);
  return session.call(
      base::Json::object(
          {{"v", base::Json::number(std::int64_t{1})}, {"op", base::Json::string("update")}, {"args", std::move(args)}})
          .dump());
}

/// An engagement whose computed fields say something.
struct Busy : Portfolio {
  Busy() : home(account()), journey(engagement(home)) {
    auto paid = new_contract(home);
    paid.renewal_date = day("2024-12-01");
    paid.value = Money{12'345, *Currency::parse("EUR")};
    deal = create(paid);
    link(journey, deal);
    auto signal = new_risk_signal(journey);
    signal.contracts_impacted = {deal.id};
    create(signal);
    end(*this, objective(journey), "closed");
    objective(journey);
    journey = again(journey);
  }
  Account home;
  Engagement journey;
  Contract deal;
};

}  // namespace

TEST_CASE("copies from the record above are not the caller's to write", "[GEN-05][refuses]") {
  Portfolio p;
  const auto engagement = p.engagement();
  const auto other = p.engagement();
  const auto objective = p.objective(engagement);
  auto outcome = p.new_outcome(objective);
  outcome.engagement = Portfolio::ref(other);
  outcome.account = other.account;
  const auto stored = p.session.create(outcome);
  CHECK(refused(stored, "GEN-05", "field_read_only", "account"));
  CHECK(refused(stored, "GEN-05", "field_read_only", "engagement"));
  const auto touchpoint = p.touchpoint(engagement);
  CHECK(refused(p.session.update("touchpoint", touchpoint.id, touchpoint.version, {{"account", other.account.id()}}),
                "GEN-05", "field_read_only", "account"));
  const auto record = read_json(p.session, "touchpoint", touchpoint.id);
  const auto values = base::Json::object({{"account", base::Json::string(other.account.to_string())}});
  CHECK(refused(update_json(p.session, "touchpoint", record, values), "GEN-05", "field_read_only", "account"));
}

TEST_CASE("a copy that is sent back as it is stored is ignored", "[GEN-05][accepts]") {
  Portfolio p;
  const auto engagement = p.engagement();
  const auto outcome = p.outcome(engagement);
  const auto stored = p.session.update(
      "success_outcome", outcome.id, outcome.version,
      {{"title", std::string("Another title")}, {"account", engagement.account.id()}, {"engagement", engagement.id}});
  REQUIRE(accepted(stored));
  CHECK(std::get<Id>(stored->get("engagement")) == engagement.id);
  CHECK(stored->version() == outcome.version + 1);
}

TEST_CASE("a computed value that differs is refused, whichever door it comes through", "[GEN-08][refuses]") {
  Busy b;
  auto typed = b.journey;
  typed.active_risk_count = 7;
  typed.escalated = true;
  const auto stored = b.session.update(typed);
  CHECK(refused(stored, "GEN-08", "field_read_only", "active_risk_count"));
  CHECK(refused(stored, "GEN-08", "field_read_only", "escalated"));
  const auto& journey = b.journey;
  CHECK(refused(b.session.update("engagement", journey.id, journey.version, {{"days_to_renewal", std::int64_t{12}}}),
                "GEN-08", "field_read_only", "days_to_renewal"));
  CHECK(refused(b.session.update("engagement", journey.id, journey.version,
                                 {{"contract_value", Money{12'346, *Currency::parse("EUR")}}}),
                "GEN-08", "field_read_only", "contract_value"));
  const auto values = base::Json::object({{"objective_count", base::Json::number(std::int64_t{3})}});
  CHECK(refused(update_json(b.session, "engagement", read_json(b.session, "engagement", journey.id), values), "GEN-08",
                "field_read_only", "objective_count"));
}

TEST_CASE("a computed value is refused in a new record", "[GEN-08][refuses]") {
  Portfolio p;
  auto entity = p.new_touchpoint(p.engagement());
  entity.upcoming = true;
  CHECK(refused(p.session.create(entity), "GEN-08", "field_read_only", "upcoming"));
  auto contract = p.new_contract(p.account());
  contract.renewal_result = "won";
  contract.renewal_finalized_on = day("2024-01-01");
  const auto stored = p.session.create(contract);
  CHECK(refused(stored, "GEN-08", "field_read_only", "renewal_result"));
  CHECK(refused(stored, "GEN-08", "field_read_only", "renewal_finalized_on"));
}

TEST_CASE("computed values that are sent back as they are now are ignored", "[GEN-08][accepts]") {
  Busy b;
  REQUIRE(b.journey.days_to_renewal == 11);
  REQUIRE(b.journey.active_risk_count == 1);
  const auto stored = b.session.update("engagement", b.journey.id, b.journey.version,
                                       {{"title", std::string("Another title")},
                                        {"days_to_renewal", std::int64_t{11}},
                                        {"active_risk_count", std::int64_t{1}},
                                        {"objective_completion_pct", Decimal(50)},
                                        {"contract_value", Money{12'345, *Currency::parse("EUR")}},
                                        {"next_touchpoint", Value()},
                                        {"weekly_health", std::string("[null, null, null, null, null, null]")}});
  REQUIRE(accepted(stored));
  CHECK(stored->version() == b.journey.version + 1);
}

TEST_CASE("a whole record goes back through the JSON door", "[GEN-05][GEN-08][accepts]") {
  Busy b;
  for (const auto& [table, id] : std::vector<std::pair<std::string, Id>>{
           {"engagement", b.journey.id}, {"contract", b.deal.id}, {"account", b.home.id}}) {
    const auto record = read_json(b.session, table, id);
    const auto answer = update_json(b.session, table, record, record);
    REQUIRE(accepted(answer));
    // Nothing is new: no version, no history.
    CHECK(read_json(b.session, table, id).canonical() == record.canonical());
  }
}

TEST_CASE("an update of what was read sends no computed field", "[GEN-08][accepts]") {
  Busy b;
  auto read = b.again(b.journey);
  // Meanwhile the days count down, a risk comes up and the clock says another day.
  b.advance(72h);
  b.risk_signal(b.journey);
  read.title = "Another title";
  const auto stored = b.session.update(read);
  REQUIRE(accepted(stored));
  CHECK(stored->days_to_renewal == 8);
  CHECK(stored->active_risk_count == 2);
}

TEST_CASE("notes and comments are appended, never changed or deleted", "[GEN-13][refuses]") {
  Portfolio p;
  auto touchpoint = p.touchpoint(p.engagement());
  touchpoint.work_notes = "Internal.";
  touchpoint.comments = "For the customer.";
  p.update(touchpoint);
  for (auto entry : require(p.session.journal("touchpoint", touchpoint.id))) {
    entry = p.again(entry);
    CHECK(refused(p.session.remove(entry), "GEN-13", "field_read_only", "text"));
    entry.kind = JournalKind::comment;
    entry.text = "Never said.";
    CHECK(refused(p.session.update(entry), "GEN-13", "field_read_only", "text"));
  }
  CHECK(require(p.session.journal("touchpoint", touchpoint.id)).size() == 2);
}

TEST_CASE("ended records take notes, which stay when the record is deleted", "[GEN-13][accepts]") {
  Portfolio p;
  auto touchpoint = end(p, p.touchpoint(p.engagement()), "closed");
  const auto version = touchpoint.version;
  touchpoint.work_notes = "They called again.";
  touchpoint.comments = "Thank you.";
  touchpoint = p.update(touchpoint);
  CHECK(touchpoint.version == version);
  CHECK(touchpoint.work_notes.empty());
  CHECK(require(p.session.journal("touchpoint", touchpoint.id)).size() == 2);
  require(p.session.remove(touchpoint));
  CHECK(require(p.session.count<JournalEntry>()) == 2);
}
