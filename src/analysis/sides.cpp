// SPDX-License-Identifier: Apache-2.0
#include "analysis/sides.hpp"

#include <algorithm>
#include <set>

#include "metrics/dependencies.hpp"

namespace steward::analysis {

using calculation::Definitions;

std::vector<DataSource> led_to(const rule::Lookup& work, const Proposed& proposed) {
  if (!proposed.source) return {};
  std::set<Id> reached{proposed.source->id};
  std::vector<Id> waiting{proposed.source->id};
  while (!waiting.empty()) {
    const Id at = waiting.back();
    waiting.pop_back();
    for (const Id next : metrics::measuring(work, at)) {
      if (reached.insert(next).second) waiting.push_back(next);
    }
  }
  auto sources = calculation::sources_in_order(work);
  // The source of a draft segment may be a draft itself; the proposal has it published.
  const bool there = std::any_of(sources.begin(), sources.end(),
                                 [&](const DataSource& source) { return source.id == proposed.source->id; });
  if (!there) sources.insert(sources.begin(), *proposed.source);
  std::erase_if(sources, [&](const DataSource& source) {
    return !reached.contains(source.id) || calculation::breakdown_of(source) != proposed.table;
  });
  return sources;
}

const calculation::Definition* Side::definition(std::size_t row) const {
  const auto at = scores_.definition[row];
  return at != calculation::SourceScores::none ? &definitions_.list()[at] : nullptr;
}

const store::SeriesColumns* Side::values(Id data_source) const {
  const auto found = values_.find(data_source);
  return found != values_.end() ? &found->second : nullptr;
}

Result<Definitions> Side::with_proposal(Result<Definitions> definitions) const {
  if (!definitions || proposed_ == nullptr) return definitions;
  return definitions->with(proposed_->definition, scene_.domains, scene_.enabled);
}

Result<void> Side::calculate(const DataSource& source) {
  const bool own = proposed_ != nullptr && proposed_->source && proposed_->source->id == source.id;
  auto segments =
      Definitions::of_source(scene_.work, scene_.domains, scene_.enabled, source.id, population_.past(scene_.work));
  if (own) segments = with_proposal(std::move(segments));
  if (!segments) return segments.error();
  if (segments->list().empty()) return {};  // not calculated here: its stored values stay
  complete_ = complete_ && segments->complete();
  const auto scores = score_population(scene_, population_, *segments, readings_, complete_);
  if (!scores) return scores.error();
  auto values = as_values(scene_.work, population_, *scores, metrics::frequency_of(source.frequency));
  values_.insert_or_assign(source.id, values);
  readings_.put(source.id, std::move(values));
  return {};
}

Result<void> Side::compute(const Proposed& about, const std::vector<DataSource>& chain) {
  for (const DataSource& source : chain) {
    if (auto done = calculate(source); !done) return done;
  }
  const auto past = population_.past(scene_.work);
  const bool health = about.table == ContextTable::engagement;
  auto definitions = health
                         ? Definitions::of_health(scene_.work, scene_.domains, scene_.enabled, past)
                         : Definitions::of_source(scene_.work, scene_.domains, scene_.enabled, about.source->id, past);
  // A segment is one of the definitions of health only where its source writes health.
  const bool scores_health = !about.source || calculation::writes_health(*about.source);
  if (!health || scores_health) definitions = with_proposal(std::move(definitions));
  if (!definitions) return definitions.error();
  definitions_ = std::move(*definitions);
  complete_ = complete_ && definitions_.complete();
  auto scores = score_population(scene_, population_, definitions_, readings_, complete_);
  if (!scores) return scores.error();
  scores_ = std::move(*scores);
  return {};
}

}  // namespace steward::analysis
