// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <unordered_map>
#include <vector>

#include "metrics/domains.hpp"
#include "steward/model/health.hpp"

namespace steward::health {

/// The colour bands as a domain sees them: of each set those of the nearest domain that has one. Read once.
class Bands {
 public:
  [[nodiscard]] static Bands load(const rule::Lookup& work);
  /// The band of the data source that holds the score, else the global one, else nothing (engine 8).
  [[nodiscard]] const ColorBand* of(metrics::Domains& domains, Id domain, Decimal score,
                                    std::optional<Id> data_source = {});
  /// The colour of the global band; empty without a score or a band.
  [[nodiscard]] std::string color(metrics::Domains& domains, Id domain, std::optional<Decimal> score);
  /// The global bands that a domain sees, the lowest first.
  [[nodiscard]] std::vector<const ColorBand*> global(metrics::Domains& domains, Id domain) const;

 private:
  using Set = std::vector<const ColorBand*>;
  Set nearest(metrics::Domains& domains, Id domain, std::optional<Id> data_source) const;

  std::shared_ptr<const std::vector<ColorBand>> bands_;
  std::unordered_map<Id, Set> global_sets_;  ///< by domain
};

/// Colour of a score in the caller's domain; nothing where no band holds it.
[[nodiscard]] Result<std::optional<ColorBand>> color_of(rule::Work& work, Decimal score,
                                                        std::optional<Ref<DataSource>> source,
                                                        const metrics::Enabled& enabled = metrics::all_enabled());

}  // namespace steward::health
