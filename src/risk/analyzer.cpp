// SPDX-License-Identifier: Apache-2.0
#include "risk/analyzer.hpp"

#include <algorithm>
#include <array>
#include <map>

#include "risk/again.hpp"
#include "risk/breaches.hpp"
#include "risk/template.hpp"
#include "steward/model/risk.hpp"

namespace steward::risk {

namespace {

using condition::Condition;
using metrics::Enabled;
using rule::give;
using rule::where;

/// Records of a commit, for which other writers wait a tenth of a second.
constexpr std::size_t batch_size = 2000;

/// An active signal.
struct Signal {
  Id id;
  std::int64_t occurrences = 0;
  Id definition;
  bool automated = false;
};
using Signals = std::map<Subject, Signal>;

/// A definition that was looked at, for the closing at the end.
struct Judged {
  bool metric = false;
  std::set<Subject> fine;
};

class Analyzer {
 public:
  Analyzer(rule::Work& work, const ProgressCallback& progress, const Enabled& enabled)
      : work_(work), progress_(progress), enabled_(enabled), domains_(work, enabled) {}

  Result<RiskReport> run();

 private:
  Result<void> analyze(Planned& planned);
  Result<void> look(Planned& planned);
  Result<void> note_run(const RiskDefinition& definition);
  Result<void> record_all(const RiskDefinition& definition, const std::vector<Breach>& breaches);
  Result<void> record(const RiskDefinition& definition, const Breach& breach);
  Result<rule::Fields> fields_of(const RiskDefinition& definition);
  Result<Signal> raise(const RiskDefinition& definition, const Breach& breach);
  Result<std::set<std::pair<Subject, Instant>>> recorded(const RiskDefinition& definition,
                                                         const std::vector<Breach>& breaches);
  Result<Signals*> signals_of(Id category);
  Result<void> write_counters();
  Result<void> end_batch();
  Result<void> keep_memory(std::vector<Planned> planned);
  Result<void> close_gone();
  Result<void> close(const Signal& signal);
  void fail(const Error& error, std::string_view table, Id record);
  Result<void> tell() { return metrics::report(progress_, done_, total_, "risk_analyzer"); }

  rule::Work& work_;
  const ProgressCallback& progress_;
  const Enabled& enabled_;
  metrics::Domains domains_;
  Shared shared_;
  std::map<Id, Signals> signals_;              // by category
  std::map<Id, std::set<Subject>> breached_;   // by category
  std::map<Id, Judged> judged_;                // by definition
  std::map<Id, Result<rule::Fields>> fields_;  // by definition: what its signals have in common
  std::map<Id, std::int64_t> counters_;        // signals whose count changed since the last batch
  bool closes_ = false;                        ///< signals whose breach is over
  std::size_t done_ = 0;
  std::size_t total_ = 0;
  RiskReport report_;
};

base::Json number(const std::optional<Decimal>& value) { return value ? base::Json::number(*value) : base::Json(); }

base::Json event_data(const RiskDefinition& definition, const Breach& breach) {
  auto data = base::Json::object();
  data.set("definition", base::Json::string(definition.id.to_string()));
  data.set("engagement", base::Json::string(breach.subject.engagement.to_string()));
  data.set("source_table", base::Json::string(breach.subject.source_table));
  data.set("source_record", base::Json::string(breach.subject.source_record.to_string()));
  data.set("value", number(breach.value));
  data.set("threshold", number(breach.threshold));
  data.set("gap", number(breach.gap));
  return data;
}

void Analyzer::fail(const Error& error, std::string_view table, Id record) {
  for (Fault& fault : metrics::faults_of(error, table, record)) report_.failed.push_back(std::move(fault));
}

Result<Signals*> Analyzer::signals_of(Id category) {
  const auto [at, fresh] = signals_.try_emplace(category);
  if (!fresh) return &at->second;
  const auto& table = table_info<RiskSignal>();
  const auto active =
      Condition::all(table, {where<RiskSignal>(&RiskSignal::active, true),
                             where<RiskSignal>(&RiskSignal::category, std::optional(Ref<SuccessChoice>(category)))});
  const auto at_table = model::field_of<RiskSignal>(&RiskSignal::source_table);
  const auto at_record = model::field_of<RiskSignal>(&RiskSignal::source_record);
  const auto at_engagement = model::field_of<RiskSignal>(&RiskSignal::engagement);
  const auto at_count = model::field_of<RiskSignal>(&RiskSignal::occurrence_count);
  const auto at_definition = model::field_of<RiskSignal>(&RiskSignal::risk_definition);
  const auto at_method = model::field_of<RiskSignal>(&RiskSignal::tracking_method);
  const metrics::Wanted wanted(table, {at_table, at_record, at_engagement, at_count, at_definition, at_method});
  const auto read = work_.records().scan({active, {}, {}, {}, {}, work_.moment(), wanted.fields()}, [&](Row&& row) {
    if (is_null(row[at_engagement]) || is_null(row[at_record])) return true;
    // Of several with one key the oldest goes on; rows come in id order.
    at->second.try_emplace(
        Subject{std::string(model::text_at(row, at_table)), model::id_at(row, at_record),
                model::id_at(row, at_engagement)},
        Signal{model::row_id(row), model::integer_at(row, at_count), model::id_at(row, at_definition),
               model::text_at(row, at_method) == choice_name(RiskTrackingMethod::automated)});
    return true;
  });
  if (!read) return read.error();
  return &at->second;
}

/// The periods that the definition recorded already, for any signal, open or closed.
Result<std::set<std::pair<Subject, Instant>>> Analyzer::recorded(const RiskDefinition& definition,
                                                                 const std::vector<Breach>& breaches) {
  std::set<std::pair<Subject, Instant>> known;
  if (breaches.empty()) return known;
  const auto first = std::min_element(breaches.begin(), breaches.end(),
                                      [](const Breach& a, const Breach& b) { return a.start < b.start; });
  const auto& table = table_info<RiskOccurrence>();
  const auto start = model::field_of<RiskOccurrence>(&RiskOccurrence::start_date);
  auto query = Condition::all(
      table,
      {where<RiskOccurrence>(&RiskOccurrence::risk_definition, std::optional(Ref<RiskDefinition>(definition.id))),
       where<RiskOccurrence>(&RiskOccurrence::category, std::optional(definition.category)),
       Condition::compare(table, start, condition::Op::ge, first->start)});
  const auto at_table = model::field_of<RiskOccurrence>(&RiskOccurrence::source_table);
  const auto at_record = model::field_of<RiskOccurrence>(&RiskOccurrence::source_record);
  const auto at_engagement = model::field_of<RiskOccurrence>(&RiskOccurrence::engagement);
  const metrics::Wanted wanted(table, {at_table, at_record, at_engagement, start});
  auto read =
      work_.records().scan({std::move(query), {}, {}, {}, {}, work_.moment(), wanted.fields(), true}, [&](Row&& row) {
        const auto* began = std::get_if<Instant>(&row[start]);
        known.emplace(Subject{std::string(model::text_at(row, at_table)), model::id_at(row, at_record),
                              model::id_at(row, at_engagement)},
                      began != nullptr ? *began : Instant{});
        return true;
      });
  if (!read) return read.error();
  return known;
}

/// What all signals of a definition have in common. What the definition decides comes last and wins over the template.
Result<rule::Fields> Analyzer::fields_of(const RiskDefinition& definition) {
  auto fields = template_fields(definition.template_fields, work_.schema());
  if (!fields) return fields;
  const auto probability = model::field_of<RiskSignal>(&RiskSignal::probability);
  const bool given =
      std::any_of(fields->begin(), fields->end(), [&](const auto& one) { return one.first == probability; });
  if (!given) {
    fields->push_back(
        give<RiskSignal>(&RiskSignal::probability, std::optional(Choice<Probability>(Probability::moderate))));
  }
  fields->push_back(give<RiskSignal>(&RiskSignal::category, std::optional(definition.category)));
  fields->push_back(give<RiskSignal>(&RiskSignal::state, RiskState::new_));
  fields->push_back(give<RiskSignal>(&RiskSignal::tracking_method, RiskTrackingMethod::automated));
  fields->push_back(give<RiskSignal>(&RiskSignal::risk_definition, std::optional(Ref<RiskDefinition>(definition.id))));
  return fields;
}

Result<Signal> Analyzer::raise(const RiskDefinition& definition, const Breach& breach) {
  auto common = fields_.find(definition.id);
  if (common == fields_.end()) common = fields_.emplace(definition.id, fields_of(definition)).first;
  if (!common->second) return common->second.error();
  rule::Fields fields = *common->second;
  const Subject& subject = breach.subject;
  fields.push_back(give<RiskSignal>(&RiskSignal::engagement, std::optional(Ref<Engagement>(subject.engagement))));
  fields.push_back(give<RiskSignal>(&RiskSignal::source_table, subject.source_table));
  fields.push_back(give<RiskSignal>(&RiskSignal::source_record, std::optional(subject.source_record)));
  const auto& table = table_info<RiskSignal>();
  auto created = work_.create(table, fields, rule::Origin::job);
  if (!created) return created.error();
  work_.emit("risk_raised", table, *created, event_data(definition, breach));
  ++report_.raised;
  return Signal{*created, 0, definition.id, true};
}

Result<void> Analyzer::record(const RiskDefinition& definition, const Breach& breach) {
  const auto known = signals_of(definition.category.id());
  if (!known) return known.error();
  Signals& signals = **known;
  auto held = signals.find(breach.subject);
  if (held == signals.end() || !enabled_("RSK-08")) {
    auto raised = raise(definition, breach);
    if (!raised) return raised.error();
    held = signals.insert_or_assign(breach.subject, *raised).first;
  }
  Signal& signal = held->second;
  const auto& table = table_info<RiskOccurrence>();
  auto created = work_.create(
      table,
      {give<RiskOccurrence>(&RiskOccurrence::risk_signal, Ref<RiskSignal>(signal.id)),
       give<RiskOccurrence>(&RiskOccurrence::risk_definition, std::optional(Ref<RiskDefinition>(definition.id))),
       give<RiskOccurrence>(&RiskOccurrence::engagement, Ref<Engagement>(breach.subject.engagement)),
       give<RiskOccurrence>(&RiskOccurrence::category, std::optional(definition.category)),
       give<RiskOccurrence>(&RiskOccurrence::source_table, breach.subject.source_table),
       give<RiskOccurrence>(&RiskOccurrence::source_record, std::optional(breach.subject.source_record)),
       give<RiskOccurrence>(&RiskOccurrence::start_date, std::optional(breach.start)),
       give<RiskOccurrence>(&RiskOccurrence::end_date, std::optional(breach.end)),
       give<RiskOccurrence>(&RiskOccurrence::current_value, breach.value),
       give<RiskOccurrence>(&RiskOccurrence::threshold, breach.threshold),
       give<RiskOccurrence>(&RiskOccurrence::gap, breach.gap)},
      rule::Origin::job);
  if (!created) return created.error();
  auto data = event_data(definition, breach);
  data.set("occurrence", base::Json::string(created->to_string()));
  work_.emit("risk_occurred", table_info<RiskSignal>(), signal.id, std::move(data));
  counters_[signal.id] = ++signal.occurrences;
  ++report_.occurrences;
  return {};
}

Result<void> Analyzer::write_counters() {
  const auto& table = table_info<RiskSignal>();
  const std::array fields{model::field_of<RiskSignal>(&RiskSignal::occurrence_count),
                          model::field_of<RiskSignal>(&RiskSignal::last_occurrence_at)};
  std::vector<Row> rows;
  for (const auto& [id, count] : counters_) {
    Row row;
    row.values.resize(table.fields.size());
    row[model::id_field] = id;
    row[fields[0]] = count;
    row[fields[1]] = work_.now();
    rows.push_back(std::move(row));
  }
  counters_.clear();
  if (rows.empty()) return {};
  return work_.write_derived(table, rows, fields);
}

Result<void> Analyzer::end_batch() {
  if (auto written = write_counters(); !written) return written;
  if (auto kept = work_.commit_batch(); !kept) return kept;
  return tell();
}

Result<void> Analyzer::record_all(const RiskDefinition& definition, const std::vector<Breach>& breaches) {
  auto known = recorded(definition, breaches);
  if (!known) return known.error();
  std::size_t fresh = 0;
  for (const Breach& breach : breaches) {
    ++report_.breaches;
    breached_[definition.category.id()].insert(breach.subject);
    if (!known->emplace(breach.subject, breach.start).second) {
      ++report_.unchanged;
      continue;
    }
    if (auto done = record(definition, breach); !done) {
      if (metrics::is_fatal(done.error())) return done;
      fail(done.error(), breach.subject.source_table, breach.subject.source_record);
    }
    if (++fresh % batch_size != 0) continue;
    if (auto ended = end_batch(); !ended) return ended;
  }
  return {};
}

Result<void> Analyzer::look(Planned& planned) {
  const RiskDefinition& definition = planned.definition.entity;
  View view = View::now(work_);
  view.shared = &shared_;
  if (!planned.in_full()) view.among = &planned.again.records;
  auto found = findings(work_, domains_, planned.definition, view, enabled_);
  if (!found) return found.error();
  report_.evaluated += found->evaluated;
  if (auto recorded_all = record_all(definition, found->breaches); !recorded_all) return recorded_all;
  if (planned.ran) {
    for (const Breach& breach : found->breaches) planned.ran->findings.push_back(breach.subject.engagement);
  }
  judged_[definition.id] = {definition.type == RiskDefinitionType::metric, std::move(found->fine)};
  return {};
}

Result<void> Analyzer::note_run(const RiskDefinition& definition) {
  const auto& table = table_info<RiskDefinition>();
  const auto field = model::field_of<RiskDefinition>(&RiskDefinition::last_run_at);
  const Row* held = work_.row(table, definition.id);
  if (held == nullptr || (*held)[field] == Value(work_.now())) return work_.status();
  Row row = *held;
  row[field] = work_.now();
  return work_.write_derived(table, std::span(&row, 1), std::span(&field, 1));
}

Result<void> Analyzer::analyze(Planned& planned) {
  ++report_.definitions;
  report_.breaches += planned.standing.size();
  report_.unchanged += planned.standing.size();
  if (planned.ran) planned.ran->findings = planned.standing;
  if (planned.in_full()) ++report_.in_full[std::string(planned.again.all_because)];
  if (planned.is_done()) {
    ++report_.skipped;
  } else if (auto looked = look(planned); !looked) {
    return looked;
  }
  return note_run(planned.definition.entity);
}

Result<void> Analyzer::close(const Signal& signal) {
  const auto& table = table_info<RiskSignal>();
  constexpr std::string_view note = "Closed by the risk analyser: the breach is gone.";
  auto closed = work_.update(
      table, signal.id,
      {give<RiskSignal>(&RiskSignal::state, RiskState::closed),
       give<RiskSignal>(&RiskSignal::close_code, std::optional(Choice<RiskCloseCode>(RiskCloseCode::resolved))),
       give<RiskSignal>(&RiskSignal::close_notes, std::string(note))},
      rule::Origin::job);
  if (!closed) return closed;
  ++report_.closed;
  return work_.add_work_note(table, signal.id, std::string(note));
}

/// Closes what this library raised, as far as its definition was looked at and no definition of the category
/// still finds a breach. A metric without a value says nothing.
Result<void> Analyzer::close_gone() {
  if (!closes_) return {};
  for (const auto& [category, signals] : signals_) {
    const auto& breached = breached_[category];
    for (const auto& [subject, signal] : signals) {
      const auto judged = judged_.find(signal.definition);
      if (!signal.automated || judged == judged_.end() || breached.contains(subject)) continue;
      if (judged->second.metric && !judged->second.fine.contains(subject)) continue;
      if (auto closed = close(signal); !closed) {
        if (metrics::is_fatal(closed.error())) return closed;
        fail(closed.error(), "risk_signal", signal.id);
      }
    }
  }
  return {};
}

/// What failed is tried again by a run that looks at everything.
Result<void> Analyzer::keep_memory(std::vector<Planned> planned) {
  if (report_.failed.empty()) return remember(work_, std::move(planned));
  forget(work_, planned);
  return {};
}

Result<RiskReport> Analyzer::run() {
  // Once for the whole run, by what it is planned with: another session may set it between two batches.
  closes_ = work_.property("risk.auto_close") == "true";
  auto planned = plan_run(work_, closes_, enabled_);
  if (!planned) return planned.error();
  total_ = planned->size();
  if (auto going = tell(); !going) return going.error();
  for (Planned& one : *planned) {
    const RiskDefinition& definition = one.definition.entity;
    // Known even without a breach: what is open may have to be closed.
    if (closes_ && !one.is_done()) {
      if (const auto known = signals_of(definition.category.id()); !known) return known.error();
    }
    if (auto analyzed = analyze(one); !analyzed) {
      if (metrics::is_fatal(analyzed.error())) return analyzed.error();
      fail(analyzed.error(), "risk_definition", definition.id);
    }
    ++done_;
    // Where nothing was done the commits of the others are soon enough.
    if (auto ended = one.is_done() ? tell() : end_batch(); !ended) return ended.error();
  }
  if (auto closed = close_gone(); !closed) return closed.error();
  if (auto kept = work_.commit_batch(); !kept) return kept.error();
  if (auto kept = keep_memory(std::move(*planned)); !kept) return kept.error();
  return report_;
}

}  // namespace

Result<RiskReport> analyze(rule::Work& work, const ProgressCallback& progress, const Enabled& enabled) {
  return Analyzer(work, progress, enabled).run();
}

}  // namespace steward::risk
