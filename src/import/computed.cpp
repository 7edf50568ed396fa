// SPDX-License-Identifier: Apache-2.0
#include "import/rules.hpp"
#include "steward/model.hpp"

namespace steward::imports {

namespace {

/// Counted in the store: staged rows are many and wide, import tasks few.
void staged_rows(const rule::Lookup& lookup, std::span<Row> rows) {
  for (Row& row : rows) {
    const auto count = [&](StagingStatus status) {
      return lookup.count(condition::Condition::all(
          table_info<StagingRow>(),
          {rule::where<StagingRow>(&StagingRow::import_task, Ref<ImportTask>(model::row_id(row))),
           rule::where<StagingRow>(&StagingRow::status, status)}));
    };
    const auto pending = count(StagingStatus::yet_to_validate);
    const auto attention = count(StagingStatus::needs_attention);
    const auto ready = count(StagingStatus::ready_to_publish);
    const auto published = count(StagingStatus::published);
    model::set<ImportTask>(row, &ImportTask::count_pending, pending);
    model::set<ImportTask>(row, &ImportTask::count_attention, attention);
    model::set<ImportTask>(row, &ImportTask::count_ready, ready);
    model::set<ImportTask>(row, &ImportTask::count_published, published);
    model::set<ImportTask>(row, &ImportTask::count_total, pending + attention + ready + published);
  }
}

}  // namespace

std::vector<rule::Computation> computations() { return {{"import_task", staged_rows}}; }

}  // namespace steward::imports
