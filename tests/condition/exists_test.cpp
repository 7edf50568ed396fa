// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <catch2/catch.hpp>
#include <functional>
#include <map>
#include <string>
#include <vector>

#include "condition/condition.hpp"
#include "support/records.hpp"

using namespace steward;
using namespace steward::support;
using condition::Condition;
using condition::Link;

namespace {

const TableInfo& cases() { return table_info<OnboardingCase>(); }
const TableInfo& members() { return table_info<CustomerTeamMember>(); }
const TableInfo& initiatives() { return table_info<SuccessInitiative>(); }
const TableInfo& entries() { return table_info<JournalEntry>(); }
const TableInfo& squads() { return table_info<ApplicableSquadMember>(); }

/// Rows of any table.
class Rows : public condition::RowSource {
 public:
  const Row* row(const TableInfo& table, Id id) const override {
    const auto held = tables.find(&table);
    if (held == tables.end()) return nullptr;
    const auto found = std::find_if(held->second.begin(), held->second.end(),
                                    [&](const Row& row) { return model::row_id(row) == id; });
    return found == held->second.end() ? nullptr : &*found;
  }
  bool any(const TableInfo& table, std::size_t field, const Value& value,
           const std::function<bool(const Row&)>& test) const override {
    const auto held = tables.find(&table);
    return held != tables.end() && std::any_of(held->second.begin(), held->second.end(),
                                               [&](const Row& row) { return row[field] == value && test(row); });
  }

  std::map<const TableInfo*, std::vector<Row>> tables;
};

/// The same rows, none of which the caller may see.
class HiddenRows : public condition::RowSource {
 public:
  explicit HiddenRows(const Rows& rows) : rows_(&rows) {}
  const Row* row(const TableInfo&, Id) const override { return nullptr; }
  bool any(const TableInfo& table, std::size_t field, const Value& value,
           const std::function<bool(const Row&)>& test) const override {
    return rows_->any(table, field, value, test);
  }
  const RowSource& unscoped() const override { return *rows_; }

 private:
  const Rows* rows_;
};

struct Fixture {
  Row& add(const TableInfo& table, std::uint64_t id) {
    auto& held = rows.tables[&table];
    held.push_back(row_of(table, id));
    return held.back();
  }
  Row& entry(std::uint64_t id, const std::string& table, Value record) {
    Row& row = add(entries(), id);
    put(entries(), row, "record_table", table);
    return put(entries(), row, "record", std::move(record));
  }
  [[nodiscard]] Condition parse(const TableInfo& table, const std::string& text) const {
    auto parsed = Condition::parse(text, table, schema);
    if (!parsed) FAIL(parsed.error().to_string());
    return *parsed;
  }
  /// The ids that the condition finds, seen with all rights and with none; its negation finds the others.
  [[nodiscard]] std::vector<int> found(const Condition& where) const {
    std::vector<int> ids;
    const HiddenRows hidden(rows);
    for (const Row& row : rows.tables.at(&where.table())) {
      const bool met = evaluate(where, row, rows, {}, schema);
      CHECK(evaluate(where, row, hidden, {}, schema) == met);
      CHECK(evaluate(Condition::negation(where), row, rows, {}, schema) == !met);
      if (met) ids.push_back(model::row_id(row).bytes()[15]);
    }
    return ids;
  }

  model::Schema schema;
  Rows rows;
};

using Ids = std::vector<int>;

Link member_of_case() { return {.target_field = members().at("onboarding_case")}; }

Link to_record() { return {.own_field = entries().at("record"), .own_table_field = entries().at("record_table")}; }

}  // namespace

TEST_CASE("exists looks back at the rows that refer to a row") {
  Fixture fixture;
  for (std::uint64_t id = 1; id <= 3; ++id) fixture.add(cases(), id);
  const auto member = [&](std::uint64_t id, std::uint64_t of, std::uint64_t contact) {
    Row& row = fixture.add(members(), id);
    put(members(), row, "onboarding_case", id_of(of));
    put(members(), row, "contact", id_of(contact));
  };
  member(10, 1, 50);
  member(11, 1, 51);
  member(12, 2, 51);
  const auto with = [&](std::uint64_t contact) {
    return Condition::exists(cases(), member_of_case(),
                             Condition::equals(members(), members().at("contact"), id_of(contact)));
  };
  CHECK(fixture.found(with(50)) == Ids{1});
  CHECK(fixture.found(with(51)) == Ids{1, 2});
  CHECK(fixture.found(with(52)).empty());
  CHECK(fixture.found(Condition::exists(cases(), member_of_case(), Condition(members()))) == Ids{1, 2});
  const auto never = Condition::negation(Condition(members()));
  CHECK(fixture.found(Condition::exists(cases(), member_of_case(), never)).empty());
  CHECK(fixture.found(Condition::all(cases(), {with(50), with(51)})) == Ids{1});
  CHECK(fixture.found(Condition::any(cases(), {with(50), Condition::negation(with(51))})) == Ids{1, 3});
}

TEST_CASE("exists looks ahead at the row that a record field names together with its table") {
  Fixture fixture;
  put(initiatives(), fixture.add(initiatives(), 1), "customer_visible", true);
  fixture.add(initiatives(), 2);
  put(cases(), fixture.add(cases(), 3), "customer_visible", true);
  fixture.entry(10, "success_initiative", id_of(1));
  fixture.entry(11, "success_initiative", id_of(2));
  fixture.entry(12, "onboarding_case", id_of(1));
  fixture.entry(13, "onboarding_case", id_of(3));
  fixture.entry(14, "success_initiative", {});
  fixture.entry(15, "success_initiative", id_of(9));
  put(entries(), fixture.entry(16, "", id_of(1)), "record_table", {});
  const auto visible = [&](const TableInfo& table) {
    return Condition::exists(entries(), to_record(), fixture.parse(table, "customer_visible = true"));
  };
  CHECK(fixture.found(visible(initiatives())) == Ids{10});
  CHECK(fixture.found(visible(cases())) == Ids{13});
  CHECK(fixture.found(Condition::any(entries(), {visible(cases()), visible(initiatives())})) == Ids{10, 13});
  CHECK(fixture.found(Condition::negation(visible(initiatives()))) == Ids{11, 12, 13, 14, 15, 16});
}

TEST_CASE("exists looks back through a record field that names this table") {
  Fixture fixture;
  for (std::uint64_t id = 1; id <= 3; ++id) fixture.add(cases(), id);
  const auto put_on = [&](std::uint64_t id, const std::string& table, Value record, std::uint64_t member) {
    Row& row = fixture.add(squads(), id);
    put(squads(), row, "record_table", table);
    put(squads(), row, "record", std::move(record));
    put(squads(), row, "squad_member", id_of(member));
  };
  put_on(10, "onboarding_case", id_of(1), 60);
  put_on(11, "engagement", id_of(2), 60);
  put_on(12, "onboarding_case", id_of(3), 61);
  put_on(13, "onboarding_case", {}, 60);
  const Link link{.target_field = squads().at("record"), .target_table_field = squads().at("record_table")};
  const auto mine = Condition::equals(squads(), squads().at("squad_member"), id_of(60));
  CHECK(fixture.found(Condition::exists(cases(), link, mine)) == Ids{1});
  CHECK(fixture.found(Condition::exists(cases(), link, Condition(squads()))) == Ids{1, 3});
}

TEST_CASE("an empty reference leads nowhere, and an exists may hold another one") {
  Fixture fixture;
  put(cases(), fixture.add(cases(), 1), "contact", id_of(50));
  put(cases(), fixture.add(cases(), 2), "contact", id_of(51));
  fixture.add(cases(), 3);
  const auto& contacts = table_info<Contact>();
  put(contacts, fixture.add(contacts, 50), "account", id_of(70));
  put(contacts, fixture.add(contacts, 51), "account", id_of(71));
  const auto& accounts = table_info<Account>();
  put(accounts, fixture.add(accounts, 70), "industry", std::string("Retail"));
  put(accounts, fixture.add(accounts, 71), "industry", std::string("Banking"));
  fixture.entry(10, "onboarding_case", id_of(1));
  fixture.entry(11, "onboarding_case", id_of(2));
  fixture.entry(12, "onboarding_case", id_of(3));

  const Link to_contact{.own_field = cases().at("contact")};
  CHECK(fixture.found(Condition::exists(cases(), to_contact, Condition(contacts))) == Ids{1, 2});
  const auto of_retail = Condition::exists(contacts, {.own_field = contacts.at("account")},
                                           fixture.parse(accounts, "industry = 'retail'"));
  const auto walked = fixture.parse(contacts, "account.industry = 'retail'");
  for (const auto& inner : {of_retail, walked}) {
    const auto of_case = Condition::exists(cases(), to_contact, inner);
    CHECK(fixture.found(of_case) == Ids{1});
    CHECK(fixture.found(Condition::exists(entries(), to_record(), of_case)) == Ids{10});
    const auto other = Condition::exists(entries(), to_record(), Condition::negation(of_case));
    CHECK(fixture.found(other) == Ids{11, 12});
  }
}

TEST_CASE("an exists shows its own fields among the paths and has no text") {
  const Fixture fixture;
  const auto inner = fixture.parse(cases(), "customer_visible = true");
  const auto where = Condition::exists(entries(), to_record(), inner);
  const auto paths = where.paths();
  REQUIRE(paths.size() == 2);
  CHECK(paths[0].back().field == entries().at("record"));
  CHECK(paths[1].back().field == entries().at("record_table"));
  CHECK_FALSE(where.is_always());
  CHECK_FALSE(where.is_local());
  CHECK_FALSE(Condition::negation(where).is_local());
  CHECK(inner.is_local());
  CHECK_FALSE(fixture.parse(cases(), "account.industry = 'retail' or state = new").is_local());
  CHECK_THROWS_AS((void)where.text(fixture.schema), std::logic_error);
  CHECK_THROWS_AS((void)Condition::negation(where).text(fixture.schema), std::logic_error);
  CHECK_THROWS_AS((void)Condition::exists(entries(), {.own_field = entries().at("text")}, inner), std::logic_error);
}
