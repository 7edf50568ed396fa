// SPDX-License-Identifier: Apache-2.0
#include "bench/bench.hpp"
#include "bench/peers.hpp"

// Calculated sources without Steward: level by level the score of every active engagement from two metrics, and one row
// of metric data for each that does not stand already.

namespace steward::bench {

namespace {

constexpr std::int64_t target = 80'000'000;
constexpr std::int64_t weight = 50;

/// A calculated source: the numbers of its own series and of the two that it measures.
struct Level {
  Cell id;
  std::int64_t owner = 0;
  std::vector<std::int64_t> measured;
};

std::vector<Level> levels_of(Peer& peer) {
  std::vector<Level> levels;
  auto sources = peer.prepare(
      "SELECT d.id, o.id FROM data_source d JOIN steward_series_owner o ON o.owner = d.id "
      "WHERE d.source = 'calculated' AND d.state = 'published' ORDER BY d.execution_order, d.name");
  auto metrics = peer.prepare(
      "SELECT o.id FROM segment s JOIN segment_metric m ON m.segment = s.id "
      "JOIN steward_series_owner o ON o.owner = m.data_source WHERE s.data_source = ?1 ORDER BY m.position");
  while (sources.step()) {
    Level level{sources.cell(0), sources.cell(1).integer, {}};
    metrics.bind(1, level.id);
    while (metrics.step()) level.measured.push_back(metrics.cell(0).integer);
    sqlite3_reset(metrics.handle());
    if (level.measured.size() != 2) throw std::runtime_error("a level does not measure two sources");
    levels.push_back(std::move(level));
  }
  return levels;
}

/// The scores of a level with what stands today: ?1 now, ?2 midnight, ?3 the level, ?4 and ?5 what it measures.
constexpr const char* score_sql = R"(
INSERT INTO temp.scored
WITH latest AS (
  SELECT r.owner, r.context, max(r."end") AS moment, r.value AS value
  FROM steward_series_row r
  WHERE r.owner IN (?4, ?5) AND r.superseded IS NULL AND r."end" <= ?1 AND r.context <> 0
  GROUP BY r.owner, r.context),
attained AS (
  SELECT context, (min(max(value, 0), 80000000) * 100 + 40) / 80 AS attainment FROM latest),
scores AS (
  SELECT context, (sum(50 * attainment) + sum(50) / 2) / sum(50) AS score FROM attained GROUP BY context)
SELECT s.context, e.id, n.id, s.score, h.recorded, h.value
FROM scores s JOIN steward_series_context c ON c.id = s.context JOIN engagement e ON e.id = c.context
LEFT JOIN steward_series n ON n.owner = ?3 AND n.source_table = 'engagement' AND n.source = e.id
LEFT JOIN steward_series_row h ON h.series = n.id AND h.start = ?2 AND h.superseded IS NULL
WHERE e.active)";

/// Sources seen for the first time, what today's value was, and today's new values.
constexpr const char* write_sql[] = {
    "INSERT INTO steward_series (owner, source_table, source) "
    "SELECT ?3, 'engagement', engagement FROM temp.scored WHERE series IS NULL",
    "UPDATE temp.scored SET series = (SELECT id FROM steward_series WHERE owner = ?3 AND source_table = 'engagement' "
    "AND source = engagement) WHERE series IS NULL",
    "UPDATE steward_series_row SET superseded = ?1 FROM temp.scored s WHERE s.held <> s.score AND "
    "steward_series_row.series = s.series AND steward_series_row.start = ?2 AND "
    "steward_series_row.recorded = s.recorded AND steward_series_row.context = s.context",
    "INSERT INTO steward_series_row (series, start, recorded, context, owner, \"end\", value) "
    "SELECT series, ?2, ?1, context, ?3, ?1, score FROM temp.scored WHERE held IS NOT score",
    "DELETE FROM temp.scored"};

/// When the level ran: ?1 now, ?2 midnight, ?3 its id.
constexpr const char* note_sql =
    "UPDATE data_source SET last_run_at = ?1, next_run_at = max(next_run_at, ?2 + 86400000) "
    "WHERE id = ?3 AND last_run_at IS NOT ?1";

class SetChain {
 public:
  explicit SetChain(Peer& peer) : peer_(peer), levels_(levels_of(peer)) {
    peer.execute("CREATE TEMP TABLE scored (context, engagement, series, score, recorded, held)");
  }

  void run() {
    peer_.execute("BEGIN IMMEDIATE");
    auto score = peer_.prepare(score_sql);
    auto note = peer_.prepare(note_sql);
    std::vector<Statement> writes;
    for (const char* sql : write_sql) writes.push_back(peer_.prepare(sql));
    for (const Level& level : levels_) {
      bind_times(score);
      score.bind(3, level.owner);
      score.bind(4, level.measured[0]);
      score.bind(5, level.measured[1]);
      score.run();
      for (Statement& write : writes) {
        bind_times(write);
        write.bind(3, level.owner);
        write.run();
      }
      bind_times(note);
      note.bind(3, level.id);
      note.run();
    }
    peer_.execute("COMMIT");
  }

 private:
  void bind_times(Statement& statement) const {
    statement.bind(1, peer_.now());
    statement.bind(2, peer_.today());
  }

  Peer& peer_;
  std::vector<Level> levels_;
};

/// Level by level, one engagement after another.
class RowChain {
 public:
  explicit RowChain(Peer& peer) : peer_(peer), levels_(levels_of(peer)) {}

  void run() {
    std::vector<Cell> engagements;
    auto active = peer_.prepare("SELECT id FROM engagement WHERE active");
    while (active.step()) engagements.push_back(active.cell(0));
    sqlite3_reset(active.handle());
    for (const Level& level : levels_) {
      peer_.in_batches(engagements.size(), [&](std::size_t i) { calculate(level, engagements[i]); }, [] {});
      note_.bind(1, peer_.now());
      note_.bind(2, peer_.today());
      note_.bind(3, level.id);
      note_.run();
    }
  }

 private:
  void calculate(const Level& level, const Cell& engagement) {
    context_.bind(1, engagement);
    const std::int64_t context = integer_of(context_, 0);
    WeightedMean mean;
    for (const std::int64_t owner : level.measured) {
      latest_.bind(1, owner);
      latest_.bind(2, context);
      latest_.bind(3, peer_.now());
      const std::int64_t value = integer_of(latest_, -1);
      if (value >= 0) mean.add(attainment_of(value, target), weight);
    }
    if (mean.weights > 0) keep(level.owner, engagement, context, mean.value());
  }

  void keep(std::int64_t owner, const Cell& engagement, std::int64_t context, std::int64_t score) {
    series_.bind(1, owner);
    series_.bind(2, engagement);
    std::int64_t series = integer_of(series_, 0);
    if (series == 0) {
      add_series_.bind(1, owner);
      add_series_.bind(2, engagement);
      add_series_.run();
      series = sqlite3_last_insert_rowid(peer_.handle());
    }
    standing_.bind(1, series);
    standing_.bind(2, peer_.today());
    const bool stands = standing_.step();
    const std::int64_t recorded = stands ? standing_.cell(0).integer : 0;
    const bool same = stands && standing_.cell(1).integer == score;
    sqlite3_reset(standing_.handle());
    if (same) return;
    if (stands) {
      const std::int64_t values[] = {series, peer_.today(), recorded, context, peer_.now()};
      run(supersede_, values);
    }
    const std::int64_t values[] = {series, peer_.today(), peer_.now(), context, owner, score};
    run(insert_, values);
  }

  template <std::size_t N>
  static void run(Statement& statement, const std::int64_t (&values)[N]) {
    for (std::size_t i = 0; i < N; ++i) statement.bind(static_cast<int>(i) + 1, values[i]);
    statement.run();
  }

  Peer& peer_;
  std::vector<Level> levels_;
  Statement context_ =
      peer_.prepare("SELECT id FROM steward_series_context WHERE context_table = 'engagement' AND context = ?1");
  Statement latest_ = peer_.prepare(
      "SELECT value FROM steward_series_row WHERE owner = ?1 AND context = ?2 AND \"end\" <= ?3 AND superseded IS NULL "
      "ORDER BY \"end\" DESC, start DESC LIMIT 1");
  Statement series_ =
      peer_.prepare("SELECT id FROM steward_series WHERE owner = ?1 AND source_table = 'engagement' AND source = ?2");
  Statement add_series_ =
      peer_.prepare("INSERT INTO steward_series (owner, source_table, source) VALUES (?1, 'engagement', ?2)");
  Statement standing_ = peer_.prepare(
      "SELECT recorded, value FROM steward_series_row WHERE series = ?1 AND start = ?2 AND superseded IS NULL");
  Statement supersede_ = peer_.prepare(
      "UPDATE steward_series_row SET superseded = ?5 WHERE series = ?1 AND start = ?2 AND recorded = ?3 "
      "AND context = ?4");
  Statement insert_ = peer_.prepare(
      "INSERT INTO steward_series_row (series, start, recorded, context, owner, \"end\", value) "
      "VALUES (?1, ?2, ?3, ?4, ?5, ?3, ?6)");
  Statement note_ = peer_.prepare(note_sql);
};

template <class Chain>
std::vector<double> run_twice(const std::string& path, Instant now) {
  Peer peer(path, now);
  std::vector<double> times;
  for (int phase = 0; phase < 2; ++phase) {
    times.push_back(seconds([&] { Chain(peer).run(); }));
    peer.execute("DROP TABLE IF EXISTS temp.scored");
  }
  return times;
}

}  // namespace

std::vector<double> chain_sql(const std::string& path, Instant now) { return run_twice<SetChain>(path, now); }

std::vector<double> chain_rows(const std::string& path, Instant now) { return run_twice<RowChain>(path, now); }

}  // namespace steward::bench
