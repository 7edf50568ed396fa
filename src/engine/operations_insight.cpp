// SPDX-License-Identifier: Apache-2.0
#include "engine/operations_table.hpp"
#include "engine/report_json.hpp"

namespace steward::engine {

namespace {

using base::Json;

Json bucket_json(const InsightBucket& bucket) {
  return Json::object({{"start", json_of(bucket.start)},
                       {"end", json_of(bucket.end)},
                       {"value", json_of(bucket.value)},
                       {"color", json_of(bucket.color)}});
}

Json shown_json(const InsightMetric& metric) {
  auto buckets = Json::array();
  for (const auto& bucket : metric.buckets) buckets.push(bucket_json(bucket));
  return Json::object({{"visualization", json_of(metric.visualization)},
                       {"data_source", json_of(metric.data_source)},
                       {"name", json_of(metric.name)},
                       {"unit", metric.unit ? Json::string(metric.unit->text()) : Json()},
                       {"rank", json_of(metric.rank)},
                       {"aggregate", json_of(choice_name(metric.aggregate))},
                       {"direction", json_of(choice_name(metric.direction))},
                       {"baseline", json_of(metric.baseline)},
                       {"target", json_of(metric.target)},
                       {"value", json_of(metric.value)},
                       {"start", json_of(metric.start)},
                       {"end", json_of(metric.end)},
                       {"stale", json_of(metric.stale)},
                       {"attainment", json_of(metric.attainment)},
                       {"gap", json_of(metric.gap)},
                       {"gap_percent", json_of(metric.gap_percent)},
                       {"color", json_of(metric.color)},
                       {"buckets", std::move(buckets)}});
}

Json place_json(const InsightPlace& place) {
  auto metrics = Json::array();
  for (const auto& metric : place.metrics) metrics.push(shown_json(metric));
  return Json::object({{"item", json_of(place.item)},
                       {"name", json_of(place.name)},
                       {"mode", json_of(choice_name(place.mode))},
                       {"configured", json_of(place.configured)},
                       {"metrics", std::move(metrics)}});
}

Error insight_fault(std::string_view code, std::string_view field, std::string message) {
  return Error(Fault{std::string(code), "", "", std::nullopt, std::string(field), std::move(message), "", std::nullopt},
               Category::invalid);
}

Result<InsightOptions> insight_options(const Call& call) {
  InsightOptions options;
  options.as_of = call.args.get<Instant>("as_of");
  if (const auto text = call.args.get<std::string>("bucket")) {
    const auto bucket = parse_choice<Frequency>(*text);
    if (!bucket) {
      return insight_fault("invalid_input", "bucket", "bucket takes one of: daily, weekly, monthly, quarterly");
    }
    options.bucket = *bucket;
  }
  if (const auto buckets = call.args.get<std::int64_t>("buckets")) {
    // A negative number becomes one that the session refuses.
    options.buckets = *buckets < 0 ? 0 : static_cast<std::size_t>(*buckets);
  }
  return options;
}

Json page_json(const InsightPage& page) {
  auto items = Json::array();
  for (const auto& place : page.items) items.push(place_json(place));
  return Json::object({{"insight", json_of(page.insight)},
                       {"name", json_of(page.name)},
                       {"table", json_of(page.table)},
                       {"record", json_of(page.record)},
                       {"as_of", json_of(page.as_of)},
                       {"items", std::move(items)}});
}

}  // namespace

Result<Json> run_insight_page(const Call& call) {
  const auto options = insight_options(call);
  if (!options) return options.error();
  const auto page = call.session.insight_page(call.args.table().name, call.args.id("id"), *options);
  if (!page) return page.error();
  return page_json(*page);
}

}  // namespace steward::engine
