// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>

#include "base/json.hpp"
#include "insight/rules_tables.hpp"
#include "metrics/dependencies.hpp"
#include "metrics/rules.hpp"
#include "rule/tree.hpp"
#include "steward/model/segment.hpp"

namespace steward::insight {

namespace {

using rule::Context;
using rule::where;

constexpr Hundredths full_weight{100};

std::vector<SegmentMetric> metrics_of(const Context& context, Ref<Segment> segment) {
  auto found = context.work.all<SegmentMetric>(where<SegmentMetric>(&SegmentMetric::segment, segment));
  std::sort(found.begin(), found.end(), [](const auto& a, const auto& b) {
    return std::pair(a.position.value_or(0), a.id) < std::pair(b.position.value_or(0), b.id);
  });
  return found;
}

std::vector<SegmentMetric> own_metrics(const Context& context) {
  return metrics_of(context, Ref<Segment>(context.change.id()));
}

base::Json json_of(const IdList& ids) {
  auto list = base::Json::array();
  for (const Id& id : ids) list.push(base::Json::string(id.to_string()));
  return list;
}

void breakdown_table(Context& context) {
  const auto source = context.work.get(context.after<Segment>(&Segment::data_source));
  if (source) context.set<Segment>(&Segment::breakdown_table, source->breakdown_table);
}

void breakdown_follows(Context& context) {
  if (!context.changed<DataSource>(&DataSource::breakdown_table)) return;
  const auto& table = table_info<Segment>();
  for (const Row& row :
       context.work.find(where<Segment>(&Segment::data_source, Ref<DataSource>(context.change.id())))) {
    rule::report(context, context.work.update(table, model::row_id(row), {}, rule::Origin::cascade));
  }
}

void circular(Context& context) {
  const Id own = context.after<Segment>(&Segment::data_source).id();
  for (const auto& metric : own_metrics(context)) {
    const auto path = metrics::dependency_path(context.work, metric.data_source.id(), own);
    if (path.empty()) continue;
    IdList circle{own};
    circle.insert(circle.end(), path.begin(), path.end());
    context.refuse("circular_reference", "data_source",
                   "a metric of the segment is itself calculated from the segment's data source",
                   json_of(circle).canonical());
    return;
  }
}

void weights(Context& context) {
  const auto found = own_metrics(context);
  std::int64_t sum = 0;
  for (const auto& metric : found) sum += metric.weight ? metric.weight->units() : 0;
  if (!found.empty() && sum == full_weight.units()) return;
  context.refuse(
      "weight_sum", "weight",
      fmt::format("the weights of the metrics sum to {}, not to 100", Hundredths::from_units(sum).to_string()));
}

void metrics_reach_table(Context& context) {
  const auto table = context.after<Segment>(&Segment::breakdown_table);
  IdList missing;
  for (const auto& metric : own_metrics(context)) {
    if (!metrics::has_context(context.work, metric.data_source, table, true)) {
      missing.push_back(metric.data_source.id());
    }
  }
  if (missing.empty()) return;
  context.refuse("context_missing", "data_source",
                 fmt::format("{} metrics of the segment have no active context on {}", missing.size(), table),
                 json_of(missing).canonical());
}

/// The source of a segment that is new, deleted or moved: before and after.
std::vector<Ref<DataSource>> sources_touched(const Context& context) {
  std::vector<Ref<DataSource>> sources{context.after<Segment>(&Segment::data_source)};
  if (!context.updating()) return sources;
  if (!context.changed<Segment>(&Segment::data_source)) return {};
  sources.push_back(context.before<Segment>(&Segment::data_source));
  return sources;
}

void draft_source(Context& context) {
  // Segments go with their source whatever its state.
  if (context.change.origin == rule::Origin::cascade) return;
  for (const auto& ref : sources_touched(context)) {
    const auto source = context.work.get(ref);
    if (!source) continue;
    if (!source->source || !(*source->source == DataSourceKind::calculated)) {
      context.refuse("field_not_applicable", "data_source", "only calculated data sources have segments");
      return;
    }
    if (source->state == PublishState::draft) continue;
    context.refuse("data_source_not_draft", "data_source",
                   "the segments of a published data source are fixed; return it to draft first");
    return;
  }
}

void source_follows(Context& context) {
  if (!(context.before<Segment>(&Segment::state) == PublishState::published)) return;
  if (!(context.after<Segment>(&Segment::state) == PublishState::draft)) return;
  const auto source = context.work.get(context.after<Segment>(&Segment::data_source));
  if (!source || source->state == PublishState::draft) return;
  rule::report(context, context.work.update(table_info<DataSource>(), source->id,
                                            {rule::give<DataSource>(&DataSource::state, PublishState::draft)},
                                            rule::Origin::cascade));
}

void edit_in_draft(Context& context) {
  if (!context.updating() || context.before<Segment>(&Segment::state) == PublishState::draft) return;
  const auto& table = context.change.table;
  for (std::size_t i = model::domain_field + 1; i < table.fields.size(); ++i) {
    const auto& field = table.fields[i];
    if (field.kind == FieldKind::derived || field.name == "state" || !context.change.changed(i)) continue;
    context.refuse("segment_not_draft", field.name, "a published segment is fixed; return it to draft first");
  }
}

void draft_segment(Context& context) {
  // Metrics go with their segment whatever its state.
  if (context.change.origin == rule::Origin::cascade) return;
  std::vector<Ref<Segment>> owners{context.after<SegmentMetric>(&SegmentMetric::segment)};
  if (context.updating()) owners.push_back(context.before<SegmentMetric>(&SegmentMetric::segment));
  for (const auto& ref : owners) {
    const auto segment = context.work.get(ref);
    if (!segment || segment->state == PublishState::draft) continue;
    context.refuse("segment_not_draft", "segment",
                   "the metrics of a published segment are fixed; return it to draft first");
    return;
  }
}

void not_its_own(Context& context) {
  const auto segment = context.work.get(context.after<SegmentMetric>(&SegmentMetric::segment));
  if (!segment || segment->data_source != context.after<SegmentMetric>(&SegmentMetric::data_source)) return;
  context.refuse("circular_reference", "data_source", "a segment does not measure the data source it belongs to");
}

void weight_range(Context& context) {
  metrics::check_weight(context, model::field_of<SegmentMetric>(&SegmentMetric::weight));
}

void next_position(Context& context) {
  if (context.after<SegmentMetric>(&SegmentMetric::position)) return;
  std::int64_t last = 0;
  for (const auto& metric : metrics_of(context, context.after<SegmentMetric>(&SegmentMetric::segment))) {
    if (metric.id != context.change.id()) last = std::max(last, metric.position.value_or(0));
  }
  context.set<SegmentMetric>(&SegmentMetric::position, last + 1);
}

std::vector<rule::Rule> metric_rules() {
  using enum rule::Phase;
  using rule::on_write;
  constexpr std::string_view fixed = "The metrics of a published segment are neither added, changed nor deleted.";
  return {
      {"SGM-06", "segment_metric", "Position", derive, on_write, "", next_position,
       "A metric without a position comes last in its segment."},
      {"SGM-01", "segment_metric", "Unique metric", mechanism, on_write, "duplicate_metric @data_source", nullptr,
       "A data source appears once in a segment."},
      {"SGM-02", "segment_metric", "Draft segment", validate, on_write, "segment_not_draft @segment", draft_segment,
       fixed},
      {"SGM-02", "segment_metric", "Draft segment", before_delete, rule::on_erase, "segment_not_draft @segment",
       draft_segment, fixed},
      {"SGM-03", "segment_metric", "Not its own source", validate, on_write, "circular_reference @data_source",
       not_its_own, "A segment does not measure the data source that it belongs to."},
      {"SGM-04", "segment_metric", "Required", validate, on_write, "field_required @each, out_of_range @weight",
       weight_range,
       "A metric has data source, target, weight, direction and aggregate; the weight is more than 0, at most 100 and "
       "has two places."},
      {"SGM-05", "segment", "Metrics reach the table", publish, on_write, "context_missing @data_source",
       metrics_reach_table,
       "Every data source that a published segment measures has an active context on the breakdown table."},
  };
}

}  // namespace

std::vector<rule::Rule> segment_rules() {
  using enum rule::Phase;
  using rule::on_write;
  constexpr std::string_view table_text = "The breakdown table of a segment is that of its data source and follows it.";
  constexpr std::string_view source_text =
      "Segments belong to calculated data sources and come, move and go only while those are in draft.";
  std::vector<rule::Rule> result{
      {"SEG-07", "segment", "Breakdown table", derive, on_write, "", breakdown_table, table_text},
      {"SEG-07", "data_source", "Breakdown table", after, rule::on_update, "", breakdown_follows, table_text},
      {"SEG-01", "segment", "Circular", publish, on_write, "circular_reference @data_source", circular,
       "No metric of a published segment is calculated, through whatever sources, from the segment's own data "
       "source."},
      {"SEG-02", "segment", "Weights", publish, on_write, "weight_sum @weight", weights,
       "A published segment has metrics whose weights sum to exactly 100."},
      {"SEG-03", "segment", "Duplicate", mechanism, on_write,
       "duplicate_segment @name, duplicate_segment @rank, duplicate_segment @conditions", nullptr,
       "Name, rank and conditions are each unique among the segments of a data source."},
      {"SEG-04", "segment", "Draft source", validate, on_write,
       "field_not_applicable @data_source, data_source_not_draft @data_source", draft_source, source_text},
      {"SEG-04", "segment", "Draft source", before_delete, rule::on_erase, "data_source_not_draft @data_source",
       draft_source, source_text},
      {"SEG-05", "segment", "Source follows to draft", after, rule::on_update, "", source_follows,
       "A segment that returns to draft takes its published data source along."},
      {"SEG-06", "segment", "Edit in draft", validate, rule::on_update, "segment_not_draft @field", edit_in_draft,
       "Outside draft only the state of a segment changes."},
  };
  const auto parts = metric_rules();
  result.insert(result.end(), parts.begin(), parts.end());
  return result;
}

}  // namespace steward::insight
