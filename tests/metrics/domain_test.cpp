// SPDX-License-Identifier: Apache-2.0
#include "metrics/world.hpp"

using namespace steward;
using namespace steward::test;

namespace {

/// Two tenants, each with an account, an engagement and a user; one product that both use.
struct Tenants : World {
  Tenants() {
    separate_domains();
    left = domain("left");
    right = domain("right");
    left_account = account(ref(left));
    right_account = account(ref(right));
    left_account = moved(left_account, left);
    right_account = moved(right_account, right);
    left_journey = engagement(left_account);
    right_journey = engagement(right_account);
    left_user = user(ref(left));
  }
  /// Accounts get a domain of their own below their tenant's.
  Account moved(Account account, const Domain& tenant) {
    if (account.domain == ref(tenant)) return account;
    account.domain = ref(tenant);
    return update(account);
  }

  Domain left;
  Domain right;
  Account left_account;
  Account right_account;
  Engagement left_journey;
  Engagement right_journey;
  User left_user;
};

/// A source, mapper and definition made by a tenant.
DataSource tenant_source(Session& session) {
  DataSource entity;
  entity.name = "Tenant's own";
  entity.source = DataSourceKind::external;
  auto source = require(session.create(entity));
  DataContext context;
  context.data_source = Ref<DataSource>(source.id);
  context.context_table = ContextTable::engagement;
  require(session.create(context));
  ContextMapper mapper;
  mapper.source_table = "product_model";
  mapper.related_table = "engagement";
  mapper.query_field = "active";
  mapper.source_field = "active";
  mapper.context_table = ContextTable::engagement;
  require(session.create(mapper));
  source = require(session.get(Ref<DataSource>(source.id)));
  source.state = PublishState::published;
  return require(session.update(source));
}

}  // namespace

TEST_CASE("a tenant's mapper never leads data into another tenant", "[metrics][DOM-04][DOM-17]") {
  Tenants world;
  auto tenant = world.session_of(world.left_user);
  const DataSource source = tenant_source(tenant);
  CHECK(source.domain == World::ref(world.left));
  // A product of the root's catalogue; the mapper would reach every engagement there is.
  const ProductModel product = world.product_model();
  const Instant end = at("2024-11-20T00:00:00Z");
  const auto row = world.row(source, "product_model", product.id, "50", end - std::chrono::days(1), end);
  const auto report = require(tenant.ingest(row));
  CHECK(report.refused.empty());
  CHECK(report.added == 1);
  HealthDefinition entity;
  entity.name = "Global of left";
  entity.global = true;
  entity = require(tenant.create(entity));
  HealthMetric metric = world.metric(source, "100", "100");
  metric.health_definition = World::ref(entity);
  require(tenant.create(metric));
  entity = require(tenant.get(World::ref(entity)));
  entity.state = PublishState::published;
  require(tenant.update(entity));
  const auto refreshed = world.refresh();
  CHECK(refreshed.evaluated == 2);
  CHECK(world.score_of(world.left_journey) == dec("50"));
  // The definition too is left's alone (DOM-17).
  CHECK_FALSE(world.score_of(world.right_journey));
  CHECK(refreshed.without_definition == 1);
  // The event lies in the engagement's domain: the tenant is told, and of nobody else.
  std::vector<Id> told;
  for (const auto& entry : require(tenant.changes("", 1000)).entries) {
    if (entry.kind == "health_changed") told.push_back(entry.record);
  }
  CHECK(told == std::vector<Id>{world.left_journey.id});
  const auto elsewhere = world.definition({}, {world.metric(source, "100", "100")});
  world.refresh();
  CHECK_FALSE(world.score_of(world.right_journey));
  CHECK(world.again(world.right_journey).health_definition == World::ref(elsewhere));
  CHECK(world.score_of(world.left_journey) == dec("50"));
}

TEST_CASE("a tenant's caller can neither see nor feed a foreign source record", "[metrics][DOM-11]") {
  Tenants world;
  const DataSource shared = world.source();
  world.account_mapper();
  auto tenant = world.session_of(world.left_user);
  const Instant end = at("2024-11-20T00:00:00Z");
  const auto to = [&](Id account) {
    return tenant.ingest(world.row(shared, "account", account, "50", end - std::chrono::days(1), end));
  };
  const auto own = require(to(world.left_account.id));
  CHECK(own.added == 1);
  const auto code = [](const Result<IngestReport>& result) {
    if (!result) return result.error().code();
    return result->refused.empty() ? std::string() : result->refused[0].code + " " + result->refused[0].message;
  };
  const auto foreign = code(to(world.right_account.id));
  CHECK_FALSE(foreign.empty());
  CHECK(foreign == code(to(world.left_journey.id)));
}

TEST_CASE("a tenant's caller cannot deliver what would count for another tenant", "[metrics][DOM-13]") {
  Tenants world;
  const DataSource shared = world.source();
  auto mapper = world.new_mapper("product_model", "engagement", "active");
  mapper.source_field = "active";
  world.create(mapper);
  const ProductModel product = world.product_model();
  auto tenant = world.session_of(world.left_user);
  const Instant end = at("2024-11-20T00:00:00Z");
  const auto row = world.row(shared, "product_model", product.id, "50", end - std::chrono::days(1), end);
  const auto refused = tenant.ingest(row);
  CHECK((!refused || !refused->refused.empty()));
  CHECK(require(world.session.ingest(row)).added == 1);
}

TEST_CASE("a tenant's risk definition watches its own engagements", "[metrics][risk][DOM-17]") {
  Tenants world;
  const DataSource shared = world.source();
  world.account_mapper();
  for (const Account& account : {world.left_account, world.right_account}) world.say(shared, account, "5");
  auto tenant = world.session_of(world.left_user);
  auto risk = world.new_risk(shared, Comparison::less_than, "10");
  risk = require(tenant.create(risk));
  risk.state = PublishState::published;
  require(tenant.update(risk));
  const auto report = world.analyze();
  CHECK(report.evaluated == 1);
  CHECK(report.raised == 1);
  const auto signal = require(world.session.find<RiskSignal>()).items.at(0);
  CHECK(signal.engagement == World::ref(world.left_journey));
  CHECK(signal.domain == World::ref(world.left));
}
