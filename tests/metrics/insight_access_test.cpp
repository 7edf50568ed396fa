// SPDX-License-Identifier: Apache-2.0
#include "metrics/insight_world.hpp"

using namespace steward;
using namespace steward::test;

namespace {

std::string told(const Result<InsightPage>& result) { return result ? "ok" : std::string(result.error().code()); }

/// The same product usage twice, in two tenants, and an insight with one place and value.
struct InsightTenants : UsageWorld {
  explicit InsightTenants(const StoredFile& file) : UsageWorld(file) {
    separate_domains();
    left = domain("left");
    right = domain("right");
    left_usage = settle(left, left_product);
    right_usage = settle(right, right_product);
    calls = measure("Calls");
    auto drawn = drawing(calls);
    drawn.target = dec("100");
    put(item("Adoption score"), drawn);
    for (const auto& sold : {left_product, right_product}) {
      deliver(calls, "sold_product", sold.id, "45", "2026-03-16T00:00:00Z", "2026-03-17T00:00:00Z");
    }
  }
  ProductUsage settle(const Domain& tenant, SoldProduct& sold) {
    auto holder = account(ref(tenant));
    if (!(holder.domain == ref(tenant))) {
      holder.domain = ref(tenant);
      holder = update(holder);
    }
    sold = sold_product(holder);
    return usage_of(sold);
  }
  static std::string target_of(const InsightPage& page) {
    const auto& metrics = place(page, "Adoption score").metrics;
    return metrics.empty() ? "none" : metrics.front().target->to_string();
  }

  Domain left;
  Domain right;
  SoldProduct left_product;
  SoldProduct right_product;
  ProductUsage left_usage;
  ProductUsage right_usage;
  DataSource calls;
};

}  // namespace

TEST_CASE("a page asks for the record, the insights and the metric data", "[metrics][insight][ACL-01][ACL-05]") {
  const StoredFile file(GENERATE(false, true));
  UsageWorld world(file);
  const auto ask = [&](std::initializer_list<std::string_view> roles) {
    auto session = world.session_of(world.user_with(roles));
    return told(session.insight_page("product_usage", world.usage.id));
  };
  for (const auto* role :
       {"customer_success_viewer", "customer_success_agent", "success_manager", "onboarding_agent"}) {
    INFO(role);
    CHECK(ask({role}) == "ok");
  }
  CHECK(ask({"usage_admin"}) == "access_denied");        // the record, but no values
  CHECK(ask({"data_ctx_engine_admin"}) == "not_found");  // values, but not the record
  CHECK(ask({"usage_admin", "data_ctx_engine_admin"}) == "ok");
  CHECK(ask({"success_template_owner"}) == "access_denied");
}

TEST_CASE("a customer has no insight pages", "[metrics][insight][FLD-04]") {
  UsageWorld world{StoredFile(false)};
  User entity;
  entity.user_name = "client";
  entity.name = "Client";
  entity.kind = UserKind::customer;
  entity.account = World::ref(world.customer);
  entity = world.create(entity);
  auto contact = world.contact(world.customer);
  contact.user = World::ref(entity);
  world.update(contact);
  world.give_role(entity, "customer_success_customer");
  auto session = world.session_of(entity);
  CHECK(told(session.insight_page("account", world.customer.id)) == "access_denied");
  CHECK(told(session.insight_page("product_usage", world.usage.id)) == "access_denied");
}

TEST_CASE("a tenant sees pages of its own records only", "[metrics][insight][DOM-11]") {
  const StoredFile file(GENERATE(false, true));
  InsightTenants world(file);
  auto agent = world.session_of(world.user_with({"customer_success_agent"}, World::ref(world.left)));
  const auto own = require(agent.insight_page("product_usage", world.left_usage.id));
  CHECK(UsageWorld::place(own, "Adoption score").metrics.at(0).value == dec("45"));
  CHECK(told(agent.insight_page("product_usage", world.right_usage.id)) == "not_found");
  CHECK(told(agent.insight_page("product_usage", world.usage.id)) == "not_found");
}

TEST_CASE("the set-up of the record's own domain acts, whoever looks", "[metrics][insight][DOM-17]") {
  const StoredFile file(GENERATE(false, true));
  InsightTenants world(file);
  auto admin = world.session_of(world.user_with({"admin"}, World::ref(world.left)));
  Insight insight;
  insight.name = "Ours";
  insight.entity = "product_usage";
  insight = require(admin.create(insight));
  InsightItem item;
  item.name = "Adoption score";
  item.insight = World::ref(insight);
  item = require(admin.create(item));
  auto drawn = world.drawing(world.calls);
  drawn.target = dec("50");
  drawn = require(admin.create(drawn));
  VisualizationItem link;
  link.insight_item = World::ref(item);
  link.visualization = World::ref(drawn);
  require(admin.create(link));
  ColorBand band;
  band.type = ScopeType::metric_based;
  band.data_source = World::ref(world.calls);
  band.min = dec("0");
  band.max = dec("100");
  band.color = "blue";
  require(admin.create(band));
  // The root puts the tenant's visualization first on the page of everybody; it acts in the tenant alone.
  link.insight_item = World::ref(world.item("Satisfaction score"));
  link.visualization = World::ref(drawn);
  link.rank = 1;
  world.create(link);

  // So with a visualization of the root over a data source of the tenant.
  DataSource source;
  source.name = "Left's calls";
  source.source = DataSourceKind::external;
  source = require(admin.create(source));
  DataContext context;
  context.data_source = World::ref(source);
  context.context_table = ContextTable::sold_product;
  require(admin.create(context));
  source = world.again(source);
  source.state = PublishState::published;
  require(admin.update(source));
  world.put(world.item("Monthly transactions"), world.drawing(source));

  const auto page_of = [](Session& session, const ProductUsage& usage) {
    return require(session.insight_page("product_usage", usage.id));
  };
  for (Session* session : {&admin, &world.session}) {
    const auto page = page_of(*session, world.left_usage);
    CHECK(page.name == "Ours");
    CHECK(InsightTenants::target_of(page) == "50");
    CHECK(UsageWorld::place(page, "Adoption score").metrics.at(0).color == "blue");
  }
  const auto elsewhere = page_of(world.session, world.right_usage);
  CHECK(elsewhere.name == "product_usage");
  CHECK(InsightTenants::target_of(elsewhere) == "100");
  CHECK(UsageWorld::place(elsewhere, "Adoption score").metrics.at(0).color == "yellow");
  CHECK_FALSE(UsageWorld::place(elsewhere, "Satisfaction score").configured);
  CHECK_FALSE(UsageWorld::place(elsewhere, "Monthly transactions").configured);
}
