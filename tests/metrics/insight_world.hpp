// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "metrics/stored_file.hpp"
#include "metrics/world.hpp"

// A product in use and the insight page about it.

namespace steward::test {

/// It is Wednesday, 2026-03-18 09:00 UTC. A sold product with its usage; values come from the product and its model.
struct UsageWorld : World {
  explicit UsageWorld(const StoredFile& file) : World(file.options()) {
    clock->set(at("2026-03-18T09:00:00Z"));
    customer = account();
    product = sold_product(customer);
    usage = usage_of(product);
    ContextMapper mapper = new_mapper("product_model", "sold_product", "product_model");
    mapper.context_table = ContextTable::sold_product;
    create(mapper);
    mapper = new_mapper("sold_product", "capability_usage", "sold_product");
    mapper.context_table = ContextTable::capability_usage;
    create(mapper);
  }

  ProductUsage usage_of(const SoldProduct& sold) {
    ProductUsage entity;
    entity.sold_product = ref(sold);
    return create(entity);
  }
  CapabilityUsage capability_of(const SoldProduct& sold) {
    ProductCapability capability;
    capability.name = unique("Capability");
    capability = create(capability);
    CapabilityMap offer;
    offer.product_model = sold.product_model;
    offer.product_capability = ref(capability);
    offer = create(offer);
    offer.state = CapabilityMapState::published;
    update(offer);
    // The product gets its row with the map.
    auto made =
        require(session.find<CapabilityUsage>(matching("product_capability = \"" + capability.id.to_string() + "\"")));
    REQUIRE(made.items.size() == 1);
    return made.items.front();
  }
  /// A published source whose values count for sold products.
  DataSource measure(std::string_view name, Frequency frequency = Frequency::daily,
                     ContextTable table = ContextTable::sold_product, std::optional<Duration> max_age = {}) {
    DataSource entity;
    entity.name = name;
    entity.source = DataSourceKind::external;
    entity.frequency = frequency;
    entity.max_age = max_age;
    entity.unit = MetricUnit::score;
    return publish_source(create(entity), table);
  }
  Visualization drawing(const DataSource& source, ContextTable table = ContextTable::sold_product) {
    Visualization entity;
    entity.data_source = ref(source);
    entity.context_table = table;
    return entity;
  }
  Visualization put(const InsightItem& item, const Visualization& entity, std::int64_t rank = 1) {
    const auto stored = create(entity);
    VisualizationItem link;
    link.insight_item = ref(item);
    link.visualization = ref(stored);
    link.rank = rank;
    create(link);
    return stored;
  }
  /// A shipped place of the insight of a table.
  InsightItem item(std::string_view name, std::string_view table = "product_usage") {
    auto found = require(session.find<InsightItem>(
        matching("name = \"" + std::string(name) + "\" and insight.entity = \"" + std::string(table) + "\"")));
    REQUIRE(found.items.size() == 1);
    return found.items.front();
  }

  void deliver(const DataSource& source, std::string_view table, Id record, std::string_view value,
               std::string_view start, std::string_view end) {
    const auto report = require(session.ingest(row(source, table, record, value, at(start), at(end))));
    REQUIRE(report.refused.empty());
    REQUIRE(report.unmapped == 0);
  }
  /// A value of the product for some days, from midnight to midnight.
  void said(const DataSource& source, std::string_view value, std::string_view start, std::string_view end) {
    deliver(source, "sold_product", product.id, value, std::string(start) + "T00:00:00Z",
            std::string(end) + "T00:00:00Z");
  }
  InsightPage page(const InsightOptions& options = {}) {
    return require(session.insight_page("product_usage", usage.id, options));
  }
  /// The place of that name.
  static const InsightPlace& place(const InsightPage& page, std::string_view name) {
    for (const auto& one : page.items) {
      if (one.name == name) return one;
    }
    FAIL("there is no place " << name);
    return page.items.front();
  }
  InsightMetric shown(std::string_view name, const InsightOptions& options = {}) {
    const auto whole = page(options);
    const auto& metrics = place(whole, name).metrics;
    REQUIRE(metrics.size() == 1);
    return metrics.front();
  }

  Account customer;
  SoldProduct product;
  ProductUsage usage;
};

/// `value color` of each bucket; `-` without a value.
inline std::vector<std::string> course(const InsightMetric& metric) {
  std::vector<std::string> texts;
  for (const auto& bucket : metric.buckets) {
    std::string text = bucket.value ? bucket.value->to_string() : "-";
    if (!bucket.color.empty()) text += " " + bucket.color;
    texts.push_back(std::move(text));
  }
  return texts;
}

}  // namespace steward::test
