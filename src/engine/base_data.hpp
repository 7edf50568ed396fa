// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/unit.hpp"

namespace steward::engine {

/// Stores what every installation needs (properties, jobs, bands, choices, roles, responsibilities, insights), once;
/// later calls add only what is missing and change nothing that is there. With a reporter, whom the signals of a
/// definition name, the sample risk definitions come too, as drafts.
[[nodiscard]] Result<void> install_base_data(Unit& unit, std::optional<Ref<User>> reporter = {});

/// A property of the library with its default.
struct ShippedProperty {
  std::string_view key;
  PropertyType type;
  std::string_view value;
};
[[nodiscard]] std::span<const ShippedProperty> shipped_properties();

}  // namespace steward::engine
