// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "metrics/bulk.hpp"
#include "steward/model/risk.hpp"

namespace steward::risk {

using metrics::Enabled;

/// A risk definition with the overrides that act on it, by rank.
struct Definition {
  RiskDefinition entity;
  std::vector<RiskThresholdOverride> overrides;
};

/// A stored definition with its published overrides; of a draft all of them, since publishing it publishes them
/// (RTO-03).
[[nodiscard]] Result<Definition> with_overrides(rule::Work& work, RiskDefinition entity, const Enabled& enabled);

/// The published definitions by name.
[[nodiscard]] Result<std::vector<RiskDefinition>> published(rule::Work& work);
/// What was published at `t`, from definition_version, by name. A definition of now whose versions are not kept is
/// taken as it is; `complete` is then false.
[[nodiscard]] Result<std::vector<Definition>> published_at(rule::Work& work, Instant t, bool& complete,
                                                           const Enabled& enabled);

/// Whether one of its conditions walks references: asked of a past row they lead to the rows of now.
[[nodiscard]] bool walks_references(const rule::Lookup& work, const Definition& definition);
/// Whether one of its conditions reads a health field of the engagement, whose past lies in the score history.
[[nodiscard]] bool reads_health(const rule::Lookup& work, const Definition& definition);

}  // namespace steward::risk
