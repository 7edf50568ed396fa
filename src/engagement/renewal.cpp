// SPDX-License-Identifier: Apache-2.0
#include "engagement/renewal.hpp"

namespace steward::engagement {

std::optional<Date> renewal_of(const Contract& contract, Date today) {
  if (contract.state == ContractState::expired || contract.state == ContractState::canceled) return std::nullopt;
  if (contract.end_date && *contract.end_date < today) return std::nullopt;
  const auto day = contract.renewal_date ? contract.renewal_date : contract.end_date;
  return day && *day >= today ? day : std::nullopt;
}

std::optional<Date> earliest_renewal(const rule::Lookup& lookup, Ref<Engagement> engagement) {
  const Date today = lookup.moment().today;
  std::optional<Date> earliest;
  const auto linked = rule::where<EngagementContract>(&EngagementContract::engagement, engagement);
  for (const auto& link : lookup.all<EngagementContract>(linked)) {
    const auto contract = lookup.get(link.contract);
    const auto day = contract ? renewal_of(*contract, today) : std::nullopt;
    if (day && (!earliest || *day < *earliest)) earliest = day;
  }
  return earliest;
}

Result<bool> refresh_renewal_date(rule::Work& work, Ref<Engagement> engagement, rule::Origin origin) {
  const auto& table = table_info<Engagement>();
  const Row* row = work.row(table, engagement.id());
  if (row == nullptr) return false;
  const auto earliest = earliest_renewal(work, engagement);
  if (model::get<Engagement>(*row, &Engagement::renewal_date) == earliest) return false;
  auto written =
      work.update(table, engagement.id(), {rule::give<Engagement>(&Engagement::renewal_date, earliest)}, origin);
  if (!written) return written.error();
  return true;
}

}  // namespace steward::engagement
