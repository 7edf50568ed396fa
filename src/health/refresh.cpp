// SPDX-License-Identifier: Apache-2.0
#include "health/refresh.hpp"

#include <algorithm>
#include <map>
#include <set>

#include "calculation/again.hpp"
#include "calculation/choice.hpp"
#include "calculation/day_scores.hpp"
#include "health/color.hpp"
#include "health/score.hpp"
#include "steward/model/health.hpp"
#include "timeline/timeline.hpp"

namespace steward::health {

namespace {

using calculation::Definition;
using calculation::DefinitionKind;
using condition::Condition;

/// What a commit holds, for which other writers wait some hundredths of a second.
constexpr std::size_t batch_size = 2000;
constexpr std::uint32_t no_definition = UINT32_MAX;
constexpr const char* memory_key = "refresh_health";

/// What a score says; on the engagement now, or newly computed.
struct State {
  std::optional<Decimal> score;
  std::optional<Decimal> coverage;
  Id definition;  ///< nil: none, or a segment
  friend bool operator==(const State&, const State&) = default;
};

struct Candidate {
  Id id;
  Id domain;
  std::uint32_t row = 0;  ///< among those that the chooser looked at
  std::uint32_t definition = no_definition;
  std::optional<Instant> scored_at;
  State old;
  State fresh;
  Decimal low;
  Decimal high;
  bool failed = false;
};

/// Positions that are asked for in every row.
struct EngagementFields {
  std::size_t score = model::field_of<Engagement>(&Engagement::health_score);
  std::size_t scored_at = model::field_of<Engagement>(&Engagement::health_scored_at);
  std::size_t coverage = model::field_of<Engagement>(&Engagement::health_coverage);
  std::size_t definition = model::field_of<Engagement>(&Engagement::health_definition);
  std::size_t active = model::field_of<Engagement>(&Engagement::active);
};

template <class T>
std::optional<T> held(const Value& value) {
  const auto* found = std::get_if<T>(&value);
  return found != nullptr ? std::optional(*found) : std::nullopt;
}
template <class T>
Value value_of(const std::optional<T>& held_value) {
  return held_value ? Value(*held_value) : Value();
}

class Refresh {
 public:
  Refresh(rule::Work& work, const Enabled& enabled) : work_(work), enabled_(enabled), domains_(work, enabled) {
    keep_explanations_ = work.property("health.keep_explanations") == "true";
  }

  Result<RefreshReport> run(std::span<const Ref<Engagement>> engagements, const ProgressCallback& progress);

 private:
  Result<void> load(std::span<const Ref<Engagement>> engagements);
  Result<void> load_all(const store::Scope& scope);
  Result<void> load_some(std::vector<Id> ids, const store::Scope& scope, const Condition* also);
  Result<metrics::Again> plan();
  Result<void> remember();
  Result<void> open_chooser(const Condition& among);
  [[nodiscard]] metrics::Wanted wanted() const {
    return chooser_->wanted(table_info<Engagement>(),
                            {fields_.score, fields_.scored_at, fields_.coverage, fields_.definition});
  }
  void take(const Row& row);
  void choose();
  Result<void> compute();
  Result<void> compute_group(const Definition& definition, std::span<const std::uint32_t> group);
  Result<void> write_batch(std::span<Candidate> batch);
  [[nodiscard]] Result<bool> alone();
  [[nodiscard]] std::vector<std::size_t> fields_to_write(const Candidate& candidate, bool alone) const;
  Result<void> write_scores(std::span<const Candidate* const> changed);
  Result<void> write_history(std::span<const Candidate* const> changed);
  Result<calculation::DayScore> day_score(const Candidate& candidate);
  void tell(const Candidate& candidate);
  void tell_timeline(const Candidate& candidate);
  Result<void> note_runs();

  rule::Work& work_;
  const Enabled& enabled_;
  metrics::Domains domains_;
  bool keep_explanations_ = false;
  EngagementFields fields_;
  calculation::Definitions definitions_;
  std::optional<calculation::Chooser> chooser_;
  std::vector<Candidate> candidates_;
  std::vector<Id> ids_;
  std::optional<calculation::Readings> readings_;
  Bands bands_;
  std::vector<timeline::Entry> timeline_;  ///< of the present batch
  std::optional<metrics::Ran> ran_;        ///< this run, as far as the next one may follow it
  std::set<Id> used_;                      ///< health definitions that score somebody
  std::optional<std::int64_t> read_at_;    ///< stamp of the engagements as they were read
  RefreshReport report_;
};

Result<void> Refresh::open_chooser(const Condition& among) {
  auto opened = calculation::Chooser::open(work_, domains_, definitions_, table_info<Engagement>(), among);
  if (!opened) return opened.error();
  chooser_.emplace(std::move(*opened));
  return {};
}

void Refresh::take(const Row& row) {
  Candidate candidate;
  candidate.id = model::row_id(row);
  candidate.domain = metrics::domain_of(table_info<Engagement>(), row);
  candidate.scored_at = held<Instant>(row[fields_.scored_at]);
  candidate.old = {held<Decimal>(row[fields_.score]), held<Decimal>(row[fields_.coverage]),
                   model::id_at(row, fields_.definition)};
  candidate.row = static_cast<std::uint32_t>(candidates_.size());
  chooser_->look(row);
  candidates_.push_back(candidate);
}

Result<void> Refresh::load(std::span<const Ref<Engagement>> engagements) {
  auto definitions = calculation::Definitions::of_health(work_, domains_, enabled_);
  if (!definitions) return definitions.error();
  definitions_ = std::move(*definitions);
  bands_ = Bands::load(work_);
  if (auto state = work_.status(); !state) return state;

  const auto stamp = work_.records().stamp(table_info<Engagement>());
  if (!stamp) return stamp.error();
  read_at_ = *stamp;
  const auto scope = metrics::visible_scope(work_.actor(), enabled_);
  std::vector<Id> ids;
  for (const auto& ref : engagements) ids.push_back(ref.id());
  std::sort(ids.begin(), ids.end());
  ids.erase(std::unique(ids.begin(), ids.end()), ids.end());
  const std::size_t asked = ids.size();
  auto read = engagements.empty() ? load_all(scope) : load_some(std::move(ids), scope, nullptr);
  if (!read) return read;
  if (!engagements.empty() && candidates_.size() != asked) {
    return Error("not_found", Category::not_found, "one of the engagements does not exist");
  }
  std::sort(candidates_.begin(), candidates_.end(), [](const Candidate& a, const Candidate& b) { return a.id < b.id; });
  for (const Candidate& candidate : candidates_) ids_.push_back(candidate.id);
  const bool whole = report_.skipped == 0 && engagements.empty();
  readings_.emplace(
      work_, ContextTable::engagement, work_.now(), work_.now(),
      whole || ids_.size() > metrics::few_records ? std::nullopt : std::optional(std::span<const Id>(ids_)));
  if (!keep_explanations_) readings_->read_values_only();
  return {};
}

/// All active engagements, or those for which something changed since the last time.
Result<void> Refresh::load_all(const store::Scope& scope) {
  const auto& table = table_info<Engagement>();
  const auto active = Condition::equals(table, fields_.active, true);
  auto again = plan();
  if (!again) return again.error();
  if (again->all_because.empty()) {
    if (auto read = load_some(std::move(again->records), scope, &active); !read) return read;
    const auto all = work_.records().count({active, {}, {}, {}, scope, work_.moment()});
    if (!all) return all.error();
    report_.skipped = static_cast<std::size_t>(*all) - candidates_.size();
    report_.unchanged += report_.skipped;
    return {};
  }
  ++report_.in_full[std::string(again->all_because)];
  if (auto opened = open_chooser(active); !opened) return opened;
  return work_.records().scan({active, {}, {}, {}, scope, work_.moment(), wanted().fields(), true}, [&](Row&& row) {
    take(row);
    return true;
  });
}

Result<void> Refresh::load_some(std::vector<Id> ids, const store::Scope& scope, const Condition* also) {
  const auto& table = table_info<Engagement>();
  std::vector<Value> values;
  if (ids.size() <= metrics::few_records) values.assign(ids.begin(), ids.end());
  const auto among = values.empty() ? Condition(table) : Condition::any_of(table, model::id_field, std::move(values));
  if (auto opened = open_chooser(among); !opened) return opened;
  return metrics::rows_by_id(work_, table, ids, [this](const Row& row) { take(row); }, also, scope, wanted());
}

/// Which engagements a refresh of all has to look at.
Result<metrics::Again> Refresh::plan() {
  auto begun = metrics::begin_run(
      work_, memory_key,
      calculation::inputs_of(work_, definitions_.list(), ContextTable::engagement, calculation::health_fields()));
  if (!begun) return begun.error();
  ran_ = std::move(begun->ran);
  if (ran_) ran_->definitions = definitions_.list();
  if (!begun->last) return metrics::Again{{}, begun->all_because};
  const auto& last = *begun->last;
  const auto* computed = std::any_cast<std::vector<Definition>>(&last.definitions);
  if (computed == nullptr || *computed != definitions_.list()) return metrics::Again{{}, "definitions_changed"};
  auto again = metrics::changed_since(work_, last, ran_->stamps, table_info<Engagement>());
  if (!again.all_because.empty()) return again;
  ran_->good_until = last.good_until;
  used_.insert(last.findings.begin(), last.findings.end());
  return again;
}

/// So that the next refresh of the day may follow this one. What failed is tried again by a whole one.
Result<void> Refresh::remember() {
  if (!ran_) return {};
  if (report_.failed > 0) {
    work_.run_memory()->forget(memory_key);
    return {};
  }
  const auto until = calculation::good_until(definitions_.list(), *readings_);
  if (!until) return until.error();
  ran_->good_until = std::min(ran_->good_until, *until);
  ran_->findings.assign(used_.begin(), used_.end());
  if (auto kept = work_.commit_batch(); !kept) return kept;
  return metrics::remember_run(work_, memory_key, std::move(*ran_), {table_info<Engagement>()});
}

void Refresh::choose() {
  for (Candidate& candidate : candidates_) {
    const auto chosen = chooser_->chosen(candidate.row, domains_, candidate.domain);
    if (!chosen) continue;
    candidate.definition = *chosen;
    const Definition& definition = definitions_.list()[*chosen];
    if (definition.kind != DefinitionKind::segment) candidate.fresh.definition = definition.id;
  }
}

Result<void> Refresh::compute() {
  std::vector<std::vector<std::uint32_t>> groups(definitions_.list().size());
  for (std::uint32_t i = 0; i < candidates_.size(); ++i) {
    if (candidates_[i].definition != no_definition) groups[candidates_[i].definition].push_back(i);
  }
  for (std::size_t i = 0; i < groups.size(); ++i) {
    if (groups[i].empty()) continue;
    if (auto computed = compute_group(definitions_.list()[i], groups[i]); !computed) return computed;
  }
  return {};
}

Result<void> Refresh::compute_group(const Definition& definition, std::span<const std::uint32_t> group) {
  std::vector<Id> engagements;
  engagements.reserve(group.size());
  for (const std::uint32_t i : group) engagements.push_back(candidates_[i].id);
  calculation::Scored scored;
  if (auto done = calculation::score_records(definition, engagements, *readings_, scored); !done) return done;
  const auto& scores = scored.scores;
  for (std::size_t i = 0; i < group.size(); ++i) {
    Candidate& candidate = candidates_[group[i]];
    candidate.failed = scored.failed[i] != 0;
    if (scores.known[i] != 0) candidate.fresh.score = scores.value[i];
    candidate.fresh.coverage = scores.coverage[i];
    candidate.low = scores.low[i];
    candidate.high = scores.high[i];
  }
  return {};
}

Result<void> Refresh::write_batch(std::span<Candidate> batch) {
  std::vector<const Candidate*> changed;
  for (const Candidate& candidate : batch) {
    ++report_.evaluated;
    if (candidate.failed) {
      ++report_.failed;
      continue;
    }
    if (candidate.definition == no_definition) {
      ++report_.without_definition;
    } else if (!candidate.fresh.score) {
      ++report_.without_data;
    }
    const bool untouched = candidate.definition == no_definition && candidate.old == State{};
    if (untouched || (candidate.old == candidate.fresh && candidate.scored_at == work_.now())) {
      ++report_.unchanged;
    } else {
      ++report_.written;
      changed.push_back(&candidate);
    }
  }
  if (changed.empty()) return {};
  if (auto written = write_scores(changed); !written) return written;
  if (auto written = write_history(changed); !written) return written;
  for (const Candidate* candidate : changed) {
    if (candidate->old.score != candidate->fresh.score) tell(*candidate);
    tell_timeline(*candidate);
  }
  auto told = timeline::add_all(work_, timeline_);
  timeline_.clear();
  return told;
}

/// Whether nobody else wrote to engagements since they were read.
Result<bool> Refresh::alone() {
  const auto stamp = work_.records().stamp(table_info<Engagement>());
  if (!stamp) return stamp.error();
  return read_at_ && *stamp && work_.records().only_mine(table_info<Engagement>(), *read_at_, **stamp);
}

/// The fields of an engagement that a score writes: an unchanged one would cost the work of its index. When others may
/// have written a score meanwhile, all of them, so that they belong together.
std::vector<std::size_t> Refresh::fields_to_write(const Candidate& candidate, bool alone) const {
  if (!alone) return {fields_.scored_at, fields_.score, fields_.coverage, fields_.definition};
  std::vector<std::size_t> written{fields_.scored_at};
  if (candidate.old.score != candidate.fresh.score) written.push_back(fields_.score);
  if (candidate.old.coverage != candidate.fresh.coverage) written.push_back(fields_.coverage);
  if (candidate.old.definition != candidate.fresh.definition) written.push_back(fields_.definition);
  return written;
}

Result<void> Refresh::write_scores(std::span<const Candidate* const> changed) {
  const auto& table = table_info<Engagement>();
  const auto alone_now = alone();
  if (!alone_now) return alone_now.error();
  std::map<std::vector<std::size_t>, std::vector<Row>> rows;
  for (const Candidate* candidate : changed) {
    // Only the named fields are written; the domain goes along for the events that follow.
    Row row;
    row.values.resize(table.fields.size());
    row[model::id_field] = candidate->id;
    if (!candidate->domain.is_nil()) row[model::domain_field] = candidate->domain;
    row[fields_.score] = value_of(candidate->fresh.score);
    row[fields_.scored_at] = work_.now();
    row[fields_.coverage] = value_of(candidate->fresh.coverage);
    if (!candidate->fresh.definition.is_nil()) row[fields_.definition] = candidate->fresh.definition;
    rows[fields_to_write(*candidate, *alone_now)].push_back(std::move(row));
  }
  for (const auto& [fields, of_them] : rows) {
    if (auto written = work_.write_derived(table, of_them, fields); !written) return written;
  }
  return {};
}

Result<calculation::DayScore> Refresh::day_score(const Candidate& candidate) {
  calculation::DayScore score;
  score.record = candidate.id;
  score.value = candidate.fresh.score;
  score.replaces = calculation::may_be_today(work_, candidate.scored_at);
  if (candidate.definition == no_definition) return score;
  const Definition& definition = definitions_.list()[candidate.definition];
  score.coverage = candidate.fresh.coverage;
  score.low = candidate.low;
  score.high = candidate.high;
  score.definition_table = definition.table().name;
  score.definition = definition.id;
  if (keep_explanations_) {
    ExplainedScore explained;
    if (auto filled = calculation::fill_score(definition, candidate.id, *readings_, explained); !filled) {
      return filled.error();
    }
    score.details = details_of(explained).canonical();
  }
  return score;
}

Result<void> Refresh::write_history(std::span<const Candidate* const> changed) {
  std::vector<calculation::DayScore> scores;
  scores.reserve(changed.size());
  for (const Candidate* candidate : changed) {
    auto score = day_score(*candidate);
    if (!score) return score.error();
    scores.push_back(std::move(*score));
  }
  return calculation::keep_scores(work_, ScoreTable::engagement, ScoreKind::health, scores);
}

void Refresh::tell(const Candidate& candidate) {
  const auto number = [](const std::optional<Decimal>& score) {
    return score ? base::Json::number(*score) : base::Json();
  };
  const auto color = [&](const std::optional<Decimal>& score) {
    const std::string name = bands_.color(domains_, candidate.domain, score);
    return name.empty() ? base::Json() : base::Json::string(name);
  };
  auto data = base::Json::object();
  data.set("from", number(candidate.old.score));
  data.set("to", number(candidate.fresh.score));
  data.set("color_from", color(candidate.old.score));
  data.set("color_to", color(candidate.fresh.score));
  work_.emit("health_changed", table_info<Engagement>(), candidate.id, std::move(data));
}

/// TIM-01: the colour of a score that changed. A first score is no change.
void Refresh::tell_timeline(const Candidate& candidate) {
  const std::string from = bands_.color(domains_, candidate.domain, candidate.old.score);
  if (from.empty() || !enabled_("ENG-11")) return;
  const std::string to = bands_.color(domains_, candidate.domain, candidate.fresh.score);
  if (from == to) return;
  auto pair = base::Json::array();
  pair.push(base::Json::string(from)).push(to.empty() ? base::Json() : base::Json::string(to));
  auto changes = base::Json::object();
  changes.set("health_color", std::move(pair));
  timeline_.push_back({candidate.id, ActivityType::engagement_health_changed, changes.canonical()});
}

/// last_run_at of the definitions that score somebody, whether they had to be looked at or not.
Result<void> Refresh::note_runs() {
  const auto& table = table_info<HealthDefinition>();
  const auto field = model::field_of<HealthDefinition>(&HealthDefinition::last_run_at);
  for (const Candidate& candidate : candidates_) {
    // The calculated sources note their own runs.
    if (!candidate.fresh.definition.is_nil()) used_.insert(candidate.fresh.definition);
  }
  std::vector<Row> rows;
  for (const Id& id : used_) {
    const Row* row = work_.row(table, id);
    if (row == nullptr || (*row)[field] == Value(work_.now())) continue;
    rows.push_back(*row);
    rows.back()[field] = work_.now();
  }
  if (rows.empty()) return work_.status();
  return work_.write_derived(table, rows, std::span(&field, 1));
}

Result<RefreshReport> Refresh::run(std::span<const Ref<Engagement>> engagements, const ProgressCallback& progress) {
  if (auto loaded = load(engagements); !loaded) return loaded.error();
  choose();
  if (auto computed = compute(); !computed) return computed.error();
  const std::size_t total = candidates_.size();
  const auto report = [&](std::size_t done) { return metrics::report(progress, done, total, "refresh_health"); };
  if (auto going = report(0); !going) return going.error();
  for (std::size_t done = 0; done < total;) {
    const std::size_t size = std::min(batch_size, total - done);
    if (auto written = write_batch(std::span(candidates_).subspan(done, size)); !written) return written.error();
    if (auto kept = work_.commit_batch(); !kept) return kept.error();
    done += size;
    if (auto going = report(done); !going) return going.error();
  }
  if (auto noted = note_runs(); !noted) return noted.error();
  if (auto kept = remember(); !kept) return kept.error();
  return report_;
}

}  // namespace

Result<RefreshReport> refresh(rule::Work& work, std::span<const Ref<Engagement>> engagements,
                              const ProgressCallback& progress, const metrics::Enabled& enabled) {
  return Refresh(work, enabled).run(engagements, progress);
}

}  // namespace steward::health
