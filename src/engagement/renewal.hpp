// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>

#include "rule/work.hpp"
#include "steward/model.hpp"

namespace steward::engagement {

/// The day a contract counts for a renewal as of `today`: its renewal date, else its end date; nothing when it
/// is expired, canceled, or that day is past (rules, after CON-04).
[[nodiscard]] std::optional<Date> renewal_of(const Contract& contract, Date today);

/// The earliest renewal over the contracts linked to an engagement; nothing when there is none.
[[nodiscard]] std::optional<Date> earliest_renewal(const rule::Lookup& lookup, Ref<Engagement> engagement);

/// Sets the engagement's renewal date to the earliest renewal (ENC-03). Writes nothing when it is right already
/// or the engagement is gone; says whether it wrote.
[[nodiscard]] Result<bool> refresh_renewal_date(rule::Work& work, Ref<Engagement> engagement, rule::Origin origin);

}  // namespace steward::engagement
