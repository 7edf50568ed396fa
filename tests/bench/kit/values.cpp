// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <map>

#include "bench/bench.hpp"
#include "bench/kit/derived.hpp"

namespace steward::bench::kit {

std::vector<MetricValue> read_values(const Places& places) {
  std::vector<MetricValue> values;
  read_csv(places.data + "/metric_value.csv", [&](const Fields& fields) {
    values.push_back({whole(fields.at(0)), whole(fields.at(1)), real(fields.at(2))});
  });
  return values;
}

void deliver_values(Store& store, const std::vector<MetricValue>& values) {
  const auto end = std::chrono::floor<std::chrono::days>(store.clock->now());
  struct Columns {
    std::vector<Id> record;
    std::vector<double> value;
  };
  std::map<std::int64_t, Columns> metrics;
  for (const auto& value : values) {
    metrics[value.metric].record.push_back(id_of(Kind::engagement, value.engagement));
    metrics[value.metric].value.push_back(value.value);
  }
  for (const auto& [metric, columns] : metrics) {
    const std::vector<Instant> starts(columns.record.size(), Instant(end - std::chrono::days(1)));
    const std::vector<Instant> ends(columns.record.size(), Instant(end));
    IngestColumns batch;
    batch.data_source = Ref<DataSource>(id_of(Kind::value_source, metric));
    batch.source_table = "engagement";
    batch.source_record = columns.record;
    batch.value_double = columns.value;
    batch.start = starts;
    batch.end = ends;
    const auto report = need(store.session.ingest(batch));
    if (report.added != columns.record.size() || report.unmapped != 0) throw std::runtime_error("a value was refused");
  }
}

void add_values(const Places& places, const std::string& path) {
  Store store(path, first_noon);
  const auto values = read_values(places);
  for (std::int64_t metric = 1; metric <= 6; ++metric) {
    DataSource source;
    source.id = id_of(Kind::value_source, metric);
    source.name = fmt::format("Value of metric {}", metric);
    source.source = DataSourceKind::external;
    publish(store.session, Ref<DataSource>(add_source(store.session, source).id));
  }
  deliver_values(store, values);
  add_levels(store.session, places);
  add_risks(store.session, places);
}

}  // namespace steward::bench::kit
