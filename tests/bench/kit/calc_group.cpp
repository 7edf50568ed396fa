// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <optional>

#include "bench/bench.hpp"
#include "bench/kit/derived.hpp"
#include "bench/kit/groups.hpp"
#include "bench/kit/rows.hpp"

// calc: eight calculated sources in the order and with the dependencies of the kit's eight metrics. Ours are weighted
// scores and the kit's free formulas, so the workload has a name of its own.

namespace steward::bench::kit {

namespace {

/// What a level is made of: a metric of the kit, or an earlier level.
struct Part {
  bool level = false;
  std::int64_t number = 0;
  int weight = 0;
};
const std::vector<std::vector<Part>> levels{{{false, 1, 50}, {false, 3, 50}},
                                            {{false, 2, 50}, {false, 4, 50}},
                                            {{true, 1, 50}, {true, 2, 50}},
                                            {{false, 5, 100}},
                                            {{true, 3, 50}, {true, 4, 50}},
                                            {{true, 5, 50}, {true, 2, 50}},
                                            {{true, 6, 40}, {true, 1, 30}, {true, 4, 30}},
                                            {{true, 7, 50}, {true, 6, 30}, {true, 4, 20}}};

SegmentMetric metric_of(const Part& part, Ref<Segment> segment, const std::vector<Metric>& metrics) {
  SegmentMetric metric;
  metric.segment = segment;
  metric.data_source = Ref<DataSource>(id_of(part.level ? Kind::level : Kind::value_source, part.number));
  metric.weight = Hundredths(part.weight);
  metric.target = Decimal(100);
  if (!part.level) {
    const auto& base = metrics.at(static_cast<std::size_t>(part.number - 1));
    metric.target = Decimal(base.target);
    metric.direction = base.maximize ? Direction::maximize : Direction::minimize;
  }
  return metric;
}

double attainment(const Metric& metric, double value) {
  const double target = metric.target;
  if (metric.maximize) return std::clamp(100 * value / target, 0.0, 100.0);
  return value <= target ? 100 : 100 * target / value;
}

/// The levels of one engagement in plain floating point, from its values by metric.
std::vector<std::optional<double>> plain_levels(const std::map<std::int64_t, double>& values,
                                                const std::vector<Metric>& metrics) {
  std::vector<std::optional<double>> results;
  for (const auto& level : levels) {
    double sum = 0;
    double weights = 0;
    for (const auto& part : level) {
      std::optional<double> earned;
      if (part.level) {
        earned = results.at(static_cast<std::size_t>(part.number - 1));
      } else if (const auto value = values.find(part.number); value != values.end()) {
        earned = attainment(metrics.at(static_cast<std::size_t>(part.number - 1)), value->second);
      }
      if (!earned) continue;
      sum += part.weight * *earned;
      weights += part.weight;
    }
    results.push_back(weights > 0 ? std::optional(sum / weights) : std::nullopt);
  }
  return results;
}

std::string check_levels(const Places& places, const std::string& path, std::size_t written) {
  const auto metrics = read_metrics(places);
  std::map<std::int64_t, std::map<std::int64_t, double>> values;
  for (const auto& value : read_values(places)) values[value.engagement][value.metric] = value.value;
  std::map<std::int64_t, std::vector<std::optional<double>>> expected;
  for (const auto& [engagement, of_it] : values) expected[engagement] = plain_levels(of_it, metrics);
  std::map<std::pair<std::int64_t, std::int64_t>, std::int64_t> found;
  RowReader reader(path);
  for (std::size_t level = 0; level < levels.size(); ++level) {
    const auto number = static_cast<std::int64_t>(level) + 1;
    reader.scan(id_of(Kind::level, number), [&](const store::SeriesColumns& rows) {
      for (std::size_t i = 0; i < rows.size(); ++i) {
        const auto engagement = number_of(rows.context[i]);
        const auto wanted = expected.at(engagement).at(level);
        if (!wanted || std::abs(rows.value[i].to_double() - *wanted) > 0.00001) {
          throw std::runtime_error(fmt::format("level {} of engagement {} is wrong", number, engagement));
        }
        found[{engagement, number}] = rows.value[i].units();
      }
    });
  }
  if (found.size() != written) throw std::runtime_error("not every value that was written is there");
  Checksum checksum;
  for (const auto& [key, units] : found) checksum.row({key.first, key.second, units});
  return checksum.text();
}

}  // namespace

void add_levels(Session& session, const Places& places) {
  const auto metrics = read_metrics(places);
  for (std::size_t level = 0; level < levels.size(); ++level) {
    DataSource source;
    source.id = id_of(Kind::level, static_cast<std::int64_t>(level) + 1);
    source.name = fmt::format("Level {}", level + 1);
    source.source = DataSourceKind::calculated;
    source.breakdown_table = "engagement";
    const Ref<DataSource> ref(add_source(session, source).id);
    Segment segment;
    segment.data_source = ref;
    segment.name = "All";
    segment.rank = 1;
    segment = need(session.create(segment));
    std::int64_t position = 0;
    for (const auto& part : levels[level]) {
      auto metric = metric_of(part, Ref<Segment>(segment.id), metrics);
      metric.position = ++position;
      need(session.create(metric));
    }
    segment = need(session.get(Ref<Segment>(segment.id)));
    segment.state = PublishState::published;
    need(session.update(segment));
    publish(session, ref);
  }
}

// More than the kit's: every value is kept with its period and the time at which it was known, and the next run finds
// it standing.
void run_calc(const Places& places) {
  const auto path = fresh_copy(places, "values");
  CalculateReport report;
  double time = 0;
  {
    Store store(path, first_noon);
    time = seconds([&] { report = need(store.session.calculate()); });
  }
  if (!report.failed.empty()) throw std::runtime_error("a level failed");
  print({"calc_steward", report.written, time, check_levels(places, path, report.written), "calc_dag"});
}

}  // namespace steward::bench::kit
