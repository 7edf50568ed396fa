// SPDX-License-Identifier: Apache-2.0
#include "rules/metric_setup.hpp"

using namespace steward;
using namespace steward::test;

namespace {

Visualization new_visualization(const DataSource& source) {
  Visualization entry;
  entry.data_source = ref_of(source);
  entry.context_table = ContextTable::engagement;
  return entry;
}

Visualization visualization(Portfolio& p) { return p.create(new_visualization(draft_source(p))); }

InsightItem place(Portfolio& p, VisualizationMode mode = VisualizationMode::single) {
  const auto known = require(p.session.find<Insight>());
  Insight insight;
  insight.name = "Page";
  insight.entity = "engagement";
  InsightItem item;
  item.name = p.unique("Place");
  item.insight = Portfolio::ref(known.items.empty() ? p.create(insight) : known.items.front());
  item.visualization_mode = mode;
  return p.create(item);
}

VisualizationItem new_row(const InsightItem& item, const Visualization& shown) {
  VisualizationItem row;
  row.insight_item = Portfolio::ref(item);
  row.visualization = Portfolio::ref(shown);
  return row;
}

Visualization conditional(Portfolio& p, const DataSource& source) {
  auto entry = new_visualization(source);
  entry.conditions = "title = \"" + p.unique("T") + "\"";
  return p.create(entry);
}

}  // namespace

TEST_CASE("a visualization does not repeat", "[VIS-01][refuses]") {
  Portfolio p;
  const auto source = draft_source(p);
  p.create(new_visualization(source));
  CHECK(refused(p.session.create(new_visualization(source)), "VIS-01", "duplicate_visualization", "data_source"));
}

TEST_CASE("visualizations of one source with other conditions are stored", "[VIS-01][accepts]") {
  Portfolio p;
  const auto source = draft_source(p);
  p.create(new_visualization(source));
  auto other = new_visualization(source);
  other.conditions = "title = \"T\"";
  CHECK(accepted(p.session.create(other)));
}

TEST_CASE("a visualization needs a source with a context on its table", "[VIS-02][refuses]") {
  Portfolio p;
  const auto empty = p.session.create(Visualization{});
  CHECK(refused(empty, "VIS-02", "field_required", "data_source"));
  CHECK(refused(empty, "VIS-02", "field_required", "context_table"));
  CHECK(refused(p.session.create("visualization", {{"direction", std::monostate()}, {"aggregate", std::monostate()}}),
                "VIS-02", "field_required", "direction"));
  auto entry = new_visualization(draft_source(p));
  entry.context_table = ContextTable::sold_product;
  CHECK(refused(p.session.create(entry), "VIS-02", "context_missing", "context_table"));
}

TEST_CASE("a visualization of a context is stored, and edited without it", "[VIS-02][accepts]") {
  Portfolio p;
  const auto source = p.create(new_source(p));
  const auto context = p.create(new_context(source));
  auto entry = require(p.session.create(new_visualization(source)));
  require(p.session.remove(context));
  entry.target = Decimal(5);
  CHECK(accepted(p.session.update(entry)));
}

TEST_CASE("a row names place and visualization once, with a rank from 1", "[VSM-01][refuses]") {
  Portfolio p;
  const auto empty = p.session.create(VisualizationItem{});
  CHECK(refused(empty, "VSM-01", "field_required", "insight_item"));
  CHECK(refused(empty, "VSM-01", "field_required", "visualization"));
  const auto item = place(p);
  const auto shown = visualization(p);
  auto row = new_row(item, shown);
  row.rank = 0;
  CHECK(refused(p.session.create(row), "GEN-16", "out_of_range", "rank"));
  p.create(new_row(item, shown));
  CHECK(refused(p.session.create(new_row(item, shown)), "VSM-01", "duplicate_visualization_item", "visualization"));
}

TEST_CASE("a place in single mode shows one data source", "[VSM-01][refuses]") {
  Portfolio p;
  const auto item = place(p);
  const auto source = draft_source(p);
  p.create(new_row(item, conditional(p, source)));
  auto second = conditional(p, source);
  p.create(new_row(item, second));
  CHECK(refused(p.session.create(new_row(item, visualization(p))), "VSM-01", "single_mode_full", "insight_item"));
  second.data_source = ref_of(draft_source(p));
  CHECK(refused(p.session.update(second), "VSM-01", "single_mode_full", "data_source"));
}

TEST_CASE("a place in multiple mode shows any", "[VSM-01][accepts]") {
  Portfolio p;
  const auto item = place(p, VisualizationMode::multiple);
  CHECK(accepted(p.session.create(new_row(item, visualization(p)))));
  CHECK(accepted(p.session.create(new_row(item, visualization(p)))));
  const auto alone = place(p);
  auto shown = visualization(p);
  p.create(new_row(alone, shown));
  shown.data_source = ref_of(draft_source(p));
  CHECK(accepted(p.session.update(shown)));
}

TEST_CASE("a place with two data sources does not turn to single mode", "[INM-01][refuses]") {
  Portfolio p;
  auto item = place(p, VisualizationMode::multiple);
  p.create(new_row(item, visualization(p)));
  const auto second = p.create(new_row(item, visualization(p)));
  item.visualization_mode = VisualizationMode::single;
  CHECK(refused(p.session.update(item), "INM-01", "single_mode_full", "visualization_mode"));
  require(p.session.remove(second));
  CHECK(accepted(p.session.update(item)));
}
