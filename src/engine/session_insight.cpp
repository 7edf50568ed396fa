// SPDX-License-Identifier: Apache-2.0
#include "access/decide.hpp"
#include "engine/session_impl.hpp"
#include "insight/page.hpp"
#include "steward/model.hpp"

namespace steward {

using engine::Unit;

Result<InsightPage> Session::insight_page(std::string_view table, Id record, const InsightOptions& options) {
  return impl_->read<InsightPage>([&](Unit& unit) -> Result<InsightPage> {
    const TableInfo* info = unit.schema().find(table);
    if (info == nullptr) return engine::unknown_table(table);
    // The page tells of the set-up and of values alike.
    for (const TableInfo* read : {&table_info<Insight>(), &table_info<DataSource>(), &table_info<ContextData>()}) {
      if (auto allowed = access::decide_read(unit.caller(), *read); !allowed) return allowed.error();
    }
    return insight::page(unit, *info, record, options, impl_->core().enabled());
  });
}

}  // namespace steward
