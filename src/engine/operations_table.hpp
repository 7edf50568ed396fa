// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

#include "base/json.hpp"
#include "engine/operations_arguments.hpp"
#include "model/schema.hpp"
#include "rule/rule.hpp"
#include "steward/session.hpp"

namespace steward::engine {

/// What a running operation may use.
struct Call {
  Session& session;
  const model::Schema& schema;
  const rule::Catalogue& catalogue;
  const Arguments& args;
};

/// One operation of the JSON door: everything that is known of it stands here, and `describe` lists it.
struct OperationInfo {
  std::string_view name;
  std::string_view text;  ///< one sentence for the reference
  std::span<const ArgumentInfo> arguments;
  std::string_view result;  ///< a type as in ShapeField
  Result<base::Json> (*run)(const Call&) = nullptr;
  bool uses_session = true;  ///< so its warnings are those of the session
};

/// All operations, in the order of the reference.
[[nodiscard]] std::span<const OperationInfo> operations();
/// Null for an unknown name.
[[nodiscard]] const OperationInfo* find_operation(std::string_view name);

// operations_records.cpp
Result<base::Json> run_create(const Call& call);
Result<base::Json> run_get(const Call& call);
Result<base::Json> run_update(const Call& call);
Result<base::Json> run_remove(const Call& call);
Result<base::Json> run_find(const Call& call);
Result<base::Json> run_count(const Call& call);
Result<base::Json> run_aggregate(const Call& call);
Result<base::Json> run_cards(const Call& call);
Result<base::Json> run_journal(const Call& call);
Result<base::Json> run_history(const Call& call);
Result<base::Json> run_changes(const Call& call);

// operations_states.cpp
Result<base::Json> run_publish(const Call& call);
Result<base::Json> run_to_draft(const Call& call);
Result<base::Json> run_close(const Call& call);
Result<base::Json> run_cancel(const Call& call);
Result<base::Json> run_reopen(const Call& call);

// operations_metrics.cpp
Result<base::Json> run_ingest(const Call& call);
Result<base::Json> run_ingest_indicator(const Call& call);
Result<base::Json> run_remap(const Call& call);
Result<base::Json> run_collect(const Call& call);
Result<base::Json> run_score(const Call& call);
Result<base::Json> run_calculated_score(const Call& call);
Result<base::Json> run_calculate(const Call& call);
Result<base::Json> run_refresh_health(const Call& call);
Result<base::Json> run_weekly_trend(const Call& call);
Result<base::Json> run_color_of(const Call& call);
Result<base::Json> run_analyze_risks(const Call& call);
Result<base::Json> run_backtest_risk(const Call& call);

// operations_simulation.cpp
Result<base::Json> run_simulate(const Call& call);
Result<base::Json> run_backtest_health(const Call& call);
Result<base::Json> run_run_job(const Call& call);
Result<base::Json> run_run_due(const Call& call);
Result<base::Json> run_install_base_data(const Call& call);
Result<base::Json> run_activity_stream(const Call& call);
Result<base::Json> run_describe(const Call& call);

// operations_insight.cpp
Result<base::Json> run_insight_page(const Call& call);

// operations_scores.cpp
Result<base::Json> run_explain_change(const Call& call);
Result<base::Json> run_roll_up(const Call& call);

// operations_access.cpp
Result<base::Json> run_explain_access(const Call& call);
Result<base::Json> run_effective_grants(const Call& call);
Result<base::Json> run_assign_role(const Call& call);
Result<base::Json> run_revoke_role(const Call& call);
Result<base::Json> run_move_account(const Call& call);
Result<base::Json> run_portal_lists(const Call& call);
Result<base::Json> run_portal_list(const Call& call);
Result<base::Json> run_managed_engagements(const Call& call);
Result<base::Json> run_managed_users(const Call& call);
Result<base::Json> run_planner(const Call& call);
Result<base::Json> run_parent_choices(const Call& call);

}  // namespace steward::engine
