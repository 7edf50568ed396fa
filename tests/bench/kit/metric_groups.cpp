// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <cmath>
#include <map>

#include "bench/bench.hpp"
#include "bench/kit/groups.hpp"
#include "bench/kit/portfolio.hpp"
#include "bench/kit/rows.hpp"

// ingest, scan and score.

namespace steward::bench::kit {

namespace {

/// When the metric data is delivered: after the last period has ended.
const Instant delivery = midnight(today - shift_days) + std::chrono::hours(12);

/// The rows of one source in the kit's order.
struct MetricColumns {
  std::vector<Id> record;
  std::vector<double> value;
  std::vector<Instant> start;
  std::vector<Instant> end;
};

std::map<std::int64_t, MetricColumns> read_metric_data(const Places& places) {
  std::map<std::int64_t, MetricColumns> sources;
  read_csv(places.data + "/metric_data.csv", [&](const Fields& fields) {
    auto& columns = sources[whole(fields.at(1))];
    columns.record.push_back(id_of(Kind::usage_record, whole(fields.at(2))));
    columns.value.push_back(real(fields.at(4)));
    columns.start.push_back(shifted(whole(fields.at(5))));
    columns.end.push_back(shifted(whole(fields.at(6))));
  });
  return sources;
}

std::size_t deliver_all(Session& session, const std::map<std::int64_t, MetricColumns>& sources) {
  std::size_t added = 0;
  for (const auto& [number, columns] : sources) {
    IngestColumns batch;
    batch.data_source = Ref<DataSource>(id_of(Kind::metric_source, number));
    batch.source_table = "usage_record";
    batch.source_record = columns.record;
    batch.value_double = columns.value;
    batch.start = columns.start;
    batch.end = columns.end;
    const auto report = need(session.ingest(batch));
    if (!report.refused.empty() || report.unmapped != 0) throw std::runtime_error("a delivery was refused");
    added += report.added;
  }
  return added;
}

constexpr std::int64_t source_count = 5;

void scan_all(RowReader& reader, const std::function<void(std::int64_t source, const store::SeriesColumns&)>& use) {
  for (std::int64_t source = 1; source <= source_count; ++source) {
    reader.scan(id_of(Kind::metric_source, source), [&](const store::SeriesColumns& rows) { use(source, rows); });
  }
}

std::string ingest_checksum(const std::string& path) {
  std::int64_t sums[8] = {};
  RowReader reader(path);
  scan_all(reader, [&](std::int64_t source, const store::SeriesColumns& rows) {
    for (std::size_t i = 0; i < rows.size(); ++i) {
      const auto record = number_of(rows.source[i]);
      const auto value = rows.value[i].units() / Decimal::one;
      const std::int64_t parts[] = {1,
                                    source,
                                    record,
                                    number_of(rows.context[i]),
                                    value,
                                    unshifted(rows.start[i]),
                                    unshifted(rows.end[i]),
                                    value * (record % 1009)};
      for (std::size_t k = 0; k < std::size(parts); ++k) sums[k] += parts[k];
    }
  });
  Checksum checksum;
  checksum.row({sums[0], sums[1], sums[2], sums[3], sums[4], sums[5], sums[6], sums[7]});
  return checksum.text();
}

std::map<std::int64_t, double> read_expected_scores(const Places& places) {
  std::map<std::int64_t, double> scores;
  read_csv(places.data + "/health_score.csv", [&](const Fields& fields) {
    scores[whole(fields.at(0))] = static_cast<double>(whole(fields.at(1))) / 1000;
  });
  return scores;
}

/// The kit rounds each component to thousandths and cuts the score to them; ours is exact to millionths. Each score
/// must lie as near to the kit's as that allows.
std::string check_scores(Store& store, const Places& places) {
  const auto expected = read_expected_scores(places);
  Checksum checksum;
  std::size_t seen = 0;
  FindOptions options;
  options.limit = 10'000;
  options.where = "health_score is not empty";
  for (;;) {
    const auto page = need(store.session.find("engagement", options));
    for (const auto& record : page.items) {
      const auto number = number_of(record.id());
      const auto score = std::get<Decimal>(record.get("health_score"));
      const auto wanted = expected.find(number);
      if (wanted == expected.end() || std::abs(score.to_double() - wanted->second) > 0.0016) {
        throw std::runtime_error(fmt::format("the score of engagement {} is {}", number, score.to_string()));
      }
      checksum.row({number, score.units()});
      ++seen;
    }
    if (page.next.empty()) break;
    options.after = page.next;
  }
  if (seen != expected.size()) throw std::runtime_error("not every engagement has a score");
  return checksum.text();
}

}  // namespace

void add_metric_data(const Places& places, const std::string& path) {
  Store store(path, delivery);
  deliver_all(store.session, read_metric_data(places));
}

// More than the others do: every row is checked, its source record mapped to its engagement by the mapper, known
// deliveries looked for, and the index of latest values and the history of what was known kept. A call for each of the
// five sources, each its own commit.
void run_ingest(const Places& places) {
  const auto sources = read_metric_data(places);
  std::size_t rows = 0;
  for (const auto& [number, columns] : sources) rows += columns.record.size();
  const auto path = fresh_copy(places, "portfolio");
  double time = 0;
  {
    Store store(path, delivery);
    std::size_t added = 0;
    time = seconds([&] { added = deliver_all(store.session, sources); });
    if (added != rows) throw std::runtime_error("not all rows were added");
  }
  print({"ingest", rows, time, ingest_checksum(path), ""});
}

// The sums are the kit's; numbers and seconds are read here rather than by calls, which would be a part of what is
// measured.
void run_scan(const Places& places) {
  const auto number = [](const Id& id) {
    const auto& bytes = id.bytes();
    return std::int64_t{bytes[12]} << 24 | std::int64_t{bytes[13]} << 16 | std::int64_t{bytes[14]} << 8 | bytes[15];
  };
  std::int64_t count = 0;
  std::int64_t sources = 0;
  std::int64_t records = 0;
  std::int64_t contexts = 0;
  std::int64_t units = 0;
  std::int64_t ends = 0;
  RowReader reader(base_file(places, "data"));
  const auto time = seconds([&] {
    scan_all(reader, [&](std::int64_t source, const store::SeriesColumns& rows) {
      const auto size = rows.size();
      for (std::size_t i = 0; i < size; ++i) records += number(rows.source[i]);
      for (std::size_t i = 0; i < size; ++i) contexts += number(rows.context[i]);
      for (std::size_t i = 0; i < size; ++i) units += rows.value[i].units();
      for (std::size_t i = 0; i < size; ++i) ends += rows.end[i].time_since_epoch() / std::chrono::seconds(1);
      count += static_cast<std::int64_t>(rows.size());
      sources += source * static_cast<std::int64_t>(rows.size());
    });
  });
  Checksum checksum;
  ends += count * std::chrono::seconds(std::chrono::days(shift_days)).count();
  checksum.row({count, sources, records, contexts, units / Decimal::one, ends});
  print({"scan", static_cast<std::size_t>(count), time, checksum.text(), ""});
}

namespace {

// More than the others do: the score of the day, coverage and bounds of each score, an event for every change, and an
// entry of the timeline where the colour changes. The second run is the next morning, when no score is another.
void refresh_twice(const Places& places, RowTape& tape) {
  std::size_t rows = 0;
  {
    RowReader reader(base_file(places, "data"));
    scan_all(reader, [&](std::int64_t, const store::SeriesColumns& columns) { rows += columns.size(); });
  }
  Store store(fresh_copy(places, "data"), delivery + std::chrono::hours(1));
  const auto engagements = static_cast<std::size_t>(need(store.session.count<Engagement>()));
  for (const char* workload : {"refresh_steward", "refresh_steward_same"}) {
    RefreshReport report;
    tape.label(workload);
    const auto time = seconds([&] { report = need(store.session.refresh_health()); });
    tape.label("");
    if (report.evaluated != engagements || report.failed != 0) throw std::runtime_error("the refresh left some out");
    const auto checksum = check_scores(store, places);
    if (!tape.is_recording()) print({workload, rows, time, checksum, "score_refresh"});
    store.clock->set(store.clock->now() + std::chrono::hours(12));
  }
}

}  // namespace

void run_score(const Places& places) {
  run_taped(places, "data", false, [&](RowTape& tape) { refresh_twice(places, tape); });
}

}  // namespace steward::bench::kit
