// SPDX-License-Identifier: Apache-2.0
#include "portfolio/replay.hpp"

#include <array>
#include <utility>

#include "portfolio/setup.hpp"

namespace portfolio {

using namespace steward;

namespace {

constexpr int weeks_lived = 12;

Instant instant(std::string_view text) { return parse_instant(text).value_or(Instant{}); }

Error at_step(const std::string& step, const Error& error) {
  // The code stands in front of the text already.
  return {error.code(), error.category(), step + ": " + error.to_string().substr(error.code().size() + 2),
          error.retryable()};
}

Result<void> configure(Session& session, const SourcesByName& sources, const Keys& keys) {
  if (auto created = create_health_definitions(session, sources); !created) {
    return at_step("health definitions", created.error());
  }
  const auto reporter = keys.find("user", "alex");
  if (!reporter) return Error("user_missing", Category::invalid, "users.csv has no user \"alex\"");
  if (auto created = create_risk_definitions(session, sources, Ref<User>(*reporter)); !created) {
    return at_step("risk definitions", created.error());
  }
  return {};
}

Result<void> run_to_end(Session& session, std::string_view job) {
  auto run = session.run_job(job);
  if (!run) return at_step(std::string(job), run.error());
  if (run->state == JobState::succeeded) return {};
  return Error("job_failed", Category::internal, std::string(job) + ": " + run->error);
}

Result<void> live_until(Session& session, Loaded& loaded, Instant now) {
  for (auto& series : loaded.series) {
    if (auto delivered = deliver(session, series, now); !delivered) return at_step(series.file, delivered.error());
  }
  if (auto delivered = deliver(session, loaded.renewals, loaded.keys, now); !delivered) {
    return at_step(loaded.renewals.report.file, delivered.error());
  }
  if (auto dated = run_to_end(session, "renewal_dates"); !dated) return dated;
  auto refreshed = session.refresh_health();
  if (!refreshed) return at_step("health refresh", refreshed.error());
  if (refreshed->failed != 0) {
    return Error("refresh_failed", Category::internal, std::to_string(refreshed->failed) + " scores failed");
  }
  auto risks = session.analyze_risks();
  if (!risks) return at_step("risk analysis", risks.error());
  if (!risks->failed.empty()) {
    return Error("risk_analysis_failed", Category::internal, risks->failed.front().message);
  }
  return {};
}

/// The resume token behind everything that has happened so far.
Result<std::string> end_of_feed(Session& session) {
  std::string token;
  for (;;) {
    auto page = session.changes(token, 1000);
    if (!page) return page.error();
    token = page->next;
    if (page->entries.empty()) return token;
  }
}

/// How many rows of facts there are; they are not in the feed.
Result<std::int64_t> fact_count(Session& session) { return session.count("score_history"); }

}  // namespace

Instant story_start() { return instant("2024-05-22T12:00:00Z"); }
Instant story_end() { return instant("2024-11-20T21:00:00Z"); }

Result<Loaded> load(Session& session, const std::string& folder, const Tell& tell) {
  const auto say = [&](const char* what, std::size_t done) {
    if (tell) tell(what, done, 3);
  };
  Loaded loaded;
  Keys& keys = loaded.keys;
  if (auto installed = install(session); !installed) return at_step("base data", installed.error());
  say("records", 0);
  auto files = load_portfolio(session, folder, keys);
  if (!files) return at_step("records", files.error());
  loaded.files = std::move(*files);
  say("definitions", 1);
  auto sources = create_sources(session);
  if (!sources) return at_step("data sources", sources.error());
  if (auto configured = configure(session, *sources, keys); !configured) return configured.error();
  say("series", 2);
  auto series = read_series(folder, *sources, keys);
  if (!series) return at_step("series", series.error());
  loaded.series = std::move(*series);
  auto renewals = read_renewals(folder);
  if (!renewals) return at_step("renewals", renewals.error());
  loaded.renewals = std::move(*renewals);
  say("loaded", 3);
  return loaded;
}

Result<void> replay(Session& session, ManualClock& clock, Loaded& loaded, const Tell& tell) {
  const Instant last_week_end = instant("2024-11-17T21:00:00Z");
  for (int week = weeks_lived - 1; week >= 0; --week) {
    if (tell) tell("weeks", static_cast<std::size_t>(weeks_lived - 1 - week), weeks_lived + 1);
    clock.set(last_week_end - std::chrono::days(7 * week));
    if (auto lived = live_until(session, loaded, clock.now()); !lived) return lived;
  }
  clock.set(story_end());
  if (auto lived = live_until(session, loaded, clock.now()); !lived) return lived;
  if (tell) tell("weeks", weeks_lived + 1, weeks_lived + 1);
  return {};
}

Result<std::vector<std::string>> run_jobs_again(Session& session) {
  constexpr std::array<std::string_view, 4> jobs{"collect", "refresh_health", "risk_analyzer", "renewal_dates"};
  auto token = end_of_feed(session);
  if (!token) return token.error();
  auto facts = fact_count(session);
  if (!facts) return facts.error();
  for (const auto job : jobs) {
    if (auto run = run_to_end(session, job); !run) return run.error();
  }
  std::vector<std::string> changes;
  for (;;) {
    auto page = session.changes(*token, 1000);
    if (!page) return page.error();
    if (page->entries.empty()) break;
    *token = page->next;
    for (const auto& entry : page->entries) {
      // That a job ran is told of every run.
      if (entry.kind == "job_finished") continue;
      changes.push_back(entry.kind + " of " + entry.table + " " + entry.record.to_string() + ": " + entry.data);
    }
  }
  auto now = fact_count(session);
  if (!now) return now.error();
  if (*now != *facts) changes.push_back(std::to_string(*now - *facts) + " rows of score_history");
  return changes;
}

}  // namespace portfolio
