// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>

#include "access/roles.hpp"

namespace steward::access {

/// What a set of roles may do, class by class. Internal roles count for internal callers only, external roles for
/// customer users only.
class Grants {
 public:
  Grants() = default;
  Grants(const RoleSet& effective, bool external);

  /// Granted on some rows at least.
  [[nodiscard]] bool allows(AccessClass on, unsigned operation) const { return reach(on, operation) != 0; }
  /// Granted on rows under this limit; `Limit::none`: on all.
  [[nodiscard]] bool reaches(AccessClass on, unsigned operation, Limit limit) const {
    return (reach(on, operation) & bit(limit)) != 0;
  }

 private:
  using Limits = std::uint8_t;
  [[nodiscard]] static Limits bit(Limit limit) { return static_cast<Limits>(1U << static_cast<unsigned>(limit)); }
  [[nodiscard]] Limits reach(AccessClass on, unsigned operation) const;

  std::array<std::array<Limits, operations>, access_classes> limits_{};  // by class, by place of the operation bit
};

}  // namespace steward::access
