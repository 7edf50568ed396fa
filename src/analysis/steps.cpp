// SPDX-License-Identifier: Apache-2.0
#include "analysis/steps.hpp"

#include <fmt/format.h>

#include "metrics/bulk.hpp"

namespace steward::analysis {

namespace {

constexpr Duration longest_horizon = std::chrono::days(36'525);

}  // namespace

Error option_refused(std::string_view code, std::string_view field, std::string message) {
  return Error(Fault{std::string(code), "", "", std::nullopt, std::string(field), std::move(message), "", std::nullopt},
               Category::invalid);
}

Result<std::vector<Instant>> steps_of(const rule::Lookup& lookup, const BacktestOptions& options,
                                      base::Frequency standard) {
  if (options.from >= options.to) return option_refused("period_invalid", "to", "the interval is empty");
  if (options.to > lookup.now()) return option_refused("period_invalid", "to", "the interval ends in the future");
  if (options.horizon && (*options.horizon < Duration::zero() || *options.horizon > longest_horizon)) {
    return option_refused("invalid_input", "horizon", "a horizon is 0 to 36525 days");
  }
  const auto frequency = options.step ? metrics::frequency_of(*options.step) : standard;
  std::vector<Instant> steps;
  for (auto period = lookup.calendar().period_of(frequency, options.from); period.end <= options.to;
       period = lookup.calendar().next(frequency, period)) {
    if (steps.size() == most_steps) {
      return option_refused("invalid_input", "step",
                            fmt::format("the interval holds more than {} steps; take longer ones", most_steps));
    }
    steps.push_back(period.end);
  }
  return steps;
}

}  // namespace steward::analysis
