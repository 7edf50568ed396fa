// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <functional>
#include <string>
#include <vector>

#include "portfolio/renewals.hpp"
#include "portfolio/series.hpp"
#include "steward/engine.hpp"

namespace portfolio {

/// The clock of the demo: it stands until it is set.
class ManualClock final : public steward::Clock {
 public:
  explicit ManualClock(steward::Instant start) : now_(start) {}
  [[nodiscard]] steward::Instant now() const override { return now_; }
  void set(steward::Instant instant) { now_ = instant; }

 private:
  std::atomic<steward::Instant> now_;
};

/// When the portfolio is loaded, and when the story ends.
[[nodiscard]] steward::Instant story_start();
[[nodiscard]] steward::Instant story_end();

/// Called with what goes on and how far it is.
using Tell = std::function<void(const std::string& what, std::size_t done, std::size_t total)>;

/// A loaded and configured portfolio.
struct Loaded {
  std::vector<FileReport> files;
  std::vector<Series> series;
  Renewals renewals;
  Keys keys;
};

/// Loads records, sources and definitions at the clock's present; errors name the step.
[[nodiscard]] steward::Result<Loaded> load(steward::Session& session, const std::string& folder, const Tell& tell = {});

/// Lives through the last twelve week ends and the end of the story: what was recorded or decided by then is
/// delivered, health refreshed, risks analysed, and engagements whose renewal has passed look to the next one.
[[nodiscard]] steward::Result<void> replay(steward::Session& session, ManualClock& clock, Loaded& loaded,
                                           const Tell& tell = {});

/// Runs all jobs once more at the same time; what they changed, as lines of text: none when all is well.
[[nodiscard]] steward::Result<std::vector<std::string>> run_jobs_again(steward::Session& session);

}  // namespace portfolio
