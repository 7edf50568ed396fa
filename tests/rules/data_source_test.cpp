// SPDX-License-Identifier: Apache-2.0
#include "rules/inside.hpp"
#include "rules/metric_setup.hpp"

using namespace steward;
using namespace steward::test;

namespace {

DataSource external_source(Inside& inside) {
  DataSource source;
  source.name = "Source";
  source.source = DataSourceKind::external;
  return inside.get<DataSource>(require(inside.create(source)));
}

/// Two alike, the second one past the rules, as data that was there before them.
void repeat_mapper(Inside& inside) {
  auto mapper = inside.get<ContextMapper>(require(inside.create(new_mapper())));
  mapper.id = inside.unit().new_id();
  const Row row = model::to_row(mapper);
  require(inside.unit().records().insert(table_info<ContextMapper>(), std::span(&row, 1)));
}

}  // namespace

TEST_CASE("a source without context, mapper or active context is not published", "[DSR-01][refuses]") {
  Portfolio p;
  auto source = p.create(new_source(p));
  CHECK(refused(try_publish(p, source), "DSR-01", "context_missing", "contexts"));
  auto context = p.create(new_context(source));
  CHECK(refused(try_publish(p, source), "DSR-01", "mapper_missing", "contexts"));
  ensure_mapper(p);
  context.active = false;
  p.update(context);
  CHECK(refused(try_publish(p, source), "DSR-01", "context_inactive", "contexts"));
}

TEST_CASE("a mapper of other metrics or of another table does not serve a source", "[DSR-01][refuses]") {
  Portfolio p;
  auto mapper = new_mapper();
  mapper.type = ScopeType::metric_based;
  mapper.metric_list = {p.create(new_source(p)).id};
  p.create(mapper);
  const auto source = p.create(indicator_source(p));
  p.create(new_context(source));
  CHECK(refused(try_publish(p, source), "DSR-01", "mapper_missing", "contexts"));
  auto other = new_mapper();
  other.source_table = "contract";
  p.create(other);
  CHECK(refused(try_publish(p, source), "DSR-01", "mapper_missing", "contexts"));
}

TEST_CASE("a source with an active context and a mapper is published", "[DSR-01][accepts]") {
  Portfolio p;
  CHECK(accepted(try_publish(p, draft_source(p))));
  const auto indicators = p.create(indicator_source(p));
  p.create(new_context(indicators));
  CHECK(accepted(try_publish(p, indicators)));
}

TEST_CASE("a context on the source's own table needs no mapper", "[DSR-01][accepts]") {
  Portfolio p;
  auto source = indicator_source(p);
  source.breakdown = Portfolio::ref(breakdown(p, "engagement"));
  source = p.create(source);
  p.create(new_context(source));
  CHECK(accepted(try_publish(p, source)));
}

TEST_CASE("a calculated source without a context on its breakdown table is not published", "[DSR-02][refuses]") {
  Portfolio p;
  const auto source = p.create(calculated_source(p));
  p.create(new_context(source, ContextTable::sold_product));
  CHECK(refused(try_publish(p, source), "DSR-02", "breakdown_context_missing", "breakdown_table"));
}

TEST_CASE("a calculated source with that context misses only its segments", "[DSR-02][accepts]") {
  Portfolio p;
  const auto source = p.create(calculated_source(p));
  p.create(new_context(source));
  const auto result = try_publish(p, source);
  CHECK_FALSE(refused(result, "DSR-02", "breakdown_context_missing"));
}

TEST_CASE("a calculated source without segments is not published", "[DSR-03][refuses]") {
  Portfolio p;
  const auto source = p.create(calculated_source(p));
  p.create(new_context(source));
  CHECK(refused(try_publish(p, source), "DSR-03", "segment_missing", "segments"));
}

TEST_CASE("sources of other kinds need no segments", "[DSR-03][accepts]") {
  Portfolio p;
  CHECK(accepted(try_publish(p, draft_source(p))));
}

TEST_CASE("a second source of the same name or configuration is refused", "[DSR-04][refuses]") {
  Portfolio p;
  const auto first = p.create(indicator_source(p));
  auto again = new_source(p);
  again.source = first.source;
  again.indicator = first.indicator;
  again.breakdown = first.breakdown;
  CHECK(refused(p.session.create(again), "DSR-04", "duplicate_data_source", "source"));
  auto named = new_source(p);
  named.name = first.name;
  CHECK(refused(p.session.create(named), "DSR-04", "duplicate_data_source", "name"));
}

TEST_CASE("external sources may be alike but for the name", "[DSR-04][accepts]") {
  Portfolio p;
  p.create(new_source(p));
  CHECK(accepted(p.session.create(new_source(p))));
}

TEST_CASE("an indicator source takes the unit of its indicator", "[DSR-05][refuses]") {
  Portfolio p;
  CHECK(p.create(indicator_source(p)).unit == MetricUnit::percent);
}

TEST_CASE("a unit of its own stays", "[DSR-05][accepts]") {
  Portfolio p;
  auto source = indicator_source(p);
  source.unit = MetricUnit::score;
  CHECK(p.create(source).unit == MetricUnit::score);
  CHECK_FALSE(p.create(new_source(p)).unit);
}

TEST_CASE("a last run after the next one is refused", "[DSR-06][refuses]") {
  Inside inside;
  DataSource source;
  source.name = "Source";
  source.source = DataSourceKind::external;
  source.last_run_at = at("2024-11-20T12:00:00.001Z");
  source.next_run_at = at("2024-11-20T12:00:00Z");
  CHECK(refused(inside.create(source), "DSR-06", "last_run_after_next_run", "last_run_at"));
}

TEST_CASE("equal or missing run dates pass", "[DSR-06][accepts]") {
  Inside inside;
  DataSource source;
  source.name = "Source";
  source.source = DataSourceKind::external;
  source.last_run_at = source.next_run_at = at("2024-11-20T12:00:00Z");
  CHECK(accepted(inside.create(source)));
  source.name = "Other";
  source.next_run_at.reset();
  CHECK(accepted(inside.create(source)));
}

TEST_CASE("a source that is finer than its indicator is refused", "[DSR-07][refuses]") {
  Portfolio p;
  auto source = indicator_source(p, Frequency::weekly);
  source.frequency = Frequency::daily;
  CHECK(refused(p.session.create(source), "DSR-07", "frequency_too_high", "frequency"));
}

TEST_CASE("a source as coarse as its indicator or coarser is stored", "[DSR-07][accepts]") {
  Portfolio p;
  auto source = indicator_source(p, Frequency::weekly);
  CHECK(accepted(p.session.create(source)));
  source.name = p.unique("Source");
  source.frequency = Frequency::quarterly;
  CHECK(accepted(p.session.create(source)));
}

TEST_CASE("fields of another kind are refused, missing ones of its own too", "[DSR-08][refuses]") {
  Portfolio p;
  auto source = new_source(p);
  source.indicator = Portfolio::ref(indicator(p));
  source.breakdown_table = "engagement";
  source.group_by_fields = {"account"};
  source.aggregate = SourceAggregate::count;
  const auto result = p.session.create(source);
  for (const auto* field : {"indicator", "breakdown_table", "group_by_fields", "aggregate"}) {
    CHECK(refused(result, "DSR-08", "field_not_applicable", field));
  }
  source = new_source(p);
  source.source = DataSourceKind::pa_indicator;
  CHECK(refused(p.session.create(source), "DSR-08", "field_required", "indicator"));
  source.source = DataSourceKind::calculated;
  CHECK(refused(p.session.create(source), "DSR-08", "field_required", "breakdown_table"));
  source.source = DataSourceKind::table;
  for (const auto* field : {"source_table", "group_by_fields", "source_value_field"}) {
    CHECK(refused(p.session.create(source), "DSR-08", "field_required", field));
  }
}

TEST_CASE("a table source names fields that exist and fit", "[DSR-08][refuses]") {
  Portfolio p;
  auto source = table_source(p);
  source.group_by_fields = {"nothing"};
  CHECK(refused(p.session.create(source), "DSR-08", "invalid_input", "group_by_fields"));
  source = table_source(p);
  source.source_value_field = "name";
  CHECK(refused(p.session.create(source), "DSR-08", "invalid_input", "source_value_field"));
  source = table_source(p);
  source.group_by_fields = {"account", "product_model", "parent"};
  CHECK(refused(p.session.create(source), "DSR-08", "out_of_range", "group_by_fields"));
  source = table_source(p);
  source.group_by_fields = {"name"};
  CHECK(refused(p.session.create(source), "DSR-08", "field_required", "source_reference_resolver"));
}

TEST_CASE("each kind with its own fields is stored", "[DSR-08][accepts]") {
  Portfolio p;
  CHECK(accepted(p.session.create(indicator_source(p))));
  CHECK(accepted(p.session.create(calculated_source(p))));
  CHECK(accepted(p.session.create(table_source(p))));
  auto counting = table_source(p);
  counting.aggregate = SourceAggregate::count;
  counting.source_value_field.clear();
  CHECK(accepted(p.session.create(counting)));
  auto grouped = table_source(p);
  grouped.group_by_fields = {"account", "name"};
  grouped.source_reference_table = "account";
  grouped.source_reference_resolver = "by_name";
  CHECK(accepted(p.session.create(grouped)));
  auto external = new_source(p);
  external.source_table = "account";
  CHECK(accepted(p.session.create(external)));
}

TEST_CASE("an incomplete or impossible target mapping is refused", "[DSR-09][refuses]") {
  Portfolio p;
  auto source = calculated_source(p);
  source.target_table = "engagement";
  CHECK(refused(p.session.create(source), "DSR-09", "field_required", "target_field"));
  CHECK(refused(p.session.create(source), "DSR-09", "field_required", "target_query_field"));
  source.target_field = "title";
  source.target_query_field = "nothing";
  CHECK(refused(p.session.create(source), "DSR-09", "invalid_input", "target_field"));
  CHECK(refused(p.session.create(source), "DSR-09", "invalid_input", "target_query_field"));
}

TEST_CASE("a whole target mapping to a number is stored", "[DSR-09][accepts]") {
  Portfolio p;
  auto source = calculated_source(p);
  source.target_table = "engagement";
  source.target_field = "health_score";
  source.target_query_field = "id";
  CHECK(accepted(p.session.create(source)));
}

TEST_CASE("publishing puts a source that is not calculated first", "[DSR-10][refuses]") {
  Inside inside;
  DataSource source;
  source.name = "Source";
  source.source = DataSourceKind::external;
  source.execution_order = 3;
  const Id id = require(inside.create(source));
  DataContext context;
  context.data_source = Ref<DataSource>(id);
  context.context_table = ContextTable::engagement;
  require(inside.create(context));
  require(inside.create(new_mapper()));
  require(inside.unit().update(table_info<DataSource>(), id,
                               {rule::give<DataSource>(&DataSource::state, PublishState::published)},
                               rule::Origin::job));
  CHECK(inside.get<DataSource>(id).execution_order == 0);
}

TEST_CASE("the order of a draft is left alone", "[DSR-10][accepts]") {
  Inside inside;
  DataSource source;
  source.name = "Source";
  source.source = DataSourceKind::calculated;
  source.breakdown_table = "engagement";
  source.execution_order = 3;
  CHECK(inside.get<DataSource>(require(inside.create(source))).execution_order == 3);
}

TEST_CASE("a published source is not edited", "[DSR-11][refuses]") {
  Portfolio p;
  auto source = published_source(p);
  source.max_age = std::chrono::hours(24);
  source.frequency = Frequency::weekly;
  CHECK(refused(p.session.update(source), "DSR-11", "data_source_not_draft", "max_age"));
  CHECK(refused(p.session.update(source), "DSR-11", "data_source_not_draft", "frequency"));
}

TEST_CASE("the kind is fixed once data exists, in draft too", "[DSR-11][refuses]") {
  Portfolio p;
  auto source = published_source(p);
  require(deliver(p, source, p.account().id, 10));
  source = p.again(source);
  source.state = PublishState::draft;
  source = p.update(source);
  source.source = DataSourceKind::calculated;
  source.breakdown_table = "engagement";
  CHECK(refused(p.session.update(source), "DSR-11", "field_read_only", "source"));
}

TEST_CASE("a published source changes its name, a draft anything", "[DSR-11][accepts]") {
  Portfolio p;
  auto source = published_source(p);
  source.name = p.unique("Renamed");
  source = p.update(source);
  source.state = PublishState::draft;
  source = p.update(source);
  source.max_age = std::chrono::hours(24);
  CHECK(accepted(p.session.update(source)));
}

TEST_CASE("taking a used source out of use warns", "[DSR-12][refuses]") {
  Portfolio p;
  auto source = published_source(p);
  auto definition = p.create(new_definition(p));
  p.create(new_metric(definition, source));
  definition = publish(p, definition);
  source.state = PublishState::draft;
  CHECK(accepted(p.session.update(source)));
  CHECK(warned(p.session, "source_referenced"));
  REQUIRE_FALSE(p.session.warnings().empty());
  CHECK(p.session.warnings().front().details == R"([["health_definition",")" + definition.id.to_string() + "\"]]");
}

TEST_CASE("taking an unused source out of use does not warn", "[DSR-12][accepts]") {
  Portfolio p;
  auto source = published_source(p);
  p.create(new_metric(p.create(new_definition(p)), source));
  source.state = PublishState::draft;
  CHECK(accepted(p.session.update(source)));
  CHECK(p.session.warnings().empty());
}

TEST_CASE("a table source takes the table of the reference it groups by", "[DSR-14][refuses]") {
  Portfolio p;
  auto source = p.create(table_source(p));
  CHECK(source.source_reference_table == "account");
  source.group_by_fields = {"product_model"};
  CHECK(p.update(source).source_reference_table == "product_model");
}

TEST_CASE("a given reference table stays", "[DSR-14][accepts]") {
  Portfolio p;
  auto source = table_source(p);
  source.source_reference_table = "contract";
  source.source_reference_resolver = "contract_of";
  CHECK(p.create(source).source_reference_table == "contract");
}

TEST_CASE("a second context on a table is refused", "[DCX-01][refuses]") {
  Portfolio p;
  const auto source = draft_source(p);
  CHECK(refused(p.session.create(new_context(source)), "DCX-01", "duplicate_context", "context_table"));
}

TEST_CASE("contexts on other tables and of other sources are stored", "[DCX-01][accepts]") {
  Portfolio p;
  const auto source = draft_source(p);
  CHECK(accepted(p.session.create(new_context(source, ContextTable::sold_product))));
  CHECK(accepted(p.session.create(new_context(p.create(new_source(p))))));
}

TEST_CASE("a context that two mappers of one domain would serve is refused", "[DCX-02][refuses]") {
  Inside inside;
  const auto source = external_source(inside);
  repeat_mapper(inside);
  CHECK(refused(inside.create(new_context(source)), "DCX-02", "duplicate_mapper", "context_table"));
}

TEST_CASE("mappers that came after the context are found on publish", "[DCX-02][refuses]") {
  Inside inside;
  const auto source = external_source(inside);
  require(inside.create(new_context(source)));
  repeat_mapper(inside);
  const auto result =
      inside.unit().update(table_info<DataSource>(), source.id,
                           {rule::give<DataSource>(&DataSource::state, PublishState::published)}, rule::Origin::job);
  CHECK(refused(result, "DCX-02", "duplicate_mapper", "context_table"));
}

TEST_CASE("a domain may replace the mapper that it inherits", "[DCX-02][accepts]") {
  Portfolio p;
  p.separate_domains();
  p.create(new_mapper());  // in global
  const auto tenant = p.domain();
  auto session = p.session_of(p.user(Portfolio::ref(tenant)));
  CHECK(require(session.create(new_mapper())).domain == Portfolio::ref(tenant));
  auto source = require(session.create(new_source(p)));
  CHECK(accepted(session.create(new_context(source))));
  source.state = PublishState::published;
  CHECK(accepted(session.update(source)));
}

TEST_CASE("the contexts of a published source are fixed", "[DCX-03][refuses]") {
  Portfolio p;
  const auto source = published_source(p);
  CHECK(refused(p.session.create(new_context(source, ContextTable::sold_product)), "DCX-03", "data_source_not_draft",
                "data_source"));
  auto page = require(p.session.find<DataContext>());
  REQUIRE(page.items.size() == 1);
  CHECK(refused(p.session.remove(page.items.front()), "DCX-03", "data_source_not_draft", "data_source"));
  page.items.front().active = false;
  CHECK(refused(p.session.update(page.items.front()), "DCX-03", "data_source_not_draft", "data_source"));
}

TEST_CASE("the contexts of a draft are free, and go with their source", "[DCX-03][accepts]") {
  Portfolio p;
  const auto source = draft_source(p);
  const auto second = p.create(new_context(source, ContextTable::sold_product));
  CHECK(accepted(p.session.remove(second)));
  CHECK(accepted(p.session.remove(publish(p, source))));
  CHECK(require(p.session.count<DataContext>()) == 0);
}
