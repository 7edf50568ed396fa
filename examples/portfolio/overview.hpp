// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <optional>
#include <ostream>
#include <string>
#include <string_view>
#include <vector>

#include "steward/session.hpp"

namespace portfolio {

/// One active engagement as the portfolio table shows it.
struct EngagementLine {
  steward::Ref<steward::Engagement> engagement;
  std::string number;
  std::string account;
  std::string stage;
  std::string manager;
  std::string color;
  std::optional<steward::Decimal> score;
  std::optional<steward::Decimal> coverage;
  std::vector<std::optional<steward::Decimal>> weeks;  ///< oldest first
  std::size_t risks = 0;
};

/// One active risk signal with its last occurrence.
struct RiskLine {
  std::string number;
  std::string account;
  std::string category;
  std::string definition;
  std::int64_t occurrences = 0;
  std::optional<steward::Decimal> value;
  std::optional<steward::Decimal> threshold;
  std::optional<steward::Decimal> gap;
};

/// Everything the pages below print, read through the session.
struct Overview {
  std::vector<EngagementLine> engagements;  ///< by score, the lowest first, then those without one
  std::vector<RiskLine> risks;              ///< by number
};
[[nodiscard]] steward::Result<Overview> read_overview(steward::Session& session);

void print_engagements(std::ostream& out, const Overview& overview, std::size_t rows);
void print_bands(std::ostream& out, const Overview& overview);
/// The risks of one account only, when it is named.
void print_risks(std::ostream& out, const Overview& overview, std::size_t rows, std::string_view account = {});

}  // namespace portfolio
