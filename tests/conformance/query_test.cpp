// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <random>

#include "conformance/stores.hpp"

using namespace steward;
using namespace steward::conformance;
using namespace steward::support;

namespace {

using Text = std::string;

// Two domains; accounts 10 to 13; engagements 30 to 35, of which the last two have no title.
void fill(Connection& connection) {
  auto one = domain_row(1, "one");
  auto two = domain_row(2, "two");
  std::vector<Row> account_rows;
  const char* names[] = {"beta", "Alpha", "alpha", "Gamma"};
  const char* industries[] = {"Retail", "retail", "Banking", ""};
  for (std::uint64_t i = 0; i < 4; ++i) {
    auto row = account_row(10 + i, names[i]);
    if (i < 3) put(accounts(), row, "industry", Text(industries[i]));
    put(accounts(), row, "domain", id_of(i < 2 ? 1 : 2));
    if (i > 0) put(accounts(), row, "parent", id_of(10 + i - 1));
    account_rows.push_back(std::move(row));
  }
  std::vector<Row> engagement_rows;
  const char* states[] = {"closed", "new", "zebra", "in_progress", "apple", "new"};
  for (std::uint64_t i = 0; i < 6; ++i) {
    auto row = engagement_row(30 + i, 10 + i % 4, 20);
    put(engagements(), row, "state", Text(states[i]));
    put(engagements(), row, "domain", id_of(i % 2 == 0 ? 1 : 2));
    if (i < 4) put(engagements(), row, "title", Text(i % 2 == 0 ? "Title_" : "tiTLe%") + std::to_string(i / 2));
    if (i != 2) put(engagements(), row, "health_score", Decimal::from_units(static_cast<std::int64_t>(i % 3) * 500000));
    put(engagements(), row, "created_at", at_ms(static_cast<std::int64_t>(i)));
    put(engagements(), row, "renewal_date", Date(std::chrono::days(19000 + i)));
    put(engagements(), row, "active", i % 2 == 0);
    engagement_rows.push_back(std::move(row));
  }
  write(connection, [&] {
    ok(connection.insert(table_info<Domain>(), std::vector<Row>{one, two}));
    ok(connection.insert(accounts(), account_rows));
    ok(connection.insert(table_info<OnboardingCase>(), std::vector<Row>{onboarding_row(20, 10)}));
    ok(connection.insert(engagements(), engagement_rows));
  });
}

std::vector<int> matching(Connection& connection, const model::Schema& schema, const std::string& condition) {
  auto wanted = query(engagements(), condition, schema);
  wanted.moment = {at_ms(3), Date(std::chrono::days(19002))};
  const auto found = ids(connection, wanted);
  CHECK(ok(connection.count(wanted)) == static_cast<std::int64_t>(found.size()));
  return found;
}

using Ids = std::vector<int>;

}  // namespace

TEST_CASE("conditions are two-valued, fold text and walk references") {
  const auto store = open_store(STEWARD_STORES);
  const auto connection = store.connect();
  fill(*connection);
  const auto find = [&](const std::string& text) { return matching(*connection, *store.schema, text); };
  CHECK(find("") == Ids{30, 31, 32, 33, 34, 35});
  CHECK(find("title = 'TITLE_0'") == Ids{30});
  CHECK(find("title != 'title_0'") == Ids{31, 32, 33, 34, 35});
  CHECK(find("not title > 'title_0'") == Ids{30, 31, 33, 34, 35});
  CHECK(find("title is empty") == Ids{34, 35});
  CHECK(find("title is not empty and health_score is empty") == Ids{32});
  CHECK(find("title starts with 'TITLE%'") == Ids{31, 33});
  CHECK(find("title contains '_1'") == Ids{32});
  CHECK(find("state in (new, closed)") == Ids{30, 31, 35});
  CHECK(find("health_score >= 0.5") == Ids{31, 34, 35});
  CHECK(find("not (health_score >= 0.5)") == Ids{30, 32, 33});
  CHECK(find("health_score != 0.5") == Ids{30, 32, 33, 35});
  CHECK(find("account.industry = 'RETAIL'") == Ids{30, 31, 34, 35});
  CHECK(find("account.parent.name = 'alpha' or account.parent is empty") == Ids{30, 32, 33, 34});
  CHECK(find("account.parent.name != 'alpha'") == Ids{30, 31, 34, 35});
  CHECK(find("renewal_date < today()") == Ids{30, 31});
}

TEST_CASE("lists of any length find what a short one finds") {
  const auto store = open_store(STEWARD_STORES);
  const auto connection = store.connect();
  fill(*connection);
  const auto find = [&](const std::string& text) { return matching(*connection, *store.schema, text); };
  std::string known = "'" + id_of(31).to_string() + "', '" + id_of(33).to_string() + "'";
  std::string numbers = "0.5";
  std::string texts = "'title_0', \"it's\"";
  for (std::uint64_t i = 0; i < 400; ++i) {
    known += ", '" + id_of(1000 + i).to_string() + "'";
    numbers += ", " + std::to_string(1000 + i);
    texts += ", 'other'";
  }
  CHECK(find("id in (" + known + ")") == Ids{31, 33});
  CHECK(find("not id in (" + known + ")") == Ids{30, 32, 34, 35});
  CHECK(find("health_score in (" + numbers + ")") == find("health_score = 0.5"));
  CHECK(find("not health_score in (" + numbers + ")") == find("not health_score = 0.5"));
  CHECK(find("title in (" + texts + ")") == Ids{30});
  // Behind a reference, beside what stays a parameter, and once more with another list.
  CHECK(find("account in ('" + id_of(11).to_string() + "', " + known + ") and title != 'x'") == Ids{31, 35});
  CHECK(find("account in ('" + id_of(10).to_string() + "', " + known + ") and title != 'x'") == Ids{30, 34});
}

TEST_CASE("rows outside the scope are neither results nor behind a dot-walk", "[DOM-11][DOM-12]") {
  const auto store = open_store(STEWARD_STORES);
  const auto connection = store.connect();
  fill(*connection);
  auto wanted = query(engagements(), "account.name is not empty", *store.schema);
  wanted.scope = {false, {id_of(1)}, {id_of(1), id_of(2)}};
  CHECK(ids(*connection, wanted) == Ids{30, 34});
  wanted = query(engagements(), "account.name is empty", *store.schema);
  wanted.scope = {false, {id_of(1)}, {}};
  CHECK(ids(*connection, wanted) == Ids{32});
  CHECK(ok(connection->count(wanted)) == 1);
  wanted.scope = {false, {}, {id_of(1)}};
  CHECK(ids(*connection, wanted).empty());
  auto domains = query(table_info<Domain>());
  domains.scope = {false, {}, {}};
  CHECK(ids(*connection, domains) == Ids{1, 2});
  auto nobody = query(accounts());
  nobody.scope = {false, {id_of(2)}, {}};
  CHECK(ids(*connection, nobody) == Ids{12, 13});
}

TEST_CASE("order puts nulls first, folds text and follows choice lists") {
  const auto store = open_store(STEWARD_STORES);
  const auto connection = store.connect();
  fill(*connection);
  const auto ordered = [&](const TableInfo& table, std::vector<std::pair<std::string, bool>> order) {
    auto wanted = query(table);
    for (const auto& [field, down] : order) wanted.order.push_back({table.at(field), down});
    return ids(*connection, wanted);
  };
  CHECK(ordered(accounts(), {{"name", false}}) == Ids{11, 12, 10, 13});
  CHECK(ordered(accounts(), {{"name", true}}) == Ids{13, 10, 11, 12});
  CHECK(ordered(engagements(), {{"title", false}}) == Ids{34, 35, 31, 33, 30, 32});
  CHECK(ordered(engagements(), {{"health_score", true}, {"title", false}}) == Ids{35, 34, 31, 33, 30, 32});
  // Unknown values stand behind the list, by id.
  CHECK(ordered(engagements(), {{"state", false}}) == Ids{31, 35, 33, 30, 32, 34});
  CHECK(ordered(engagements(), {{"created_at", true}}) == Ids{35, 34, 33, 32, 31, 30});
  CHECK(ordered(engagements(), {{"created_at", false}}) == Ids{30, 31, 32, 33, 34, 35});
}

TEST_CASE("pages of any size add up to the whole") {
  const auto store = open_store(STEWARD_STORES);
  const auto connection = store.connect();
  fill(*connection);
  const std::vector<std::vector<store::Order>> orders{
      {},
      {{engagements().at("title"), false}},
      {{engagements().at("title"), true}},
      {{engagements().at("state"), false}},
      {{engagements().at("health_score"), true}, {engagements().at("title"), false}},
      {{engagements().at("created_at"), false}},
      {{engagements().at("active"), false}, {engagements().at("renewal_date"), true}}};
  for (const auto& order : orders) {
    auto wanted = query(engagements(), "health_score <= 1 or health_score is empty", *store.schema);
    wanted.order = order;
    const auto whole = all(*connection, wanted);
    CHECK(whole.size() == 6);
    for (const std::size_t size : {1U, 2U, 6U, 100U}) {
      std::vector<Row> pages;
      wanted.after.reset();
      wanted.limit = size;
      for (;;) {
        const auto page = all(*connection, wanted);
        CHECK(page.size() <= size);
        if (page.empty()) break;
        pages.insert(pages.end(), page.begin(), page.end());
        store::After after{{}, model::row_id(page.back())};
        for (const auto& one : order) after.values.push_back(page.back()[one.field]);
        wanted.after = after;
      }
      CHECK(pages == whole);
    }
  }
}

TEST_CASE("a sink that has seen enough ends the scan") {
  const auto store = open_store(STEWARD_STORES);
  const auto connection = store.connect();
  fill(*connection);
  int seen = 0;
  ok(connection->scan(query(engagements()), [&](Row&&) { return ++seen < 3; }));
  CHECK(seen == 3);
  auto none = query(engagements());
  none.limit = 0;
  ok(connection->scan(none, [&](Row&&) { return ++seen, true; }));
  CHECK(seen == 3);
}

TEST_CASE("aggregates are exact and leave nulls out") {
  const auto store = open_store(STEWARD_STORES);
  const auto connection = store.connect();
  fill(*connection);
  using store::Function;
  const auto score = engagements().at("health_score");
  store::AggregateQuery wanted{query(engagements()),
                               {engagements().at("active")},
                               {{Function::count, 0},
                                {Function::sum, score},
                                {Function::average, score},
                                {Function::min, engagements().at("title")},
                                {Function::max, engagements().at("state")}}};
  const auto groups = ok(connection->aggregate(wanted));
  REQUIRE(groups.size() == 2);
  CHECK(groups[0].key == std::vector<Value>{false});
  CHECK(groups[0].measures == std::vector<Value>{std::int64_t{3}, Decimal::from_units(1500000),
                                                 Decimal::from_units(500000), Text("tiTLe%0"), Text("in_progress")});
  // Of unknown values, which share a place in the list, the smaller text.
  CHECK(groups[1].measures == std::vector<Value>{std::int64_t{3}, Decimal::from_units(500000),
                                                 Decimal::from_units(250000), Text("Title_0"), Text("apple")});
  wanted.group_by = {};
  wanted.rows = query(engagements(), "title = 'nobody'", *store.schema);
  const auto empty = ok(connection->aggregate(wanted));
  REQUIRE(empty.size() == 1);
  CHECK(empty[0].measures == std::vector<Value>{std::int64_t{0}, {}, {}, {}, {}});
  wanted.measures = {{Function::sum, engagements().at("title")}};
  CHECK(connection->aggregate(wanted).error().code() == "misuse");
}

TEST_CASE("a sum that does not fit is out_of_range, however its parts are ordered") {
  const auto store = open_store(STEWARD_STORES);
  const auto connection = store.connect();
  const auto& rates = table_info<ExchangeRate>();
  const auto rate = [&](std::uint64_t id, std::int64_t units) {
    auto row = row_of(rates, id);
    put(rates, row, "currency", Text("EUR"));
    put(rates, row, "date", Date(std::chrono::days(static_cast<std::int64_t>(id))));
    return put(rates, row, "rate", Decimal::from_units(units));
  };
  const auto top = std::numeric_limits<std::int64_t>::max();
  insert(*connection, rates, {rate(1, top), rate(2, 1)});
  const auto field = rates.at("rate");
  store::AggregateQuery wanted{query(rates), {}, {{store::Function::sum, field}, {store::Function::average, field}}};
  CHECK(connection->aggregate(wanted).error().code() == "out_of_range");
  insert(*connection, rates, {rate(3, -2)});
  const auto groups = ok(connection->aggregate(wanted));
  CHECK(groups[0].measures == std::vector<Value>{Decimal::from_units(top - 1), Decimal::from_units((top - 1) / 3)});
}

namespace {

/// Random conditions over engagement, nested and negated.
class Conditions {
 public:
  explicit Conditions(std::uint64_t seed) : random_(seed) {}

  std::string next(int depth = 3) {
    if (depth == 0 || pick(3) == 0) return leaf();
    switch (pick(3)) {
      case 0:
        return "(" + next(depth - 1) + " and " + next(depth - 1) + ")";
      case 1:
        return "(" + next(depth - 1) + " or " + next(depth - 1) + ")";
      default:
        return "not (" + next(depth - 1) + ")";
    }
  }
  std::size_t pick(std::size_t of) { return std::uniform_int_distribution<std::size_t>(0, of - 1)(random_); }

 private:
  std::string leaf() {
    static const std::vector<std::string> leaves{"title = 'title_0'",
                                                 "title != 'TITLE_0'",
                                                 "title < 'title_0'",
                                                 "title >= 'Title_'",
                                                 "title is empty",
                                                 "title starts with 'ti'",
                                                 "title contains '%'",
                                                 "title in ('title_0', 'Title%1')",
                                                 "state = new",
                                                 "state != closed",
                                                 "state in (new, in_progress)",
                                                 "state < closed",
                                                 "state >= in_progress",
                                                 "active = true",
                                                 "active != true",
                                                 "health_score = 0.5",
                                                 "health_score != 0.5",
                                                 "health_score < 0.5",
                                                 "health_score is not empty",
                                                 "created_at < now()",
                                                 "created_at != now()",
                                                 "renewal_date >= today()",
                                                 "account.industry = 'retail'",
                                                 "account.industry != 'retail'",
                                                 "account.industry is empty",
                                                 "account.parent.name > 'alpha'",
                                                 "account.parent is empty",
                                                 "account.parent.industry contains 'a'"};
    return leaves[pick(leaves.size())];
  }

  std::mt19937_64 random_;
};

}  // namespace

TEST_CASE("both stores find the same rows for random conditions, scopes and orders") {
  const auto memory = open_store("memory");
  const auto sqlite = open_store("sqlite");
  const auto expected = memory.connect();
  const auto actual = sqlite.connect();
  fill(*expected);
  fill(*actual);
  Conditions conditions(seed());
  const std::vector<std::string> sorted{"title", "state", "health_score", "created_at", "active", "account"};
  for (int round = 0; round < 400; ++round) {
    const auto text = conditions.next();
    auto wanted = query(engagements(), text, *memory.schema);
    wanted.moment = {at_ms(3), Date(std::chrono::days(19002))};
    if (conditions.pick(2) == 0) wanted.scope = {false, {id_of(1 + conditions.pick(2))}, {}};
    for (std::size_t i = conditions.pick(3); i > 0; --i) {
      wanted.order.push_back({engagements().at(sorted[conditions.pick(sorted.size())]), conditions.pick(2) == 0});
    }
    if (conditions.pick(3) == 0) wanted.limit = conditions.pick(4);
    INFO(text);
    CHECK(all(*actual, wanted) == all(*expected, wanted));
    CHECK(ok(actual->count(wanted)) == ok(expected->count(wanted)));
  }
}

TEST_CASE("a query that names fields gives those, and nothing of the others") {
  const auto store = open_store(STEWARD_STORES);
  const auto connection = store.connect();
  fill(*connection);
  auto wanted = query(engagements(), "state = new", *store.schema);
  const auto whole = all(*connection, wanted);
  wanted.fields = {engagements().at("id"), engagements().at("account"), engagements().at("health_score")};
  std::sort(wanted.fields.begin(), wanted.fields.end());
  wanted.order = {{engagements().at("renewal_date"), true}};
  auto some = all(*connection, wanted);
  REQUIRE(some.size() == whole.size());
  std::reverse(some.begin(), some.end());
  for (std::size_t i = 0; i < some.size(); ++i) {
    REQUIRE(some[i].values.size() == engagements().fields.size());
    for (std::size_t field = 0; field < some[i].values.size(); ++field) {
      const bool asked = std::find(wanted.fields.begin(), wanted.fields.end(), field) != wanted.fields.end();
      CHECK(some[i][field] == (asked ? whole[i][field] : Value()));
    }
  }
}

TEST_CASE("rows in any order are the same rows") {
  const auto store = open_store(STEWARD_STORES);
  const auto connection = store.connect();
  fill(*connection);
  auto wanted = query(engagements(), "title is not empty", *store.schema);
  const auto ordered = ids(*connection, wanted);
  wanted.any_order = true;
  auto found = ids(*connection, wanted);
  std::sort(found.begin(), found.end());
  CHECK(found == ordered);
  wanted.limit = 2;
  CHECK(connection->scan(wanted, [](Row&&) { return true; }).error().code() == "misuse");
}
