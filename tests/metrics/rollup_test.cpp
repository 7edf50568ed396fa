// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <map>

#include "metrics/stored_file.hpp"
#include "metrics/world.hpp"

using namespace steward;
using namespace steward::test;

namespace {

/// A parent with children, each with an account of its own that delivers its value, so that a score is the value.
struct Family : World {
  explicit Family(EngineOptions options = {}) : World(std::move(options)), known(source()) {
    definition({}, {metric(known, "100", "100")});
    house = account();
    parent = engagement(house);
    say(known, house, "50");
    older = child("80");
    younger = child("30");
  }

  Engagement child(std::string_view value) {
    const Account home = account();
    Engagement entity = new_engagement(home);
    entity.parent = ref(parent);
    entity = create(entity);
    if (!value.empty()) say(known, home, value);
    return entity;
  }
  void worth(const Engagement& journey, std::int64_t amount, std::string_view currency = "EUR") {
    Contract entity = new_contract(require(session.get(journey.account)));
    entity.value = Money{amount, *Currency::parse(currency)};
    link(journey, create(entity));
  }
  HealthRollup roll_up(RollupOptions options = {}) { return require(session.roll_up(ref(parent), options)); }

  DataSource known;
  Account house;
  Engagement parent;
  Engagement older;
  Engagement younger;
};

std::map<std::string, std::pair<Decimal, Decimal>> by_color(const HealthRollup& rollup) {
  std::map<std::string, std::pair<Decimal, Decimal>> found;
  for (const RollupShare& share : rollup.shares) found[share.color] = {share.of_records, share.of_contract_value};
  return found;
}

std::vector<Id> ids_of(const HealthRollup& rollup) {
  std::vector<Id> ids;
  for (const RollupRecord& record : rollup.records) ids.push_back(record.engagement.id());
  return ids;
}

template <class Ask>
std::string rollup_refusal(Ask ask) {
  const auto answer = ask();
  if (answer) return "accepted";
  const auto& faults = answer.error().faults();
  const std::string field = faults.empty() ? "" : faults.front().field;
  return answer.error().code() + (field.empty() ? "" : " @" + field);
}

}  // namespace

TEST_CASE("the scores of a parent and its children become one in every way", "[metrics][rollup]") {
  const StoredFile place(GENERATE(false, true));
  Family world(place.options());
  world.worth(world.parent, 100'000);
  world.worth(world.older, 300'000);
  world.refresh();
  const auto all = world.roll_up();
  CHECK(all.weighted == dec("72.5"));  // (1 * 50 + 3 * 80 + 0 * 30) / 4
  CHECK(all.mean == dec("53.333333"));
  CHECK(all.lowest == dec("30"));
  CHECK(all.counted == 3);
  CHECK(all.left_out == 0);
  CHECK(all.currency == "EUR");
  CHECK(ids_of(all) == std::vector{world.parent.id, world.older.id, world.younger.id});
  CHECK(all.records[1].score == dec("80"));
  CHECK(all.records[1].contract_value == 300'000);
  CHECK(all.records[2].contract_value == 0);
  REQUIRE(all.shares.size() == 3);
  CHECK(all.shares[0].color == "red");
  CHECK(all.shares[2].color == "green");
  const auto shares = by_color(all);
  CHECK(shares.at("red") == std::pair(dec("33.333334"), dec("0")));
  CHECK(shares.at("yellow") == std::pair(dec("33.333333"), dec("25")));
  CHECK(shares.at("green") == std::pair(dec("33.333333"), dec("75")));

  const auto children = world.roll_up({.with_parent = false});
  CHECK(children.weighted == dec("80"));
  CHECK(children.mean == dec("55"));
  CHECK(ids_of(children) == std::vector{world.older.id, world.younger.id});
  CHECK(world.score_of(world.parent) == dec("50"));
}

TEST_CASE("without any contract value all records weigh alike", "[metrics][rollup]") {
  Family world;
  world.refresh();
  const auto all = world.roll_up();
  CHECK(all.weighted == dec("53.333333"));
  CHECK(all.currency.empty());
  for (const RollupShare& share : all.shares) CHECK(share.of_records == share.of_contract_value);
}

TEST_CASE("contract values of several currencies are weighed in the report currency or not at all",
          "[metrics][rollup]") {
  Family world;
  world.worth(world.parent, 100'000, "EUR");
  world.worth(world.older, 100'000, "USD");
  world.refresh();
  const auto mixed = world.roll_up();
  CHECK(mixed.weighted == mixed.mean);
  CHECK(mixed.currency.empty());
  CHECK(std::all_of(mixed.records.begin(), mixed.records.end(),
                    [](const RollupRecord& record) { return record.contract_value == 0; }));
  world.property("report.currency", "EUR");
  for (const auto& [currency, worth] : {std::pair("EUR", "1"), std::pair("USD", "0.5")}) {
    ExchangeRate rate;
    rate.currency = currency;
    rate.date = day("2024-11-01");
    rate.rate = dec(worth);
    world.create(rate);
  }
  const auto joined = world.roll_up();
  CHECK(joined.currency == "EUR");
  CHECK(joined.records[1].contract_value == 50'000);
  CHECK(joined.weighted == dec("60"));  // (2 * 50 + 1 * 80) / 3
}

TEST_CASE("records without a score are left out and counted", "[metrics][rollup]") {
  const StoredFile place(GENERATE(false, true));
  Family world(place.options());
  const Engagement silent = world.child("");
  world.worth(silent, 900'000);
  world.worth(world.older, 100'000);
  world.refresh();
  const auto all = world.roll_up();
  CHECK(all.counted == 3);
  CHECK(all.left_out == 1);
  CHECK(all.weighted == dec("80"));
  CHECK(all.mean == dec("53.333333"));
  CHECK_FALSE(all.records.back().score);
  CHECK(all.records.back().contract_value == 900'000);
  CHECK(by_color(all).at("green") == std::pair(dec("33.333333"), dec("100")));
}

TEST_CASE("without any score nothing is rolled up", "[metrics][rollup]") {
  Family world;
  const auto all = world.roll_up();
  CHECK_FALSE(all.weighted);
  CHECK_FALSE(all.mean);
  CHECK_FALSE(all.lowest);
  CHECK(all.counted == 0);
  CHECK(all.left_out == 3);
  for (const RollupShare& share : all.shares) CHECK(share.of_records == Decimal());
}

TEST_CASE("a score that no band holds has a share of its own", "[metrics][rollup]") {
  Family world;
  world.refresh();
  for (const ColorBand& band : require(world.session.find<ColorBand>(matching("color = \"red\""))).items) {
    require(world.session.remove(band));
  }
  const auto all = world.roll_up();
  REQUIRE(all.shares.size() == 3);
  CHECK(all.shares.back().color.empty());
  CHECK(all.shares.back().of_records == dec("33.333333"));
  Decimal sum;
  for (const RollupShare& share : all.shares) sum = Decimal::from_units(sum.units() + share.of_records.units());
  CHECK(sum == dec("100"));
}

TEST_CASE("children that are closed, and children of children, do not count", "[metrics][rollup]") {
  Family world;
  Engagement grandchild = world.new_engagement(world.account());
  grandchild.parent = World::ref(world.older);
  world.create(grandchild);
  world.refresh();
  Engagement closed = world.again(world.younger);
  closed.state = EngagementState::closed;
  closed.close_code = EngagementCloseCode::completed;
  closed.close_notes = "Done.";
  world.update(closed);
  CHECK(ids_of(world.roll_up()) == std::vector{world.parent.id, world.older.id});
  CHECK(world.roll_up({.with_parent = false}).mean == dec("80"));
}

TEST_CASE("stored data in which an engagement is its own parent counts it once", "[metrics][rollup]") {
  Family world;
  world.engine.disable_rule_for_test("ENG-06");
  world.refresh();
  Engagement own = world.again(world.younger);
  own.parent = World::ref(own);
  world.update(own);
  CHECK(ids_of(require(world.session.roll_up(World::ref(own)))) == std::vector{own.id});
  CHECK(require(world.session.roll_up(World::ref(own), {.with_parent = false})).records.empty());
}

TEST_CASE("the active engagements of an account are rolled up alike", "[metrics][rollup]") {
  const StoredFile place(GENERATE(false, true));
  Family world(place.options());
  const Engagement second = world.engagement(world.house);
  world.say(world.known, world.house, "60");
  world.refresh();
  const auto of_account = require(world.session.roll_up(World::ref(world.house)));
  CHECK(ids_of(of_account) == std::vector{world.parent.id, second.id});
  CHECK(of_account.mean == dec("60"));
  const auto bare = require(world.session.roll_up(World::ref(world.account())));
  CHECK(bare.records.empty());
  CHECK_FALSE(bare.mean);
}

TEST_CASE("at a past instant the last score that had been written by then counts", "[metrics][rollup]") {
  const StoredFile place(GENERATE(false, true));
  Family world(place.options());
  const Instant before = world.clock->now() - std::chrono::hours(1);
  world.refresh();
  const Instant first = world.clock->now();
  world.advance(std::chrono::hours(24));
  world.say(world.known, world.house, "90");
  world.refresh();
  const Instant second = world.clock->now();
  world.advance(std::chrono::hours(24));
  world.say(world.known, world.house, "70");

  const auto mean_at = [&](std::optional<Instant> t) { return world.roll_up({.with_parent = true, .as_of = t}).mean; };
  CHECK_FALSE(mean_at(before));
  CHECK(mean_at(first) == dec("53.333333"));
  CHECK(mean_at(second - std::chrono::milliseconds(1)) == dec("53.333333"));
  CHECK(mean_at(second) == dec("66.666667"));
  CHECK(mean_at(world.clock->now()) == dec("66.666667"));
  world.refresh();
  CHECK(mean_at(world.clock->now()) == dec("60"));
  CHECK(mean_at({}) == dec("60"));
  CHECK(mean_at(second) == dec("66.666667"));
}

TEST_CASE("a score that was unknown then is left out then", "[metrics][rollup]") {
  World world;
  const DataSource known = world.source({}, Frequency::daily, std::chrono::hours(30));
  world.definition({}, {world.metric(known, "100", "100")});
  const Account house = world.account();
  const Engagement journey = world.engagement(house);
  world.say(known, house, "40");
  world.refresh();
  world.advance(std::chrono::hours(48));
  world.refresh();
  const Instant unknown = world.clock->now();
  world.advance(std::chrono::hours(24));
  world.say(known, house, "60");
  world.refresh();
  const auto then = require(world.session.roll_up(World::ref(journey), {.with_parent = true, .as_of = unknown}));
  CHECK(then.counted == 0);
  CHECK(then.left_out == 1);
  CHECK(require(world.session.roll_up(World::ref(journey))).mean == dec("60"));
}

TEST_CASE("a roll-up refuses the future and what is not there", "[metrics][rollup]") {
  Family world;
  const RollupOptions ahead{.with_parent = true, .as_of = world.clock->now() + std::chrono::milliseconds(1)};
  CHECK(rollup_refusal([&] { return world.session.roll_up(World::ref(world.parent), ahead); }) ==
        "invalid_input @as_of");
  CHECK(rollup_refusal([&] { return world.session.roll_up(World::ref(world.house), ahead); }) ==
        "invalid_input @as_of");
  CHECK(rollup_refusal([&] { return world.session.roll_up(Ref<Engagement>(world.house.id)); }) == "not_found");
  CHECK(rollup_refusal([&] { return world.session.roll_up(Ref<Account>(world.parent.id)); }) == "not_found");
}

TEST_CASE("only what the caller sees is rolled up, by the bands of the parent's domain", "[metrics][rollup][DOM-15]") {
  World world;
  world.separate_domains();
  const DataSource known = world.source();
  world.definition({}, {world.metric(known, "100", "100")});
  const Domain left = world.domain("left");
  const Domain right = world.domain("right");
  // An account has a domain of its own, until it is given another.
  const auto home = [&](const Domain& domain) {
    Account entity = world.account(World::ref(domain));
    entity.domain = World::ref(domain);
    return world.update(entity);
  };
  const Account near = home(left);
  const Account far = home(right);
  const Engagement parent = world.engagement(near);
  Engagement child = world.new_engagement(far);
  child.parent = World::ref(parent);
  child = world.create(child);
  world.say(known, near, "50");
  world.say(known, far, "90");
  world.refresh();
  auto tenant = world.session_of(world.user(World::ref(left)));
  ColorBand own;
  own.type = ScopeType::global;
  own.min = dec("0");
  own.max = dec("100");
  own.color = "blue";
  require(tenant.create(own));

  const auto whole = require(world.session.roll_up(World::ref(parent)));
  CHECK(whole.mean == dec("70"));
  REQUIRE(whole.shares.size() == 1);
  CHECK(whole.shares[0].color == "blue");
  CHECK(whole.shares[0].of_records == dec("100"));

  const auto seen = require(tenant.roll_up(World::ref(parent)));
  CHECK(seen.mean == dec("50"));
  CHECK(ids_of(seen) == std::vector{parent.id});
  CHECK(seen.left_out == 0);
  auto stranger = world.session_of(world.user(World::ref(right)));
  CHECK(rollup_refusal([&] { return stranger.roll_up(World::ref(parent)); }) == "not_found");
  CHECK(rollup_refusal([&] { return stranger.roll_up(World::ref(near)); }) == "not_found");
  CHECK(ids_of(require(stranger.roll_up(World::ref(far)))) == std::vector{child.id});
}

TEST_CASE("a roll-up asks for a role that reads engagements", "[metrics][rollup][ACL-01]") {
  Family world;
  world.refresh();
  auto viewer = world.session_of(world.user_with({"customer_success_viewer"}));
  CHECK(require(viewer.roll_up(World::ref(world.parent))).counted == 3);
  auto nobody = world.session_of(world.user_with({"success_task_read"}));
  CHECK(rollup_refusal([&] { return nobody.roll_up(World::ref(world.parent)); }) == "not_found");
  CHECK(rollup_refusal([&] { return nobody.roll_up(World::ref(world.house)); }) == "access_denied");
}
