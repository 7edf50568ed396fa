// SPDX-License-Identifier: Apache-2.0
#include "metrics/as_of.hpp"

#include <algorithm>

#include "model/json.hpp"
#include "steward/model/history.hpp"

namespace steward::metrics {

Result<PastRow> row_at(rule::Work& work, const TableInfo& table, const Row& row, Instant t) {
  using condition::Condition;
  const auto& changes = table_info<RecordChange>();
  auto later = work.all<RecordChange>(Condition::all(
      changes,
      {rule::where<RecordChange>(&RecordChange::record_table, table.name),
       rule::where<RecordChange>(&RecordChange::record, model::row_id(row)),
       Condition::compare(changes, model::field_of<RecordChange>(&RecordChange::changed_at), condition::Op::gt, t)}));
  if (auto state = work.status(); !state) return state.error();
  std::sort(later.begin(), later.end(), [](const RecordChange& a, const RecordChange& b) { return a.seq > b.seq; });
  PastRow past{row, true};
  for (const RecordChange& change : later) {
    if (change.operation == ChangeOperation::insert) return PastRow{std::nullopt, true};
    const auto fields = base::Json::parse(change.changes);
    if (!fields) return fields.error();
    for (const auto& [name, pair] : fields->items()) {
      const auto position = table.find(name);
      if (!position || pair.elements().empty()) continue;
      auto before = model::value_from_json(table, table.fields[*position], pair.elements().front());
      if (!before) return before.error();
      (*past.row)[*position] = std::move(*before);
    }
  }
  const auto* created = std::get_if<Instant>(&row[model::created_at_field]);
  if (created != nullptr && *created > t) past.complete = false;
  return past;
}

}  // namespace steward::metrics
