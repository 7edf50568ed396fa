// SPDX-License-Identifier: Apache-2.0
#include "model/schema.hpp"
#include "risk/template.hpp"
#include "rules/metric_setup.hpp"

using namespace steward;
using namespace steward::test;

namespace {

RiskDefinition table_definition(Portfolio& p) {
  auto definition = new_risk_definition(p, p.create(new_source(p)));
  definition.type = RiskDefinitionType::table;
  definition.data_source.reset();
  definition.threshold_condition.reset();
  definition.threshold.reset();
  definition.source_table = "account";
  return definition;
}

std::string with_template(const User& user, std::string_view more) {
  return R"({"short_description":"Low","description":"It is low.","reported_by":")" + user.id.to_string() + "\"" +
         std::string(more) + "}";
}

std::vector<RiskOccurrence> occurrences(Portfolio& p) { return require(p.session.find<RiskOccurrence>()).items; }

}  // namespace

TEST_CASE("a second definition of the same name or watch is refused", "[RDF-01][refuses]") {
  Portfolio p;
  const auto first = p.create(new_risk_definition(p, published_source(p)));
  auto again = new_risk_definition(p, published_source(p));
  again.name = first.name;
  CHECK(refused(p.session.create(again), "RDF-01", "duplicate_risk_definition", "name"));
  again = new_risk_definition(p, published_source(p));
  again.category = first.category;
  again.data_source = first.data_source;
  CHECK(refused(p.session.create(again), "RDF-01", "duplicate_risk_definition", "type"));
}

TEST_CASE("another threshold makes another definition", "[RDF-01][accepts]") {
  Portfolio p;
  const auto first = p.create(new_risk_definition(p, published_source(p)));
  auto again = new_risk_definition(p, published_source(p));
  again.category = first.category;
  again.data_source = first.data_source;
  again.threshold = Decimal(40);
  CHECK(accepted(p.session.create(again)));
}

TEST_CASE("a template that lacks a field, names a wrong one or holds a wrong value is refused", "[RDF-02][refuses]") {
  Portfolio p;
  const auto user = p.user();
  auto definition = new_risk_definition(p, published_source(p));
  for (const auto& text :
       {std::string(), std::string("[]"), std::string(R"({"short_description":"Low","description":"It is low."})"),
        with_template(user, R"(,"nothing":1)"), with_template(user, R"(,"occurrence_count":1)"),
        with_template(user, R"(,"probability":"certain")"), with_template(user, R"(,"state":"closed")"),
        with_template(user, R"(,"assigned_to":")" + p.account().id.to_string() + "\""),
        with_template(user, R"(,"priority":null)")}) {
    CAPTURE(text);
    definition.template_fields = text;
    CHECK(refused(p.session.create(definition), "RDF-02", "invalid_template", "template"));
  }
  auto stored = p.create(new_risk_definition(p, published_source(p)));
  stored.template_fields = "{}";
  CHECK(refused(p.session.update(stored), "RDF-02", "invalid_template", "template"));
}

TEST_CASE("a template with more fields of a risk signal is stored", "[RDF-02][accepts]") {
  Portfolio p;
  const auto user = p.user();
  auto definition = new_risk_definition(p, published_source(p));
  definition.template_fields =
      with_template(user, R"(,"probability":"high","due_date":"2025-01-01T00:00:00.000Z","watch_list":[")" +
                              user.id.to_string() + R"("])");
  CHECK(accepted(p.session.create(definition)));
}

TEST_CASE("a template is decoded by the types of its fields", "[RDF-02][accepts]") {
  const model::Schema schema;
  const auto id = *Id::parse("01234567-89ab-7def-8123-456789abcdef");
  const auto fields = require(risk::template_fields(
      R"({"short_description":"Low","description":"D","reported_by":"01234567-89ab-7def-8123-456789abcdef"})", schema));
  const auto& table = table_info<RiskSignal>();
  REQUIRE(fields.size() == 3);
  CHECK(fields[0] == std::pair(table.at("short_description"), Value(std::string("Low"))));
  CHECK(fields[2] == std::pair(table.at("reported_by"), Value(id)));
}

TEST_CASE("a table definition without a mapper is refused", "[RDF-03][refuses]") {
  Portfolio p;
  CHECK(refused(p.session.create(table_definition(p)), "RDF-03", "mapper_missing", "source_table"));
  auto idle = new_mapper();
  idle.active = false;
  p.create(idle);
  CHECK(refused(p.session.create(table_definition(p)), "RDF-03", "mapper_missing", "source_table"));
}

TEST_CASE("a table definition that lost its mapper is not published", "[RDF-03][refuses]") {
  Portfolio p;
  auto mapper = p.create(new_mapper());
  const auto definition = p.create(table_definition(p));
  mapper.active = false;
  p.update(mapper);
  CHECK(refused(try_publish(p, definition), "RDF-03", "mapper_missing", "source_table"));
}

TEST_CASE("a mapped table and engagement itself pass", "[RDF-03][accepts]") {
  Portfolio p;
  auto definition = table_definition(p);
  definition.source_table = "engagement";
  CHECK(accepted(p.session.create(definition)));
  p.create(new_mapper());
  CHECK(accepted(p.session.create(table_definition(p))));
}

TEST_CASE("fields of the other type are refused, missing ones too", "[RDF-04][refuses]") {
  Portfolio p;
  p.create(new_mapper());
  auto definition = new_risk_definition(p, published_source(p));
  definition.source_table = "account";
  definition.source_condition = "active = true";
  CHECK(refused(p.session.create(definition), "RDF-04", "field_not_applicable", "source_table"));
  CHECK(refused(p.session.create(definition), "RDF-04", "field_not_applicable", "source_condition"));
  definition = new_risk_definition(p, published_source(p));
  definition.data_source.reset();
  definition.threshold_condition.reset();
  definition.threshold.reset();
  definition.name.clear();
  auto result = p.session.create(definition);
  for (const auto* field : {"data_source", "threshold_condition", "threshold", "name"}) {
    CHECK(refused(result, "RDF-04", "field_required", field));
  }
  definition = new_risk_definition(p, published_source(p));
  definition.type = RiskDefinitionType::table;
  result = p.session.create(definition);
  CHECK(refused(result, "RDF-04", "field_required", "source_table"));
  for (const auto* field : {"data_source", "threshold_condition", "threshold"}) {
    CHECK(refused(result, "RDF-04", "field_not_applicable", field));
  }
}

TEST_CASE("definitions of both types with their own fields are stored", "[RDF-04][accepts]") {
  Portfolio p;
  p.create(new_mapper());
  CHECK(accepted(p.session.create(new_risk_definition(p, p.create(new_source(p))))));
  CHECK(accepted(p.session.create(table_definition(p))));
}

TEST_CASE("a definition over a draft source is not published", "[RDF-05][refuses]") {
  Portfolio p;
  const auto definition = p.create(new_risk_definition(p, draft_source(p)));
  CHECK(refused(try_publish(p, definition), "RDF-05", "context_missing", "data_source"));
}

TEST_CASE("a definition over a published engagement source is published", "[RDF-05][accepts]") {
  Portfolio p;
  CHECK(accepted(try_publish(p, p.create(new_risk_definition(p, published_source(p))))));
}

TEST_CASE("a category of another list or out of use is refused", "[RDF-06][refuses]") {
  Portfolio p;
  auto definition = new_risk_definition(p, published_source(p));
  definition.category = Portfolio::ref(p.choice(SuccessChoiceCategory::play_category));
  CHECK(refused(p.session.create(definition), "RDF-06", "invalid_choice", "category"));
  auto idle = p.choice();
  idle.active = false;
  definition.category = Portfolio::ref(p.update(idle));
  CHECK(refused(p.session.create(definition), "RDF-06", "invalid_choice", "category"));
  auto signal = p.new_risk_signal(p.engagement());
  signal.category = Portfolio::ref(p.choice(SuccessChoiceCategory::objective_driver));
  CHECK(refused(p.session.create(signal), "RDF-06", "invalid_choice", "category"));
}

TEST_CASE("a risk category is stored and stays when it goes out of use", "[RDF-06][accepts]") {
  Portfolio p;
  auto category = p.choice();
  auto signal = p.new_risk_signal(p.engagement());
  signal.category = Portfolio::ref(category);
  signal = p.create(signal);
  category.active = false;
  p.update(category);
  signal.short_description = "Changed";
  CHECK(accepted(p.session.update(signal)));
}

TEST_CASE("a rank or condition twice in a definition is refused", "[RTO-01][refuses]") {
  Portfolio p;
  const auto definition = p.create(new_risk_definition(p, published_source(p)));
  const auto first = p.create(new_override(p, definition));
  CHECK(refused(p.session.create(new_override(p, definition)), "RTO-01", "duplicate_override", "rank"));
  auto again = new_override(p, definition, 2);
  again.applicable_engagements = " " + first.applicable_engagements;
  CHECK(refused(p.session.create(again), "RTO-01", "duplicate_override", "applicable_engagements"));
}

TEST_CASE("other ranks, and the same one in another definition, are stored", "[RTO-01][accepts]") {
  Portfolio p;
  const auto definition = p.create(new_risk_definition(p, published_source(p)));
  p.create(new_override(p, definition));
  CHECK(accepted(p.session.create(new_override(p, definition, 2))));
  CHECK(accepted(p.session.create(new_override(p, p.create(new_risk_definition(p, published_source(p)))))));
}

TEST_CASE("an override of a table definition, without fields or with rank 0 is refused", "[RTO-02][refuses]") {
  Portfolio p;
  p.create(new_mapper());
  const auto table = p.create(table_definition(p));
  CHECK(refused(p.session.create(new_override(p, table)), "RTO-02", "override_not_allowed", "risk_definition"));
  const auto metric = p.create(new_risk_definition(p, published_source(p)));
  CHECK(refused(p.session.create(new_override(p, metric, 0)), "RTO-02", "out_of_range", "rank"));
  auto bare = new_override(p, metric);
  bare.threshold.reset();
  bare.applicable_engagements.clear();
  bare.rank.reset();
  for (const auto* field : {"threshold", "applicable_engagements", "rank"}) {
    CHECK(refused(p.session.create(bare), "RTO-02", "field_required", field));
  }
}

TEST_CASE("a whole override of a metric definition is stored", "[RTO-02][accepts]") {
  Portfolio p;
  CHECK(accepted(p.session.create(new_override(p, p.create(new_risk_definition(p, published_source(p)))))));
}

TEST_CASE("publishing a definition publishes its overrides, of which the first rank wins", "[RTO-03][refuses]") {
  Portfolio p;
  const auto engagement = p.engagement();
  const auto source = published_source(p);
  auto definition = p.create(new_risk_definition(p, source));
  auto second = new_override(p, definition, 2);
  second.applicable_engagements = "active = true";
  second.threshold = Decimal(80);
  second = p.create(second);
  auto first = new_override(p, definition, 1);
  first.applicable_engagements = "title = \"" + engagement.title + "\"";
  first.threshold = Decimal(70);
  p.create(first);
  publish(p, definition);
  CHECK(p.again(second).state == PublishState::published);
  require(deliver(p, source, engagement.account.id(), 60));
  require(p.session.analyze_risks());
  const auto found = occurrences(p);
  REQUIRE(found.size() == 1);
  CHECK(found.front().threshold == Decimal(70));
  CHECK(found.front().gap == Decimal(10));
}

TEST_CASE("an override that has ended gives no threshold", "[RTO-04][refuses]") {
  Portfolio p;
  const auto engagement = p.engagement();
  const auto source = published_source(p);
  const auto definition = p.create(new_risk_definition(p, source));
  auto ended = new_override(p, definition, 1);
  ended.applicable_engagements = "active = true";
  ended.threshold = Decimal(90);
  ended.valid_until = p.clock->now();
  p.create(ended);
  auto next = new_override(p, definition, 2);
  next.applicable_engagements = "title = \"" + engagement.title + "\"";
  next.threshold = Decimal(80);
  p.create(next);
  publish(p, definition);
  require(deliver(p, source, engagement.account.id(), 60));
  require(p.session.analyze_risks());
  const auto found = occurrences(p);
  REQUIRE(found.size() == 1);
  CHECK(found.front().threshold == Decimal(80));
}

TEST_CASE("an override holds up to its end, and one may have ended when it is stored", "[RTO-04][accepts]") {
  Portfolio p;
  const auto engagement = p.engagement();
  const auto source = published_source(p);
  const auto definition = p.create(new_risk_definition(p, source));
  auto first = new_override(p, definition, 1);
  first.applicable_engagements = "active = true";
  first.threshold = Decimal(90);
  first.valid_until = p.clock->now() + std::chrono::milliseconds(1);
  p.create(first);
  auto past = new_override(p, definition, 2);
  past.applicable_engagements = "active = false";
  past.valid_until = at("2020-01-01T00:00:00Z");
  CHECK(accepted(p.session.create(past)));
  publish(p, definition);
  require(deliver(p, source, engagement.account.id(), 60));
  require(p.session.analyze_risks());
  const auto found = occurrences(p);
  REQUIRE(found.size() == 1);
  CHECK(found.front().threshold == Decimal(90));
}

TEST_CASE("overrides that do not match leave the threshold of the definition", "[RTO-03][accepts]") {
  Portfolio p;
  const auto engagement = p.engagement();
  const auto source = published_source(p);
  const auto definition = p.create(new_risk_definition(p, source));
  auto draft = p.create(new_override(p, definition));
  draft.threshold = Decimal(65);
  CHECK(p.update(draft).state == PublishState::draft);
  publish(p, definition);
  require(deliver(p, source, engagement.account.id(), 45));
  require(p.session.analyze_risks());
  const auto found = occurrences(p);
  REQUIRE(found.size() == 1);
  CHECK(found.front().threshold == Decimal(50));
}
