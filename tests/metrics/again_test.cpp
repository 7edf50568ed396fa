// SPDX-License-Identifier: Apache-2.0
#include <utility>

#include "metrics/bulk.hpp"
#include "metrics/calculated.hpp"
#include "metrics/reader.hpp"
#include "metrics/stored_file.hpp"
#include "metrics/world.hpp"

using namespace steward;
using namespace steward::test;

// What a run of the day that follows another one looks at, and what it says about it (engine 6 and 11).

namespace {

class Followed : public World {
 public:
  explicit Followed(EngineOptions options = {}, std::optional<Duration> max_age = {})
      : World(std::move(options)),
        first(account()),
        second(account()),
        source_one(source("one", Frequency::daily, max_age)) {
    one = engagement(first);
    engagement(first);
    engagement(second);
    definition({}, {metric(source_one, "100", "100")});
    watch = publish(create(new_risk(source_one, Comparison::less_than, "50")));
    say(source_one, first, "30");
    say(source_one, second, "70");
    advance(std::chrono::minutes(1));
    refresh();
    analyze();
    advance(std::chrono::minutes(1));
  }
  std::string whole() {
    const auto report = refresh();
    return report.in_full.empty() ? "" : report.in_full.begin()->first;
  }

  Account first;
  Account second;
  DataSource source_one;
  Engagement one;
  RiskDefinition watch;
};

}  // namespace

TEST_CASE("a run without changes skips everything and says so", "[metrics]") {
  for (const bool on_file : {false, true}) {
    const StoredFile file(on_file);
    Followed world(file.options());
    const auto before = world.counts();
    const auto refreshed = world.refresh();
    CHECK(refreshed.evaluated == 0);
    CHECK(refreshed.skipped == 3);
    CHECK(refreshed.unchanged == 3);
    CHECK(refreshed.in_full.empty());
    const auto analyzed = world.analyze();
    CHECK(analyzed.definitions == 1);
    CHECK(analyzed.skipped == 1);
    CHECK(analyzed.evaluated == 0);
    CHECK(analyzed.breaches == 2);
    CHECK(analyzed.unchanged == 2);
    CHECK(analyzed.in_full.empty());
    CHECK(world.counts() == before);
    CHECK(world.again(world.watch).last_run_at == world.clock->now());
  }
}

TEST_CASE("a value brings back the engagements that it counts for", "[metrics]") {
  Followed world;
  world.say(world.source_one, world.second, "40");
  const auto refreshed = world.refresh();
  CHECK(refreshed.evaluated == 1);
  CHECK(refreshed.written == 1);
  CHECK(refreshed.skipped == 2);
  CHECK(refreshed.in_full.empty());
  const auto analyzed = world.analyze();
  CHECK(analyzed.skipped == 0);
  CHECK(analyzed.evaluated == 1);
  CHECK(analyzed.raised == 1);
  CHECK(analyzed.breaches == 3);
  CHECK(analyzed.unchanged == 2);
  CHECK(analyzed.in_full.empty());
}

TEST_CASE("a changed engagement is looked at, a new one and one that is no more active too", "[metrics]") {
  Followed world;
  auto entity = world.again(world.one);
  entity.title = "Another title";
  world.update(entity);
  world.engagement(world.first);
  const auto refreshed = world.refresh();
  CHECK(refreshed.evaluated == 2);
  CHECK(refreshed.skipped == 2);
  const auto analyzed = world.analyze();
  CHECK(analyzed.evaluated == 2);
  CHECK(analyzed.unchanged == 2);
}

TEST_CASE("why everything is looked at is said", "[metrics]") {
  SECTION("the first run of an engine") {
    const StoredFile file;
    {
      const Followed world(file.options());
    }
    auto options = file.options();
    const Portfolio reopened(std::move(options));
    Session session = require(Engine(reopened.engine).system_session());
    CHECK(require(session.refresh_health()).in_full == InFull{{"first_run", 1}});
    CHECK(require(session.analyze_risks()).in_full == InFull{{"first_run", 1}});
  }
  SECTION("another day") {
    Followed world;
    world.advance(std::chrono::hours(24));
    CHECK(world.whole() == "new_day");
    CHECK(world.analyze().in_full == InFull{{"new_day", 1}});
  }
  SECTION("another definition") {
    Followed world;
    HealthDefinition special;
    special.rank = 1;
    special.definition = "stage = renew";
    world.definition(special, {world.metric(world.source_one, "50", "100")});
    CHECK(world.whole() == "definitions_changed");
    auto source = world.again(world.source_one);
    source.name = "Another name";
    world.update(source);
    CHECK(world.analyze().in_full == InFull{{"definitions_changed", 1}});
  }
  SECTION("a property") {
    Followed world;
    world.property("health.keep_explanations", "true", PropertyType::boolean);
    CHECK(world.whole() == "records_changed");
    CHECK(world.analyze().in_full == InFull{{"records_changed", 1}});
  }
  SECTION("a record that a condition looks into") {
    Followed world;
    HealthDefinition bank;
    bank.rank = 1;
    bank.definition = "account.industry = \"Bank\"";
    world.definition(bank, {world.metric(world.source_one, "50", "100")});
    world.refresh();
    CHECK(world.whole().empty());
    auto account = world.again(world.first);
    account.industry = "Bank";
    world.update(account);
    CHECK(world.whole() == "records_changed");
  }
  SECTION("a value that went stale") {
    Followed world({}, std::chrono::hours(15));  // said for the day that ended twelve hours ago
    CHECK(world.whole().empty());
    world.advance(std::chrono::hours(3));
    CHECK(world.whole() == "time_passed");
    CHECK_FALSE(world.score_of(world.one));
  }
  SECTION("a condition that asks for the clock, or for a score") {
    for (const auto* condition : {"created_at < now()", "health_score < 50"}) {
      Followed world;
      HealthDefinition special;
      special.rank = 1;
      special.definition = condition;
      world.definition(special, {world.metric(world.source_one, "50", "100")});
      world.refresh();
      CHECK(world.whole() == "clock_or_result_read");
    }
  }
  SECTION("a signal that was removed is raised again") {
    Followed world;
    auto signals = require(world.session.find<RiskSignal>()).items;
    REQUIRE(signals.size() == 2);
    require(world.session.remove(signals[0]));
    const auto analyzed = world.analyze();
    CHECK(analyzed.in_full == InFull{{"records_changed", 1}});
    CHECK(analyzed.raised == 1);
  }
  SECTION("a signal that was closed stays closed, and nothing is looked at again") {
    Followed world;
    auto signals = require(world.session.find<RiskSignal>()).items;
    signals[0].state = RiskState::closed;
    signals[0].close_code = Choice<RiskCloseCode>(RiskCloseCode::resolved);
    signals[0].close_notes = "done";
    world.update(signals[0]);
    CHECK(world.analyze().skipped == 1);
  }
  SECTION("closing what is over") {
    Followed world;
    auto second = world.new_risk(world.source_one, Comparison::less_than, "35");
    second.category = world.watch.category;
    second = world.publish(world.create(second));
    world.property("risk.auto_close", "true", PropertyType::boolean);
    world.analyze();
    CHECK(world.analyze().skipped == 2);
    world.say(world.source_one, world.second, "40");
    CHECK(world.analyze().in_full == InFull{{"auto_close", 2}});
    CHECK(world.analyze().skipped == 2);
    second = world.again(second);
    second.state = PublishState::draft;
    world.update(second);
    CHECK(world.analyze().in_full == InFull{{"definitions_changed", 1}});
  }
}

TEST_CASE("a run in a transaction of the host is not remembered", "[metrics]") {
  Followed world;
  require(world.session.begin());
  world.say(world.source_one, world.first, "90");
  CHECK(world.whole() == "changes_unknown");
  world.session.rollback();
  CHECK(world.refresh().skipped == 3);
  CHECK(world.score_of(world.one) == dec("30"));
  // A definition that is undone and written anew has the same version again.
  const auto lower = [&](std::string_view threshold) {
    auto watch = world.again(world.watch);
    watch.threshold = dec(threshold);
    world.update(watch);
  };
  require(world.session.begin());
  lower("20");
  CHECK(world.analyze().breaches == 0);
  world.session.rollback();
  lower("80");
  CHECK(world.analyze().raised == 1);
}

TEST_CASE("a run at an instant before the data is not remembered", "[metrics]") {
  for (const bool on_file : {false, true}) {
    const StoredFile file(on_file);
    Followed world(file.options());
    const auto noon = world.clock->now();
    world.say(world.source_one, world.first, "60");
    world.clock->set(noon - std::chrono::minutes(30));
    CHECK(world.whole() == "changes_unknown");
    CHECK(world.analyze().in_full == InFull{{"changes_unknown", 1}});
    CHECK_FALSE(world.score_of(world.one));
    world.clock->set(noon + std::chrono::minutes(10));
    world.refresh();
    CHECK(world.score_of(world.one) == dec("60"));
  }
}

TEST_CASE("where breaches close signals, one in another category than its definition is closed too", "[metrics]") {
  Followed world;
  auto other = world.publish(world.create(world.new_risk(world.source_one, Comparison::less_than, "5")));
  world.property("risk.auto_close", "true", PropertyType::boolean);
  auto signals = require(world.session.find<RiskSignal>()).items;
  signals[0].category = other.category;
  world.update(signals[0]);
  CHECK(world.analyze().closed == 0);
  world.say(world.source_one, world.first, "95");
  CHECK(world.analyze().closed == 2);
}

TEST_CASE("a skipped refresh notes the run of the definitions that score somebody", "[metrics]") {
  Followed world;
  CHECK(world.refresh().skipped == 3);
  const auto held = require(world.session.find<HealthDefinition>()).items;
  REQUIRE(held.size() == 1);
  CHECK(held[0].last_run_at == world.clock->now());
}

TEST_CASE("after a write between the batches of a run the next one looks at everything", "[metrics]") {
  for (const bool on_file : {false, true}) {
    const StoredFile file(on_file);
    Followed world(file.options());
    auto other = require(world.engine.system_session());
    bool written = false;
    // Told after each commit: another session writes before the run goes on.
    const auto token = world.engine.subscribe([&](const std::vector<FeedEntry>&) {
      if (std::exchange(written, true)) return;
      auto entity = require(other.get(World::ref(world.one)));
      entity.title = "Meanwhile";
      require(other.update(entity));
    });
    world.say(world.source_one, world.second, "40");
    written = false;
    CHECK(world.whole().empty());
    REQUIRE(written);
    world.engine.unsubscribe(token);
    CHECK(world.whole() == "first_run");
    CHECK(world.whole().empty());
  }
}

namespace {

/// A chain of two sources on the engagements of a portfolio; the second makes their health.
class Chained : public World {
 public:
  explicit Chained(EngineOptions options = {}, std::string condition = {}, std::optional<Duration> max_age = {})
      : World(std::move(options)), owner(account()), raw(source("raw")) {
    one = engagement(owner);
    const auto other = account();
    two = engagement(other);
    auto draft = draft_of("Level", ContextTable::engagement);
    draft.max_age = max_age;
    level = calculated(*this, draft, {{std::move(condition), {measured(raw, "100", "100")}}});
    top = calculated(*this, health_source("Upper"), {{"", {measured(level, "50", "100")}}});
    say(raw, owner, "30");
    say(raw, other, "20");
    advance(std::chrono::minutes(1));
    calculate();
    advance(std::chrono::minutes(1));
  }
  CalculateReport calculate() { return require(session.calculate()); }

  Account owner;
  DataSource raw;
  Engagement one;
  Engagement two;
  DataSource level;
  DataSource top;
};

}  // namespace

TEST_CASE("a calculation without changes skips every source and says so", "[metrics]") {
  for (const bool on_file : {false, true}) {
    const StoredFile file(on_file);
    Chained world(file.options());
    const auto before = world.counts();
    const auto report = world.calculate();
    CHECK(report.sources == 2);
    CHECK(report.evaluated == 0);
    CHECK(report.skipped == 4);
    CHECK(report.unchanged == 4);
    CHECK(report.in_full.empty());
    CHECK(world.counts() == before);
    CHECK(world.again(world.level).last_run_at == world.clock->now());
    CHECK(world.score_of(world.one) == dec("60"));
  }
}

TEST_CASE("a value goes up the chain to its record alone", "[metrics]") {
  Chained world;
  world.say(world.raw, world.owner, "40");
  const auto report = world.calculate();
  CHECK(report.evaluated == 2);
  CHECK(report.written == 2);
  CHECK(report.skipped == 2);
  CHECK(report.targets == 1);
  CHECK(report.in_full.empty());
  CHECK(world.score_of(world.one) == dec("80"));
  CHECK(world.calculate().skipped == 4);
}

TEST_CASE("a new engagement and a changed one are scored by a calculation that follows another", "[metrics]") {
  Chained world;
  const auto third = world.engagement(world.owner);
  auto entity = world.again(world.two);
  entity.title = "Another title";
  world.update(entity);
  const auto report = world.calculate();
  CHECK(report.evaluated == 4);
  CHECK(report.skipped == 2);
  CHECK(report.without_data == 2);  // its account's value came before the engagement
  CHECK_FALSE(world.score_of(third));
}

TEST_CASE("why a calculation looks at everything is said", "[metrics]") {
  SECTION("another day") {
    Chained world;
    world.advance(std::chrono::hours(24));
    CHECK(world.calculate().in_full == InFull{{"new_day", 2}});
  }
  SECTION("another segment") {
    Chained world;
    auto segment = require(world.session.find<Segment>(matching("data_source.name = \"Level\""))).items.at(0);
    segment.state = PublishState::draft;
    world.update(segment);
    // Without the source nothing is calculated of it, and its last values stand.
    CHECK(world.calculate().sources == 1);
    segment = world.again(segment);
    segment.conditions = "title is not empty";
    segment.state = PublishState::published;
    world.update(segment);
    auto source = world.again(world.level);
    source.state = PublishState::published;
    world.update(source);
    const auto report = world.calculate();
    CHECK(report.in_full == InFull{{"definitions_changed", 1}});
    CHECK(report.skipped == 2);
  }
  SECTION("a source whose values grow old") {
    Chained world({}, {}, std::chrono::hours(100));
    const auto report = world.calculate();
    CHECK(report.in_full == InFull{{"clock_or_result_read", 1}});
    CHECK(report.written == 2);
  }
  SECTION("a segment that asks for the health that the run writes") {
    Chained world({}, "health_score is empty or health_score > 1");
    CHECK(world.calculate().in_full == InFull{{"clock_or_result_read", 1}});
  }
  SECTION("a record that a condition looks into") {
    Chained world({}, "account.industry != \"Bank\"");
    CHECK(world.calculate().in_full.empty());
    auto entity = world.again(world.owner);
    entity.industry = "Bank";
    world.update(entity);
    const auto report = world.calculate();
    CHECK(report.in_full == InFull{{"records_changed", 1}});
    CHECK(report.without_data == 1);
  }
  SECTION("a transaction of the host") {
    Chained world;
    require(world.session.begin());
    CHECK(world.calculate().in_full == InFull{{"changes_unknown", 2}});
    world.session.rollback();
    CHECK(world.calculate().skipped == 4);
  }
}

TEST_CASE("a usage that was removed comes back with its score", "[metrics]") {
  for (const bool on_file : {false, true}) {
    const StoredFile file(on_file);
    World world(file.options());
    const auto owner = world.account();
    const auto product = world.sold_product(owner);
    const auto logins = direct_source(world, ContextTable::sold_product);
    auto draft = draft_of("Adoption", ContextTable::sold_product);
    draft.target_table = "product_usage";
    draft.target_field = "adoption_score";
    draft.target_query_field = "sold_product";
    calculated(world, draft, {{"", {measured(logins, "100", "100")}}});
    say_directly(world, logins, "sold_product", product.id, "90");
    const auto calculate = [&] {
      world.advance(std::chrono::minutes(1));
      return require(world.session.calculate());
    };
    CHECK(calculate().targets == 1);
    CHECK(calculate().in_full == InFull{{"first_run", 1}});  // the one before wrote its target through rules
    CHECK(calculate().skipped == 1);
    const auto usage = require(world.session.find<ProductUsage>()).items.at(0);
    require(world.session.remove(usage));
    CHECK(calculate().in_full == InFull{{"records_changed", 1}});
    CHECK(require(world.session.find<ProductUsage>()).items.at(0).adoption_score == dec("90"));
  }
}

TEST_CASE("an engagement that falls from one source of health to another takes its score", "[metrics]") {
  World world;
  auto bank = world.account();
  bank.industry = "Bank";
  bank = world.update(bank);
  const auto journey = world.engagement(bank);
  const auto raw = world.source("raw");
  const auto other = world.source("other");
  calculated(world, health_source("A"), {{"account.industry = \"Bank\"", {measured(raw, "100", "100")}}});
  calculated(world, health_source("B"), {{"", {measured(other, "100", "100")}}});
  world.say(raw, bank, "30");
  world.say(other, bank, "90");
  const auto calculate = [&] {
    world.advance(std::chrono::minutes(1));
    return require(world.session.calculate());
  };
  calculate();
  CHECK(calculate().skipped == 2);
  CHECK(world.score_of(journey) == dec("30"));
  bank = world.again(bank);
  bank.industry = "Retail";
  world.update(bank);
  calculate();
  CHECK(world.score_of(journey) == dec("90"));
}

TEST_CASE("a calculation at the start of a day still writes the day before", "[metrics]") {
  Chained world;
  const auto midnight = std::chrono::ceil<std::chrono::days>(world.clock->now());
  world.clock->set(midnight);
  CHECK(world.calculate().in_full == InFull{{"new_day", 2}});
  world.clock->set(midnight + std::chrono::minutes(7));
  const auto report = world.calculate();
  CHECK(report.in_full == InFull{{"new_day", 2}});
  CHECK(report.written == 4);
}

TEST_CASE("what another session adds between two sources counts for the second and is not built upon", "[metrics]") {
  for (const bool on_file : {false, true}) {
    const StoredFile file(on_file);
    World world(file.options());
    const auto owner = world.account();
    const auto journey = world.engagement(owner);
    const auto raw = world.source("raw");
    calculated(world, health_source("A"), {{"", {measured(raw, "100", "100")}}});
    calculated(world, draft_of("B", ContextTable::engagement), {{"", {measured(raw, "100", "100")}}});
    world.say(raw, owner, "30");
    world.advance(std::chrono::minutes(1));
    auto other = require(world.engine.system_session());
    bool added = false;
    // Told after a commit of the first source: the list of records that both share is older than this one.
    const auto token = world.engine.subscribe([&](const std::vector<FeedEntry>&) {
      if (std::exchange(added, true)) return;
      Engagement late;
      late.account = World::ref(owner);
      late.initial_onboarding = journey.initial_onboarding;
      late.title = "Late";
      require(other.create(late));
      const Instant end = std::chrono::floor<std::chrono::days>(world.clock->now());
      require(other.ingest(world.row(raw, "account", owner.id, "45", end - std::chrono::days(1), end)));
    });
    CHECK(require(world.session.calculate()).written == 3);
    REQUIRE(added);
    world.engine.unsubscribe(token);
    world.advance(std::chrono::minutes(1));
    const auto report = require(world.session.calculate());
    CHECK(report.in_full == InFull{{"first_run", 2}});
    CHECK(report.written == 2);
    CHECK(require(world.session.calculate()).skipped == 4);
  }
}

TEST_CASE("a value that another session adds for a later source of health counts for it", "[metrics]") {
  for (const bool on_file : {false, true}) {
    const StoredFile file(on_file);
    World world(file.options());
    auto bank = world.account();
    bank.industry = "Bank";
    bank = world.update(bank);
    const auto shop = world.account();
    world.engagement(bank);
    const auto journey = world.engagement(shop);
    const auto raw = world.source("raw");
    // When its values go stale is looked up with the first source already.
    const auto aging = world.source("aging", Frequency::daily, std::chrono::days(30));
    calculated(world, health_source("A"), {{"account.industry = \"Bank\"", {measured(raw, "100", "100")}}});
    const auto second = calculated(world, health_source("B"), {{"", {measured(aging, "100", "100")}}});
    world.say(raw, bank, "30");
    world.say(aging, shop, "40");
    world.advance(std::chrono::minutes(1));
    auto other = require(world.engine.system_session());
    bool added = false;
    const auto token = world.engine.subscribe([&](const std::vector<FeedEntry>& entries) {
      const bool scored = std::any_of(entries.begin(), entries.end(),
                                      [](const FeedEntry& entry) { return entry.kind == "health_changed"; });
      if (!scored || std::exchange(added, true)) return;
      const Instant end = std::chrono::floor<std::chrono::days>(world.clock->now());
      require(other.ingest(world.row(aging, "account", shop.id, "80", end - std::chrono::days(1), end)));
    });
    require(world.session.calculate());
    REQUIRE(added);
    world.engine.unsubscribe(token);
    world.advance(std::chrono::minutes(1));
    require(world.session.calculate());
    CHECK(world.score_of(journey) == dec("80"));
    if (!on_file) continue;
    // Health is read anew when it is written; what the source itself keeps must be made of the same value.
    Reader reader(file, world);
    const auto owner = metrics::series_of(second.id, ContextTable::engagement);
    const auto kept = require(reader.unit().series().latest({owner, "engagement", Instant::max(), Instant::max(), {}}));
    REQUIRE(kept.size() == 1);
    CHECK(kept.value[0] == dec("80"));
  }
}

TEST_CASE("a target that is looked up by another field is written each time", "[metrics]") {
  World world;
  const auto owner = world.account();
  const auto suite = world.sold_product(owner);
  const auto part = world.sold_product(owner, World::ref(suite));
  const auto seats = direct_source(world, ContextTable::sold_product);
  auto draft = draft_of("Level", ContextTable::sold_product);
  draft.target_table = "sold_product";
  draft.target_field = "quantity";
  draft.target_query_field = "parent";
  calculated(world, draft, {{"", {measured(seats, "100", "100")}}});
  say_directly(world, seats, "sold_product", suite.id, "40");
  for (int i = 0; i < 3; ++i) {
    world.advance(std::chrono::minutes(1));
    require(world.session.calculate());
  }
  CHECK(world.again(part).quantity == dec("40"));
  auto edited = world.again(part);
  edited.quantity = dec("7");
  world.update(edited);
  world.advance(std::chrono::minutes(1));
  require(world.session.calculate());
  CHECK(world.again(part).quantity == dec("40"));
}

TEST_CASE("who reads the health of an engagement from another table looks again after it was written", "[metrics]") {
  World world;
  const auto owner = world.account();
  const auto journey = world.engagement(owner);
  world.outcome(journey);
  const auto raw = world.source("raw");
  const auto progress = direct_source(world, ContextTable::success_outcome);
  calculated(world, draft_of("Before", ContextTable::success_outcome),
             {{"engagement.health_score < 50", {measured(progress, "100", "100")}}});
  calculated(world, health_source("Upper"), {{"", {measured(raw, "100", "100")}}});
  world.say(raw, owner, "30");
  const auto calculate = [&] {
    world.advance(std::chrono::minutes(1));
    return require(world.session.calculate());
  };
  calculate();
  CHECK(calculate().in_full == InFull{{"first_run", 1}});
  CHECK(calculate().skipped == 2);
}
