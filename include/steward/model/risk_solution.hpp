// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "steward/model/blocks.hpp"

namespace steward {

struct CustomerPlay;
struct InternalPlay;
struct InternalPlayTask;
struct RiskSignal;
struct SuccessTask;

/// Ties a risk signal to the work that answers it (RSO-01 to RSO-03).
struct RiskSolution : Record {
  std::string number;
  Ref<RiskSignal> risk_signal;
  std::optional<Choice<SolutionTable>> solution_table;
  std::optional<Ref<InternalPlay>> internal_play;
  std::optional<Ref<InternalPlayTask>> internal_play_task;
  std::optional<Ref<CustomerPlay>> customer_play;
  std::optional<Ref<SuccessTask>> success_task;
};
template <>
struct Describe<RiskSolution> {
  static constexpr TableSpec table{.name = "risk_solution",
                                   .access = AccessClass::risk_solution,
                                   .prefix = "RSOL",
                                   .domain_from = "risk_signal",
                                   .required_rule = "RSO-02",
                                   .title = "Ties a risk signal to the work that answers it."};
  static void fields(auto& f) {
    f("number", &RiskSolution::number).max(40).derived();
    f("risk_signal", &RiskSolution::risk_signal).cascade().required();
    f("solution_table", &RiskSolution::solution_table).derived();
    f("internal_play", &RiskSolution::internal_play).cascade();
    f("internal_play_task", &RiskSolution::internal_play_task).cascade();
    f("customer_play", &RiskSolution::customer_play).cascade();
    f("success_task", &RiskSolution::success_task).cascade();
    f.unique({"internal_play"}, "RSO-01", "duplicate_solution", "internal_play").nulls_ignored = true;
    f.unique({"internal_play_task"}, "RSO-01", "duplicate_solution", "internal_play_task").nulls_ignored = true;
    f.unique({"customer_play"}, "RSO-01", "duplicate_solution", "customer_play").nulls_ignored = true;
    f.unique({"success_task"}, "RSO-01", "duplicate_solution", "success_task").nulls_ignored = true;
  }
};

}  // namespace steward
