// SPDX-License-Identifier: Apache-2.0
#include "access/grants.hpp"

#include <bit>

namespace steward::access {

Grants::Grants(const RoleSet& effective, bool external) {
  const auto side = external ? Role::Side::external : Role::Side::internal;
  const auto& all = roles();
  for (std::size_t i = 0; i < all.size(); ++i) {
    if (!effective.test(i) || all[i].side != side) continue;
    for (const auto& grant : all[i].grants) {
      for (unsigned place = 0; place < operations; ++place) {
        if ((grant.operations >> place & 1U) == 0) continue;
        limits_[static_cast<std::size_t>(grant.on)][place] |= bit(grant.limit);
      }
    }
  }
}

Grants::Limits Grants::reach(AccessClass on, unsigned operation) const {
  return limits_[static_cast<std::size_t>(on)][static_cast<std::size_t>(std::countr_zero(operation))];
}

}  // namespace steward::access
