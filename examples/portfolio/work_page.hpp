// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <ostream>
#include <string>
#include <vector>

#include "steward/session.hpp"

namespace portfolio {

/// One record of a success plan with the figures that are computed when it is read.
struct PlanLine {
  std::size_t depth = 0;
  std::string number;
  std::string title;
  std::string state;
  std::string progress;
  std::string figures;
};

/// The plan of an engagement, its other work, and what happened.
struct WorkPage {
  steward::Engagement engagement;
  std::vector<PlanLine> lines;               ///< objectives with what is below them, then touchpoints and plays
  std::string stream_of;                     ///< the initiative whose stream it is
  std::vector<steward::StreamEntry> stream;  ///< newest first
  std::vector<steward::Activity> timeline;   ///< oldest first
};
[[nodiscard]] steward::Result<WorkPage> read_work(steward::Session& session,
                                                  steward::Ref<steward::Engagement> engagement);

void print_plan(std::ostream& out, const std::string& account, const WorkPage& page);
void print_stream(std::ostream& out, const WorkPage& page);
void print_timeline(std::ostream& out, const WorkPage& page);

}  // namespace portfolio
