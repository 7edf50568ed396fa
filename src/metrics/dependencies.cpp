// SPDX-License-Identifier: Apache-2.0
#include "metrics/dependencies.hpp"

#include <algorithm>
#include <deque>
#include <map>

#include "rule/computed.hpp"
#include "steward/model/segment.hpp"

namespace steward::metrics {

namespace {

using rule::where;

void add_once(IdList& list, Id id) {
  if (std::find(list.begin(), list.end(), id) == list.end()) list.push_back(id);
}

}  // namespace

IdList measured_by(const rule::Lookup& lookup, Id source) {
  auto segments = rule::ids_of(lookup.find(where<Segment>(&Segment::data_source, Ref<DataSource>(source))));
  IdList result;
  for (const auto& metric : rule::among<SegmentMetric>(lookup, &SegmentMetric::segment, std::move(segments))) {
    add_once(result, metric.data_source.id());
  }
  return result;
}

IdList measuring(const rule::Lookup& lookup, Id source) {
  IdList result;
  for (const auto& metric :
       lookup.all<SegmentMetric>(where<SegmentMetric>(&SegmentMetric::data_source, Ref<DataSource>(source)))) {
    if (const auto segment = lookup.get(metric.segment)) add_once(result, segment->data_source.id());
  }
  return result;
}

IdList dependency_path(const rule::Lookup& lookup, Id from, Id to) {
  std::map<Id, Id> came_from{{from, Id()}};
  std::deque<Id> waiting{from};
  while (!waiting.empty()) {
    const Id at = waiting.front();
    waiting.pop_front();
    if (at == to) {
      IdList path;
      for (Id step = at; !step.is_nil(); step = came_from.at(step)) path.push_back(step);
      std::reverse(path.begin(), path.end());
      return path;
    }
    for (const Id next : measured_by(lookup, at)) {
      if (came_from.emplace(next, at).second) waiting.push_back(next);
    }
  }
  return {};
}

std::int64_t calculated_order(const rule::Lookup& lookup, Id source) {
  std::int64_t highest = 0;
  for (const Id id : measured_by(lookup, source)) {
    if (const auto measured = lookup.get(Ref<DataSource>(id))) highest = std::max(highest, measured->execution_order);
  }
  return highest + 1;
}

}  // namespace steward::metrics
