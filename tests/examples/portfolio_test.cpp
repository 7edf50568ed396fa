// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <memory>
#include <set>

#include "portfolio/overview.hpp"
#include "portfolio/replay.hpp"
#include "portfolio/setup.hpp"
#include "portfolio/story.hpp"
#include "portfolio/work_page.hpp"
#include "steward/steward.hpp"
#include "support/portfolio.hpp"

using namespace steward;
using test::matching;
using test::require;

namespace {

const std::string data_folder = STEWARD_SOURCE_DIR "/examples/data";

/// An engine in memory at the start of the story.
struct Stage {
  Stage() : clock(std::make_shared<portfolio::ManualClock>(portfolio::story_start())) {
    EngineOptions options;
    options.clock = clock;
    options.id_seed = 1;
    engine.emplace(require(Engine::open(options)));
    session.emplace(require(engine->system_session()));
  }
  std::shared_ptr<portfolio::ManualClock> clock;
  std::optional<Engine> engine;
  std::optional<Session> session;
};

/// A folder for the files of one test.
class Folder {
 public:
  Folder() {
    auto name = (std::filesystem::temp_directory_path() / "steward-test-XXXXXX").string();
    REQUIRE(mkdtemp(name.data()) != nullptr);
    path_ = name;
  }
  ~Folder() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;
  [[nodiscard]] const std::string& path() const { return path_; }
  void write(const std::string& name, const std::string& text) const { std::ofstream(path_ + "/" + name) << text; }

 private:
  std::string path_;
};

const portfolio::RiskLine* risk_of(const portfolio::Overview& overview, std::string_view definition) {
  for (const auto& risk : overview.risks) {
    if (risk.account == "Genixify" && risk.definition == definition) return &risk;
  }
  return nullptr;
}

}  // namespace

TEST_CASE("the files give the worked example, and running the jobs again changes nothing") {
  Stage stage;
  auto loaded = require(portfolio::load(*stage.session, data_folder));
  require(portfolio::replay(*stage.session, *stage.clock, loaded));

  for (const auto& file : loaded.files) {
    INFO(file.file);
    for (const auto& problem : file.refused) UNSCOPED_INFO(problem.to_string());
    CHECK(file.refused.empty());
    CHECK(file.loaded > 0);
  }
  for (const auto& series : loaded.series) {
    INFO(series.file);
    for (const auto& problem : series.report.refused) UNSCOPED_INFO(problem.to_string());
    CHECK(series.report.refused.empty());
    CHECK(series.report.loaded == series.value.size());
  }

  const auto found = require(stage.session->find<Engagement>(matching("number = \"AENG0000002\"")));
  REQUIRE(found.items.size() == 1);
  const auto& engagement = found.items.front();
  CHECK(require(stage.session->get(engagement.account)).name == "Genixify");
  REQUIRE(engagement.health_score);
  CHECK(engagement.health_score->to_string() == "75.747368");

  const auto score = require(stage.session->score(Ref<Engagement>(engagement.id), portfolio::story_end()));
  CHECK(score.color == "green");
  CHECK(score.coverage == Decimal(100));
  REQUIRE(score.metrics.size() == 2);
  CHECK(score.metrics[0].contribution.to_string() == "54.947368");
  CHECK(score.metrics[1].contribution.to_string() == "20.8");
  std::string chosen;
  for (const auto& choice : score.definitions) chosen += choice.chosen ? choice.name : "";
  CHECK(chosen == "Standard health");

  const auto overview = require(portfolio::read_overview(*stage.session));
  const auto* sla = risk_of(overview, "SLA achievement is less than 90%");
  REQUIRE(sla != nullptr);
  CHECK(sla->value == Decimal(87));
  CHECK(sla->threshold == Decimal(95));
  CHECK(sla->gap == Decimal(8));
  const auto* nps = risk_of(overview, "Drop in NPS health");
  REQUIRE(nps != nullptr);
  CHECK(nps->value == Decimal(26));
  CHECK(nps->threshold == Decimal(32));
  CHECK(nps->gap == Decimal(6));

  // A portfolio worth looking at: each band, engagements without data, every definition in use, history.
  std::set<std::string> colors;
  std::set<std::string> definitions;
  for (const auto& line : overview.engagements) {
    colors.insert(line.color);
    REQUIRE(line.weeks.size() == 12);
  }
  for (const auto& risk : overview.risks) definitions.insert(risk.definition);
  CHECK(colors == std::set<std::string>{"", "green", "red", "yellow"});
  CHECK(definitions.size() == 5);

  const auto changes = require(portfolio::run_jobs_again(*stage.session));
  for (const auto& change : changes) UNSCOPED_INFO(change);
  CHECK(changes.empty());
}

TEST_CASE("lines that cannot be loaded are reported with their place and the others are loaded") {
  Stage stage;
  portfolio::Keys keys;
  const auto accounts = portfolio::parse_csv("accounts.csv",
                                             "external_id,name,is_partner,parent\n"
                                             "A1,Zorvixify,true,\n"
                                             "A2,Quilunody,perhaps,\n"
                                             "A3,Bravarody,true\n"
                                             "A4,,true,\n"
                                             "A5,Moldarody,false,A9\n"
                                             "A6,Tarnixody,false,A1\n");
  const auto report = require(portfolio::load_table(*stage.session, "account", accounts, keys));
  CHECK(report.loaded == 2);
  REQUIRE(report.refused.size() == 4);
  CHECK(report.refused[0].to_string() ==
        "accounts.csv, line 3, column 3: is_partner: \"perhaps\" is neither true nor false");
  CHECK(report.refused[1].to_string() == "accounts.csv, line 4, column 4: 3 fields stand where the header has 4");
  CHECK(report.refused[2].line == 5);
  CHECK(report.refused[2].column == 2);
  CHECK(report.refused[2].what.find("field_required") != std::string::npos);
  CHECK(report.refused[3].to_string() ==
        "accounts.csv, line 6, column 4: parent: no account with the external id \"A9\" was loaded");
  CHECK(require(stage.session->count<Account>()) == 2);
  CHECK(keys.find("account", "A6").has_value());
}

TEST_CASE("a header that names no field refuses each line that uses it") {
  Stage stage;
  portfolio::Keys keys;
  const auto file = portfolio::parse_csv("accounts.csv", "name,colour\nZorvixify,blue\nQuilunody,\n");
  const auto report = require(portfolio::load_table(*stage.session, "account", file, keys));
  CHECK(report.loaded == 1);
  REQUIRE(report.refused.size() == 1);
  CHECK(report.refused[0].to_string() == "accounts.csv, line 2, column 2: colour: account has no such field");
}

TEST_CASE("a series file with malformed lines delivers all its other lines") {
  const Folder folder;
  folder.write("series.csv", "file,data_source,source_table,period_hours\nsla.csv,SLA,account,24\n");
  folder.write("sla.csv",
               "source,start,value,recorded\n"
               "A1,2024-05-01T00:00:00Z,90,\n"
               "A1,2024-13-01T00:00:00Z,91,\n"
               "A1,2024-05-02T00:00:00Z,\"91,\n"
               "A2,2024-05-02T00:00:00Z,92,\n"
               "A1,2024-05-03T00:00:00Z,many,\n"
               "A1,2024-05-04T00:00:00Z,93,2024-05-06T00:00:00Z\n");
  Stage stage;
  auto sources = require(portfolio::create_sources(*stage.session));
  sources.emplace("SLA", sources.begin()->second);
  portfolio::Keys keys;
  const auto accounts = portfolio::parse_csv("accounts.csv", "external_id,name\nA1,Zorvixify\n");
  REQUIRE(require(portfolio::load_table(*stage.session, "account", accounts, keys)).loaded == 1);

  auto all = require(portfolio::read_series(folder.path(), sources, keys));
  REQUIRE(all.size() == 1);
  auto& series = all.front();
  require(portfolio::deliver(*stage.session, series, test::at("2024-05-05T00:00:00Z")));
  CHECK(series.report.loaded == 1);
  require(portfolio::deliver(*stage.session, series, portfolio::story_start()));
  CHECK(series.report.loaded == 2);
  REQUIRE(series.report.refused.size() == 4);
  CHECK(series.report.refused[0].to_string() ==
        "sla.csv, line 3, column 2: start: \"2024-13-01T00:00:00Z\" is not a time");
  CHECK(series.report.refused[1].to_string() == "sla.csv, line 4, column 3: the closing quote is missing");
  CHECK(series.report.refused[2].to_string() == "sla.csv, line 5, column 1: source: no account \"A2\" was loaded");
  CHECK(series.report.refused[3].to_string() == "sla.csv, line 6, column 3: value: \"many\" is not a number");
}

TEST_CASE("the summer of the worked example stands in its plan, its stream and its timeline") {
  Stage stage;
  require(portfolio::load(*stage.session, data_folder));
  auto manager = require(portfolio::manager_session(*stage.engine, *stage.session));
  require(portfolio::live_summer(manager, *stage.clock));

  const auto found = require(stage.session->find<Engagement>(matching("number = \"AENG0000002\"")));
  REQUIRE(found.items.size() == 1);
  const auto page = require(portfolio::read_work(*stage.session, Ref<Engagement>(found.items.front().id)));
  CHECK(page.engagement.objective_count == 1);
  REQUIRE(page.lines.size() == 11);
  CHECK(page.lines[1].figures == "35 of 50 percent, 50% of the way");
  CHECK(page.lines[2].figures == "2 tasks, 1 open");
  CHECK(page.lines[3].state == "closed");
  CHECK(page.lines[8].state == "canceled");
  // The task of the play that was given up went with it.
  CHECK(page.lines[9].state == "canceled");

  REQUIRE(page.stream.size() == 5);
  CHECK(page.stream.front().kind == "comment");
  CHECK(page.stream.front().by_name == "Kim");
  CHECK(page.stream[3].changes == R"({"progress":["not_started","on_track"],"state":["new","in_progress"]})");
  CHECK(page.stream.back().kind == "insert");

  std::vector<std::string> kinds;
  for (const auto& entry : page.timeline) kinds.emplace_back(entry.kind ? entry.kind->text() : "");
  CHECK(kinds == std::vector<std::string>{"engagement_changed", "touchpoint_created", "initiative_changed",
                                          "meeting_changed", "meeting_completed", "touchpoint_changed",
                                          "success_task_changed", "initiative_changed", "outcome_changed",
                                          "success_task_changed"});
}
