// SPDX-License-Identifier: Apache-2.0
#include <map>

#include "bench/bench.hpp"
#include "bench/kit/groups.hpp"
#include "bench/kit/portfolio.hpp"
#include "bench/kit/rows.hpp"

// resolve: staged rows that name their source records by key.

namespace steward::bench::kit {

namespace {

/// After the staged periods, which begin with the kit's today and last thirty days.
const Instant resolve_time = midnight(today + 30 - shift_days) + std::chrono::hours(12);

/// The staged rows of one source, as a host has them in memory.
struct StagedColumns {
  std::vector<std::string> keys;
  std::vector<std::string_view> key;
  std::vector<double> value;
  std::vector<Instant> start;
  std::vector<Instant> end;
};

std::map<std::int64_t, StagedColumns> read_staged(const Places& places) {
  std::map<std::int64_t, StagedColumns> sources;
  read_csv(places.data + "/staging.csv", [&](const Fields& fields) {
    auto& columns = sources[whole(fields.at(1))];
    columns.keys.emplace_back(fields.at(2));
    columns.value.push_back(real(fields.at(3)));
    columns.start.push_back(shifted(whole(fields.at(4))));
    columns.end.push_back(shifted(whole(fields.at(5))));
  });
  for (auto& [number, columns] : sources) columns.key.assign(columns.keys.begin(), columns.keys.end());
  return sources;
}

struct Staged {
  std::size_t added = 0;
  std::size_t refused = 0;
};

Staged deliver_staged(Session& session, const std::map<std::int64_t, StagedColumns>& sources) {
  Staged done;
  for (const auto& [number, columns] : sources) {
    IngestColumns batch;
    batch.data_source = Ref<DataSource>(id_of(Kind::metric_source, number));
    batch.source_table = "usage_record";
    batch.source_key = columns.key;
    batch.key_field = "key";
    batch.value_double = columns.value;
    batch.start = columns.start;
    batch.end = columns.end;
    const auto report = need(session.ingest(batch));
    if (report.unmapped != 0) throw std::runtime_error("a staged row was not mapped");
    done.added += report.added;
    for (const auto& fault : report.refused) {
      if (fault.field != "source_key") throw std::runtime_error("a staged row was refused: " + fault.message);
    }
    done.refused += report.refused.size();
  }
  return done;
}

/// The kit's checksum over the rows stored by the first delivery, or by the one that came `later`.
std::string resolve_checksum(const std::string& path, Instant last_of_first, std::chrono::milliseconds later) {
  std::int64_t sums[5] = {};
  RowReader reader(path);
  for (std::int64_t source = 1; source <= 5; ++source) {
    reader.scan(id_of(Kind::metric_source, source), [&](const store::SeriesColumns& rows) {
      for (std::size_t i = 0; i < rows.size(); ++i) {
        if ((rows.start[i] > last_of_first) != (later.count() > 0)) continue;
        const auto context = number_of(rows.context[i]);
        const std::int64_t parts[] = {1, number_of(rows.source[i]), context,
                                      rows.value[i].units() / Decimal::one * (context % 1009),
                                      unshifted(rows.end[i] - later)};
        for (std::size_t k = 0; k < std::size(parts); ++k) sums[k] += parts[k];
      }
    });
  }
  Checksum checksum;
  checksum.row({sums[0], sums[1], sums[2], sums[3], sums[4]});
  return checksum.text();
}

}  // namespace

// More than the others do: every row is checked, the rows that match nothing are told one by one, known deliveries are
// looked for, and the index of latest values and the history of what was known kept. The second workload delivers the
// same rows a hundred days later in the same process, when the mappings are prepared.
void run_resolve(const Places& places) {
  auto sources = read_staged(places);
  std::size_t rows = 0;
  for (const auto& [number, columns] : sources) rows += columns.key.size();
  const auto path = fresh_copy(places, "portfolio");
  constexpr std::chrono::milliseconds later = std::chrono::hours(24 * 100);
  double cold = 0;
  double warm = 0;
  Instant latest = Instant::min();
  {
    Store store(path, resolve_time);
    Staged first;
    cold = seconds([&] { first = deliver_staged(store.session, sources); });
    for (auto& [number, columns] : sources) {
      for (auto& at : columns.start) latest = std::max(latest, at), at += later;
      for (auto& at : columns.end) at += later;
    }
    store.clock->set(resolve_time + later);
    Staged second;
    warm = seconds([&] { second = deliver_staged(store.session, sources); });
    if (first.added + first.refused != rows || second.added != first.added || second.refused != first.refused) {
      throw std::runtime_error("not all staged rows were told apart");
    }
  }
  print({"resolve", rows, cold, resolve_checksum(path, latest, std::chrono::milliseconds(0)), ""});
  print({"resolve_warm", rows, warm, resolve_checksum(path, latest, later), "resolve"});
}

}  // namespace steward::bench::kit
