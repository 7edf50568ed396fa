// SPDX-License-Identifier: Apache-2.0
#include "steward/money.hpp"

namespace steward {

std::optional<Currency> Currency::parse(std::string_view code) {
  Currency currency;
  if (code.size() != currency.code_.size()) return std::nullopt;
  for (std::size_t i = 0; i < code.size(); ++i) {
    if (code[i] < 'A' || code[i] > 'Z') return std::nullopt;
    currency.code_[i] = code[i];
  }
  return currency;
}

}  // namespace steward
