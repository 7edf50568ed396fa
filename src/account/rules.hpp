// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <vector>

#include "rule/rule.hpp"

namespace steward::account {

/// The rules of account, contract, sold_product, user and domain.
[[nodiscard]] std::vector<rule::Rule> rules();
/// Their computed fields.
[[nodiscard]] std::vector<rule::Computation> computations();

/// The job renewal_dates: sets the renewal date of every engagement with contracts to the earliest renewal as
/// of today (CON-03), in batches. Gives the number of engagements written.
[[nodiscard]] Result<std::size_t> refresh_renewal_dates(rule::Work& work, const rule::ProgressCallback& progress = {});

}  // namespace steward::account
