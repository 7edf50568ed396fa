// SPDX-License-Identifier: Apache-2.0
#include "conformance/row_rules.hpp"

using namespace steward;
using namespace steward::conformance;
using namespace steward::support;
using condition::Condition;
using condition::Link;

namespace {

using Ids = std::vector<int>;
using Text = std::string;

const TableInfo& contacts() { return table_info<Contact>(); }
const TableInfo& cases() { return table_info<OnboardingCase>(); }
const TableInfo& members() { return table_info<CustomerTeamMember>(); }
const TableInfo& entries() { return table_info<JournalEntry>(); }
const TableInfo& squads() { return table_info<ApplicableSquadMember>(); }

Row contact_row(std::uint64_t id, std::uint64_t account) {
  auto row = row_of(contacts(), id);
  put(contacts(), row, "email", Text("c") + std::to_string(id));
  return put(contacts(), row, "account", id_of(account));
}

Row member_row(std::uint64_t id, std::uint64_t contact, const Text& field, std::uint64_t record) {
  auto row = row_of(members(), id);
  put(members(), row, "contact", id_of(contact));
  return put(members(), row, field, id_of(record));
}

Row record_row(const TableInfo& table, std::uint64_t id, const Text& record_table, std::uint64_t record) {
  auto row = row_of(table, id);
  put(table, row, "record_table", record_table);
  return put(table, row, "record", id_of(record));
}

std::vector<Row> squad_rows() {
  std::vector<Row> rows{record_row(squads(), 80, "engagement", 30), record_row(squads(), 81, "engagement", 33),
                        record_row(squads(), 82, "onboarding_case", 31)};
  for (std::size_t i = 0; i < rows.size(); ++i) put(squads(), rows[i], "squad_member", id_of(i == 1 ? 91 : 90));
  return rows;
}

// Accounts 10 to 13, each the parent of the next, in domains 1, 1, 2, 2; each has a case (20 to 23) and one
// or two engagements (30 to 35).
void fill_rules(Connection& connection) {
  std::vector<Row> account_rows;
  std::vector<Row> case_rows;
  std::vector<Row> engagement_rows;
  const char* industries[] = {"Retail", "Banking", "retail", "Banking"};
  for (std::uint64_t i = 0; i < 4; ++i) {
    auto row = account_row(10 + i, "account " + std::to_string(i));
    put(accounts(), row, "industry", Text(industries[i]));
    put(accounts(), row, "domain", id_of(i < 2 ? 1 : 2));
    if (i > 0) put(accounts(), row, "parent", id_of(10 + i - 1));
    account_rows.push_back(std::move(row));
    case_rows.push_back(onboarding_row(20 + i, 10 + i));
    put(cases(), case_rows.back(), "customer_visible", i % 2 == 0);
  }
  for (std::uint64_t i = 0; i < 6; ++i) {
    engagement_rows.push_back(engagement_row(30 + i, 10 + i % 4, 20 + i % 4));
    put(engagements(), engagement_rows.back(), "title", Text(1, static_cast<char>('f' - static_cast<int>(i))));
    put(engagements(), engagement_rows.back(), "domain", id_of(i < 3 ? 1 : 2));
  }
  auto user = row_of(table_info<User>(), 95);
  auto responsibility = row_of(table_info<Responsibility>(), 96);
  std::vector<Row> squad_members;
  for (const std::uint64_t id : {90, 91}) {
    squad_members.push_back(row_of(table_info<SquadMember>(), id));
    put(table_info<SquadMember>(), squad_members.back(), "user", id_of(95));
    put(table_info<SquadMember>(), squad_members.back(), "responsibility", id_of(96));
    put(table_info<SquadMember>(), squad_members.back(), "domain", id_of(id - 89));
  }
  write(connection, [&] {
    ok(connection.insert(table_info<Domain>(), std::vector<Row>{domain_row(1, "one"), domain_row(2, "two")}));
    ok(connection.insert(accounts(), account_rows));
    ok(connection.insert(contacts(), std::vector<Row>{contact_row(50, 10), contact_row(51, 11)}));
    ok(connection.insert(cases(), case_rows));
    ok(connection.insert(engagements(), engagement_rows));
    ok(connection.insert(
        members(), std::vector<Row>{member_row(60, 50, "onboarding_case", 21), member_row(61, 50, "engagement", 30),
                                    member_row(62, 51, "onboarding_case", 22), member_row(63, 50, "engagement", 35)}));
    ok(connection.insert(entries(), std::vector<Row>{record_row(entries(), 70, "onboarding_case", 20),
                                                     record_row(entries(), 71, "onboarding_case", 21),
                                                     record_row(entries(), 72, "engagement", 20),
                                                     record_row(entries(), 73, "engagement", 30)}));
    ok(connection.insert(table_info<User>(), std::vector<Row>{user}));
    ok(connection.insert(table_info<Responsibility>(), std::vector<Row>{responsibility}));
    ok(connection.insert(table_info<SquadMember>(), squad_members));
    ok(connection.insert(squads(), squad_rows()));
  });
}

struct World {
  World() : store(open_store(STEWARD_STORES)), connection(store.connect()) { fill_rules(*connection); }

  [[nodiscard]] Condition parse(const TableInfo& table, const Text& text) const {
    return ok(Condition::parse(text, table, *store.schema));
  }
  [[nodiscard]] Ids found(const TableInfo& table, const Text& text, const std::vector<Condition>& rules,
                          store::Scope scope = {}, std::vector<store::Order> order = {}) const {
    auto wanted = query(table, text, *store.schema);
    wanted.scope = std::move(scope);
    wanted.scope.rules = rules_of(rules);
    wanted.order = std::move(order);
    Ids result;
    for (const Id& id : agreed_ids(*connection, wanted)) result.push_back(id.bytes()[15]);
    return result;
  }

  Store store;
  std::unique_ptr<Connection> connection;
};

// Rows of `table` that the contact is a member of.
Condition has_member(const TableInfo& table, const Text& field, std::uint64_t contact) {
  return Condition::exists(table, {.target_field = members().at(field)},
                           Condition::equals(members(), members().at("contact"), id_of(contact)));
}

Condition never(const TableInfo& table) { return Condition::negation(Condition(table)); }

}  // namespace

TEST_CASE("a rule hides rows of the table that is asked for") {
  const World world;
  const std::vector<Condition> rules{world.parse(engagements(), "title > 'b'")};
  CHECK(world.found(engagements(), "", rules) == Ids{30, 31, 32, 33});
  CHECK(world.found(engagements(), "title < 'e'", rules) == Ids{32, 33});
  CHECK(world.found(engagements(), "not title < 'e'", rules) == Ids{30, 31});
  CHECK(world.found(accounts(), "", rules) == Ids{10, 11, 12, 13});
  CHECK(world.found(engagements(), "", {Condition(engagements())}) == Ids{30, 31, 32, 33, 34, 35});
  const auto title = engagements().at("title");
  const auto account = engagements().at("account");
  CHECK(world.found(engagements(), "", rules, {}, {{title, false}}) == Ids{33, 32, 31, 30});
  CHECK(world.found(engagements(), "", rules, {}, {{account, true}, {title, false}}) == Ids{33, 32, 31, 30});
  CHECK(world.found(engagements(), "", {world.parse(engagements(), "account = " + id_of(10).to_string())}, {},
                    {{title, false}}) == Ids{34, 30});
}

TEST_CASE("a row that its rule hides is not there for a dot-walk") {
  const World world;
  const std::vector<Condition> rules{world.parse(accounts(), "industry = 'retail'")};
  CHECK(world.found(engagements(), "account.name is empty", rules) == Ids{31, 33, 35});
  CHECK(world.found(engagements(), "account.industry = 'banking'", rules).empty());
  CHECK(world.found(engagements(), "account.industry != 'banking'", rules) == Ids{30, 31, 32, 33, 34, 35});
  // The parent of a visible account is a hidden one, and so on.
  CHECK(world.found(engagements(), "account.parent.name is not empty", rules).empty());
  CHECK(world.found(accounts(), "parent.parent.name = 'account 0'", rules).empty());
  CHECK(world.found(accounts(), "parent.parent.name = 'account 0'", {}) == Ids{12});
  CHECK(world.found(engagements(), "initial_onboarding.account.name is not empty", rules) == Ids{30, 32, 34});
  const std::vector<Condition> both{rules[0], world.parse(engagements(), "title < 'd'")};
  CHECK(world.found(engagements(), "account.name is empty", both) == Ids{33, 35});
}

TEST_CASE("rules and domains hold together, and what a rule looks at is never hidden", "[DOM-11]") {
  const World world;
  const store::Scope first{false, {id_of(1)}, {}};
  const store::Scope second{false, {id_of(2)}, {}};
  // The parent of account 12 lies in the other domain.
  const std::vector<Condition> rules{world.parse(accounts(), "parent.industry = 'banking'")};
  CHECK(world.found(accounts(), "", rules) == Ids{12});
  CHECK(world.found(accounts(), "", rules, first).empty());
  CHECK(world.found(accounts(), "", rules, second) == Ids{12});
  CHECK(world.found(accounts(), "parent.industry is empty", rules, second) == Ids{12});
  CHECK(world.found(engagements(), "account.name is not empty", rules) == Ids{32});
  CHECK(world.found(engagements(), "account.name is not empty", rules, first).empty());
  const auto by_parent = Condition::exists(accounts(), {.own_field = accounts().at("parent")},
                                           world.parse(accounts(), "industry = 'banking'"));
  CHECK(world.found(accounts(), "", {by_parent}, second) == Ids{12});
  CHECK(world.found(engagements(), "account.name is not empty", {by_parent}) == Ids{32});
}

TEST_CASE("a rule that nobody meets hides everything") {
  const World world;
  const std::vector<Condition> rules{never(accounts())};
  CHECK(world.found(accounts(), "", rules).empty());
  CHECK(world.found(accounts(), "", rules, {}, {{accounts().at("name"), false}}).empty());
  CHECK(world.found(accounts(), "name is empty or industry != 'retail'", rules).empty());
  CHECK(world.found(engagements(), "account.name is empty", rules) == Ids{30, 31, 32, 33, 34, 35});
  CHECK(world.found(engagements(), "account.name is not empty", rules).empty());
  // The reference itself stays.
  CHECK(world.found(engagements(), "account = " + id_of(10).to_string(), rules) == Ids{30, 34});
  CHECK(world.found(accounts(), "", {Condition::negation(never(accounts()))}) == Ids{10, 11, 12, 13});
}

TEST_CASE("a rule may demand a row that refers to this one") {
  const World world;
  const std::vector<Condition> rules{has_member(cases(), "onboarding_case", 50),
                                     has_member(engagements(), "engagement", 50)};
  CHECK(world.found(cases(), "", rules) == Ids{21});
  CHECK(world.found(cases(), "account.name is not empty", rules) == Ids{21});
  CHECK(world.found(engagements(), "", rules) == Ids{30, 35});
  CHECK(world.found(engagements(), "initial_onboarding.account is not empty", rules) == Ids{35});
  CHECK(world.found(cases(), "", {Condition::negation(rules[0])}) == Ids{20, 22, 23});
  const auto either = Condition::any(cases(), {rules[0], has_member(cases(), "onboarding_case", 51), never(cases())});
  CHECK(world.found(cases(), "", {either}, {}, {{cases().at("account"), true}}) == Ids{22, 21});
  // That the caller may see no member plays no part.
  CHECK(world.found(cases(), "", {rules[0], never(members())}) == Ids{21});
  CHECK(world.found(members(), "", {rules[0], never(members())}).empty());
}

TEST_CASE("a rule may look ahead and back through a record field") {
  const World world;
  const Link ahead{.own_field = entries().at("record"), .own_table_field = entries().at("record_table")};
  const auto of_visible_case = Condition::exists(entries(), ahead, world.parse(cases(), "customer_visible = true"));
  CHECK(world.found(entries(), "", {of_visible_case}) == Ids{70});
  CHECK(world.found(entries(), "", {Condition::negation(of_visible_case)}) == Ids{71, 72, 73});
  const auto of_engagement = Condition::exists(entries(), ahead, has_member(engagements(), "engagement", 50));
  CHECK(world.found(entries(), "", {Condition::any(entries(), {of_visible_case, of_engagement})}) == Ids{70, 73});

  const Link back{.target_field = entries().at("record"), .target_table_field = entries().at("record_table")};
  const auto noted = Condition::exists(cases(), back, Condition(entries()));
  CHECK(world.found(cases(), "", {noted}) == Ids{20, 21});
  CHECK(world.found(engagements(), "initial_onboarding.account is not empty", {noted}) == Ids{30, 31, 34, 35});
  const auto on_squad = [&](std::uint64_t member) {
    return Condition::exists(engagements(),
                             {.target_field = squads().at("record"), .target_table_field = squads().at("record_table")},
                             Condition::equals(squads(), squads().at("squad_member"), id_of(member)));
  };
  CHECK(world.found(engagements(), "", {on_squad(90)}) == Ids{30});
  CHECK(world.found(engagements(), "", {on_squad(91)}) == Ids{33});
}

TEST_CASE("an exists in the condition itself looks past rules and domains") {
  const World world;
  auto wanted = query(engagements());
  wanted.where = Condition::all(
      engagements(), {world.parse(engagements(), "account.name is not empty"),
                      Condition::exists(engagements(), {.own_field = engagements().at("account")},
                                        world.parse(accounts(),
                                                    "industry = 'retail' and (parent is empty or parent.parent.name "
                                                    "is not empty)"))});
  CHECK(agreed_ids(*world.connection, wanted) == std::vector<Id>{id_of(30), id_of(32), id_of(34)});
  wanted.scope.rules = rules_of({world.parse(accounts(), "parent is not empty")});
  CHECK(agreed_ids(*world.connection, wanted) == std::vector<Id>{id_of(32)});
  wanted.scope.all = false;
  wanted.scope.data = {id_of(1)};
  CHECK(agreed_ids(*world.connection, wanted).empty());
  wanted.scope.data = {id_of(1), id_of(2)};
  CHECK(agreed_ids(*world.connection, wanted) == std::vector<Id>{id_of(32)});
}

TEST_CASE("a rule sees what its own transaction wrote, and old rows only in old snapshots") {
  const World world;
  const auto reader = world.store.connect();
  auto wanted = query(cases());
  wanted.scope.rules = rules_of({has_member(cases(), "onboarding_case", 51)});
  ok(reader->begin(Connection::Mode::read));
  CHECK(ids(*reader, wanted) == Ids{22});
  ok(world.connection->begin(Connection::Mode::write));
  auto moved = member_row(62, 51, "onboarding_case", 23);
  const std::vector<std::size_t> fields{members().at("onboarding_case")};
  ok(world.connection->update(members(), std::vector<Row>{moved}, fields));
  CHECK(ids(*world.connection, wanted) == Ids{23});
  CHECK(ids(*reader, wanted) == Ids{22});
  ok(world.connection->commit());
  CHECK(ids(*reader, wanted) == Ids{22});
  ok(reader->commit());
  CHECK(ids(*reader, wanted) == Ids{23});
}
