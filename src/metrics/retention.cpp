// SPDX-License-Identifier: Apache-2.0
#include "metrics/retention.hpp"

#include <fmt/format.h>

#include <charconv>

#include "steward/model/metrics.hpp"

namespace steward::metrics {

namespace {

constexpr std::string_view property_key = "metrics.keep_days";

Result<std::optional<std::chrono::days>> days_kept(const rule::Work& work) {
  const auto text = work.property(property_key);
  if (text.empty()) return std::optional<std::chrono::days>();
  int days = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), days);
  if (error == std::errc() && end == text.data() + text.size() && days > 0)
    return std::optional(std::chrono::days(days));
  return Error(Fault{"invalid_input", "", "property", std::nullopt, "value",
                     fmt::format("{} is \"{}\"; it is a number of days from 1 on, or empty to keep all data",
                                 property_key, text),
                     "", std::nullopt},
               Category::invalid);
}

/// The series of every data source, indicator and breakdown.
std::vector<store::SeriesOwner> all_series(rule::Work& work) {
  std::vector<store::SeriesOwner> owners;
  for (const auto& source : work.all<DataSource>(condition::Condition(table_info<DataSource>()))) {
    for (const ContextTable context : context_tables(work.schema())) owners.push_back(series_of(source.id, context));
  }
  for (const auto& indicator : work.all<Indicator>(condition::Condition(table_info<Indicator>()))) {
    owners.push_back({store::SeriesKind::indicator_score, indicator.id, Id()});
    for (const Id& breakdown : indicator.breakdowns) {
      owners.push_back({store::SeriesKind::indicator_score, indicator.id, breakdown});
    }
  }
  return owners;
}

}  // namespace

Result<std::size_t> forget_old_data(rule::Work& work, const ProgressCallback& progress) {
  const auto days = days_kept(work);
  if (!days) return days.error();
  if (!*days) return std::size_t{0};
  const auto owners = all_series(work);
  if (auto state = work.status(); !state) return state.error();
  std::size_t forgotten = 0;
  for (std::size_t done = 0; done < owners.size(); ++done) {
    if (auto going = report(progress, done, owners.size(), "metric_retention"); !going) return going.error();
    const auto dropped = work.series().drop_before(owners[done], work.now() - **days);
    if (!dropped) return dropped.error();
    forgotten += *dropped;
    if (*dropped == 0) continue;
    if (auto kept = work.commit_batch(); !kept) return kept.error();
  }
  return forgotten;
}

}  // namespace steward::metrics
