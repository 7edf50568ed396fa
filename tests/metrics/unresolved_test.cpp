// SPDX-License-Identifier: Apache-2.0
#include "metrics/world.hpp"

using namespace steward;
using namespace steward::test;

// Resolvers of the host that are not there, or answer with nothing.

TEST_CASE("a delivery through a resolver that nobody registered is refused", "[metrics][MAP-04]") {
  World world;
  const DataSource source = world.source();
  auto own = world.new_mapper("account", "engagement", "account");
  own.type = ScopeType::metric_based;
  own.metric_list = {source.id};
  own.resolver = "nobody";
  world.create(own);
  const Account customer = world.account();
  const auto end = world.clock->now();
  const auto report =
      world.session.ingest(world.row(source, "account", customer.id, "10", end - std::chrono::hours(1), end));
  CHECK(refused(report, "MAP-04", "resolver_unknown", "resolver"));
}

TEST_CASE("a group whose resolver finds no source record is reported", "[metrics][collect]") {
  EngineOptions options;
  options.resolvers["lost"] = [](std::string_view, Id) { return std::vector<Id>{}; };
  World world(std::move(options));
  world.account_mapper();
  DataSource source;
  source.name = "Quantity";
  source.source = DataSourceKind::table;
  source.source_table = "sold_product";
  source.group_by_fields = {"product_model"};
  source.source_value_field = "quantity";
  source.aggregate = SourceAggregate::sum;
  source.source_reference_table = "account";
  source.source_reference_resolver = "lost";
  source = world.publish_source(world.create(source));
  auto product = world.sold_product(world.account());
  product.quantity = Decimal(3);
  world.update(product);
  const auto report =
      require(world.session.collect(World::ref(source), at("2024-11-19T00:00:00Z"), at("2024-11-20T00:00:00Z")));
  REQUIRE(report.data.refused.size() == 1);
  CHECK(report.data.refused.front().code == "source_unresolved");
  CHECK(report.data.refused.front().field == "source_reference_resolver");
  CHECK(report.data.added == 0);
}
