// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <string_view>

#include "steward/access_class.hpp"

namespace steward::access {

/// Four roles that belong together: <base>_read, _write, _delete and _admin.
struct Family {
  std::string_view base;
  std::string_view title;
  std::array<AccessClass, 3> on;
  bool work = false;  ///< one of the tables that a success agent works on
};

inline constexpr std::array families{
    Family{"engagement", "engagements", {AccessClass::engagement}, true},
    Family{"success_objective", "success objectives", {AccessClass::success_objective}, true},
    Family{"success_outcome", "success outcomes", {AccessClass::success_outcome}, true},
    Family{"success_initiative", "success initiatives", {AccessClass::success_initiative}, true},
    Family{"success_case", "customer plays", {AccessClass::customer_play}, true},
    Family{"touchpoint", "touchpoints", {AccessClass::touchpoint}, true},
    Family{"success_task", "success tasks", {AccessClass::success_task}, true},
    Family{"internal_play", "internal plays", {AccessClass::internal_play}, true},
    Family{"internal_play_task", "tasks of internal plays", {AccessClass::internal_play_task}, true},
    Family{"risk_signal_issue", "risk signals", {AccessClass::risk_signal}},
    Family{"definition_record", "definitions of success plays", {AccessClass::definition_record}},
    Family{"success_launcher_notifier", "launches of success plays", {AccessClass::play_launch}},
    Family{"risk_signal_solution", "answers to risk signals", {AccessClass::risk_solution}},
    Family{"squad_member", "the roster of squad members", {AccessClass::squad_member}},
    Family{"engagement_contract", "contracts of engagements", {AccessClass::engagement_contract}},
};

/// The same four for onboarding cases, their tasks and the choices of the success work.
inline constexpr Family core_family{
    "core",
    "onboarding cases, their tasks and success choices",
    {AccessClass::success_choice, AccessClass::onboarding_case, AccessClass::onboarding_tasks}};

}  // namespace steward::access
