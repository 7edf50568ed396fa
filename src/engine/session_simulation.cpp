// SPDX-License-Identifier: Apache-2.0
#include "access/decide.hpp"
#include "analysis/backtest_health.hpp"
#include "analysis/simulate.hpp"
#include "engine/session_impl.hpp"
#include "steward/model/health.hpp"

namespace steward {

using engine::Unit;

namespace {

/// Who may set up a definition may ask what it would do; others would learn by conditions what they do not read.
Result<void> may_set_up(const Unit& unit, const DefinitionProposal& proposal) {
  const TableInfo& table = proposal.segment ? table_info<Segment>() : table_info<HealthDefinition>();
  if (unit.actor().system) return {};
  return access::decide(unit.caller(), rule::Operation::insert, table);
}

}  // namespace

Result<Simulation> Session::simulate(const DefinitionProposal& proposal, const SimulationOptions& options) {
  return impl_->read<Simulation>([&](Unit& unit) -> Result<Simulation> {
    if (auto allowed = may_set_up(unit, proposal); !allowed) return allowed.error();
    return analysis::simulate(unit, proposal, options, impl_->core().enabled());
  });
}

Result<Backtest> Session::backtest(const DefinitionProposal& proposal, const BacktestOptions& options) {
  return impl_->read<Backtest>([&](Unit& unit) -> Result<Backtest> {
    if (auto allowed = may_set_up(unit, proposal); !allowed) return allowed.error();
    return analysis::backtest_health(unit, proposal, options, impl_->core().enabled());
  });
}

}  // namespace steward
