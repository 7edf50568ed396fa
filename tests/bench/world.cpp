// SPDX-License-Identifier: Apache-2.0
#include "bench/world.hpp"

#include <fmt/format.h>

#include "bench/bench.hpp"

namespace steward::bench {

namespace {

EngineOptions options_of(const std::string& path, Synchronous synchronous, std::shared_ptr<const Clock> clock) {
  EngineOptions options;
  options.path = path;
  options.synchronous = synchronous;
  options.clock = std::move(clock);
  return options;
}

void no_automatic_cases(Session& session) {
  FindOptions options;
  options.where = "key = \"onboarding.auto_create\"";
  for (auto& property : need(session.find<Property>(options)).items) {
    property.value = "false";
    need(session.update(property));
  }
}

Ref<DataSource> add_source(Session& session, std::size_t number) {
  DataSource source;
  source.name = fmt::format("Metric {}", number + 1);
  source.source = DataSourceKind::external;
  const auto created = need(session.create(source));
  DataContext context;
  context.data_source = Ref<DataSource>(created.id);
  context.context_table = ContextTable::engagement;
  need(session.create(context));
  auto published = created;
  published.state = PublishState::published;
  return Ref<DataSource>(need(session.update(published)).id);
}

void add_mapper(Session& session) {
  ContextMapper mapper;
  mapper.source_table = "account";
  mapper.related_table = "engagement";
  mapper.query_field = "account";
  mapper.context_table = ContextTable::engagement;
  need(session.create(mapper));
}

}  // namespace

Instant first_day() { return *parse_instant("2024-01-01T12:00:00Z"); }

World::World(const std::string& path, Synchronous synchronous)
    : clock(std::make_shared<ManualClock>(first_day())),
      engine(need(Engine::open(options_of(path, synchronous, clock)))),
      session(need(engine.system_session())) {}

Filling fill(World& world, std::size_t accounts, bool engagements, std::size_t sources) {
  auto& session = world.session;
  need(session.install_base_data());
  no_automatic_cases(session);
  Filling filling;
  need(session.begin());
  for (std::size_t i = 0; i < accounts; ++i) {
    Account account;
    account.name = fmt::format("Account {}", i + 1);
    filling.accounts.push_back(need(session.create(account)).id);
    OnboardingCase onboarding;
    onboarding.account = Ref<Account>(filling.accounts.back());
    filling.cases.emplace_back(need(session.create(onboarding)).id);
    if (!engagements) continue;
    Engagement engagement;
    engagement.account = onboarding.account;
    engagement.initial_onboarding = filling.cases.back();
    engagement.title = fmt::format("Engagement {}", i + 1);
    need(session.create(engagement));
  }
  if (sources != 0) add_mapper(session);
  for (std::size_t i = 0; i < sources; ++i) filling.sources.push_back(add_source(session, i));
  need(session.commit());
  return filling;
}

void ingest_day(World& world, const Filling& filling, std::size_t day, const DayValue& value) {
  const auto count = filling.accounts.size();
  const std::vector<Instant> start(count, first_day() + std::chrono::days(day));
  const std::vector<Instant> end(count, start.front() + std::chrono::days(1));
  for (std::size_t source = 0; source < filling.sources.size(); ++source) {
    std::vector<Decimal> values;
    for (std::size_t i = 0; i < count; ++i) values.push_back(value(i, day, source));
    IngestColumns columns;
    columns.data_source = filling.sources[source];
    columns.source_table = "account";
    columns.source_record = filling.accounts;
    columns.value = values;
    columns.start = start;
    columns.end = end;
    need(world.session.ingest(columns));
  }
}

Decimal scattered(std::size_t account, std::size_t day, std::size_t source) {
  std::uint64_t mixed = (account * 1000 + day) * 100 + source;
  for (int round = 0; round < 2; ++round) {
    mixed = (mixed ^ (mixed >> 31)) * 0x9E3779B97F4A7C15ULL;
  }
  return Decimal(static_cast<int>((mixed >> 33) % 100));
}

void define_health(World& world, const Filling& filling) {
  auto& session = world.session;
  HealthDefinition definition;
  definition.name = "Health";
  definition.global = true;
  auto created = need(session.create(definition));
  for (const auto& source : filling.sources) {
    HealthMetric metric;
    metric.health_definition = Ref<HealthDefinition>(created.id);
    metric.data_source = source;
    metric.target = Decimal(80);
    metric.weight = Hundredths(100 / static_cast<int>(filling.sources.size()));
    need(session.create(metric));
  }
  created.state = PublishState::published;
  need(session.update(created));
}

}  // namespace steward::bench
