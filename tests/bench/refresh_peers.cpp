// SPDX-License-Identifier: Apache-2.0
#include <optional>

#include "bench/bench.hpp"
#include "bench/peers.hpp"

// The health of all active engagements without Steward: score, score of the day, event and, when the colour changes,
// an entry of the timeline.

namespace steward::bench {

namespace {

constexpr std::int64_t target = 80'000'000;

/// The latest value of each metric, its attainment, and their mean, each weighing 20; beside them what stands so far.
const std::string scores_sql = R"(
CREATE TEMP TABLE scored AS
WITH latest AS (
  SELECT r.owner, r.context, max(r."end") AS moment, r.value AS value
  FROM main.steward_series_row r WHERE r.superseded IS NULL AND r."end" <= ?1 AND r.context <> 0
  GROUP BY r.owner, r.context),
attained AS (
  SELECT context, (min(max(value, 0), 80000000) * 100 + 40) / 80 AS attainment FROM latest),
scores AS (
  SELECT c.context AS engagement, (sum(20 * a.attainment) + sum(20) / 2) / sum(20) AS score,
         sum(20) * 1000000 AS coverage
  FROM attained a JOIN main.steward_series_context c ON c.id = a.context GROUP BY a.context)
SELECT s.*, e.health_score AS held, e.domain, e.account, e.title,
       (SELECT color FROM main.color_band
        WHERE (e.health_score + 500000) / 1000000 * 1000000 BETWEEN min AND max) AS color_from,
       (SELECT color FROM main.color_band WHERE (s.score + 500000) / 1000000 * 1000000 BETWEEN min AND max) AS color_to
FROM scores s JOIN main.engagement e ON e.id = s.engagement WHERE e.active;
)";

const std::string write_sql = R"(
INSERT INTO score_history (id, record_table, record, kind, as_of, scored_at, value, coverage, low, high,
                           definition_table, definition_record)
SELECT new_id(), 'engagement', engagement, 'health', ?1 / 86400000, ?1, score, coverage, score, score,
       'health_definition', (SELECT id FROM health_definition) FROM scored WHERE true
ON CONFLICT DO UPDATE SET value = excluded.value, coverage = excluded.coverage, low = excluded.low,
                          high = excluded.high, scored_at = excluded.scored_at;
UPDATE engagement SET health_score = s.score, health_coverage = s.coverage, health_scored_at = ?1,
                      health_definition = (SELECT id FROM health_definition)
FROM scored s WHERE s.engagement = engagement.id;
INSERT INTO event (id, seq, domain, kind, record_table, record, occurred_at, data)
SELECT new_id(), (SELECT next FROM steward_sequence) + row_number() OVER () - 1, domain, 'health_changed', 'engagement',
       engagement, ?1, printf('{"color_from":"%s","color_to":"%s","from":%s,"to":%s}', color_from, color_to,
                              amount(held), amount(score))
FROM scored WHERE held IS NOT score;
UPDATE steward_sequence SET next = next + changes();
INSERT INTO activity (id, version, created_at, updated_at, domain, engagement, account, kind, source_table,
                      source_record, title, changes, occurred_at)
SELECT new_id(), 1, ?1, ?1, domain, engagement, account, 'engagement_health_changed', 'engagement', engagement, title,
       printf('{"health_color":["%s","%s"]}', color_from, color_to), ?1
FROM scored WHERE color_from IS NOT color_to AND color_from IS NOT NULL;
UPDATE health_definition SET last_run_at = ?1;
)";

/// A colour and the scores that it is for.
struct Band {
  std::int64_t min;
  std::int64_t max;
  Cell color;
};

/// Scores one engagement after another.
class RowRefresh {
 public:
  explicit RowRefresh(Peer& peer) : peer_(peer) {}
  void run();

 private:
  struct Engagement {
    Cell id;
    std::optional<std::int64_t> held;
    Cell domain;
    Cell account;
    Cell title;
  };
  void load();
  void refresh(const Engagement& engagement);
  std::optional<std::int64_t> score(const Engagement& engagement, std::int64_t& coverage);
  void tell(const Engagement& engagement, std::int64_t score);
  const Cell* color(std::optional<std::int64_t> score) const;

  Peer& peer_;
  std::vector<Engagement> engagements_;
  std::vector<std::int64_t> owners_;
  std::vector<Band> bands_;
  Cell definition_;
  std::int64_t sequence_ = 0;
  Statement context_ =
      peer_.prepare("SELECT id FROM steward_series_context WHERE context_table = 'engagement' AND context = ?1");
  Statement latest_ = peer_.prepare(
      "SELECT value FROM steward_series_row WHERE owner = ?1 AND context = ?2 AND \"end\" <= ?3 AND superseded IS NULL "
      "ORDER BY \"end\" DESC, start DESC LIMIT 1");
  Statement update_ = peer_.prepare(
      "UPDATE engagement SET health_score = ?2, health_coverage = ?3, health_scored_at = ?4, health_definition = ?5 "
      "WHERE id = ?1");
  Statement history_ = peer_.prepare(
      "INSERT INTO score_history (id, record_table, record, kind, as_of, scored_at, value, coverage, low, high, "
      "definition_table, definition_record) VALUES (new_id(), 'engagement', ?1, 'health', ?4 / 86400000, ?4, ?2, ?3, "
      "?2, "
      "?2, 'health_definition', ?5) ON CONFLICT DO UPDATE SET value = excluded.value, coverage = excluded.coverage, "
      "low = excluded.low, high = excluded.high, scored_at = excluded.scored_at");
  Statement event_ = peer_.prepare(
      "INSERT INTO event (id, seq, domain, kind, record_table, record, occurred_at, data) VALUES (new_id(), ?1, ?2, "
      "'health_changed', 'engagement', ?3, ?4, printf('{\"color_from\":\"%s\",\"color_to\":\"%s\",\"from\":%s,"
      "\"to\":%s}', ?5, ?6, amount(?7), amount(?8)))");
  Statement activity_ = peer_.prepare(
      "INSERT INTO activity (id, version, created_at, updated_at, domain, engagement, account, kind, source_table, "
      "source_record, title, changes, occurred_at) VALUES (new_id(), 1, ?1, ?1, ?2, ?3, ?4, "
      "'engagement_health_changed', 'engagement', ?3, ?5, printf('{\"health_color\":[\"%s\",\"%s\"]}', ?6, ?7), ?1)");
  Statement next_ = peer_.prepare("UPDATE steward_sequence SET next = ?1");
};

void RowRefresh::load() {
  auto engagements = peer_.prepare("SELECT id, health_score, domain, account, title FROM engagement WHERE active");
  while (engagements.step()) {
    const Cell held = engagements.cell(1);
    engagements_.push_back({engagements.cell(0), held.type == SQLITE_NULL ? std::nullopt : std::optional(held.integer),
                            engagements.cell(2), engagements.cell(3), engagements.cell(4)});
  }
  auto owners = peer_.prepare(
      "SELECT o.id FROM health_metric m JOIN steward_series_owner o ON o.owner = m.data_source ORDER BY o.id");
  while (owners.step()) owners_.push_back(owners.cell(0).integer);
  auto bands = peer_.prepare("SELECT min, max, color FROM color_band");
  while (bands.step()) bands_.push_back({bands.cell(0).integer, bands.cell(1).integer, bands.cell(2)});
  auto definition = peer_.prepare("SELECT id FROM health_definition");
  if (definition.step()) definition_ = definition.cell(0);
  sequence_ = peer_.integer("SELECT next FROM steward_sequence");
}

const Cell* RowRefresh::color(std::optional<std::int64_t> score) const {
  if (!score) return nullptr;
  const std::int64_t rounded = (*score + 500'000) / 1'000'000 * 1'000'000;
  for (const Band& band : bands_) {
    if (rounded >= band.min && rounded <= band.max) return &band.color;
  }
  return nullptr;
}

std::optional<std::int64_t> RowRefresh::score(const Engagement& engagement, std::int64_t& coverage) {
  context_.bind(1, engagement.id);
  const std::int64_t context = integer_of(context_, 0);
  WeightedMean mean;
  for (const std::int64_t owner : owners_) {
    latest_.bind(1, owner);
    latest_.bind(2, context);
    latest_.bind(3, peer_.now());
    const std::int64_t value = integer_of(latest_, -1);
    if (value >= 0) mean.add(attainment_of(value, target), 20);
  }
  coverage = mean.weights * 1'000'000;
  return mean.weights > 0 ? std::optional(mean.value()) : std::nullopt;
}

void RowRefresh::tell(const Engagement& engagement, std::int64_t score) {
  const Cell none;
  const Cell* from = color(engagement.held);
  const Cell* to = color(score);
  Cell held;
  if (engagement.held) held = {SQLITE_INTEGER, *engagement.held, {}};
  event_.bind(1, sequence_++);
  event_.bind(2, engagement.domain);
  event_.bind(3, engagement.id);
  event_.bind(4, peer_.now());
  event_.bind(5, from != nullptr ? *from : none);
  event_.bind(6, to != nullptr ? *to : none);
  event_.bind(7, held);
  event_.bind(8, score);
  event_.run();
  if (from == nullptr || from == to) return;
  activity_.bind(1, peer_.now());
  activity_.bind(2, engagement.domain);
  activity_.bind(3, engagement.id);
  activity_.bind(4, engagement.account);
  activity_.bind(5, engagement.title);
  activity_.bind(6, *from);
  activity_.bind(7, to != nullptr ? *to : none);
  activity_.run();
}

void RowRefresh::refresh(const Engagement& engagement) {
  std::int64_t coverage = 0;
  const auto fresh = score(engagement, coverage);
  if (!fresh) return;
  for (Statement* write : {&update_, &history_}) {
    write->bind(1, engagement.id);
    write->bind(2, *fresh);
    write->bind(3, coverage);
    write->bind(4, peer_.now());
    write->bind(5, definition_);
    write->run();
  }
  if (engagement.held != *fresh) tell(engagement, *fresh);
}

void RowRefresh::run() {
  load();
  peer_.in_batches(
      engagements_.size(), [&](std::size_t i) { refresh(engagements_[i]); },
      [&] {
        next_.bind(1, sequence_);
        next_.run();
      });
  peer_.run("UPDATE health_definition SET last_run_at = ?1");
}

}  // namespace

std::vector<double> refresh_sql(const std::string& path, Instant now) {
  Peer peer(path, now);
  return {seconds([&] { peer.run("BEGIN IMMEDIATE;" + scores_sql + write_sql + "COMMIT"); })};
}

std::vector<double> refresh_rows(const std::string& path, Instant now) {
  Peer peer(path, now);
  return {seconds([&] { RowRefresh(peer).run(); })};
}

}  // namespace steward::bench
