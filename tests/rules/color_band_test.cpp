// SPDX-License-Identifier: Apache-2.0
#include "rules/metric_setup.hpp"

using namespace steward;
using namespace steward::test;

namespace {

ColorBand band(int min, int max, std::string_view color) {
  ColorBand entity;
  entity.min = Decimal(min);
  entity.max = Decimal(max);
  entity.color = color;
  return entity;
}

ColorBand band_of(const DataSource& source, int min, int max, std::string_view color) {
  auto entity = band(min, max, color);
  entity.type = ScopeType::metric_based;
  entity.data_source = ref_of(source);
  return entity;
}

}  // namespace

TEST_CASE("a colour twice in a set is refused", "[BND-01][refuses]") {
  Portfolio p;
  p.create(band(0, 39, "red"));
  CHECK(refused(p.session.create(band(40, 69, "Red")), "BND-01", "duplicate_color", "color"));
  const auto source = p.create(new_source(p));
  p.create(band_of(source, 0, 10, "red"));
  CHECK(refused(p.session.create(band_of(source, 11, 20, "red")), "BND-01", "duplicate_color", "color"));
}

TEST_CASE("each set has its own colours", "[BND-01][accepts]") {
  Portfolio p;
  p.create(band(0, 39, "red"));
  CHECK(accepted(p.session.create(band_of(p.create(new_source(p)), 0, 39, "red"))));
  CHECK(accepted(p.session.create(band_of(p.create(new_source(p)), 0, 39, "red"))));
}

TEST_CASE("a band that ends before it starts is refused", "[BND-02][refuses]") {
  Portfolio p;
  CHECK(refused(p.session.create(band(50, 49, "red")), "BND-02", "range_inverted", "max"));
}

TEST_CASE("a band of one value is stored", "[BND-02][accepts]") {
  Portfolio p;
  CHECK(accepted(p.session.create(band(50, 50, "red"))));
}

TEST_CASE("a band that covers part of another is refused", "[BND-03][refuses]") {
  Portfolio p;
  p.create(band(40, 69, "yellow"));
  for (const auto& other : {band(60, 80, "red"), band(0, 41, "red"), band(45, 50, "red"), band(0, 100, "red"),
                            band(40, 69, "red"), band(50, 50, "red")}) {
    CHECK(refused(p.session.create(other), "BND-03", "range_overlap", "min"));
  }
}

TEST_CASE("bands that touch or belong to another set are stored", "[BND-03][accepts]") {
  Portfolio p;
  const auto yellow = p.create(band(40, 70, "yellow"));
  CHECK(accepted(p.session.create(band(0, 40, "red"))));
  CHECK(accepted(p.session.create(band(70, 100, "green"))));
  CHECK(accepted(p.session.create(band_of(p.create(new_source(p)), 0, 100, "red"))));
  auto same = yellow;
  same.highlighted_color = "gold";
  CHECK(accepted(p.session.update(same)));
}

TEST_CASE("a global band beyond 0 to 100 is refused", "[BND-04][refuses]") {
  Portfolio p;
  CHECK(refused(p.session.create(band(-1, 39, "red")), "BND-04", "range_out_of_bounds", "min"));
  CHECK(refused(p.session.create(band(70, 101, "green")), "BND-04", "range_out_of_bounds", "max"));
}

TEST_CASE("bands of a data source may lie anywhere, global ones from 0 to 100", "[BND-04][accepts]") {
  Portfolio p;
  CHECK(accepted(p.session.create(band(0, 100, "green"))));
  CHECK(accepted(p.session.create(band_of(p.create(new_source(p)), -50, 500, "red"))));
}

TEST_CASE("a data source missing or too much is refused", "[BND-05][refuses]") {
  Portfolio p;
  auto entity = band_of(p.create(new_source(p)), 0, 10, "red");
  entity.type = ScopeType::global;
  CHECK(refused(p.session.create(entity), "BND-05", "field_not_applicable", "data_source"));
  entity = band(0, 10, "red");
  entity.type = ScopeType::metric_based;
  CHECK(refused(p.session.create(entity), "BND-05", "field_required", "data_source"));
}

TEST_CASE("a metric based band with and a global one without data source are stored", "[BND-05][accepts]") {
  Portfolio p;
  CHECK(accepted(p.session.create(band(0, 10, "red"))));
  CHECK(accepted(p.session.create(band_of(p.create(new_source(p)), 0, 10, "red"))));
}
