// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include "insight/rules_tables.hpp"
#include "metrics/rules.hpp"
#include "steward/model/insight.hpp"

namespace steward::insight {

namespace {

using rule::Context;
using rule::where;

/// Whether the item shows another data source than `source`, not counting the row `except`.
bool shows_another(const Context& context, Id item, Ref<DataSource> source, Id except) {
  for (const auto& row : context.work.all<VisualizationItem>(
           where<VisualizationItem>(&VisualizationItem::insight_item, Ref<InsightItem>(item)))) {
    if (row.id == except) continue;
    const auto shown = context.work.get(row.visualization);
    if (shown && shown->data_source != source) return true;
  }
  return false;
}

bool single(const InsightItem& item) { return item.visualization_mode == VisualizationMode::single; }

void one_source(Context& context) {
  const auto row = model::from_row<VisualizationItem>(context.change.after);
  const auto item = context.work.get(row.insight_item);
  const auto shown = context.work.get(row.visualization);
  if (!item || !shown || !single(*item)) return;
  if (!shows_another(context, item->id, shown->data_source, row.id)) return;
  context.refuse("single_mode_full", "insight_item",
                 fmt::format("\"{}\" shows one metric; it has one of another data source already", item->name));
}

void one_source_kept(Context& context) {
  if (!context.changed<Visualization>(&Visualization::data_source)) return;
  const auto source = context.after<Visualization>(&Visualization::data_source);
  for (const auto& row : context.work.all<VisualizationItem>(
           where<VisualizationItem>(&VisualizationItem::visualization, Ref<Visualization>(context.change.id())))) {
    const auto item = context.work.get(row.insight_item);
    if (!item || !single(*item) || !shows_another(context, item->id, source, row.id)) continue;
    context.refuse("single_mode_full", "data_source",
                   fmt::format("\"{}\" shows one metric, and others of the present data source", item->name));
    return;
  }
}

void to_single(Context& context) {
  const auto item = model::from_row<InsightItem>(context.change.after);
  if (!single(item) || !context.changed<InsightItem>(&InsightItem::visualization_mode)) return;
  const auto rows = context.work.all<VisualizationItem>(
      where<VisualizationItem>(&VisualizationItem::insight_item, Ref<InsightItem>(item.id)));
  const auto first = rows.empty() ? std::nullopt : context.work.get(rows.front().visualization);
  if (!first || !shows_another(context, item.id, first->data_source, rows.front().id)) return;
  context.refuse("single_mode_full", "visualization_mode",
                 "the place shows several data sources; take out all but one first");
}

void source_reaches(Context& context) {
  const auto shown = model::from_row<Visualization>(context.change.after);
  const bool moved = context.changed<Visualization>(&Visualization::data_source) ||
                     context.changed<Visualization>(&Visualization::context_table);
  if (!moved || !shown.context_table || !context.work.get(shown.data_source)) return;
  if (metrics::has_context(context.work, shown.data_source, shown.context_table->text(), false)) return;
  context.refuse("context_missing", "context_table",
                 fmt::format("the data source has no context on {}", shown.context_table->text()));
}

}  // namespace

std::vector<rule::Rule> visualization_rules() {
  using enum rule::Phase;
  using rule::on_write;
  constexpr std::string_view one =
      "A place in single mode shows one data source; of its rows the first whose conditions apply is drawn.";
  return {
      {"INS-01", "insight", "Valid insight", mechanism, on_write,
       "field_required @each, invalid_input @entity, duplicate_insight @name, duplicate_insight @entity", nullptr,
       "An insight has a name and a known table, each unique."},
      {"INM-01", "insight_item", "Valid item", validate, on_write,
       "field_required @each, duplicate_insight_item @name, single_mode_full @visualization_mode", to_single,
       "A place has an insight, a mode and a name that is unique in the insight; it turns to single mode only while "
       "it shows one data source."},
      {"VIS-01", "visualization", "Duplicate", mechanism, on_write, "duplicate_visualization @data_source", nullptr,
       "Data source, context table and conditions are unique together."},
      {"VIS-02", "visualization", "Required", validate, on_write,
       "field_required @each, context_missing @context_table", source_reaches,
       "A visualization has data source, context table, direction and aggregate; the source has a context on that "
       "table."},
      {"VSM-01", "visualization_item", "Valid row", validate, on_write,
       "field_required @each, out_of_range @rank, duplicate_visualization_item @visualization, "
       "single_mode_full @insight_item",
       one_source, one},
      {"VSM-01", "visualization", "Valid row", validate, rule::on_update, "single_mode_full @data_source",
       one_source_kept, one},
  };
}

}  // namespace steward::insight
