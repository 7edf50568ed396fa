// SPDX-License-Identifier: Apache-2.0
#include "portfolio/renewal_generator.hpp"

#include <algorithm>

#include "portfolio/file_table.hpp"
#include "portfolio/series_generator.hpp"

namespace portfolio {

std::string generate_renewals(const std::vector<Renewal>& renewals, std::uint64_t seed) {
  Random random(seed);
  FileTable deals{
      "external_id,number,name,account,contract,type,stage,net_acv,estimated_close_date,actual_closed_date,owner"};
  std::size_t count = 0;
  for (const auto& renewal : renewals) {
    const auto key = numbered("OPP", ++count);
    const int decided = renewal.due + random.between(-21, 4);
    const int lost_percent = std::clamp((720 - wellness(renewal.archetype, decided, 0)) / 5, 6, 80);
    deals.row({key, key, "Renewal of " + renewal.contract, renewal.account, renewal.contract, "renew",
               random.chance(lost_percent) ? "closed_lost" : "closed_won", renewal.value,
               day_after(first_day, renewal.due), day_after(first_day, decided), renewal.manager});
  }
  return deals.text();
}

}  // namespace portfolio
