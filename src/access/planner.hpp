// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "access/caller.hpp"
#include "steward/access.hpp"

// What shows in the planner of a user, before rights are applied (PLN-01 to PLN-09): a narrowed view, which takes
// nothing away from direct reads.

namespace steward::access {

/// Led by the user, or with them in the squad.
[[nodiscard]] condition::Condition planned_engagements(Id user);
/// Of an engagement that the user leads, assigned to them, or with them in the squad.
[[nodiscard]] condition::Condition planned_touchpoints(Id user);
/// Of an engagement that the user leads, of such a touchpoint, or arranged by them.
[[nodiscard]] condition::Condition planned_meetings(Id user);

}  // namespace steward::access
