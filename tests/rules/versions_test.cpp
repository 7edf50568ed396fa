// SPDX-License-Identifier: Apache-2.0
#include "base/json.hpp"
#include "rules/metric_setup.hpp"

using namespace steward;
using namespace steward::test;

namespace {

std::vector<DefinitionVersion> versions(Portfolio& p, Id record) {
  FindOptions options = matching("record = \"" + record.to_string() + "\"");
  options.order_by = "valid_from";
  return require(p.session.find<DefinitionVersion>(options)).items;
}

std::string text_of(const DefinitionVersion& version, std::string_view key) {
  const auto json = require(base::Json::parse(version.content));
  const auto* held = json.find(key);
  return held == nullptr ? "" : held->canonical();
}

}  // namespace

TEST_CASE("each publish, return to draft and delete makes a version", "[VER-01][refuses]") {
  Portfolio p;
  const auto source = published_source(p);
  const auto begun = at("2024-11-20T12:00:00Z");
  auto definition = p.create(new_definition(p));
  p.create(new_metric(definition, source));
  CHECK(versions(p, definition.id).empty());
  definition = publish(p, definition);
  p.advance(std::chrono::hours(1));
  definition.state = PublishState::draft;
  definition = p.update(definition);
  p.advance(std::chrono::hours(1));
  require(p.session.remove(definition));
  const auto found = versions(p, definition.id);
  REQUIRE(found.size() == 3);
  CHECK(found[0].valid_from == begun);
  CHECK(found[0].valid_to == begun + std::chrono::hours(1));
  CHECK(text_of(found[0], "state") == "\"published\"");
  CHECK(text_of(found[0], "metrics").find(source.id.to_string()) != std::string::npos);
  CHECK(found[1].valid_to == begun + std::chrono::hours(2));
  CHECK(text_of(found[1], "state") == "\"draft\"");
  CHECK_FALSE(found[2].valid_to);
  CHECK(text_of(found[2], "deleted") == "true");
}

TEST_CASE("at one instant the last version counts", "[VER-01][refuses]") {
  Portfolio p;
  const auto source = published_source(p);
  auto definition = p.create(new_definition(p));
  p.create(new_metric(definition, source));
  definition = publish(p, definition);
  definition.state = PublishState::draft;
  definition = p.update(definition);
  definition.rank = 7;
  definition = publish(p, definition);
  const auto found = versions(p, definition.id);
  REQUIRE(found.size() == 1);
  CHECK(text_of(found[0], "rank") == "7");
}

TEST_CASE("publishing a risk definition keeps its overrides as published", "[VER-01][refuses]") {
  Portfolio p;
  auto definition = p.create(new_risk_definition(p, published_source(p)));
  p.create(new_override(p, definition));
  definition = publish(p, definition);
  const auto found = versions(p, definition.id);
  REQUIRE(found.size() == 1);
  CHECK(text_of(found[0], "overrides").find("\"state\":\"published\"") != std::string::npos);
}

TEST_CASE("every write of a colour band makes a version", "[VER-01][refuses]") {
  Portfolio p;
  ColorBand band;
  band.min = Decimal(0);
  band.max = Decimal(100);
  band.color = "green";
  band = p.create(band);
  CHECK(versions(p, band.id).size() == 1);
  p.advance(std::chrono::hours(1));
  band.color = "blue";
  band = p.update(band);
  CHECK(versions(p, band.id).size() == 2);
}

TEST_CASE("drafts, run dates and unchanged writes make no version", "[VER-01][accepts]") {
  Portfolio p;
  auto definition = p.create(new_definition(p));
  definition.rank = 5;
  p.update(definition);
  CHECK(versions(p, definition.id).empty());
  const auto source = published_source(p);
  CHECK(versions(p, source.id).size() == 1);
  p.advance(std::chrono::hours(1));
  require(deliver(p, source, p.account().id, 10));
  CHECK(versions(p, source.id).size() == 1);
}
