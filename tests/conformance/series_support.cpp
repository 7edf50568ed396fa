// SPDX-License-Identifier: Apache-2.0
#include "conformance/series_support.hpp"

#include <algorithm>
#include <map>

namespace steward::conformance {

using namespace support;

namespace {

int number_of(const Id& id) { return id.bytes()[15]; }
int number_of(Instant instant) { return static_cast<int>((instant - at_ms(0)).count()); }

// The deliveries that count, by source and start and then by recorded.
using Counting = std::map<std::pair<int, int>, std::map<int, Delivery>>;

Counting counting(const std::vector<Delivery>& deliveries) {
  Counting result;
  for (const auto& delivery : deliveries) {
    auto& slot = result[{delivery.source, delivery.start}];
    const auto [at, fresh] = slot.try_emplace(delivery.recorded, delivery);
    auto& held = at->second;
    if (!fresh && std::pair(delivery.value, delivery.length) >= std::pair(held.value, held.length)) held = delivery;
  }
  return result;
}

bool equal(const Delivery& a, const Delivery& b) {
  return std::tie(a.value, a.length, a.contexts) == std::tie(b.value, b.length, b.contexts);
}

}  // namespace

store::SeriesOwner owner(int number, int part) {
  return {store::SeriesKind::context_data, id_of(static_cast<std::uint64_t>(number)),
          part == 0 ? Id() : id_of(static_cast<std::uint64_t>(part))};
}

store::Deliveries batch(const std::vector<Delivery>& deliveries, int owner_number) {
  store::Deliveries result;
  result.owner = owner(owner_number);
  result.source_table = "account";
  result.context_table = "engagement";
  result.context_begin.push_back(0);
  for (const auto& delivery : deliveries) {
    result.source.push_back(id_of(static_cast<std::uint64_t>(delivery.source)));
    result.start.push_back(at_ms(delivery.start));
    result.end.push_back(at_ms(delivery.start + delivery.length));
    result.recorded.push_back(at_ms(delivery.recorded));
    result.value.push_back(Decimal(delivery.value));
    for (const int context : delivery.contexts) {
      result.contexts.push_back(id_of(static_cast<std::uint64_t>(context)));
    }
    result.context_begin.push_back(static_cast<std::uint32_t>(result.contexts.size()));
  }
  return result;
}

std::vector<SeriesTuple> tuples(const store::SeriesColumns& columns) {
  std::vector<SeriesTuple> rows;
  for (std::size_t i = 0; i < columns.size(); ++i) {
    int superseded = -1;
    if (!columns.superseded.empty() && columns.superseded[i]) superseded = number_of(*columns.superseded[i]);
    rows.emplace_back(columns.tables.at(columns.source_table[i]), number_of(columns.source[i]),
                      number_of(columns.context[i]), number_of(columns.start[i]), number_of(columns.end[i]),
                      number_of(columns.recorded[i]), superseded,
                      static_cast<int>(columns.value[i].units() / Decimal::one));
  }
  return rows;
}

std::vector<SeriesTuple> history(Connection& connection, int owner_number) {
  return tuples(ok(connection.history(owner(owner_number))));
}

std::vector<SeriesTuple> latest(Connection& connection, int t, int known_at) {
  return tuples(ok(connection.latest({owner(1), "engagement", at_ms(t), at_ms(known_at), {}})));
}

store::DeliveryCounts deliver(Connection& connection, const std::vector<Delivery>& deliveries, int owner_number) {
  store::DeliveryCounts counts;
  write(connection, [&] { counts = ok(connection.deliver(batch(deliveries, owner_number))); });
  return counts;
}

std::vector<SeriesTuple> expected_history(const std::vector<Delivery>& deliveries) {
  std::vector<SeriesTuple> rows;
  for (const auto& [key, said] : counting(deliveries)) {
    for (auto one = said.begin(); one != said.end(); ++one) {
      if (one != said.begin() && equal(std::prev(one)->second, one->second)) continue;
      auto next = std::next(one);
      while (next != said.end() && equal(next->second, one->second)) ++next;
      const int superseded = next == said.end() ? -1 : next->first;
      auto contexts = one->second.contexts;
      if (contexts.empty()) contexts.push_back(0);
      for (const int context : contexts) {
        rows.emplace_back("account", key.first, context, key.second, key.second + one->second.length, one->first,
                          superseded, one->second.value);
      }
    }
  }
  return rows;
}

std::vector<SeriesTuple> expected_latest(const std::vector<Delivery>& deliveries, int t, int known_at) {
  std::map<std::pair<int, int>, SeriesTuple> best;
  for (auto row : expected_history(deliveries)) {
    auto& [table, source, context, start, end, recorded, superseded, value] = row;
    if (context == 0 || end > t || recorded > known_at || (superseded != -1 && superseded <= known_at)) continue;
    superseded = -1;
    const auto [at, fresh] = best.try_emplace({context, source}, row);
    if (!fresh && std::pair(std::get<4>(at->second), std::get<3>(at->second)) < std::pair(end, start)) {
      at->second = row;
    }
  }
  std::vector<SeriesTuple> rows;
  for (const auto& [key, row] : best) rows.push_back(row);
  return rows;
}

}  // namespace steward::conformance
