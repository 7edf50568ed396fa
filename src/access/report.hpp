// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "access/caller.hpp"

namespace steward::access {

/// The users whose chain of managers reaches the user, and the user: any depth, inactive ones too, a loop walked
/// once (RPT-01).
[[nodiscard]] std::vector<Id> reports(const rule::Lookup& lookup, Id user);
/// Whether a user holds the role of a success agent.
[[nodiscard]] bool is_agent(const rule::Lookup& lookup, Id user);
/// The engagements that the caller answers for, before rights are applied (RPT-02). Code `access_denied`.
[[nodiscard]] Result<condition::Condition> managed_engagements(const rule::Lookup& lookup, const Caller& caller);

}  // namespace steward::access
