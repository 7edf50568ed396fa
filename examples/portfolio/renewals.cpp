// SPDX-License-Identifier: Apache-2.0
#include "portfolio/renewals.hpp"

#include <algorithm>
#include <iterator>
#include <utility>

namespace portfolio {

using namespace steward;

Result<Renewals> read_renewals(const std::string& folder) {
  auto file = read_csv(folder, "renewals.csv");
  if (!file) return file.error();
  Renewals renewals;
  renewals.report.file = file->name;
  renewals.waiting = std::move(*file);
  return renewals;
}

Result<void> deliver(Session& session, Renewals& renewals, Keys& keys, Instant now) {
  auto& rows = renewals.waiting.rows;
  const auto decided = renewals.waiting.column("actual_closed_date");
  // A day that cannot be read waits for nothing: the loader says what is wrong with it.
  const auto waits = [&](const CsvRow& row) {
    const auto day = decided ? parse_date(row.fields[*decided]) : std::nullopt;
    return day && *day > now;
  };
  const auto due = std::stable_partition(rows.begin(), rows.end(), waits);
  CsvFile file{renewals.waiting.name, renewals.waiting.header, {}, std::exchange(renewals.waiting.problems, {})};
  file.rows.assign(std::make_move_iterator(due), std::make_move_iterator(rows.end()));
  rows.erase(due, rows.end());
  auto report = load_table(session, "opportunity", file, keys);
  if (!report) return report.error();
  renewals.report.loaded += report->loaded;
  std::move(report->refused.begin(), report->refused.end(), std::back_inserter(renewals.report.refused));
  return {};
}

}  // namespace portfolio
