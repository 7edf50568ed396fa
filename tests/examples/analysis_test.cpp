// SPDX-License-Identifier: Apache-2.0
#include "portfolio/analysis.hpp"

#include <algorithm>
#include <catch2/catch.hpp>
#include <memory>
#include <sstream>

#include "base/json.hpp"
#include "engine/operations_reports.hpp"
#include "portfolio/replay.hpp"
#include "portfolio/setup.hpp"
#include "steward/steward.hpp"
#include "support/portfolio.hpp"

using namespace steward;
using base::Json;
using test::matching;
using test::require;

namespace {

const std::string shipped_data = STEWARD_SOURCE_DIR "/examples/data";

/// The story, lived once for all tests of this file: they only read.
struct LivedStory {
  LivedStory() : clock(std::make_shared<portfolio::ManualClock>(portfolio::story_start())) {
    EngineOptions options;
    options.clock = clock;
    options.id_seed = 1;
    engine.emplace(require(Engine::open(options)));
    session.emplace(require(engine->system_session()));
    loaded = require(portfolio::load(*session, shipped_data));
    require(portfolio::replay(*session, *clock, loaded));
    overview = require(portfolio::read_overview(*session));
    questions = require(portfolio::ask(*session, overview));
  }
  std::shared_ptr<portfolio::ManualClock> clock;
  std::optional<Engine> engine;
  std::optional<Session> session;
  portfolio::Loaded loaded;
  portfolio::Overview overview;
  portfolio::Questions questions;
};

LivedStory& lived_story() {
  static LivedStory story;
  return story;
}

std::int64_t points_of(const MetricChange& metric) {
  return metric.missing.units() + metric.ageing.units() + metric.values.units() + metric.definition.units();
}

std::size_t width_of(std::string_view line) {
  return static_cast<std::size_t>(
      std::count_if(line.begin(), line.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U; }));
}

void check_page(const std::string& text, std::size_t most_lines) {
  std::istringstream lines(text);
  std::size_t count = 0;
  for (std::string line; std::getline(lines, line); ++count) {
    INFO(line);
    CHECK(width_of(line) <= 120);
  }
  CHECK(count <= most_lines);
}

bool says(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

const Json& member(const Json& json, std::string_view name) {
  const auto* found = json.find(name);
  INFO(name);
  REQUIRE(found != nullptr);
  return *found;
}

}  // namespace

TEST_CASE("the change of the lowest score adds up by metric and by reason") {
  auto& story = lived_story();
  const auto& asked = story.questions;
  const auto change = require(story.session->explain_change(asked.changed, asked.from, asked.to));
  REQUIRE(change.before.score);
  REQUIRE(change.after.score);
  CHECK(change.after.score == story.overview.engagements.front().score);
  CHECK(*change.after.score < *change.before.score);
  CHECK(change.difference.units() == change.after.score->units() - change.before.score->units());
  std::int64_t by_metric = 0;
  for (const auto& metric : change.metrics) by_metric += points_of(metric);
  CHECK(by_metric == change.difference.units());
  CHECK(change.missing.units() + change.ageing.units() + change.values.units() + change.definition.units() ==
        change.difference.units());

  std::ostringstream page;
  portfolio::print_change(page, "What changed", change);
  check_page(page.str(), 10);
  CHECK(says(page.str(), change.difference.to_string() + " points"));
  for (const auto& metric : change.metrics) CHECK(says(page.str(), metric.values.to_string()));
}

TEST_CASE("the simulation tells who would move, and writes nothing") {
  auto& story = lived_story();
  const auto& asked = story.questions;
  const auto counts = [&] {
    std::vector<std::int64_t> result;
    for (const auto* table : {"score_history", "risk_signal", "risk_occurrence", "activity", "health_metric"}) {
      result.push_back(require(story.session->count(table)));
    }
    return result;
  };
  std::string token;
  for (auto page = require(story.session->changes(token, 1000)); !page.entries.empty();
       page = require(story.session->changes(token, 1000))) {
    token = page.next;
  }
  const auto before = counts();
  const auto simulation = require(story.session->simulate(asked.proposal, asked.simulation));
  CHECK(counts() == before);
  CHECK(require(story.session->changes(token, 1000)).entries.empty());

  REQUIRE(simulation.instants.size() == 2);
  for (const auto& instant : simulation.instants) {
    std::size_t records = 0;
    for (const auto& move : instant.migration) records += move.records;
    CHECK(records == instant.evaluated);
    CHECK(instant.moved > 0);
    CHECK(instant.moved < instant.evaluated);
    CHECK(instant.movers.size() == 5);
    CHECK_FALSE(instant.raised.empty());
    CHECK(instant.notes.empty());
    for (const auto& mover : instant.movers) {
      std::int64_t points = 0;
      for (const auto& metric : mover.metrics) points += points_of(metric);
      CHECK(points == mover.difference.units());
    }
  }

  std::ostringstream page;
  portfolio::print_simulation(page, "What if", simulation, portfolio::names_of(story.overview));
  check_page(page.str(), 45);
  const auto& last = simulation.instants.back();
  CHECK(says(page.str(), std::to_string(last.moved) + " of " + std::to_string(last.evaluated) + " scores"));
  CHECK(says(page.str(), "signals that would come: " + std::to_string(last.raised.size())));
  CHECK(says(page.str(), portfolio::names_of(story.overview).at(last.movers.front().record)));
}

TEST_CASE("the backtest is held against what became of the contracts") {
  auto& story = lived_story();
  const auto backtest = require(story.session->backtest(story.questions.tested, story.questions.backtest));
  const auto deals = [&](const char* stage) {
    return static_cast<std::size_t>(require(story.session->count("opportunity", std::string("stage = ") + stage)));
  };
  const auto& quality = backtest.quality;
  CHECK(quality.lost_alerted + quality.lost_quiet == deals("closed_lost"));
  CHECK(quality.renewed_alerted + quality.renewed_quiet == deals("closed_won"));
  for (const auto count :
       {quality.lost_alerted, quality.lost_quiet, quality.renewed_alerted, quality.renewed_quiet, quality.undecided}) {
    CHECK(count > 0);
  }
  CHECK(quality.lead_mean > Duration(0));
  REQUIRE(backtest.distributions.size() == 2);
  CHECK(backtest.distributions[0].mean < backtest.distributions[1].mean);
  CHECK(backtest.notes.empty());

  std::ostringstream page;
  portfolio::print_backtest(page, "How well", backtest);
  check_page(page.str(), 14);
  CHECK(says(page.str(), "alerts: " + std::to_string(backtest.signals.size()) + ","));
}

TEST_CASE("the JSON document holds the same answers as the typed calls") {
  auto& story = lived_story();
  auto& session = *story.session;
  const auto& asked = story.questions;
  const auto document = require(Json::parse(require(portfolio::answers_as_json(session, asked))));
  REQUIRE(document.items().size() == 4);
  CHECK(member(document, "score") == engine::to_json(require(session.score(asked.explained, asked.to))));
  CHECK(member(document, "change") ==
        engine::to_json(require(session.explain_change(asked.changed, asked.from, asked.to))));
  CHECK(member(document, "simulation") == engine::to_json(require(session.simulate(asked.proposal, asked.simulation))));
  CHECK(member(document, "backtest") == engine::to_json(require(session.backtest(asked.tested, asked.backtest))));

  CHECK(member(member(document, "score"), "score").as_decimal()->to_string() == "75.747368");
  const auto& quality = member(member(document, "backtest"), "quality");
  const auto backtest = require(session.backtest(asked.tested, asked.backtest));
  CHECK(member(quality, "precision").as_decimal() == backtest.quality.precision);
  CHECK(member(quality, "lost_alerted").as_int64() == static_cast<std::int64_t>(backtest.quality.lost_alerted));
}

TEST_CASE("renewals arrive when they are decided, and contracts know their results") {
  auto& story = lived_story();
  CHECK(story.loaded.renewals.report.refused.empty());
  CHECK(story.loaded.renewals.waiting.rows.empty());
  CHECK(story.loaded.renewals.report.loaded == 69);
  FindOptions all;
  all.limit = 1000;
  std::map<std::string, std::int64_t> results;
  for (const auto& contract : require(story.session->find<Contract>(all)).items) {
    ++results[contract.renewal_result];
    CHECK(contract.renewal_result.empty() == !contract.renewal_result_date);
    if (contract.renewal_result_date) CHECK(*contract.renewal_result_date <= portfolio::story_end());
  }
  CHECK(results["won"] == require(story.session->count("opportunity", "stage = closed_won")));
  CHECK(results["lost"] == require(story.session->count("opportunity", "stage = closed_lost")));
  CHECK(results["lost"] > 0);
  // That of the worked example is not due.
  const auto example = require(story.session->find<Contract>(matching("number = \"CTR0002\""))).items.front();
  CHECK(example.renewal_result.empty());
  CHECK(example.renewal_date == parse_date("2025-06-01"));
}

TEST_CASE("a deal waits for its day, and a line that cannot be read is reported at once") {
  const auto clock = std::make_shared<portfolio::ManualClock>(portfolio::story_start());
  EngineOptions options;
  options.clock = clock;
  auto engine = require(Engine::open(options));
  auto session = require(engine.system_session());
  portfolio::Keys keys;
  const auto accounts = portfolio::parse_csv("accounts.csv", "external_id,name\nA1,Zorvixify\n");
  require(portfolio::load_table(session, "account", accounts, keys));
  const auto contracts = portfolio::parse_csv("contracts.csv", "external_id,number,name,account\nC1,C1,Term,A1\n");
  REQUIRE(require(portfolio::load_table(session, "contract", contracts, keys)).loaded == 1);

  portfolio::Renewals renewals;
  renewals.waiting = portfolio::parse_csv("renewals.csv",
                                          "external_id,name,account,contract,type,stage,actual_closed_date\n"
                                          "O1,Renewal,A1,C1,renew,closed_lost,2024-08-02\n"
                                          "O2,Renewal,A1,C1,renew,closed_lost,soon\n"
                                          "O3,Renewal,A1\n");
  clock->set(test::at("2024-08-01T21:00:00Z"));
  require(portfolio::deliver(session, renewals, keys, clock->now()));
  CHECK(renewals.report.loaded == 0);
  REQUIRE(renewals.report.refused.size() == 2);
  CHECK(renewals.report.refused[0].line == 3);
  CHECK(renewals.report.refused[1].line == 4);
  const auto contract = [&] { return require(session.find<Contract>({})).items.front(); };
  CHECK(contract().renewal_result.empty());

  clock->set(test::at("2024-08-02T21:00:00Z"));
  require(portfolio::deliver(session, renewals, keys, clock->now()));
  CHECK(renewals.report.loaded == 1);
  CHECK(renewals.report.refused.size() == 2);
  CHECK(contract().renewal_result == "lost");
  CHECK(contract().renewal_result_date == parse_date("2024-08-02"));
}
