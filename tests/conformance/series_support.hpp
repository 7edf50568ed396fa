// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <tuple>
#include <vector>

#include "conformance/stores.hpp"

namespace steward::conformance {

/// One delivery with small numbers in place of ids and times.
struct Delivery {
  int source = 0;
  int start = 0;
  int recorded = 0;
  int value = 0;
  int length = 1;
  std::vector<int> contexts;
};

/// A row of SeriesColumns: table, source, context (0: unmapped), start, end, recorded, superseded (-1: never,
/// or not asked for), value.
using SeriesTuple = std::tuple<std::string, int, int, int, int, int, int, int>;

[[nodiscard]] store::SeriesOwner owner(int number, int part = 0);
[[nodiscard]] store::Deliveries batch(const std::vector<Delivery>& deliveries, int owner_number = 1);
[[nodiscard]] std::vector<SeriesTuple> tuples(const store::SeriesColumns& columns);
[[nodiscard]] std::vector<SeriesTuple> history(Connection& connection, int owner_number = 1);
[[nodiscard]] std::vector<SeriesTuple> latest(Connection& connection, int t, int known_at);
store::DeliveryCounts deliver(Connection& connection, const std::vector<Delivery>& deliveries, int owner_number = 1);

/// What the contract of Series says of a set of deliveries, worked out the long way.
[[nodiscard]] std::vector<SeriesTuple> expected_history(const std::vector<Delivery>& deliveries);
[[nodiscard]] std::vector<SeriesTuple> expected_latest(const std::vector<Delivery>& deliveries, int t, int known_at);

}  // namespace steward::conformance
