// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>

#include "access/caller.hpp"
#include "steward/access.hpp"

namespace steward::access {

/// The lists whose roles the caller has, in the order of their ids (PRT-10).
[[nodiscard]] std::vector<PortalList> offered_lists(const Caller& caller);
[[nodiscard]] const TableInfo& table_of(PortalList list);
/// What the list narrows, beside what the caller may read (PRT-01 to PRT-09). `account` is the chosen one of an
/// internal caller. Codes: `access_denied` (PRT-10), `field_required @account`.
[[nodiscard]] Result<condition::Condition> portal_condition(const Caller& caller, PortalList list,
                                                            std::optional<Ref<Account>> account);

}  // namespace steward::access
