// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "metrics/source_map.hpp"
#include "metrics/stored_file.hpp"
#include "metrics/world.hpp"

using namespace steward;
using namespace steward::test;

// What is kept of the mappings must never show: each change of what they read counts from the next delivery on.

namespace {

/// One account with two engagements and a source; the first delivery has filled what is kept.
struct Mapped : World {
  explicit Mapped(EngineOptions options = {}) : World(std::move(options)) {
    // Scores of the past need a definition of the past.
    clock->set(at("2024-09-01T00:00:00Z"));
    sla = source("SLA");
    mapper = account_mapper();
    definition({}, {metric(sla, "100", "100")});
    customer = account();
    first = engagement(customer);
    second = engagement(customer);
    clock->set(at("2024-11-20T12:00:00Z"));
    deliver();
  }

  /// What the day before says, a day after the last delivery.
  IngestReport deliver() {
    advance(std::chrono::hours(24));
    return deliver_today();
  }
  IngestReport deliver_today() { return say(sla, customer, "5"); }
  /// The engagements that the last delivery counts for.
  std::vector<Id> counts_for() {
    const Instant end = std::chrono::floor<std::chrono::days>(clock->now());
    std::vector<Id> ids;
    for (const auto& journey : require(session.find<Engagement>()).items) {
      const auto score = require(session.score(ref(journey), clock->now()));
      for (const auto& part : score.metrics) {
        if (!part.records.empty() && part.records.front().end == end) ids.push_back(journey.id);
      }
    }
    std::sort(ids.begin(), ids.end());
    return ids;
  }
  std::vector<Id> expected(std::vector<Id> ids) {
    std::sort(ids.begin(), ids.end());
    return ids;
  }

  DataSource sla;
  ContextMapper mapper;
  Account customer;
  Engagement first;
  Engagement second;
};

}  // namespace

TEST_CASE("a change of a context record counts from the next delivery on", "[metrics][map]") {
  const StoredFile file(GENERATE(false, true));
  Mapped world(file.options());
  CHECK(world.counts_for() == world.expected({world.first.id, world.second.id}));
  SECTION("one that goes to another account") {
    auto moved = world.again(world.second);
    moved.account = World::ref(world.account());
    moved.initial_onboarding = World::ref(world.onboarding_case(require(world.session.get(moved.account))));
    world.update(moved);
    world.deliver();
    CHECK(world.counts_for() == world.expected({world.first.id}));
  }
  SECTION("one that is new") {
    const auto third = world.engagement(world.customer);
    world.deliver();
    CHECK(world.counts_for() == world.expected({world.first.id, world.second.id, third.id}));
  }
  SECTION("one that is made in the transaction of the delivery, which is taken back") {
    world.advance(std::chrono::hours(24));
    require(world.session.begin());
    const auto third = world.engagement(world.customer);
    world.deliver_today();
    CHECK(world.counts_for() == world.expected({world.first.id, world.second.id, third.id}));
    world.session.rollback();
    world.deliver_today();
    CHECK(world.counts_for() == world.expected({world.first.id, world.second.id}));
  }
}

TEST_CASE("a change of the mappers counts from the next delivery on", "[metrics][map]") {
  const StoredFile file(GENERATE(false, true));
  Mapped world(file.options());
  auto mapper = world.again(world.mapper);
  SECTION("a condition") {
    mapper.conditions = "title = \"" + world.first.title + "\" and id = \"" + world.first.id.to_string() + "\"";
    world.update(mapper);
    world.deliver();
    CHECK(world.counts_for() == world.expected({world.first.id}));
    auto renamed = world.again(world.first);
    renamed.title = "Renamed";
    world.update(renamed);
    world.deliver();
    CHECK(world.counts_for().empty());
  }
  SECTION("one that is switched off") {
    mapper.active = false;
    world.update(mapper);
    CHECK(world.deliver().unmapped == 1);
    mapper = world.again(mapper);
    mapper.active = true;
    world.update(mapper);
    CHECK(world.deliver().unmapped == 0);
  }
}

TEST_CASE("what another engine commits to the file counts from the next delivery on", "[metrics][map]") {
  const StoredFile file;
  Mapped world(file.options());
  auto options = file.options();
  options.clock = world.clock;
  auto engine = require(Engine::open(std::move(options)));
  auto session = require(engine.system_session());
  auto moved = require(session.get(World::ref(world.second)));
  moved.account = World::ref(world.account());
  moved.initial_onboarding = World::ref(world.onboarding_case(require(session.get(moved.account))));
  moved = require(session.update(moved));
  world.deliver();
  CHECK(world.counts_for() == world.expected({world.first.id}));
}

TEST_CASE("a resolver is asked at each delivery", "[metrics][map]") {
  EngineOptions options;
  int asked = 0;
  Id answer;
  options.resolvers["host"] = [&](std::string_view, Id) {
    ++asked;
    return std::vector<Id>{answer};
  };
  World world(std::move(options));
  ContextMapper mapper;
  mapper.source_table = "account";
  mapper.context_table = ContextTable::engagement;
  mapper.resolver = "host";
  world.create(mapper);
  const auto sla = world.source("SLA");
  const auto customer = world.account();
  for (const auto& journey : {world.engagement(customer), world.engagement(customer)}) {
    answer = journey.id;
    world.advance(std::chrono::hours(24));
    CHECK(world.say(sla, customer, "5").unmapped == 0);
  }
  CHECK(asked == 2);
}

TEST_CASE("what is kept says nothing of who may write", "[metrics][map][DOM-13]") {
  World world;
  world.separate_domains();
  const auto left = world.domain("left");
  const auto right = world.domain("right");
  auto ours = world.account(World::ref(left));
  ours.domain = World::ref(left);
  ours = world.update(ours);
  auto theirs = world.account(World::ref(right));
  theirs.domain = World::ref(right);
  theirs = world.update(theirs);
  const auto sla = world.source("SLA");
  world.engagement(ours);
  world.engagement(theirs);
  CHECK(world.say(sla, ours, "5").added == 1);
  CHECK(world.say(sla, theirs, "5").added == 1);
  auto tenant = world.session_of(world.user(World::ref(left)));
  world.advance(std::chrono::hours(24));
  const Instant end = std::chrono::floor<std::chrono::days>(world.clock->now());
  const auto said = [&](const Account& account) {
    return tenant.ingest(world.row(sla, "account", account.id, "6", end - std::chrono::hours(24), end));
  };
  CHECK(accepted(said(ours)));
  CHECK(refused(said(theirs), "GEN-04", "invalid_reference", "source_record"));
}

namespace {

IngestReport deliver_keys(World& world, Session& by, const DataSource& source, std::vector<std::string_view> keys,
                          std::string_view field = {}) {
  const Instant end = std::chrono::floor<std::chrono::days>(world.clock->now());
  const std::vector<Decimal> values(keys.size(), dec("5"));
  const std::vector<Instant> starts(keys.size(), end - std::chrono::hours(24));
  const std::vector<Instant> ends(keys.size(), end);
  IngestColumns columns;
  columns.data_source = World::ref(source);
  columns.source_table = "account";
  columns.source_key = keys;
  if (!field.empty()) columns.key_field = field;
  columns.value = values;
  columns.start = starts;
  columns.end = ends;
  return require(by.ingest(columns));
}

}  // namespace

TEST_CASE("source records are named by key", "[metrics][map]") {
  const StoredFile file(GENERATE(false, true));
  Mapped world(file.options());
  world.customer = world.again(world.customer);
  world.customer.external_id = "Kunde-7";
  world.customer = world.update(world.customer);
  world.advance(std::chrono::hours(24));
  const auto report = deliver_keys(world, world.session, world.sla, {"kunde-8", "kUNDE-7", "", "KUNDE-7"});
  CHECK(report.added == 1);
  CHECK(report.unchanged == 1);
  REQUIRE(report.refused.size() == 2);
  CHECK(report.refused[0].index == 0);
  CHECK(report.refused[0].code == "invalid_reference");
  CHECK(report.refused[0].field == "source_key");
  CHECK(report.refused[1].index == 2);
  CHECK(report.refused[1].code == "field_required");
  SECTION("a key that goes to another record") {
    world.customer = world.again(world.customer);
    world.customer.external_id = "Kunde-9";
    world.update(world.customer);
    CHECK(deliver_keys(world, world.session, world.sla, {"kunde-7"}).refused.size() == 1);
    CHECK(deliver_keys(world, world.session, world.sla, {"kunde-9"}).unchanged == 1);
    auto other = world.account();
    other.external_id = "Kunde-7";
    world.update(other);
    CHECK(deliver_keys(world, world.session, world.sla, {"kunde-7"}).added == 1);
  }
  SECTION("a key given in the transaction of the delivery") {
    require(world.session.begin());
    auto other = world.account();
    other.external_id = "new";
    world.update(other);
    CHECK(deliver_keys(world, world.session, world.sla, {"NEW"}).refused.empty());
    world.session.rollback();
    CHECK(deliver_keys(world, world.session, world.sla, {"new"}).refused.size() == 1);
  }
}

TEST_CASE("many keys without an index are found in one reading of a large table", "[metrics][map]") {
  constexpr int named = 600;
  const bool kept = GENERATE(true, false);
  World world;
  if (!kept) world.engine.disable_rule_for_test(metrics::prepared_maps);
  require(world.session.begin());
  for (int i = 0; i < 9 * named; ++i) {
    Account account;
    account.name = world.unique("Many");
    if (i % 9 == 4) account.industry = "Branch " + std::to_string(i / 9);
    require(world.session.create(account));
  }
  require(world.session.commit());
  const auto sla = world.source("SLA");
  std::vector<std::string> texts;
  for (int i = 0; i < named; ++i) texts.push_back("BRANCH " + std::to_string(i));
  texts.emplace_back("branch 600");
  const std::vector<std::string_view> keys(texts.begin(), texts.end());
  const auto report = deliver_keys(world, world.session, sla, keys, "industry");
  CHECK(report.unmapped == named);
  REQUIRE(report.refused.size() == 1);
  CHECK(report.refused.front().index == named);
}

TEST_CASE("many keys of a table are found in one reading of all of it", "[metrics][map]") {
  constexpr int named = 600;
  const bool kept = GENERATE(true, false);
  const StoredFile file(GENERATE(false, true));
  World world(file.options());
  if (!kept) world.engine.disable_rule_for_test(metrics::prepared_maps);
  require(world.session.begin());
  std::vector<std::string> texts;
  Account last;
  for (int i = 0; i < named; ++i) {
    Account account;
    account.name = world.unique("Many");
    account.external_id = "Key-" + std::to_string(i);
    account.industry = i % 10 == 0 ? "" : i % 10 == 1 ? "Shared" : "Branch " + std::to_string(i);
    last = require(world.session.create(account));
    texts.push_back(i % 2 == 0 ? "KEY-" + std::to_string(i) : "key-" + std::to_string(i));
  }
  require(world.session.commit());
  const auto sla = world.source("SLA");
  texts.emplace_back("key-600");
  texts.emplace_back("");
  const std::vector<std::string_view> keys(texts.begin(), texts.end());
  auto report = deliver_keys(world, world.session, sla, keys);
  CHECK(report.added == named);
  REQUIRE(report.refused.size() == 2);
  CHECK(report.refused[0].index == named);
  CHECK(report.refused[0].code == "invalid_reference");
  CHECK(report.refused[1].code == "field_required");
  // Another field of the records that are known by now; one of its keys is shared by sixty of them.
  std::vector<std::string> branches{"shared"};
  for (int i = 0; i < named; ++i) branches.push_back("BRANCH " + std::to_string(i));
  report = deliver_keys(world, world.session, sla, {branches.begin(), branches.end()}, "industry");
  CHECK(report.unchanged == 480);
  REQUIRE(report.refused.size() == 121);
  CHECK(report.refused.front().message.find("several") != std::string::npos);
  // A row that was read with all the others is followed like any other.
  last = world.again(last);
  last.external_id = "moved";
  world.update(last);
  CHECK(deliver_keys(world, world.session, sla, {"key-599"}).refused.size() == 1);
  CHECK(deliver_keys(world, world.session, sla, {"MOVED"}).unchanged == 1);
}

TEST_CASE("a key that several records have is refused where the caller sees them", "[metrics][map]") {
  World world;
  world.separate_domains();
  std::vector<Domain> tenants{world.domain("left"), world.domain("right")};
  for (const auto& tenant : tenants) {
    auto entity = world.account(World::ref(tenant));
    entity.domain = World::ref(tenant);
    entity.external_id = "same";
    entity = world.update(entity);
    world.engagement(entity);
  }
  const auto sla = world.source("SLA");
  const auto report = deliver_keys(world, world.session, sla, {"same"});
  REQUIRE(report.refused.size() == 1);
  CHECK(report.refused[0].message.find("several") != std::string::npos);
  auto tenant = world.session_of(world.user(World::ref(tenants[0])));
  CHECK(deliver_keys(world, tenant, sla, {"same"}).added == 1);
}

TEST_CASE("a caller finds many keys where its own records have them", "[metrics][map]") {
  constexpr int named = 300;
  World world;
  world.separate_domains();
  const std::vector<Domain> tenants{world.domain("left"), world.domain("right")};
  std::vector<std::string> texts;
  require(world.session.begin());
  for (int i = 0; i < named; ++i) {
    texts.push_back("key-" + std::to_string(i));
    for (std::size_t tenant = 0; tenant < 2; ++tenant) {
      if (i % 3 == 0 && tenant == 0) continue;
      Account account;
      account.name = world.unique("Both");
      account.domain = World::ref(tenants[tenant]);
      account.external_id = texts.back();
      require(world.session.create(account));
    }
  }
  require(world.session.commit());
  const auto sla = world.source("SLA");
  const std::vector<std::string_view> keys(texts.begin(), texts.end());
  auto tenant = world.session_of(world.user(World::ref(tenants[0])));
  // What is found first is looked for in the store, what is found next in memory.
  for (int round = 0; round < 2; ++round) {
    const auto report = deliver_keys(world, tenant, sla, keys);
    CHECK(report.added + report.unchanged == 200);
    REQUIRE(report.refused.size() == 100);
    CHECK(report.refused.front().message.find("no source record") != std::string::npos);
    CHECK(report.refused.back().index == 297);
  }
  const auto everywhere = deliver_keys(world, world.session, sla, keys);
  CHECK(everywhere.added == 100);
  REQUIRE(everywhere.refused.size() == 200);
  CHECK(everywhere.refused.front().message.find("several") != std::string::npos);
}

TEST_CASE("source records are named by one column, and by a field of theirs", "[metrics][map]") {
  Mapped world;
  const Instant end = world.clock->now();
  const std::vector<std::string_view> keys{"a"};
  const std::vector<Id> records{world.customer.id};
  const std::vector<Decimal> values{dec("5")};
  const std::vector<Instant> starts{end - std::chrono::hours(1)};
  const std::vector<Instant> ends{end};
  IngestColumns columns;
  columns.data_source = World::ref(world.sla);
  columns.source_table = "account";
  columns.source_key = keys;
  columns.value = values;
  columns.start = starts;
  columns.end = ends;
  columns.key_field = "domain";
  CHECK(require(world.session.ingest(columns)).refused.front().field == "key_field");
  columns.key_field = "external_id";
  columns.source_record = records;
  CHECK(world.session.ingest(columns).error().code() == "invalid_input");
  columns.source_record = {};
  columns.source_key = {};
  CHECK(world.session.ingest(columns).error().code() == "invalid_input");
}

namespace {

/// Usage records of a host: each says itself for which engagement it counts.
EngineOptions with_usage(EngineOptions options) {
  HostTable table;
  table.name = "usage";
  table.domain_from = "engagement";
  table.fields.resize(2);
  table.fields[0].name = "engagement";
  table.fields[0].type = FieldType::ref;
  table.fields[0].required = true;
  table.fields[0].target = "engagement";
  table.fields[1].name = "key";
  table.fields[1].type = FieldType::string;
  table.fields[1].max_length = 64;
  options.host_tables.push_back(std::move(table));
  return options;
}

struct Used : Mapped {
  explicit Used(EngineOptions options) : Mapped(with_usage(std::move(options))) {
    create(new_mapper("usage", "usage", "id", "engagement"));
    for (int i = 0; i < 300; ++i) {
      const auto& of = i % 3 == 0 ? second : first;
      ids.push_back(
          require(session.create("usage", {{"engagement", of.id}, {"key", "usage " + std::to_string(i)}})).id());
    }
  }
  void say_of(std::size_t from, std::size_t to) {
    const Instant end = std::chrono::floor<std::chrono::days>(clock->now());
    const std::vector<Decimal> values(to - from, dec("7"));
    const std::vector<Instant> starts(to - from, end - std::chrono::hours(24));
    const std::vector<Instant> ends(to - from, end);
    IngestColumns columns;
    columns.data_source = ref(sla);
    columns.source_table = "usage";
    columns.source_record = std::span(ids).subspan(from, to - from);
    columns.value = values;
    columns.start = starts;
    columns.end = ends;
    const auto report = require(session.ingest(columns));
    CHECK(report.added == to - from);
    CHECK(report.unmapped == 0);
    advance(std::chrono::hours(24));
  }
  /// How many of them count for an engagement.
  std::size_t used_by(const Engagement& journey) {
    std::size_t count = 0;
    for (const auto& part : require(session.score(ref(journey), clock->now())).metrics) {
      for (const auto& record : part.records) {
        const bool own = std::find(ids.begin(), ids.end(), record.source_record) != ids.end();
        if (own && record.end == std::chrono::floor<std::chrono::days>(clock->now()) - std::chrono::hours(24)) ++count;
      }
    }
    return count;
  }
  void lead(std::size_t at, const Engagement& to) {
    const auto held = require(session.get("usage", ids[at]));
    require(session.update("usage", ids[at], held.version(), {{"engagement", to.id}}));
  }

  std::vector<Id> ids;
};

}  // namespace

TEST_CASE("a source record that names its context record is followed to where it leads", "[metrics][map]") {
  const StoredFile file(GENERATE(false, true));
  Used world(file.options());
  // All of them, so that the table is kept whole, or some.
  const std::size_t some = GENERATE(10, 300);
  world.say_of(0, some);
  const auto thirds = (some + 2) / 3;
  CHECK(world.used_by(world.first) == some - thirds);
  CHECK(world.used_by(world.second) == thirds);
  world.lead(0, world.first);
  world.lead(1, world.second);
  world.lead(2, world.second);
  world.say_of(0, some);
  CHECK(world.used_by(world.first) == some - thirds - 1);
  CHECK(world.used_by(world.second) == thirds + 1);
}
