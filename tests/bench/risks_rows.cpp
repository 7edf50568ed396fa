// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <initializer_list>
#include <map>
#include <variant>

#include "bench/bench.hpp"
#include "bench/peers.hpp"
#include "bench/risks_peers.hpp"

// The risk analyser as a host's loop over the engagements: their latest values one by one, and a statement for every
// row that is looked up or written.

namespace steward::bench {

namespace {

struct Definition {
  Cell id;
  Cell category;
  std::int64_t owner = 0;
  std::string comparison;
  std::int64_t threshold = 0;
  bool adoption = false;
  Cell short_description;
  Cell description;
  Cell reported_by;
};

struct Watched {
  Cell id;
  Cell domain;
  Cell account;
  std::string stage;
};

struct Latest {
  std::int64_t value = 0;
  std::int64_t start = 0;
  std::int64_t end = 0;
  std::int64_t series = 0;
};

bool breached(const std::string& comparison, std::int64_t value, std::int64_t threshold) {
  if (comparison == "less_than") return value < threshold;
  if (comparison == "less_or_equal") return value <= threshold;
  if (comparison == "greater_than") return value > threshold;
  if (comparison == "greater_or_equal") return value >= threshold;
  return comparison == "equal" ? value == threshold : value != threshold;
}

std::string scope_of(const std::string& stage) {
  if (stage == "initial_onboarding") return "onboarding";
  if (stage == "expand") return "expansion";
  return stage == "adoption" ? stage : "renewal";
}

Cell text(std::string bytes) { return {SQLITE_TEXT, 0, std::move(bytes)}; }

class RowRisks {
 public:
  explicit RowRisks(Peer& peer) : peer_(peer) {}
  void run();

 private:
  using Parameter = std::variant<std::int64_t, const Cell*>;
  static void bind(Statement& statement, std::initializer_list<Parameter> parameters);
  static void write(Statement& statement, std::initializer_list<Parameter> parameters);

  void load();
  void analyze(const Watched& watched);
  void record(const Watched& watched, const Definition& definition, const Latest& latest);
  bool recorded(const Watched& watched, const Definition& definition, const Latest& latest);
  Cell active_signal(const Watched& watched, const Definition& definition);
  Cell raise(const Watched& watched, const Definition& definition);
  Cell new_id();
  void read_source(std::int64_t series);
  void keep_counters();

  Peer& peer_;
  std::vector<Definition> definitions_;
  std::vector<Watched> watched_;
  Cell source_table_;  ///< of the value that is looked at
  Cell source_;
  std::int64_t sequence_ = 0;
  std::int64_t signal_number_ = 0;
  std::int64_t occurrence_number_ = 0;

  Statement id_ = peer_.prepare("SELECT new_id()");
  Statement context_ =
      peer_.prepare("SELECT id FROM steward_series_context WHERE context_table = 'engagement' AND context = ?1");
  Statement latest_ = peer_.prepare(
      "SELECT value, start, \"end\", series FROM steward_series_row WHERE owner = ?1 AND context = ?2 "
      "AND \"end\" <= ?3 AND superseded IS NULL ORDER BY \"end\" DESC, start DESC LIMIT 1");
  Statement series_ = peer_.prepare("SELECT source_table, source FROM steward_series WHERE id = ?1");
  Statement recorded_ = peer_.prepare(
      "SELECT 1 FROM risk_occurrence WHERE engagement = ?1 AND risk_definition = ?2 AND category = ?3 "
      "AND source_record = ?4 AND start_date = ?5");
  Statement active_ = peer_.prepare(
      "SELECT id FROM risk_signal WHERE domain = ?1 AND engagement = ?2 AND active = 1 AND category = ?3 "
      "AND source_table = ?4 AND source_record = ?5 ORDER BY id LIMIT 1");
  Statement signal_ = peer_.prepare(
      "INSERT INTO risk_signal (id, version, created_at, updated_at, domain, number, account, engagement, "
      "short_description, description, risk_or_issue, category, scope, probability, state, priority, reported_by, "
      "tracking_method, source_table, source_record, risk_definition, occurrence_count, active) "
      "VALUES (?1, 1, ?2, ?2, ?3, printf('RSIG%07d', ?4), ?5, ?6, ?7, ?8, 'risk', ?9, ?10, 'moderate', 'new', 'low', "
      "?11, 'automated', ?12, ?13, ?14, 0, 1)");
  Statement activity_ = peer_.prepare(
      "INSERT INTO activity (id, version, created_at, updated_at, domain, engagement, account, kind, source_table, "
      "source_record, title, occurred_at) "
      "VALUES (?1, 1, ?2, ?2, ?3, ?4, ?5, 'risk_signal_created', 'risk_signal', ?6, ?7, ?2)");
  Statement occurrence_ = peer_.prepare(
      "INSERT INTO risk_occurrence (id, version, created_at, updated_at, domain, number, risk_signal, "
      "risk_definition, engagement, category, source_table, source_record, start_date, end_date, current_value, "
      "threshold, gap) "
      "VALUES (?1, 1, ?2, ?2, ?3, printf('ROCC%07d', ?4), ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, "
      "abs(?14 - ?13))");
  Statement count_ = peer_.prepare(
      "UPDATE risk_signal SET occurrence_count = occurrence_count + 1, last_occurrence_at = ?2 WHERE id = ?1");
  Statement signal_change_ = peer_.prepare(change_of("risk_signal", signal_changes));
  Statement occurrence_change_ = peer_.prepare(change_of("risk_occurrence", occurrence_changes));
  Statement raised_event_ = peer_.prepare(event_of("risk_raised", raised_data));
  Statement occurred_event_ = peer_.prepare(event_of("risk_occurred", occurred_data));
  Statement next_sequence_ = peer_.prepare("UPDATE steward_sequence SET next = ?1 WHERE next <> ?1");
  Statement next_number_ =
      peer_.prepare("UPDATE number_sequence SET next_value = ?1 WHERE table_name = ?2 AND next_value <> ?1");

  static std::string change_of(const std::string& table, const std::string& changes) {
    return "INSERT INTO record_change (id, seq, domain, record_table, record, record_version, operation, changed_at, "
           "changes) SELECT new_id(), ?2, r.domain, '" +
           table + "', r.id, 1, 'insert', ?3, " + changes + " FROM " + table + " r WHERE r.id = ?1";
  }
  static std::string event_of(const std::string& kind, const std::string& data) {
    return "INSERT INTO event (id, seq, domain, kind, record_table, record, occurred_at, data) SELECT new_id(), ?2, "
           "o.domain, '" +
           kind + "', 'risk_signal', o.risk_signal, ?3, " + data + " FROM risk_occurrence o WHERE o.id = ?1";
  }
};

void RowRisks::bind(Statement& statement, std::initializer_list<Parameter> parameters) {
  int at = 0;
  for (const Parameter& parameter : parameters) {
    ++at;
    if (const auto* cell = std::get_if<const Cell*>(&parameter)) {
      statement.bind(at, **cell);
    } else {
      statement.bind(at, std::get<std::int64_t>(parameter));
    }
  }
}

void RowRisks::write(Statement& statement, std::initializer_list<Parameter> parameters) {
  bind(statement, parameters);
  statement.run();
}

Cell RowRisks::new_id() {
  id_.step();
  Cell id = id_.cell(0);
  sqlite3_reset(id_.handle());
  return id;
}

void RowRisks::load() {
  auto definitions = peer_.prepare(definitions_sql + " ORDER BY d.name");
  while (definitions.step()) {
    definitions_.push_back({definitions.cell(1), definitions.cell(2), definitions.cell(3).integer,
                            definitions.cell(4).bytes, definitions.cell(5).integer, definitions.cell(6).integer != 0,
                            definitions.cell(7), definitions.cell(8), definitions.cell(9)});
  }
  auto engagements = peer_.prepare("SELECT id, domain, account, stage FROM engagement WHERE active");
  while (engagements.step()) {
    watched_.push_back({engagements.cell(0), engagements.cell(1), engagements.cell(2), engagements.cell(3).bytes});
  }
  sequence_ = peer_.integer("SELECT next FROM steward_sequence");
  signal_number_ = peer_.integer("SELECT next_value FROM number_sequence WHERE table_name = 'risk_signal'");
  occurrence_number_ = peer_.integer("SELECT next_value FROM number_sequence WHERE table_name = 'risk_occurrence'");
}

void RowRisks::keep_counters() {
  write(next_sequence_, {sequence_});
  const Cell signals = text("risk_signal");
  const Cell occurrences = text("risk_occurrence");
  write(next_number_, {signal_number_, &signals});
  write(next_number_, {occurrence_number_, &occurrences});
}

void RowRisks::read_source(std::int64_t series) {
  series_.bind(1, series);
  series_.step();
  source_table_ = series_.cell(0);
  source_ = series_.cell(1);
  sqlite3_reset(series_.handle());
}

bool RowRisks::recorded(const Watched& watched, const Definition& definition, const Latest& latest) {
  bind(recorded_, {&watched.id, &definition.id, &definition.category, &source_, latest.start});
  return integer_of(recorded_, 0) != 0;
}

Cell RowRisks::active_signal(const Watched& watched, const Definition& definition) {
  bind(active_, {&watched.domain, &watched.id, &definition.category, &source_table_, &source_});
  const Cell id = active_.step() ? active_.cell(0) : Cell();
  sqlite3_reset(active_.handle());
  return id;
}

Cell RowRisks::raise(const Watched& watched, const Definition& definition) {
  const Cell id = new_id();
  const Cell scope = text(scope_of(watched.stage));
  write(signal_, {&id, peer_.now(), &watched.domain, signal_number_++, &watched.account, &watched.id,
                  &definition.short_description, &definition.description, &definition.category, &scope,
                  &definition.reported_by, &source_table_, &source_, &definition.id});
  write(signal_change_, {&id, sequence_++, peer_.now()});
  const Cell told = new_id();
  write(activity_,
        {&told, peer_.now(), &watched.domain, &watched.id, &watched.account, &id, &definition.short_description});
  return id;
}

void RowRisks::record(const Watched& watched, const Definition& definition, const Latest& latest) {
  read_source(latest.series);
  if (recorded(watched, definition, latest)) return;
  Cell signal = active_signal(watched, definition);
  const bool raised = signal.type == SQLITE_NULL;
  if (raised) signal = raise(watched, definition);
  const Cell id = new_id();
  write(occurrence_,
        {&id, peer_.now(), &watched.domain, occurrence_number_++, &signal, &definition.id, &watched.id,
         &definition.category, &source_table_, &source_, latest.start, latest.end, latest.value, definition.threshold});
  write(count_, {&signal, peer_.now()});
  write(occurrence_change_, {&id, sequence_++, peer_.now()});
  if (raised) write(raised_event_, {&id, sequence_++, peer_.now()});
  write(occurred_event_, {&id, sequence_++, peer_.now()});
}

void RowRisks::analyze(const Watched& watched) {
  context_.bind(1, watched.id);
  const std::int64_t context = integer_of(context_, 0);
  std::map<std::int64_t, Latest> values;
  for (const Definition& definition : definitions_) {
    const auto [at, fresh] = values.try_emplace(definition.owner);
    if (fresh) {
      bind(latest_, {definition.owner, context, peer_.now()});
      if (latest_.step()) {
        at->second = {latest_.cell(0).integer, latest_.cell(1).integer, latest_.cell(2).integer,
                      latest_.cell(3).integer};
      }
      sqlite3_reset(latest_.handle());
    }
    const Latest& latest = at->second;
    if (latest.series == 0 || (definition.adoption && watched.stage != "adoption")) continue;
    if (breached(definition.comparison, latest.value, definition.threshold)) record(watched, definition, latest);
  }
}

void RowRisks::run() {
  load();
  peer_.in_batches(watched_.size(), [&](std::size_t i) { analyze(watched_[i]); }, [&] { keep_counters(); });
  peer_.run("UPDATE risk_definition SET last_run_at = ?1 WHERE state = 'published' AND last_run_at IS NOT ?1");
}

}  // namespace

std::vector<double> risks_rows(const std::string& path, Instant now) {
  Peer peer(path, now);
  std::vector<double> times;
  for (int phase = 0; phase < 2; ++phase) times.push_back(seconds([&] { RowRisks(peer).run(); }));
  return times;
}

}  // namespace steward::bench
