// SPDX-License-Identifier: Apache-2.0
#include "scoring/score_batch.hpp"

#include <algorithm>
#include <array>

#include "scoring/sums.hpp"

namespace steward::scoring {

namespace {

// Column by column within a block whose sums stay in the first-level cache.
constexpr std::size_t block_size = 128;
using Block = std::array<Sums, block_size>;

void add_column(const MetricColumn& metric, std::size_t first, std::size_t count, Block& block) {
  const bool keep_stale = metric.terms.keep_stale;
  for (std::size_t i = 0; i < count; ++i) {
    const Presence presence = metric.presence[first + i];
    const bool present = presence == Presence::fresh || (presence == Presence::stale && keep_stale);
    std::optional<Decimal> attained;
    if (present) attained = earned(metric.terms, metric.value[first + i]);
    block[i].add(metric.terms, attained);
  }
}

}  // namespace

void ScoreColumns::resize(std::size_t records) {
  known.resize(records);
  value.resize(records);
  coverage.resize(records);
  low.resize(records);
  high.resize(records);
}

void ScoreColumns::clear() {
  known.clear();
  for (auto* column : {&value, &coverage, &low, &high}) column->clear();
}

void score_batch(std::span<const MetricColumn> metrics, std::size_t records, ScoreColumns& out, std::size_t first) {
  for (std::size_t done = 0; done < records; done += block_size) {
    const std::size_t count = std::min(block_size, records - done);
    Block block{};
    for (const MetricColumn& metric : metrics) add_column(metric, done, count, block);
    for (std::size_t i = 0; i < count; ++i) {
      const auto at = first + done + i;
      const auto value = block[i].score();
      out.known[at] = value ? 1 : 0;
      out.value[at] = value.value_or(Decimal(0));
      out.coverage[at] = block[i].coverage();
      out.low[at] = block[i].low();
      out.high[at] = block[i].high();
    }
  }
}

}  // namespace steward::scoring
