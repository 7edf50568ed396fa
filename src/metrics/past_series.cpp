// SPDX-License-Identifier: Apache-2.0
#include "metrics/past_series.hpp"

#include <algorithm>
#include <numeric>
#include <tuple>

namespace steward::metrics {

Result<PastSeries> PastSeries::open(rule::Work& work, const store::SeriesOwner& owner) {
  auto history = work.series().history(owner);
  if (!history) return history.error();
  const store::SeriesColumns& rows = *history;
  std::vector<std::uint32_t> order(rows.size());
  std::iota(order.begin(), order.end(), 0U);
  std::erase_if(order, [&](std::uint32_t i) { return rows.context[i].is_nil(); });
  const auto subject = [&](std::uint32_t i) {
    return std::tuple<const Id&, const std::string&, const Id&>(rows.context[i], rows.tables[rows.source_table[i]],
                                                                rows.source[i]);
  };
  std::sort(order.begin(), order.end(), [&](std::uint32_t a, std::uint32_t b) {
    if (subject(a) != subject(b)) return subject(a) < subject(b);
    return std::tie(rows.end[a], rows.start[a]) < std::tie(rows.end[b], rows.start[b]);
  });
  PastSeries past;
  past.entries_.reserve(order.size());
  std::uint32_t before = 0;
  for (const std::uint32_t i : order) {
    if (past.groups_.empty() || subject(i) != subject(before)) {
      past.groups_.push_back({rows.context[i], rows.source[i], rows.source_table[i], past.entries_.size(), 0});
    }
    before = i;
    past.entries_.push_back(
        {rows.end[i], rows.start[i], rows.recorded[i], rows.superseded[i].value_or(Instant::max()), rows.value[i]});
    past.groups_.back().next = past.entries_.size();
  }
  past.found_.tables = std::move(history->tables);
  return past;
}

const store::SeriesColumns& PastSeries::go_to(Instant t, Instant known_at) {
  auto tables = std::move(found_.tables);
  found_ = {};
  found_.tables = std::move(tables);
  for (Group& group : groups_) {
    while (group.next > group.begin && entries_[group.next - 1].end > t) --group.next;
    // Almost always the first one is known; the others wait for an instant at which they are.
    for (std::size_t i = group.next; i > group.begin; --i) {
      const Entry& entry = entries_[i - 1];
      if (entry.recorded > known_at || entry.superseded <= known_at) continue;
      add(group, entry);
      break;
    }
  }
  return found_;
}

void PastSeries::add(const Group& group, const Entry& entry) {
  found_.source_table.push_back(group.table);
  found_.source.push_back(group.source);
  found_.context.push_back(group.context);
  found_.start.push_back(entry.start);
  found_.end.push_back(entry.end);
  found_.recorded.push_back(entry.recorded);
  found_.value.push_back(entry.value);
}

}  // namespace steward::metrics
