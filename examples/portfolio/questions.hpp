// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <string>

#include "portfolio/overview.hpp"
#include "steward/session.hpp"

namespace portfolio {

/// What the demo asks about its portfolio: four questions about scores, put to the typed API and to the JSON door.
struct Questions {
  steward::Ref<steward::Engagement> explained;  ///< whose score is explained: that of the worked example
  steward::Ref<steward::Engagement> changed;    ///< whose change is explained: the lowest score of all
  steward::Instant from;                        ///< the change: between these two
  steward::Instant to;
  steward::DefinitionProposal proposal;  ///< the global health definition with its weights in reverse order
  std::string proposal_text;
  steward::SimulationOptions simulation;
  steward::DefinitionProposal tested;  ///< the global health definition as it is
  std::string tested_name;
  steward::BacktestOptions backtest;
};
/// Codes: `not_found`.
[[nodiscard]] steward::Result<Questions> ask(steward::Session& session, const Overview& overview);

/// What stands for an engagement in a line of text: its number and its account.
using EngagementNames = std::map<steward::Id, std::string>;
[[nodiscard]] EngagementNames names_of(const Overview& overview);

/// One JSON document with the answers of the JSON door: `{"score":…,"change":…,"simulation":…,"backtest":…}`.
[[nodiscard]] steward::Result<std::string> answers_as_json(steward::Session& session, const Questions& questions);

}  // namespace portfolio
