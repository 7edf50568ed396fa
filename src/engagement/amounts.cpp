// SPDX-License-Identifier: Apache-2.0
#include "engagement/amounts.hpp"

#include "base/currency.hpp"
#include "base/wide.hpp"
#include "steward/model/system.hpp"

namespace steward::engagement {

Amounts::Amounts(const rule::Lookup& lookup)
    : lookup_(&lookup), report_(Currency::parse(lookup.property("report.currency"))) {}

/// The worth of a currency on the last day up to today that has one.
std::optional<Decimal> Amounts::rate(const Currency& currency) {
  const auto [at, fresh] = rates_.try_emplace(std::string(currency.code()));
  if (!fresh) return at->second;
  const Date today = lookup_->moment().today;
  std::optional<Date> latest;
  for (const auto& known :
       lookup_->all<ExchangeRate>(rule::where<ExchangeRate>(&ExchangeRate::currency, std::string(currency.code())))) {
    if (!known.date || !known.rate || *known.date > today || (latest && *known.date < *latest)) continue;
    latest = known.date;
    at->second = known.rate;
  }
  return at->second;
}

std::optional<Money> Amounts::sum(std::span<const Money> amounts) {
  if (amounts.empty()) return std::nullopt;
  const Currency target = report_ ? *report_ : amounts.front().currency;
  std::optional<Money> total;
  for (const Money& amount : amounts) {
    std::optional<Money> added = amount;
    if (!(amount.currency == target)) {
      const auto from = rate(amount.currency);
      const auto to = rate(target);
      added = report_ && from && to ? base::converted(amount, *from, target, *to) : std::nullopt;
      if (!added && !report_) return std::nullopt;
    }
    if (!added) continue;
    const auto grown = base::checked_add(total ? total->amount : 0, added->amount);
    if (!grown) return std::nullopt;
    total = Money{*grown, target};
  }
  return total;
}

}  // namespace steward::engagement
