// SPDX-License-Identifier: Apache-2.0
#include "metrics/stored_file.hpp"
#include "metrics/world.hpp"
#include "steward/model/system.hpp"

using namespace steward;
using namespace steward::test;
using namespace std::chrono_literals;

namespace {

void keep_days(World& w, std::string_view days) {
  FindOptions options;
  options.where = "key = \"metrics.keep_days\"";
  auto properties = require(w.session.find<Property>(options)).items;
  REQUIRE(properties.size() == 1);
  properties.front().value = days;
  require(w.session.update(properties.front()));
}

}  // namespace

TEST_CASE("old metric data goes when a property says so, and scores that were recorded stay", "[metrics]") {
  const bool in_file = GENERATE(false, true);
  const StoredFile file(in_file);
  World w(file.options());
  const auto account = w.account();
  const auto engagement = w.engagement(account);
  const auto source = w.source();
  w.definition({}, {w.metric(source, "100", "100")});
  w.say(source, account, "40");
  w.refresh();
  const Instant then = w.clock->now();
  w.advance(20 * 24h);
  w.say(source, account, "80");
  w.refresh();
  const auto trend = require(w.session.weekly_trend(w.ref(engagement), 10));
  const auto said_then = [&] { return require(w.session.score(w.ref(engagement), then, then)).score; };
  REQUIRE(said_then() == dec("40"));

  // Without the property everything is kept.
  CHECK(require(w.session.run_job("metric_retention")).counts == R"({"forgotten":0})");
  CHECK(said_then() == dec("40"));
  for (const std::string_view wrong : {"0", "-3", "ten", "1.5"}) {
    INFO(wrong);
    keep_days(w, wrong);
    const auto report = require(w.session.run_job("metric_retention"));
    CHECK(report.state == JobState::failed);
    CHECK(report.error.starts_with("invalid_input: metrics.keep_days is"));
  }
  CHECK(said_then() == dec("40"));

  keep_days(w, "10");
  CHECK(require(w.session.run_job("metric_retention")).counts == R"({"forgotten":1})");
  CHECK(said_then() == std::nullopt);
  CHECK(w.score_of(engagement) == dec("80"));
  const auto kept = require(w.session.weekly_trend(w.ref(engagement), 10));
  REQUIRE(kept.size() == trend.size());
  for (std::size_t i = 0; i < kept.size(); ++i) CHECK(kept[i].score == trend[i].score);
  // The next refresh still finds the latest value.
  w.refresh();
  CHECK(w.score_of(engagement) == dec("80"));
  CHECK(require(w.session.run_job("metric_retention")).counts == R"({"forgotten":0})");
}
