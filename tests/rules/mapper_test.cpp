// SPDX-License-Identifier: Apache-2.0
#include <limits>

#include "rules/metric_setup.hpp"

using namespace steward;
using namespace steward::test;

namespace {

ContextMapper metric_based(const DataSource& source) {
  auto mapper = new_mapper();
  mapper.type = ScopeType::metric_based;
  mapper.metric_list = {source.id};
  return mapper;
}

std::optional<Decimal> score(Portfolio& p, const Engagement& engagement) {
  return require(p.session.score(Portfolio::ref(engagement), at("2024-11-20T12:00:00Z"))).score;
}

/// A published global definition with the one metric, target 100: the score is the value.
void define_health(Portfolio& p, const DataSource& source) {
  auto definition = new_definition(p);
  definition.definition.clear();
  definition.global = true;
  definition = p.create(definition);
  p.create(new_metric(definition, source));
  publish(p, definition);
}

}  // namespace

TEST_CASE("a second active global mapper between two tables is refused", "[MAP-01][refuses]") {
  Portfolio p;
  p.create(new_mapper());
  CHECK(refused(p.session.create(new_mapper()), "MAP-01", "duplicate_mapper", "source_table"));
  auto idle = new_mapper();
  idle.active = false;
  idle = p.create(idle);
  idle.active = true;
  CHECK(refused(p.session.update(idle), "MAP-01", "duplicate_mapper", "source_table"));
}

TEST_CASE("global mappers that are inactive or join other tables stand beside each other", "[MAP-01][accepts]") {
  Portfolio p;
  auto mapper = p.create(new_mapper());
  auto idle = new_mapper();
  idle.active = false;
  CHECK(accepted(p.session.create(idle)));
  auto other = new_mapper();
  other.source_table = "contract";
  CHECK(accepted(p.session.create(other)));
  mapper.conditions = "active = true";
  CHECK(accepted(p.session.update(mapper)));
}

TEST_CASE("a data source in two metric based mappers of two tables is refused", "[MAP-02][refuses]") {
  Portfolio p;
  const auto one = p.create(new_source(p));
  const auto two = p.create(new_source(p));
  p.create(metric_based(one));
  auto second = metric_based(two);
  second.metric_list = {two.id, one.id};
  CHECK(refused(p.session.create(second), "MAP-02", "duplicate_mapper", "metric_list"));
}

TEST_CASE("metric based mappers of other data sources stand beside each other and the global one",
          "[MAP-02][accepts]") {
  Portfolio p;
  p.create(new_mapper());
  p.create(metric_based(p.create(new_source(p))));
  CHECK(accepted(p.session.create(metric_based(p.create(new_source(p))))));
}

TEST_CASE("a mapper without its fields is refused", "[MAP-03][refuses]") {
  Portfolio p;
  auto mapper = new_mapper();
  mapper.related_table.clear();
  mapper.query_field.clear();
  CHECK(refused(p.session.create(mapper), "MAP-03", "field_required", "related_table"));
  CHECK(refused(p.session.create(mapper), "MAP-03", "field_required", "query_field"));
  mapper = new_mapper();
  mapper.source_table.clear();
  CHECK(refused(p.session.create(mapper), "MAP-03", "field_required", "source_table"));
  mapper = new_mapper();
  mapper.type = ScopeType::metric_based;
  CHECK(refused(p.session.create(mapper), "MAP-03", "field_required", "metric_list"));
  mapper = metric_based(p.create(new_source(p)));
  mapper.type = ScopeType::global;
  CHECK(refused(p.session.create(mapper), "MAP-03", "field_not_applicable", "metric_list"));
}

TEST_CASE("a resolver stands for the related table", "[MAP-03][accepts]") {
  Portfolio p;
  auto mapper = new_mapper();
  mapper.related_table.clear();
  mapper.query_field.clear();
  mapper.resolver = "by_tag";
  CHECK(accepted(p.session.create(mapper)));
}

TEST_CASE("a metric based mapper wins over the global one", "[MAP-04][refuses]") {
  Portfolio p;
  const auto account = p.account();
  const auto first = p.engagement(account);
  const auto second = p.engagement(account);
  const auto source = published_source(p);
  auto narrow = metric_based(source);
  narrow.conditions = "title = \"" + second.title + "\"";
  p.create(narrow);
  define_health(p, source);
  require(deliver(p, source, account.id, 80));
  CHECK_FALSE(score(p, first));
  CHECK(score(p, second) == Decimal(80));
}

TEST_CASE("without a metric based mapper the global one maps", "[MAP-04][accepts]") {
  Portfolio p;
  const auto account = p.account();
  const auto engagement = p.engagement(account);
  const auto source = published_source(p);
  p.create(metric_based(p.create(new_source(p))));
  define_health(p, source);
  require(deliver(p, source, account.id, 80));
  CHECK(score(p, engagement) == Decimal(80));
}

TEST_CASE("a delivery stamps its source and is mapped", "[CTD-01][refuses]") {
  Portfolio p;
  const auto account = p.account();
  const auto engagement = p.engagement(account);
  auto source = published_source(p);
  CHECK_FALSE(source.last_run_at);
  define_health(p, source);
  CHECK(require(deliver(p, source, account.id, 70)).added == 1);
  source = p.again(source);
  CHECK(source.last_run_at == at("2024-11-20T12:00:00Z"));
  CHECK((!source.next_run_at || *source.next_run_at >= *source.last_run_at));
  CHECK(score(p, engagement) == Decimal(70));
}

TEST_CASE("a delivery that maps to nothing is kept and counted", "[CTD-01][accepts]") {
  Portfolio p;
  const auto source = published_source(p);
  const auto report = require(deliver(p, source, p.account().id, 70));
  CHECK(report.added == 1);
  CHECK(report.unmapped == 1);
}

TEST_CASE("a delivery without its source record is refused", "[CTD-02][refuses]") {
  Portfolio p;
  const auto source = published_source(p);
  CHECK(delivery_refused(deliver(p, source, Id(), 70), "CTD-02", "field_required", "source_record"));
  IngestRow row;
  row.data_source = ref_of(source);
  row.source_record = p.account().id;
  row.start_date = at("2024-11-20T09:00:00Z");
  row.end_date = at("2024-11-20T10:00:00Z");
  CHECK(delivery_refused(p.session.ingest(row), "CTD-02", "field_required", "source_table"));
}

TEST_CASE("a complete delivery is added", "[CTD-02][accepts]") {
  Portfolio p;
  CHECK(require(deliver(p, published_source(p), p.account().id, 70)).refused.empty());
}

TEST_CASE("a delivery from the future is refused", "[CTD-03][refuses]") {
  Portfolio p;
  const auto source = published_source(p);
  CHECK(delivery_refused(deliver(p, source, p.account().id, 70, "2024-11-20T12:00:00.001Z"), "CTD-03", "future_data",
                         "end_date"));
  CHECK(delivery_refused(deliver(p, source, p.account().id, 70, "2024-11-20T13:30:00Z"), "CTD-03", "future_data",
                         "start_date"));
}

TEST_CASE("a delivery that ends now is added", "[CTD-03][accepts]") {
  Portfolio p;
  CHECK(require(deliver(p, published_source(p), p.account().id, 70, "2024-11-20T12:00:00Z")).refused.empty());
}

TEST_CASE("a delivery with an empty period or no number is refused", "[CTD-04][refuses]") {
  Portfolio p;
  const auto source = published_source(p);
  const std::array records{p.account().id, p.account().id, p.account().id};
  const auto nine = at("2024-11-20T09:00:00Z");
  const auto ten = at("2024-11-20T10:00:00Z");
  const std::array values{1.0, std::numeric_limits<double>::quiet_NaN(), 3.0};
  const std::array start{ten, nine, nine};
  const std::array end{ten, ten, ten};
  IngestColumns columns;
  columns.data_source = ref_of(source);
  columns.source_table = "account";
  columns.source_record = records;
  columns.value_double = values;
  columns.start = start;
  columns.end = end;
  const auto report = p.session.ingest(columns);
  CHECK(delivery_refused(report, "CTD-04", "period_invalid", "end_date"));
  CHECK(delivery_refused(report, "CTD-04", "value_not_finite", "value"));
  CHECK(require(report).added == 1);
}

TEST_CASE("a delivery of one millisecond is added", "[CTD-04][accepts]") {
  Portfolio p;
  IngestRow row;
  row.data_source = ref_of(published_source(p));
  row.source_table = "account";
  row.source_record = p.account().id;
  row.end_date = at("2024-11-20T10:00:00Z");
  row.start_date = row.end_date - std::chrono::milliseconds(1);
  CHECK(require(p.session.ingest(row)).refused.empty());
}
