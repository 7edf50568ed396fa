// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "portfolio/series.hpp"
#include "steward/session.hpp"

namespace portfolio {

/// What an installation does once, before any data: base data, and accounts bring their onboarding case along.
[[nodiscard]] steward::Result<void> install(steward::Session& session);

/// Mappers and the published data sources, by name.
[[nodiscard]] steward::Result<SourcesByName> create_sources(steward::Session& session);

/// Publishes the health definitions: a global one, and one each for onboarding and renewal.
[[nodiscard]] steward::Result<void> create_health_definitions(steward::Session& session, const SourcesByName& sources);

/// Publishes the risk definitions; `reporter` is who reports the risks they raise.
[[nodiscard]] steward::Result<void> create_risk_definitions(steward::Session& session, const SourcesByName& sources,
                                                            steward::Ref<steward::User> reporter);

}  // namespace portfolio
