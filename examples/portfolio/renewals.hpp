// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "portfolio/csv.hpp"
#include "portfolio/loader.hpp"
#include "steward/session.hpp"

namespace portfolio {

/// Decided renewal deals that have not been handed over yet.
struct Renewals {
  CsvFile waiting;
  FileReport report;
};
[[nodiscard]] steward::Result<Renewals> read_renewals(const std::string& folder);

/// Stores the deals that were decided by the day of `now`, as a CRM would hand them over. Lines that cannot be loaded
/// are reported and the rest is loaded; fails only when the store does.
[[nodiscard]] steward::Result<void> deliver(steward::Session& session, Renewals& renewals, Keys& keys,
                                            steward::Instant now);

}  // namespace portfolio
