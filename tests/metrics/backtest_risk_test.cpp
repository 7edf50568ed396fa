// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <map>
#include <random>

#include "metrics/stored_file.hpp"
#include "metrics/world.hpp"

using namespace steward;
using namespace steward::test;
using namespace std::chrono_literals;

namespace {

constexpr auto one_day = std::chrono::days(1);

/// One watched engagement; the clock stands at a midnight, the end of a step.
struct Watch : World {
  explicit Watch(EngineOptions options = {}) : World(std::move(options)), sla(source()) {
    customer = account();
    journey = engagement(customer);
    risk = publish(create(new_risk(sla, Comparison::less_than, "32")));
    begun = at("2024-11-21T00:00:00Z");
    clock->set(begun);
  }
  /// One value a day, each delivered at the end of its day; `-` is a day without one.
  void days(std::initializer_list<std::string_view> values) {
    for (const auto value : values) {
      advance(24h);
      if (value != "-") say(sla, customer, value);
    }
  }
  Instant day_end(int n) const { return begun + std::chrono::days(n); }
  BacktestOptions options() const {
    BacktestOptions made;
    made.from = begun;
    made.to = clock->now();
    return made;
  }
  Backtest test(const BacktestOptions& given) { return require(session.backtest(ref(risk), given)); }
  Backtest test() { return test(options()); }
  /// A session of an agent who works in a domain.
  Session agent(std::optional<Ref<Domain>> home = {}) {
    return session_of(user_with({"customer_success_agent"}, home));
  }

  DataSource sla;
  Account customer;
  Engagement journey;
  RiskDefinition risk;
  Instant begun;
};

std::string code_of(const Result<Backtest>& result) {
  if (result) return "ok";
  const auto& faults = result.error().faults();
  return std::string(result.error().code()) + (faults.empty() || faults[0].field.empty() ? "" : " @" + faults[0].field);
}

}  // namespace

TEST_CASE("a backtest tells the signals that values of the past would have raised", "[metrics][risk][backtest]") {
  const StoredFile file(GENERATE(false, true));
  Watch world(file.options());
  world.days({"5", "5", "5", "40", "6"});
  const Counts before = world.counts();
  const auto result = world.test();
  CHECK(world.counts() == before);
  CHECK(result.steps == 5);
  CHECK(result.evaluated == 5);
  CHECK(result.notes.empty());
  CHECK(result.distributions.empty());
  REQUIRE(result.signals.size() == 2);
  const BacktestSignal& first = result.signals[0];
  CHECK(first.engagement == World::ref(world.journey));
  CHECK(first.source_table == "account");
  CHECK(first.source_record == world.customer.id);
  CHECK(first.raised_at == world.day_end(1));
  CHECK(first.last_at == world.day_end(3));
  REQUIRE(first.occurrences.size() == 3);
  for (int i = 0; i < 3; ++i) {
    const BacktestOccurrence& one = first.occurrences[static_cast<std::size_t>(i)];
    CHECK(one.start == world.day_end(i));
    CHECK(one.end == world.day_end(i + 1));
    CHECK(one.value == dec("5"));
    CHECK(one.threshold == dec("32"));
    CHECK(one.gap == dec("27"));
  }
  CHECK(result.signals[1].raised_at == world.day_end(5));
  CHECK(result.signals[1].occurrences.size() == 1);
  CHECK(result.signals[1].occurrences[0].gap == dec("26"));
}

TEST_CASE("a value that stays is one occurrence however many steps see it", "[metrics][risk][backtest]") {
  Watch world;
  world.days({"5", "-", "-", "-"});
  const auto result = world.test();
  REQUIRE(result.signals.size() == 1);
  CHECK(result.signals[0].occurrences.size() == 1);
  CHECK(result.signals[0].last_at == world.day_end(4));
  auto weekly = world.options();
  weekly.step = Frequency::weekly;
  const auto seldom = world.test(weekly);
  REQUIRE(seldom.steps == 1);  // Sunday the 24th ends a week
  REQUIRE(seldom.signals.size() == 1);
  CHECK(seldom.signals[0].raised_at == at("2024-11-25T00:00:00Z"));
}

TEST_CASE("the interval of a backtest begins behind its start and includes its end", "[metrics][risk][backtest]") {
  Watch world;
  world.days({"5", "5"});
  auto options = world.options();
  options.from = world.day_end(1);
  CHECK(world.test(options).steps == 1);
  options.from -= 1ms;
  CHECK(world.test(options).steps == 2);
  options.to -= 1ms;
  CHECK(world.test(options).steps == 1);
  options.from = options.to - 1h;
  const auto none = world.test(options);
  CHECK(none.steps == 0);
  CHECK(none.signals.empty());
}

TEST_CASE("steps end with the days of the engine's zone", "[metrics][risk][backtest]") {
  Watch world;
  world.property("calendar.time_zone", "Europe/Berlin");
  world.days({"5", "5"});
  const auto result = world.test();
  CHECK(result.steps == 2);
  REQUIRE(result.signals.size() == 1);
  CHECK(result.signals[0].raised_at == at("2024-11-22T23:00:00Z"));
}

TEST_CASE("a backtest knows at each step what was known at it, or what is known now", "[metrics][risk][backtest]") {
  Watch world;
  world.days({"5", "5"});
  // The first day is corrected later.
  require(world.session.ingest(
      world.row(world.sla, "account", world.customer.id, "80", world.day_end(0), world.day_end(1))));
  auto options = world.options();
  auto result = world.test(options);
  REQUIRE(result.signals.size() == 1);
  CHECK(result.signals[0].occurrences.size() == 2);
  options.as_known_then = false;
  result = world.test(options);
  REQUIRE(result.signals.size() == 1);
  CHECK(result.signals[0].raised_at == world.day_end(2));
  CHECK(result.signals[0].occurrences.size() == 1);
}

TEST_CASE("a backtest looks at engagements as they were", "[metrics][risk][backtest]") {
  const StoredFile file(GENERATE(false, true));
  Watch world(file.options());
  auto watch = world.again(world.risk);
  watch.applicable_engagements = "stage = adoption";
  world.update(watch);
  auto journey = world.again(world.journey);
  journey.stage = EngagementStage::adoption;
  world.advance(24h);
  world.say(world.sla, world.customer, "5");
  journey = world.update(journey);  // at the end of day 1
  world.days({"5", "5"});
  journey.stage = EngagementStage::expand;
  world.update(journey);  // at the end of day 3
  world.days({"5"});
  auto result = world.test();
  REQUIRE(result.signals.size() == 1);
  CHECK(result.signals[0].raised_at == world.day_end(1));
  CHECK(result.signals[0].last_at == world.day_end(2));
  CHECK(result.evaluated == 2);
  // An engagement that was not there yet is not looked at.
  auto options = world.options();
  options.from = world.begun - 3 * one_day;
  options.as_known_then = false;
  CHECK(world.test(options).evaluated == 2);
}

TEST_CASE("conditions may ask for the health of then", "[metrics][risk][backtest]") {
  Watch world;
  const DataSource usage = world.source();
  world.definition({}, {world.metric(usage, "100", "100")});
  auto watch = world.again(world.risk);
  watch.applicable_engagements = "health_score < 50";
  world.update(watch);
  for (const auto* health : {"80", "40", "70"}) {
    world.days({"5"});
    world.say(usage, world.customer, health);
    world.refresh();
  }
  const auto result = world.test();
  CHECK(result.evaluated == 1);
  REQUIRE(result.signals.size() == 1);
  CHECK(result.signals[0].raised_at == world.day_end(2));
  CHECK(result.signals[0].last_at == world.day_end(2));
}

TEST_CASE("a signal goes on over steps that tell nothing of its record", "[metrics][risk][backtest]") {
  Watch world;
  world.days({"5"});
  // The next period has a value of another record alone.
  world.advance(24h);
  require(world.session.ingest(
      world.row(world.sla, "engagement", world.journey.id, "50", world.day_end(1), world.day_end(2))));
  world.days({"6"});
  const auto result = world.test();
  REQUIRE(result.signals.size() == 1);
  CHECK(result.signals[0].occurrences.size() == 2);
  CHECK(result.signals[0].last_at == world.day_end(3));
}

TEST_CASE("overrides give the threshold until they end, and another one may be tried", "[metrics][risk][backtest]") {
  Watch world;
  auto entity = world.threshold(world.risk, "50", "active = true", 1);
  entity.valid_until = world.day_end(2);
  entity.state = PublishState::published;
  world.update(entity);
  auto draft = world.threshold(world.risk, "90", "active = false or active = true", 2);
  CHECK(draft.state == PublishState::draft);
  world.days({"40", "40", "5"});
  auto result = world.test();
  REQUIRE(result.signals.size() == 2);
  CHECK(result.signals[0].last_at == world.day_end(1));
  CHECK(result.signals[0].occurrences[0].threshold == dec("50"));
  CHECK(result.signals[1].raised_at == world.day_end(3));
  CHECK(result.signals[1].occurrences[0].threshold == dec("32"));
  auto options = world.options();
  options.threshold = dec("4");
  CHECK(world.test(options).signals.empty());
  options.threshold = dec("41");
  result = world.test(options);
  REQUIRE(result.signals.size() == 1);
  CHECK(result.signals[0].occurrences[0].gap == dec("1"));
}

TEST_CASE("a draft is tested with the overrides that publishing it would publish", "[metrics][risk][backtest]") {
  Watch world;
  world.risk = world.create(world.new_risk(world.sla, Comparison::greater_than, "100"));
  world.threshold(world.risk, "30", "active = true", 1);
  world.days({"40"});
  const auto result = world.test();
  REQUIRE(result.signals.size() == 1);
  CHECK(result.signals[0].occurrences[0].threshold == dec("30"));
}

TEST_CASE("table definitions are tested on the records as they were", "[metrics][risk][backtest]") {
  const StoredFile file(GENERATE(false, true));
  Watch world(file.options());
  world.create(world.new_mapper("touchpoint", "touchpoint", "id", "engagement"));
  auto meeting = world.touchpoint(world.journey);
  world.touchpoint(world.journey);
  RiskDefinition entity;
  entity.name = "Table";
  entity.type = RiskDefinitionType::table;
  entity.category = World::ref(world.choice());
  entity.source_table = "touchpoint";
  entity.source_condition = "subject = \"Trouble\"";
  entity.template_fields = world.risk_template();
  world.risk = world.create(entity);
  const auto call = [&](std::string_view subject) {
    world.advance(24h);
    meeting = world.again(meeting);
    meeting.subject = subject;
    meeting = world.update(meeting);
  };
  for (const auto* subject : {"Trouble", "Trouble too", "Trouble"}) call(subject);
  world.advance(24h);
  const auto result = world.test();
  CHECK(result.steps == 4);
  CHECK(result.evaluated == 3);
  CHECK(result.notes == std::vector<std::string>{"mapping_of_now"});
  REQUIRE(result.signals.size() == 2);
  CHECK(result.signals[0].source_table == "touchpoint");
  CHECK(result.signals[0].source_record == meeting.id);
  CHECK(result.signals[0].raised_at == world.day_end(1));
  CHECK(result.signals[0].last_at == world.day_end(1));
  CHECK(result.signals[1].raised_at == world.day_end(3));
  CHECK(result.signals[1].last_at == world.day_end(4));
  REQUIRE(result.signals[1].occurrences.size() == 2);
  CHECK(result.signals[1].occurrences[1].start == world.day_end(4));
  CHECK(result.signals[1].occurrences[1].end == world.day_end(5));
  CHECK_FALSE(result.signals[1].occurrences[1].value);

  auto options = world.options();
  options.threshold = dec("1");
  CHECK(code_of(world.session.backtest(World::ref(world.risk), options)) == "invalid_input @threshold");
}

TEST_CASE("conditions that walk references are noted", "[metrics][risk][backtest]") {
  Watch world;
  auto watch = world.again(world.risk);
  watch.applicable_engagements = "account.name = \"" + world.customer.name + "\"";
  world.update(watch);
  world.days({"5"});
  auto result = world.test();
  CHECK(result.notes == std::vector<std::string>{"record_history_missing"});
  CHECK(result.signals.size() == 1);
}

TEST_CASE("a backtest is held against renewals and losses", "[metrics][risk][backtest]") {
  const StoredFile file(GENERATE(false, true));
  Watch world(file.options());
  const Account calm = world.account();
  const Engagement other = world.engagement(calm);
  auto lost = world.contract(world.customer);
  auto kept = world.contract(calm);
  world.link(world.journey, lost);
  world.link(other, kept);
  for (const auto* value : {"50", "5", "5", "5"}) {
    world.days({value});
    world.say(world.sla, calm, "50");
  }
  lost.substate = ContractSubstate::renewal_rejected;
  world.update(lost);
  kept.substate = ContractSubstate::renewal_approved;
  world.update(kept);
  world.advance(24h);
  auto result = world.test();
  REQUIRE(result.signals.size() == 1);
  REQUIRE(result.signals[0].outcome);
  CHECK(result.signals[0].outcome->lost);
  CHECK(result.signals[0].outcome->at == world.day_end(4));
  CHECK(result.quality.lost_alerted == 1);
  CHECK(result.quality.renewed_quiet == 1);
  CHECK(result.quality.lost_quiet + result.quality.renewed_alerted + result.quality.undecided == 0);
  CHECK(result.quality.precision == dec("100"));
  CHECK(result.quality.recall == dec("100"));
  CHECK(result.quality.lead_mean == Duration(48h));
  CHECK(result.quality.alerts_per_week == dec("1.4"));

  auto options = world.options();
  options.horizon = Duration(24h);
  result = world.test(options);
  CHECK_FALSE(result.signals[0].outcome);
  CHECK(result.quality.undecided == 1);
  CHECK(result.quality.lost_quiet == 1);

  options.horizon.reset();
  options.outcomes = {{World::ref(world.journey), world.day_end(3), false}};
  result = world.test(options);
  CHECK(result.quality.renewed_alerted == 1);
  CHECK(result.quality.lost_alerted + result.quality.renewed_quiet == 0);
  CHECK(result.signals[0].outcome->at == world.day_end(3));

  // Another who does not see the engagement is not told that it exists.
  options.outcomes = {{Ref<Engagement>(world.customer.id), world.day_end(3), false}};
  CHECK(code_of(world.session.backtest(World::ref(world.risk), options)) == "not_found @outcomes");
}

TEST_CASE("wrong options of a backtest are refused", "[metrics][risk][backtest]") {
  Watch world;
  world.days({"5"});
  const auto code = [&](auto change) {
    auto options = world.options();
    change(options);
    return code_of(world.session.backtest(World::ref(world.risk), options));
  };
  CHECK(code([](auto&) {}) == "ok");
  CHECK(code([](auto& options) { options.from = options.to; }) == "period_invalid @to");
  CHECK(code([](auto& options) { options.to += 1ms; }) == "period_invalid @to");
  CHECK(code([](auto& options) { options.horizon = Duration(-1); }) == "invalid_input @horizon");
  CHECK(code([](auto& options) { options.horizon = Duration::max(); }) == "invalid_input @horizon");
  CHECK(code([](auto& options) { options.alert_below = dec("40"); }) == "invalid_input @alert_below");
  CHECK(code([](auto& options) { options.from = options.to - 5000 * one_day; }) == "ok");
  CHECK(code([](auto& options) { options.from = options.to - 5001 * one_day; }) == "invalid_input @step");
  CHECK(code([](auto& options) {
          options.from = options.to - 5001 * one_day;
          options.step = Frequency::weekly;
        }) == "ok");
  CHECK(code_of(world.session.backtest(Ref<RiskDefinition>(world.customer.id), world.options())) == "not_found");
}

TEST_CASE("agents test definitions on what they see", "[metrics][risk][backtest][access]") {
  Watch world;
  world.separate_domains();
  const Domain left = world.domain("left");
  const Domain right = world.domain("right");
  const Account left_account = world.account(World::ref(left));
  const Account right_account = world.account(World::ref(right));
  const Engagement left_journey = world.engagement(left_account);
  world.engagement(right_account);
  world.days({"-"});
  world.say(world.sla, left_account, "5");
  world.say(world.sla, right_account, "5");
  CHECK(world.test().signals.size() == 2);
  auto agent = world.agent(World::ref(left));
  const auto result = require(agent.backtest(World::ref(world.risk), world.options()));
  CHECK(result.evaluated == 1);
  REQUIRE(result.signals.size() == 1);
  CHECK(result.signals[0].engagement == World::ref(left_journey));
  auto options = world.options();
  options.outcomes = {{World::ref(world.journey), world.clock->now(), true}};
  CHECK(code_of(agent.backtest(World::ref(world.risk), options)) == "not_found @outcomes");
  auto viewer = world.session_of(world.user_with({"customer_success_viewer"}));
  CHECK(code_of(viewer.backtest(World::ref(world.risk), world.options())) == "access_denied");
  // A definition of another tenant is not there.
  auto other = world.agent(World::ref(right));
  auto foreign = world.new_risk(world.sla, Comparison::less_than, "7");
  const auto reporter = world.user(World::ref(right)).id;
  foreign.template_fields =
      R"({"short_description":"Low","description":"It is low.","reported_by":")" + reporter.to_string() + "\"}";
  foreign = require(other.create(foreign));
  CHECK(code_of(agent.backtest(World::ref(foreign), world.options())) == "not_found");
  CHECK(require(other.backtest(World::ref(foreign), world.options())).signals.size() == 1);
  // Run by those who see more, it still acts on its own domain alone.
  const auto seen = require(world.session.backtest(World::ref(foreign), world.options()));
  CHECK(seen.evaluated == 1);
  CHECK(seen.signals.size() == 1);
}

namespace {

using Key = std::tuple<std::string, Id, Id>;
using Occurrences = std::vector<std::tuple<Instant, Instant, Decimal, Decimal, Decimal>>;

/// A portfolio that lives through some days at random and is analysed at the end of each.
struct Days : World {
  Days(EngineOptions options, unsigned seed, bool closes) : World(std::move(options)), random(seed), sla(source()) {
    if (seed % 2 == 0) property("calendar.time_zone", "Europe/Berlin");
    if (closes) property("risk.auto_close", "true", PropertyType::boolean);
    product_mapper();
    for (int i = 0; i < 3; ++i) {
      customers.push_back(account());
      for (int j = 0; j < 2; ++j) journeys.push_back(engagement(customers.back()));
    }
    auto entity = new_risk(sla, Comparison::less_or_equal, "50");
    entity.applicable_engagements = "not (stage = renew)";
    risk = create(entity);
    threshold(risk, "80", "stage = adoption", 2);
    auto early = threshold(risk, "20", "stage = adoption and title contains \"1\"", 1);
    begun = at(seed % 2 == 0 ? "2024-11-20T23:00:00Z" : "2024-11-21T00:00:00Z");
    early.valid_until = begun + std::chrono::days(6);
    update(early);
    publish(risk);
  }

  void live(int days) {
    constexpr EngagementStage stages[] = {EngagementStage::adoption, EngagementStage::renew, EngagementStage::expand};
    for (int day = 1; day <= days; ++day) {
      clock->set(begun + std::chrono::days(day));
      const Instant end = clock->now();
      for (const Account& customer : customers) {
        if (random() % 4 == 0) continue;
        deliver("account", customer.id, end);
        if (random() % 5 == 0) deliver("account", customer.id, end - one_day);  // a correction
      }
      const Engagement& picked = journeys[random() % journeys.size()];
      if (random() % 3 == 0) deliver("engagement", picked.id, end);
      if (random() % 2 == 0) {
        auto changed = again(picked);
        changed.stage = stages[random() % 3];
        update(changed);
      }
      raised += analyze().raised;
    }
  }
  void deliver(std::string_view table, Id record, Instant end) {
    const auto value = std::to_string(random() % 10 * 10);
    require(session.ingest(row(sla, table, record, value, end - one_day, end)));
  }

  std::mt19937 random;
  DataSource sla;
  std::vector<Account> customers;
  std::vector<Engagement> journeys;
  RiskDefinition risk;
  Instant begun;
  std::size_t raised = 0;
};

/// What the analyser left, by key; each signal with when it was raised.
std::map<Key, std::map<Instant, Occurrences>> recorded(World& world) {
  std::map<Key, std::map<Instant, Occurrences>> found;
  FindOptions all;
  all.limit = 10'000;
  for (const RiskSignal& signal : require(world.session.find<RiskSignal>(all)).items) {
    auto& held = found[{signal.source_table, *signal.source_record, signal.engagement->id()}][*signal.created_at];
    FindOptions of = matching("risk_signal = \"" + signal.id.to_string() + "\"");
    of.limit = 10'000;
    for (const auto& one : require(world.session.find<RiskOccurrence>(of)).items) {
      held.emplace_back(*one.start_date, *one.end_date, *one.current_value, *one.threshold, *one.gap);
    }
    std::sort(held.begin(), held.end());
  }
  return found;
}

std::map<Key, std::map<Instant, Occurrences>> told(const Backtest& backtest) {
  std::map<Key, std::map<Instant, Occurrences>> found;
  for (const BacktestSignal& signal : backtest.signals) {
    auto& held = found[{signal.source_table, signal.source_record, signal.engagement.id()}][signal.raised_at];
    for (const auto& one : signal.occurrences) {
      held.emplace_back(one.start, one.end, *one.value, *one.threshold, *one.gap);
    }
    std::sort(held.begin(), held.end());
  }
  return found;
}

/// The same whichever signal an occurrence belongs to.
std::map<Key, Occurrences> by_key(const std::map<Key, std::map<Instant, Occurrences>>& signals) {
  std::map<Key, Occurrences> merged;
  for (const auto& [key, list] : signals) {
    auto& held = merged[key];
    for (const auto& [raised, occurrences] : list) held.insert(held.end(), occurrences.begin(), occurrences.end());
    std::sort(held.begin(), held.end());
  }
  return merged;
}

}  // namespace

TEST_CASE("a backtest of some days gives what the analyser raised on them", "[metrics][risk][backtest]") {
  const auto seed = GENERATE(range(1U, 9U));
  const bool closes = seed % 3 != 0;
  const StoredFile file(seed > 6);
  Days world(file.options(), seed, closes);
  world.live(12);
  BacktestOptions options;
  options.from = world.begun;
  options.to = world.clock->now();
  const auto result = require(world.session.backtest(World::ref(world.risk), options));
  INFO("seed " << seed);
  CHECK(result.steps == 12);
  CHECK(result.notes.empty());
  const auto raised = recorded(world);
  CHECK(world.raised > 0);
  CHECK(by_key(told(result)) == by_key(raised));
  if (closes) CHECK(told(result) == raised);
}
