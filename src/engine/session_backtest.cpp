// SPDX-License-Identifier: Apache-2.0
#include "access/decide.hpp"
#include "analysis/backtest_risk.hpp"
#include "engine/session_impl.hpp"
#include "steward/model.hpp"

namespace steward {

using engine::Unit;

namespace {

/// What a risk definition watches is read by those who may read its records.
Result<void> may_backtest(Unit& unit, Ref<RiskDefinition> definition) {
  if (auto allowed = access::decide_role(unit.caller(), {"customer_success_agent"}, "a backtest"); !allowed)
    return allowed;
  const Row* row = unit.visible(table_info<RiskDefinition>(), definition.id());
  if (row == nullptr) return {};  // the area says so
  const auto* source = unit.schema().find(model::get<RiskDefinition>(*row, &RiskDefinition::source_table));
  return source != nullptr ? access::decide_read(unit.caller(), *source) : Result<void>();
}

}  // namespace

Result<Backtest> Session::backtest(Ref<RiskDefinition> definition, const BacktestOptions& options) {
  return impl_->read<Backtest>([&](Unit& unit) -> Result<Backtest> {
    if (auto allowed = may_backtest(unit, definition); !allowed) return allowed.error();
    return analysis::backtest_risk(unit, definition, options, impl_->core().enabled());
  });
}

}  // namespace steward
