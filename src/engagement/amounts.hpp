// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <optional>
#include <span>
#include <string>

#include "rule/work.hpp"

namespace steward::engagement {

/// Adds up amounts of several currencies by the rates of today (views 2.5). Make one a reading.
class Amounts {
 public:
  explicit Amounts(const rule::Lookup& lookup);
  /// The sum in the report currency, or, while none is set, in the currency that all amounts share. An amount
  /// without a rate is left out; nothing when no amount is left, or the sum does not fit.
  [[nodiscard]] std::optional<Money> sum(std::span<const Money> amounts);

 private:
  [[nodiscard]] std::optional<Decimal> rate(const Currency& currency);

  const rule::Lookup* lookup_;
  std::optional<Currency> report_;
  std::map<std::string, std::optional<Decimal>, std::less<>> rates_;
};

}  // namespace steward::engagement
