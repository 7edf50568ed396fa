// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace portfolio {

/// What the work of an engagement refers to: external ids, and the stage it is in.
struct Journey {
  std::size_t number = 0;
  std::string engagement;
  std::string manager;
  std::string contact;
  std::string contract;
  std::string product;
  std::string stage;
};

/// The success plan and the work of engagements that have not ended: objectives with outcomes, initiatives and their
/// tasks, touchpoints with meetings, customer and internal plays. That of the worked example is written by hand.
[[nodiscard]] std::map<std::string, std::string> generate_work(const std::vector<Journey>& journeys,
                                                               std::uint64_t seed);

}  // namespace portfolio
