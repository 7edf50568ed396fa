// SPDX-License-Identifier: Apache-2.0
#include "rule/locked.hpp"

#include "base/json.hpp"
#include "steward/model/risk.hpp"

namespace steward::rule {

condition::Condition associated_signals(const Context& context) {
  return condition::Condition::all(table_info<RiskSignal>(),
                                   {where<RiskSignal>(&RiskSignal::source_table, context.change.table.name),
                                    where<RiskSignal>(&RiskSignal::source_record, context.change.id())});
}

void refuse_while_there_are(Context& context, std::string_view field, std::string_view code, std::string message,
                            const std::vector<condition::Condition>& rows) {
  auto counts = base::Json::object();
  for (const auto& matching : rows) {
    const auto count = context.work.count(matching);
    if (count > 0) counts.set(matching.table().name, base::Json::number(count));
  }
  if (counts.size() > 0) context.refuse(code, field, std::move(message), counts.canonical());
}

}  // namespace steward::rule
