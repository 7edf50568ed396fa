// SPDX-License-Identifier: Apache-2.0
#include "insight/page.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <tuple>

#include "health/color.hpp"
#include "insight/points.hpp"
#include "rule/visible.hpp"
#include "scoring/attainment.hpp"
#include "steward/model/adoption.hpp"
#include "steward/model/host.hpp"
#include "steward/model/insight.hpp"
#include "steward/model/metrics.hpp"

namespace steward::insight {

namespace {

using rule::where;

/// A visualization that applies, and the context record whose data it shows.
struct Shown {
  std::int64_t rank = 0;
  Visualization visualization;
  DataSource source;
  ContextTable context_table = ContextTable::engagement;
  Id context;
};

Id owner_of(const Record& record) { return record.domain ? record.domain->id() : Id(); }

/// Builds the page of one record.
class PageBuilder {
 public:
  PageBuilder(rule::Work& work, const TableInfo& table, const Row& row, Instant as_of, const metrics::Enabled& enabled)
      : work_(work),
        table_(table),
        row_(row),
        as_of_(as_of),
        domain_(metrics::domain_of(table, row)),
        domains_(work, enabled),
        bands_(health::Bands::load(work)) {}

  Result<InsightPage> build(const Insight& insight, std::vector<base::Period> buckets);
  [[nodiscard]] std::optional<Insight> nearest();

 private:
  /// Configuration acts on the records of its own domain and below (DOM-17).
  bool acts(const Record& configuration) { return domains_.within(domain_, owner_of(configuration)); }
  const Row* context_row(const TableInfo& context) const;
  std::optional<Shown> applying(const VisualizationItem& link);
  std::vector<Shown> applying(const InsightItem& item);
  Result<InsightPlace> place(const InsightItem& item);
  Result<InsightMetric> metric(const Shown& shown);
  Result<void> fill_latest(InsightMetric& metric, const Shown& shown, const store::SeriesColumns& rows);
  std::string color(const std::optional<Decimal>& value, Id source);
  scoring::PeriodFinder& periods_of(base::Frequency frequency) {
    return periods_.try_emplace(frequency, work_.calendar(), frequency).first->second;
  }

  rule::Work& work_;
  const TableInfo& table_;
  const Row& row_;
  Instant as_of_;
  Id domain_;
  metrics::Domains domains_;
  health::Bands bands_;
  std::vector<base::Period> buckets_;
  std::map<base::Frequency, scoring::PeriodFinder> periods_;
};

std::optional<Insight> PageBuilder::nearest() {
  std::optional<Insight> best;
  std::size_t depth = 0;
  for (auto& insight : work_.all<Insight>(where<Insight>(&Insight::entity, table_.name))) {
    if (!acts(insight)) continue;
    const std::size_t found = domains_.separated() ? domains_.depth(owner_of(insight)) : 0;
    if (best && found <= depth) continue;
    depth = found;
    best = std::move(insight);
  }
  return best;
}

/// What the record leads to on a context table; null when it does not, or the caller does not see it.
const Row* PageBuilder::context_row(const TableInfo& context) const {
  if (&context == &table_) return &row_;
  if (&table_ != &table_info<ProductUsage>() || &context != &table_info<SoldProduct>()) return nullptr;
  return work_.visible(context, model::get<ProductUsage>(row_, &ProductUsage::sold_product).id());
}

std::optional<Shown> PageBuilder::applying(const VisualizationItem& link) {
  auto visualization = work_.get(link.visualization);
  if (!visualization || !acts(*visualization) || !visualization->context_table) return std::nullopt;
  auto source = work_.get(visualization->data_source);
  if (!source || !acts(*source) || !(source->state == PublishState::published)) return std::nullopt;
  const auto context_table = visualization->context_table->value();
  const TableInfo* context = work_.schema().find(visualization->context_table->text());
  if (!context_table || context == nullptr) return std::nullopt;
  const Row* reached = context_row(*context);
  if (reached == nullptr || !work_.matches(work_.condition(visualization->conditions, *context), *reached)) {
    return std::nullopt;
  }
  return Shown{link.rank, std::move(*visualization), std::move(*source), *context_table, model::row_id(*reached)};
}

/// By rank, ties by name of the data source; of a place that shows one the first.
std::vector<Shown> PageBuilder::applying(const InsightItem& item) {
  std::vector<Shown> list;
  for (const auto& link : work_.all<VisualizationItem>(
           where<VisualizationItem>(&VisualizationItem::insight_item, Ref<InsightItem>(item.id)))) {
    if (auto shown = applying(link)) list.push_back(std::move(*shown));
  }
  std::stable_sort(list.begin(), list.end(), [](const Shown& a, const Shown& b) {
    return std::tie(a.rank, a.source.name, a.visualization.id) < std::tie(b.rank, b.source.name, b.visualization.id);
  });
  const bool one = !(item.visualization_mode == VisualizationMode::multiple);
  if (one && list.size() > 1) list.resize(1);
  return list;
}

std::string PageBuilder::color(const std::optional<Decimal>& value, Id source) {
  const ColorBand* band = value ? bands_.of(domains_, domain_, *value, source) : nullptr;
  return band != nullptr ? band->color : std::string();
}

Result<void> PageBuilder::fill_latest(InsightMetric& metric, const Shown& shown, const store::SeriesColumns& rows) {
  auto& periods = periods_of(metrics::frequency_of(shown.source.frequency));
  const auto latest = latest_point(rows, as_of_, metric.aggregate, shown.source.max_age, periods);
  if (!latest) return latest.error();
  if (!*latest) return {};
  metric.start = (*latest)->start;
  metric.end = (*latest)->end;
  metric.stale = (*latest)->reading.stale;
  if (metric.stale) return {};
  metric.value = (*latest)->reading.value;
  metric.color = color(metric.value, shown.source.id);
  if (!metric.target) return {};
  metric.attainment = scoring::attainment(*metric.value, *metric.target, metric.baseline, metric.direction);
  metric.gap = scoring::gap(*metric.value, *metric.target, metric.direction);
  metric.gap_percent = scoring::gap_percent(*metric.value, *metric.target, metric.direction);
  return {};
}

Result<InsightMetric> PageBuilder::metric(const Shown& shown) {
  InsightMetric metric;
  metric.visualization = Ref<Visualization>(shown.visualization.id);
  metric.data_source = Ref<DataSource>(shown.source.id);
  metric.name = shown.source.name;
  metric.unit = shown.source.unit;
  metric.rank = shown.rank;
  metric.aggregate = shown.visualization.aggregate.value().value_or(MetricAggregate::average);
  metric.direction = shown.visualization.direction.value().value_or(Direction::maximize);
  metric.baseline = shown.visualization.baseline;
  metric.target = shown.visualization.target;
  // A row of a bucket may have started long before it, so that the start of the first bucket is no bound.
  store::Series::Range query;
  query.owner = metrics::series_of(shown.source.id, shown.context_table);
  query.from = Instant::min();
  query.to = as_of_;
  query.known_at = work_.now();
  query.context = shown.context;
  const auto rows = work_.series().range(query);
  if (!rows) return rows.error();
  if (auto filled = fill_latest(metric, shown, *rows); !filled) return filled.error();
  const auto values = bucket_values(*rows, buckets_, metric.aggregate);
  if (!values) return values.error();
  for (std::size_t i = 0; i < buckets_.size(); ++i) {
    const auto& value = (*values)[i];
    metric.buckets.push_back({buckets_[i].start, buckets_[i].end, value, color(value, shown.source.id)});
  }
  return metric;
}

Result<InsightPlace> PageBuilder::place(const InsightItem& item) {
  InsightPlace place;
  place.item = Ref<InsightItem>(item.id);
  place.name = item.name;
  place.mode = item.visualization_mode.value().value_or(VisualizationMode::single);
  for (const Shown& shown : applying(item)) {
    auto metric = this->metric(shown);
    if (!metric) return metric.error();
    place.metrics.push_back(std::move(*metric));
  }
  place.configured = !place.metrics.empty();
  return place;
}

Result<InsightPage> PageBuilder::build(const Insight& insight, std::vector<base::Period> buckets) {
  buckets_ = std::move(buckets);
  InsightPage page;
  page.insight = Ref<Insight>(insight.id);
  page.name = insight.name;
  page.table = table_.name;
  page.record = model::row_id(row_);
  page.as_of = as_of_;
  auto items = work_.all<InsightItem>(where<InsightItem>(&InsightItem::insight, page.insight));
  std::sort(items.begin(), items.end(), [](const InsightItem& a, const InsightItem& b) { return a.name < b.name; });
  for (const InsightItem& item : items) {
    auto place = this->place(item);
    if (!place) return place.error();
    page.items.push_back(std::move(*place));
  }
  return page;
}

}  // namespace

Result<InsightPage> page(rule::Work& work, const TableInfo& table, Id record, const InsightOptions& options,
                         const metrics::Enabled& enabled) {
  if (options.buckets < 1 || options.buckets > most_buckets) {
    return Error(Fault{"out_of_range", "", "", std::nullopt, "buckets",
                       fmt::format("buckets takes 1 to {}", most_buckets), "", std::nullopt},
                 Category::invalid);
  }
  const auto found = rule::visible_row(work, table, record);
  if (!found) return found.error();
  const Instant as_of = options.as_of.value_or(work.now());
  auto buckets = buckets_until(work.calendar(), metrics::frequency_of(options.bucket), options.buckets, as_of);
  if (!buckets) return buckets.error();
  PageBuilder builder(work, table, **found, as_of, enabled);
  const auto insight = builder.nearest();
  if (auto state = work.status(); !state) return state.error();
  if (!insight) {
    return Error("not_found", Category::not_found,
                 fmt::format("no insight shows {}; create one whose entity is \"{}\"", table.name, table.name));
  }
  return builder.build(*insight, std::move(*buckets));
}

}  // namespace steward::insight
