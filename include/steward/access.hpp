// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "steward/export.hpp"
#include "steward/model.hpp"
#include "steward/time.hpp"

// What a Session tells about rights, and the lists that follow from who asks (access 7 and 8).

namespace steward {

enum class AccessOperation { read, create, write, remove };

/// One level of a decision, in the order in which they are asked (ACL-04).
struct AccessStep {
  std::string level;  ///< `domain`, `table`, `rows`, `fields`
  bool passed = false;
  std::string rule;  ///< id
  std::string text;  ///< one sentence for an administrator
};
/// Why a user may or may not do something. The first level that fails answers.
struct AccessExplanation {
  bool allowed = false;
  std::string code;  ///< what the user gets: empty, `not_found` or `access_denied`
  std::vector<AccessStep> steps;
  TextList hidden_fields;  ///< of a record that the user reads: what is withheld
};

/// What a user's roles grant on one table.
struct EffectiveGrant {
  std::string table;
  std::string operations;  ///< of the letters R, C, W, D
  bool limited = false;    ///< on some rows only
  TextList roles;          ///< shipped roles of the user, contained ones included, that grant it
};

/// The lists of a portal (PRT-01 to PRT-09).
enum class PortalList {
  all_onboarding_cases = 1,
  my_onboarding_cases,
  my_onboarding_tasks,
  all_success_initiatives,
  my_success_initiatives,
  all_success_cases,
  my_success_cases,
  all_touchpoints,
  my_touchpoints
};
/// The name in the JSON door, e.g. `all_onboarding_cases`.
[[nodiscard]] STEWARD_API std::string_view portal_list_name(PortalList list);
[[nodiscard]] STEWARD_API std::optional<PortalList> portal_list_from(std::string_view name);

/// An engagement in the planner; of one that shows only through its visible items, number, account and title alone.
struct PlannedEngagement {
  Ref<Engagement> engagement;
  std::string number;
  std::string title;
  std::optional<Ref<Account>> account;
  bool header_only = false;
};
/// What the caller has to do with customers (PLN-01 to PLN-09).
struct Planner {
  std::vector<PlannedEngagement> engagements;
  std::vector<Touchpoint> touchpoints;
  std::vector<Meeting> meetings;
};
/// Touchpoints by due date and meetings by start in [from, to); both open when left out.
struct PlannerOptions {
  std::optional<Instant> from{};
  std::optional<Instant> to{};
};

/// A record under which a customer user may create one, though they do not read it (EXT-11).
struct ParentChoice {
  Id id;
  std::string number;
  std::string title;
};

}  // namespace steward
