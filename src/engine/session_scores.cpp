// SPDX-License-Identifier: Apache-2.0
#include "access/decide.hpp"
#include "engine/session_impl.hpp"
#include "health/change.hpp"
#include "health/rollup.hpp"
#include "steward/model.hpp"

// Scores compared over time and rolled up over records. The areas look at what the caller sees, and at nothing else.

namespace steward {

using engine::Unit;

Result<HealthChange> Session::explain_change(Ref<Engagement> engagement, Instant from, Instant to,
                                             const ChangeOptions& options) {
  return impl_->read<HealthChange>([&](Unit& unit) -> Result<HealthChange> {
    return health::explain_change(unit, engagement, from, to, options, impl_->core().enabled());
  });
}

Result<HealthRollup> Session::roll_up(Ref<Engagement> parent, const RollupOptions& options) {
  return impl_->read<HealthRollup>(
      [&](Unit& unit) { return health::roll_up(unit, parent, options, impl_->core().enabled()); });
}

Result<HealthRollup> Session::roll_up(Ref<Account> account, const RollupOptions& options) {
  return impl_->read<HealthRollup>([&](Unit& unit) -> Result<HealthRollup> {
    // Customers' users see their account, but no engagement of it.
    if (auto allowed = access::decide_read(unit.caller(), table_info<Engagement>()); !allowed) return allowed.error();
    return health::roll_up(unit, account, options, impl_->core().enabled());
  });
}

}  // namespace steward
