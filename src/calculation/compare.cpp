// SPDX-License-Identifier: Apache-2.0
#include "calculation/compare.hpp"

#include <algorithm>

#include "scoring/explain_change.hpp"

namespace steward::calculation {

namespace {

const Metric* metric_in(const Definition* definition, Id data_source) {
  if (definition == nullptr) return nullptr;
  const auto found = std::find_if(definition->metrics.begin(), definition->metrics.end(),
                                  [&](const Metric& metric) { return metric.data_source == data_source; });
  return found != definition->metrics.end() ? &*found : nullptr;
}

std::optional<Decimal> counted(const scoring::MetricTerms& terms, const scoring::Reading& reading) {
  return scoring::is_present(terms, reading) ? reading.value : std::nullopt;
}

}  // namespace

Result<Comparison> compare(Id record, const Side& before, const Side& after) {
  std::vector<scoring::MetricBefore> earlier;
  std::vector<scoring::MetricAfter> later;
  if (before.definition != nullptr) {
    for (const Metric& metric : before.definition->metrics) {
      const auto first = read_one(metric, record, before.readings);
      if (!first) return first.error();
      // Without a later definition nothing else can be told to have changed: the values stay what they were.
      const auto second = after.definition != nullptr ? read_one(metric, record, after.readings) : first;
      if (!second) return second.error();
      earlier.push_back({metric.data_source, metric.terms, *first, *second});
    }
  }
  if (after.definition != nullptr) {
    for (const Metric& metric : after.definition->metrics) {
      const auto reading = read_one(metric, record, after.readings);
      if (!reading) return reading.error();
      later.push_back({metric.data_source, metric.terms, *reading});
    }
  }
  const auto change = scoring::explain_change(earlier, later);
  Comparison result{change.difference(), change.missing, change.ageing, change.values, change.definition, {}};
  for (const scoring::ChangePart& part : change.parts) {
    MetricChange metric;
    metric.data_source = Ref<DataSource>(part.data_source);
    const Metric* held = metric_in(before.definition, part.data_source);
    metric.name = (held != nullptr ? held : metric_in(after.definition, part.data_source))->name;
    for (const auto& one : earlier) {
      if (one.data_source == part.data_source) metric.before = counted(one.terms, one.at_t1);
    }
    for (const auto& one : later) {
      if (one.data_source == part.data_source) metric.after = counted(one.terms, one.at_t2);
    }
    metric.missing = part.missing;
    metric.ageing = part.ageing;
    metric.values = part.values;
    metric.definition = part.definition;
    result.metrics.push_back(std::move(metric));
  }
  return result;
}

}  // namespace steward::calculation
