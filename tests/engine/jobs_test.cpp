// SPDX-License-Identifier: Apache-2.0
#include "engine/jobs.hpp"
#include "engine/base_data.hpp"
#include "engine/core.hpp"
#include "engine/unit.hpp"
#include "support/portfolio.hpp"

using namespace steward;
using namespace steward::test;

TEST_CASE("due jobs run in order, leave their runs and are due again after their interval", "[engine][jobs]") {
  Portfolio p;
  require(p.session.install_base_data());
  auto reports = require(p.session.run_due());
  std::vector<std::string> keys;
  for (const auto& report : reports) {
    keys.push_back(report.key);
    CHECK(report.state == JobState::succeeded);
  }
  CHECK(keys == std::vector<std::string>{"collect", "calculate", "refresh_health", "risk_analyzer", "renewal_dates",
                                         "metric_retention"});
  CHECK(require(p.session.count<JobRun>("state = succeeded")) == 6);
  CHECK(require(p.session.run_due()).empty());
  p.advance(std::chrono::hours(24));
  CHECK(require(p.session.run_due()).size() == 6);
}

TEST_CASE("unknown jobs and jobs of callers are refused", "[engine][jobs]") {
  Portfolio p;
  CHECK(p.session.run_job("collect").error().code() == "job_unknown");
  require(p.session.install_base_data());
  CHECK(p.session.run_job("make_coffee").error().code() == "job_unknown");
  auto caller = p.session_of(p.user_with({"customer_success_agent"}));
  CHECK(caller.run_job("collect").error().category() == Category::denied);
  CHECK(caller.run_due().error().category() == Category::denied);
  CHECK(caller.install_base_data().error().category() == Category::denied);
}

TEST_CASE("a cancelled job says so and stays due", "[engine][jobs]") {
  Portfolio p;
  require(p.session.install_base_data());
  p.engagement();
  const auto report =
      require(p.session.run_job("refresh_health", [](std::size_t, std::size_t, std::string_view) { return false; }));
  CHECK(report.state == JobState::canceled);
  CHECK(require(p.session.count<JobRun>("state = canceled and finished_at is not empty")) == 1);
  CHECK(require(p.session.count<ScheduledJob>("key = \"refresh_health\" and next_run_at is empty")) == 1);
}

TEST_CASE("base data is stored once", "[engine][jobs]") {
  Portfolio p;
  require(p.session.install_base_data());
  const auto token = require(p.session.changes("", 1000)).next;
  const auto bands = require(p.session.count<ColorBand>());
  require(p.session.install_base_data());
  CHECK(require(p.session.count<ColorBand>()) == bands);
  CHECK(require(p.session.changes(token, 10)).entries.empty());
}

TEST_CASE("a job that runs already is not run a second time", "[engine][jobs]") {
  EngineOptions options;
  options.clock = std::make_shared<base::ManualClock>(at("2024-11-20T12:00:00Z"));
  const auto core = require(engine::Core::open(std::move(options)));
  auto connection = require(core->acquire());
  require(connection->begin(store::Connection::Mode::write));
  const auto system = access::system_caller();
  {
    engine::Unit unit(*core, *connection, system, core->now());
    require(engine::install_base_data(unit));
    require(unit.finish());
    REQUIRE(core->start_job("collect"));
    const auto second = engine::run_job(*core, unit, "collect", {});
    REQUIRE_FALSE(second.ok());
    CHECK(second.error().code() == "job_running");
    CHECK(second.error().category() == Category::busy);
    CHECK(second.error().retryable());
    core->end_job("collect");
    CHECK(require(engine::run_job(*core, unit, "collect", {})).state == JobState::succeeded);
  }
  connection->rollback();
  core->release(std::move(connection));
}
