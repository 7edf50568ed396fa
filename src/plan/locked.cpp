// SPDX-License-Identifier: Apache-2.0
#include "plan/locked.hpp"

#include "base/json.hpp"
#include "steward/model/risk.hpp"

namespace steward::plan {

condition::Condition associated_signals(const rule::Context& context) {
  const auto& signals = table_info<RiskSignal>();
  return condition::Condition::all(signals,
                                   {rule::where<RiskSignal>(&RiskSignal::source_table, context.change.table.name),
                                    rule::where<RiskSignal>(&RiskSignal::source_record, context.change.id())});
}

void refuse_while_there_are(rule::Context& context, std::string_view field, std::string_view code, std::string message,
                            std::initializer_list<condition::Condition> rows) {
  auto counts = base::Json::object();
  for (const auto& where : rows) {
    const auto count = context.work.count(where);
    if (count > 0) counts.set(where.table().name, base::Json::number(count));
  }
  if (counts.size() > 0) context.refuse(code, field, std::move(message), counts.canonical());
}

}  // namespace steward::plan
