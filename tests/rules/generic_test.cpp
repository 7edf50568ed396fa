// SPDX-License-Identifier: Apache-2.0
#include "rules/inside.hpp"

using namespace steward;
using namespace steward::test;

// The rules that hold on every table (rules 2), each on one table that shows it.

TEST_CASE("a number is given by the library and never by a caller", "[GEN-01][refuses]") {
  Portfolio p;
  auto entity = p.new_engagement(p.account());
  entity.number = "AENG9999999";
  CHECK(refused(p.session.create(entity), "GEN-01", "field_read_only", "number"));
  auto stored = p.engagement();
  stored.number = "AENG9999999";
  CHECK(refused(p.session.update(stored), "GEN-01", "field_read_only", "number"));
}

TEST_CASE("numbers count up from one and are not used again", "[GEN-01][accepts]") {
  Portfolio p;
  const auto first = p.engagement();
  CHECK(first.number == "AENG0000001");
  const auto second = p.engagement();
  CHECK(second.number == "AENG0000002");
  require(p.session.remove(second));
  CHECK(p.engagement().number == "AENG0000003");
}

TEST_CASE("a required field is missing when it is empty or blank", "[GEN-02][refuses]") {
  Portfolio p;
  Contact entity;
  entity.account = Portfolio::ref(p.account());
  entity.first_name = " \t ";
  const auto stored = p.session.create(entity);
  CHECK(refused(stored, "GEN-02", "field_required", "first_name"));
  CHECK(refused(stored, "GEN-02", "field_required", "last_name"));
  CHECK(refused(stored, "GEN-02", "field_required", "email"));
  CHECK(stored.error().faults().size() == 3);
  auto contact = p.contact(p.account());
  contact.email.clear();
  CHECK(refused(p.session.update(contact), "GEN-02", "field_required", "email"));
}

TEST_CASE("a record with its required fields is stored", "[GEN-02][accepts]") {
  Portfolio p;
  Contact entity;
  entity.account = Portfolio::ref(p.account());
  entity.first_name = "Ada";
  entity.last_name = "Lovelace";
  entity.email = "ada@example.com";
  CHECK(accepted(p.session.create(entity)));
}

TEST_CASE("a choice that its list does not hold is refused", "[GEN-03][refuses]") {
  Portfolio p;
  auto entity = p.new_engagement(p.account());
  entity.stage = Choice<EngagementStage>::from_text("nowhere");
  CHECK(refused(p.session.create(entity), "GEN-03", "invalid_choice", "stage"));
}

TEST_CASE("choices of the list, of an extended list and empty ones are stored", "[GEN-03][accepts]") {
  EngineOptions options;
  options.choices["unit"] = {"parsec"};
  Portfolio p(options);
  auto entity = p.new_engagement(p.account());
  entity.stage = EngagementStage::renew;
  CHECK(accepted(p.session.create(entity)));
  Indicator indicator;
  indicator.key = "distance";
  indicator.name = "Distance";
  CHECK(accepted(p.session.create(indicator)));
  indicator.key = "far";
  indicator.unit = Choice<MetricUnit>::from_text("parsec");
  CHECK(accepted(p.session.create(indicator)));
}

TEST_CASE("a reference that names nothing is refused", "[GEN-04][refuses]") {
  Portfolio p;
  auto entity = p.new_contract(p.account());
  entity.approver = Ref<User>(*Id::parse("0192f0c1-0000-7000-8000-00000000abcd"));
  CHECK(refused(p.session.create(entity), "GEN-04", "invalid_reference", "approver"));
  entity.approver = Ref<User>(entity.account.id());
  CHECK(refused(p.session.create(entity), "GEN-04", "invalid_reference", "approver"));
  entity.approver.reset();
  entity.products = {entity.account.id()};
  CHECK(refused(p.session.create(entity), "GEN-04", "invalid_reference", "products"));
}

TEST_CASE("a reference that names a record is stored", "[GEN-04][accepts]") {
  Portfolio p;
  const auto account = p.account();
  auto entity = p.new_contract(account);
  entity.approver = Portfolio::ref(p.user());
  entity.products = {p.sold_product(account).id};
  CHECK(accepted(p.session.create(entity)));
}

TEST_CASE("the account below an engagement is not the caller's to write", "[GEN-05][refuses]") {
  Portfolio p;
  auto entity = p.new_touchpoint(p.engagement());
  entity.account = Portfolio::ref(p.account());
  CHECK(refused(p.session.create(entity), "GEN-05", "field_read_only", "account"));
}

TEST_CASE("the account below an engagement is that of the engagement", "[GEN-05][accepts]") {
  Portfolio p;
  const auto account = p.account();
  auto touchpoint = p.touchpoint(p.engagement(account));
  CHECK(touchpoint.account == Portfolio::ref(account));
  const auto other = p.account();
  touchpoint.engagement = Portfolio::ref(p.engagement(other));
  CHECK(p.update(touchpoint).account == Portfolio::ref(other));
}

TEST_CASE("what a record names belongs to its account", "[GEN-06][refuses]") {
  Portfolio p;
  const auto account = p.account();
  const auto other = p.account();
  auto touchpoint = p.new_touchpoint(p.engagement(account));
  touchpoint.product = Portfolio::ref(p.sold_product(other));
  CHECK(refused(p.session.create(touchpoint), "GEN-06", "account_mismatch", "product"));
  auto contract = p.new_contract(account);
  contract.products = {p.sold_product(account).id, p.sold_product(other).id};
  CHECK(refused(p.session.create(contract), "GEN-06", "account_mismatch", "products"));
}

TEST_CASE("products and contracts of the same account are named", "[GEN-06][accepts]") {
  Portfolio p;
  const auto account = p.account();
  auto product = p.sold_product(account);
  product.contract = Portfolio::ref(p.contract(account));
  CHECK(accepted(p.session.update(product)));
}

TEST_CASE("a field that the library computes is not the caller's to write", "[GEN-08][refuses]") {
  Portfolio p;
  auto entity = p.engagement();
  entity.health_score = Decimal(80);
  CHECK(refused(p.session.update(entity), "GEN-08", "field_read_only", "health_score"));
}

TEST_CASE("a computed field that is given as stored is ignored", "[GEN-08][accepts]") {
  Portfolio p;
  const auto entity = p.engagement();
  const auto stored = p.session.update(
      "engagement", entity.id, entity.version,
      {{"title", std::string("Another title")}, {"created_at", *entity.created_at}, {"health_score", Value()}});
  CHECK(accepted(stored));
}

TEST_CASE("an update with an old version is refused", "[GEN-09][refuses]") {
  Portfolio p;
  auto mine = p.engagement();
  auto theirs = mine;
  theirs.title = "Theirs";
  p.update(theirs);
  mine.title = "Mine";
  const auto stored = p.session.update(mine);
  REQUIRE(refused(stored, "GEN-09", "version_conflict"));
  CHECK(stored.error().category() == Category::conflict);
  CHECK(refused(p.session.remove(mine), "GEN-09", "version_conflict"));
  CHECK(p.again(mine).title == "Theirs");
}

TEST_CASE("each write counts the version up", "[GEN-09][accepts]") {
  Portfolio p;
  auto entity = p.engagement();
  CHECK(entity.version == 1);
  entity.title = "Another title";
  entity = p.update(entity);
  CHECK(entity.version == 2);
  entity.title = "A third title";
  CHECK(accepted(p.session.update(entity)));
}

TEST_CASE("the domain is not the caller's to write", "[GEN-10][refuses][DOM-09]") {
  Portfolio p;
  const auto domain = p.domain();
  auto fresh = p.new_engagement(p.account());
  fresh.domain = Portfolio::ref(domain);
  CHECK(refused(p.session.create(fresh), "GEN-10", "field_read_only", "domain"));
  auto stored = p.engagement();
  stored.domain = Portfolio::ref(domain);
  CHECK(refused(p.session.update(stored), "GEN-10", "field_read_only", "domain"));
}

TEST_CASE("every separated record has a domain", "[GEN-10][accepts][DOM-09]") {
  Portfolio p;
  const auto engagement = p.engagement();
  CHECK(engagement.domain == p.global());
  CHECK(p.touchpoint(engagement).domain == p.global());
}

TEST_CASE("a journal entry is never changed", "[GEN-13][refuses]") {
  Portfolio p;
  auto entity = p.engagement();
  entity.work_notes = "First.";
  p.update(entity);
  auto page = require(p.session.find<JournalEntry>());
  REQUIRE(page.items.size() == 1);
  page.items.front().text = "Never said.";
  CHECK(refused(p.session.update(page.items.front()), "GEN-13", "field_read_only", "text"));
  CHECK(require(p.session.journal("engagement", entity.id)).front().text == "First.");
}

TEST_CASE("notes and comments are appended", "[GEN-13][accepts]") {
  Portfolio p;
  auto touchpoint = p.touchpoint(p.engagement());
  touchpoint.work_notes = "Internal.";
  touchpoint.comments = "For the customer.";
  touchpoint = p.update(touchpoint);
  touchpoint.work_notes = "More.";
  p.update(touchpoint);
  const auto journal = require(p.session.journal("touchpoint", touchpoint.id));
  REQUIRE(journal.size() == 3);
  CHECK(journal.back().text == "More.");
  CHECK(journal.back().kind == JournalKind::work_note);
}

TEST_CASE("a record that was read without its lists has them when it is asked for whole") {
  Inside inside;
  Breakdown breakdown;
  breakdown.name = "Region";
  breakdown.element_table = "account";
  Indicator indicator;
  indicator.key = "use";
  indicator.name = "Use";
  indicator.breakdowns = {require(inside.create(breakdown))};
  const Id id = require(inside.create(indicator));
  const auto& table = table_info<Indicator>();
  const auto lists = [&](const Row* row) { return row != nullptr && !is_null((*row)[table.at("breakdowns")]); };
  const Row* bare = inside.unit().bare_row(table, id);
  REQUIRE(bare != nullptr);
  CHECK_FALSE(lists(bare));
  CHECK(model::text_at(*bare, table.at("key")) == "use");
  CHECK(lists(inside.unit().row(table, id)));
  CHECK(lists(inside.unit().bare_row(table, id)));
  CHECK(inside.unit().bare_row(table, Id::parse("00000000-0000-7000-8000-0000000000ff").value()) == nullptr);
}

TEST_CASE("a unique key compares trimmed and without letter case", "[GEN-14][refuses]") {
  Portfolio p;
  const auto account = p.account();
  auto first = p.new_contract(account);
  first.number = "CNT-a";
  p.create(first);
  auto second = p.new_contract(account);
  second.number = "  cnt-A ";
  CHECK(refused(p.session.create(second), "GEN-14", "duplicate_number", "number"));
  auto third = p.contract(account);
  third.number = "CNT-A";
  CHECK(refused(p.session.update(third), "GEN-14", "duplicate_number", "number"));
}

TEST_CASE("a taken key is told together with what else is wrong", "[GEN-14][refuses]") {
  Portfolio p;
  const auto account = p.account();
  auto first = p.new_contract(account);
  first.number = "CNT-1";
  p.create(first);
  auto second = p.new_contract(account);
  second.number = "CNT-1";
  second.name = " ";
  const auto stored = p.session.create(second);
  CHECK(refused(stored, "GEN-14", "duplicate_number", "number"));
  CHECK(refused(stored, "GEN-02", "field_required", "name"));
}

TEST_CASE("a taken key is told where the store misses a value too", "[GEN-14][refuses]") {
  Portfolio p;
  auto first = p.sold_product(p.account());
  first.number = "SP-1";
  first = p.update(first);
  const auto stored = p.session.create("sold_product", {{"number", first.number},
                                                        {"name", std::string("Suite")},
                                                        {"account", first.account.id()},
                                                        {"product_model", first.product_model.id()},
                                                        {"active", std::monostate()}});
  CHECK(refused(stored, "GEN-14", "duplicate_number", "number"));
}

TEST_CASE("other keys, empty ones and the record itself are no duplicates", "[GEN-14][accepts]") {
  Portfolio p;
  const auto account = p.account();
  auto first = p.contract(account);
  CHECK(accepted(p.session.create(p.new_contract(account))));
  first.name = "Another name";
  CHECK(accepted(p.session.update(first)));
  p.sold_product(account);
  CHECK(accepted(p.session.remove(p.sold_product(account))));
}

TEST_CASE("what other records hold on to is not deleted", "[GEN-15][refuses]") {
  Portfolio p;
  const auto account = p.account();
  p.contact(account);
  p.contact(account);
  const auto gone = p.session.remove(account);
  REQUIRE(refused(gone, "GEN-15", "delete_blocked"));
  CHECK(gone.error().faults().front().details == R"({"contact":2,"onboarding_case":1})");
  CHECK(p.again(account).id == account.id);
}

TEST_CASE("a delete takes link rows along and empties loose pointers", "[GEN-15][accepts]") {
  Portfolio p;
  const auto account = p.account();
  auto engagement = p.engagement(account);
  const auto contract = p.contract(account);
  p.link(engagement, contract);
  REQUIRE(accepted(p.session.remove(contract)));
  CHECK(require(p.session.count<EngagementContract>()) == 0);
  const auto manager = p.user();
  engagement = p.again(engagement);
  engagement.account_manager = Portfolio::ref(manager);
  p.update(engagement);
  REQUIRE(accepted(p.session.remove(manager)));
  CHECK_FALSE(p.again(engagement).account_manager.has_value());
}

TEST_CASE("a number outside its range is refused", "[GEN-16][refuses]") {
  Portfolio p;
  NumberSequence entity;
  entity.table_name = "touchpoint";
  entity.prefix = "T";
  entity.digits = 0;
  CHECK(refused(p.session.create(entity), "GEN-16", "out_of_range", "digits"));
  ExchangeRate rate;
  rate.currency = "EUR";
  rate.date = day("2024-11-20");
  rate.rate = Decimal(0);
  CHECK(refused(p.session.create(rate), "GEN-16", "out_of_range", "rate"));
}

TEST_CASE("a number at the edge of its range is stored", "[GEN-16][accepts]") {
  Portfolio p;
  ExchangeRate rate;
  rate.currency = "EUR";
  rate.date = day("2024-11-20");
  rate.rate = Decimal::from_units(1);
  CHECK(accepted(p.session.create(rate)));
}
