// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

#include "model/schema.hpp"
#include "rule/rule.hpp"
#include "steward/session.hpp"

namespace steward::engine {

/// The JSON door of a session: reads the envelope `{"v":1,"op":…,"args":{…}}`, checks every argument against the
/// table of operations, runs the operation through the session's own functions and writes
/// `{"v":1,"result":…,"warnings":[…]}`. All faults of the arguments come back together. Codes: `json_invalid`,
/// `version_unsupported`, `operation_unknown` (both of category unsupported), `invalid_input`, `out_of_range`,
/// and what the operation itself answers. Thread rule: that of the session.
[[nodiscard]] Result<std::string> call_operation(Session& session, const model::Schema& schema,
                                                 const rule::Catalogue& catalogue, std::string_view request);

}  // namespace steward::engine
