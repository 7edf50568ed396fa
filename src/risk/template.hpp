// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

#include "model/schema.hpp"
#include "rule/work.hpp"

namespace steward::risk {

/// What a template of a risk definition gives to the signals it raises: a JSON object of field name to value,
/// decoded by the type of each field (RDF-02). It must hold short_description, description and reported_by;
/// every key is a field of risk_signal that callers write, and every value fits it. Whether references exist is
/// not looked up here. Code: `invalid_template`, with a fault for each problem, at field `template`.
[[nodiscard]] Result<rule::Fields> template_fields(std::string_view json, const model::Schema& schema);

}  // namespace steward::risk
