// SPDX-License-Identifier: Apache-2.0
#include "support/portfolio.hpp"

using namespace steward;
using namespace steward::test;

namespace {

Insight new_insight(Portfolio& p, std::string_view entity = "product_usage") {
  Insight entry;
  entry.name = p.unique("Insight");
  entry.entity = entity;
  return entry;
}

}  // namespace

TEST_CASE("an insight needs a name and a known table, each its own", "[INS-01][refuses]") {
  Portfolio p;
  const auto empty = p.session.create(Insight{});
  CHECK(refused(empty, "INS-01", "field_required", "name"));
  CHECK(refused(empty, "INS-01", "field_required", "entity"));
  const auto first = p.create(new_insight(p));
  CHECK(refused(p.session.create(new_insight(p)), "INS-01", "duplicate_insight", "entity"));
  auto same = new_insight(p, "capability_usage");
  same.name = first.name;
  CHECK(refused(p.session.create(same), "INS-01", "duplicate_insight", "name"));
  CHECK(refused(p.session.create(new_insight(p, "nothing")), "GEN-04", "invalid_input", "entity"));
}

TEST_CASE("insights of two tables are stored", "[INS-01][accepts]") {
  Portfolio p;
  CHECK(accepted(p.session.create(new_insight(p))));
  CHECK(accepted(p.session.create(new_insight(p, "capability_usage"))));
}

TEST_CASE("a place needs a name of its own, an insight and a mode", "[INM-01][refuses]") {
  Portfolio p;
  const auto empty = p.session.create(InsightItem{});
  CHECK(refused(empty, "INM-01", "field_required", "name"));
  CHECK(refused(empty, "INM-01", "field_required", "insight"));
  InsightItem item;
  item.name = "Score";
  item.insight = Portfolio::ref(p.create(new_insight(p)));
  p.create(item);
  CHECK(refused(p.session.create(item), "INM-01", "duplicate_insight_item", "name"));
}

TEST_CASE("two insights have places of one name", "[INM-01][accepts]") {
  Portfolio p;
  InsightItem item;
  item.name = "Score";
  item.insight = Portfolio::ref(p.create(new_insight(p)));
  p.create(item);
  item.insight = Portfolio::ref(p.create(new_insight(p, "capability_usage")));
  CHECK(accepted(p.session.create(item)));
}
