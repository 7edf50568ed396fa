// SPDX-License-Identifier: Apache-2.0
#include "health/rules.hpp"
#include "steward/model/health.hpp"

namespace steward::health {

namespace {

using rule::Context;
using rule::where;

ColorBand band_of(const Context& context) { return model::from_row<ColorBand>(context.change.after); }

void range(Context& context) {
  const auto band = band_of(context);
  if (band.min && band.max && *band.max < *band.min) {
    context.refuse("range_inverted", "max", "the upper end of a band lies below its lower end");
  }
}

void overlap(Context& context) {
  const auto band = band_of(context);
  if (!band.min || !band.max) return;
  const auto others = context.work.all<ColorBand>(condition::Condition::all(
      table_info<ColorBand>(),
      {where<ColorBand>(&ColorBand::type, band.type), where<ColorBand>(&ColorBand::data_source, band.data_source),
       where<ColorBand>(&ColorBand::domain, band.domain)}));
  for (const auto& other : others) {
    if (other.id == band.id || !other.min || !other.max) continue;
    const bool crosses = *band.min < *other.max && *other.min < *band.max;
    const bool same = *band.min == *other.min && *band.max == *other.max;
    if (!crosses && !same) continue;
    context.refuse("range_overlap", "min", "another band of the same set covers part of this range",
                   "[\"" + other.id.to_string() + "\"]");
    return;
  }
}

void global_bounds(Context& context) {
  const auto band = band_of(context);
  if (!(band.type == ScopeType::global)) return;
  if (band.min && *band.min < Decimal(0)) {
    context.refuse("range_out_of_bounds", "min", "a global band starts at 0 or above");
  }
  if (band.max && *band.max > Decimal(100)) {
    context.refuse("range_out_of_bounds", "max", "a global band ends at 100 or below");
  }
}

void data_source(Context& context) {
  const auto band = band_of(context);
  const bool metric_based = band.type == ScopeType::metric_based;
  if (metric_based && !band.data_source) {
    context.refuse("field_required", "data_source", "a metric based band names its data source");
  }
  if (!metric_based && band.data_source) {
    context.refuse("field_not_applicable", "data_source", "a global band names no data source");
  }
}

}  // namespace

std::vector<rule::Rule> band_rules() {
  using enum rule::Phase;
  using rule::on_write;
  return {
      {"BND-01", "color_band", "Colour", mechanism, on_write, "duplicate_color @color", nullptr,
       "A colour is used once among the global bands and once among the bands of one data source."},
      {"BND-02", "color_band", "Range", validate, on_write, "range_inverted @max", range,
       "The upper end of a band is not below its lower end; they may be equal."},
      {"BND-03", "color_band", "Overlap", validate, on_write, "range_overlap @min", overlap,
       "Bands of one set share at most one end point; there the band with the higher lower end applies."},
      {"BND-04", "color_band", "Global bounds", validate, on_write,
       "range_out_of_bounds @min, range_out_of_bounds @max", global_bounds, "Global bands lie within 0 and 100."},
      {"BND-05", "color_band", "Data source", validate, on_write,
       "field_required @data_source, field_not_applicable @data_source", data_source,
       "A metric based band names a data source, a global one does not."},
  };
}

}  // namespace steward::health
