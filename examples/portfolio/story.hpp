// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "portfolio/replay.hpp"
#include "steward/engine.hpp"

namespace portfolio {

/// The door of the manager of the worked example.
[[nodiscard]] steward::Result<steward::Session> manager_session(steward::Engine& engine, steward::Session& session);

/// What that manager does in the summer before the first week is scored: begins the initiative, holds the review and
/// closes its touchpoint, finishes a task, notes what the outcome has reached, gives up a customer play. Moves the
/// clock on; to be called between load and replay.
[[nodiscard]] steward::Result<void> live_summer(steward::Session& manager, ManualClock& clock);

}  // namespace portfolio
