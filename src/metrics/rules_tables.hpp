// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "rule/rule.hpp"
#include "steward/model/metrics.hpp"

// The parts that metrics::rules() is made of, one a file.

namespace steward::metrics {

[[nodiscard]] std::vector<rule::Rule> choice_rules();
[[nodiscard]] std::vector<rule::Rule> source_rules();
[[nodiscard]] std::vector<rule::Rule> publish_rules();
[[nodiscard]] std::vector<rule::Rule> context_rules();
[[nodiscard]] std::vector<rule::Rule> mapper_rules();
[[nodiscard]] std::vector<rule::Rule> data_rules();
[[nodiscard]] std::vector<rule::Rule> version_rules();

/// DCX-02 over one context of a source; reports at `context_table`.
void check_repeated_mappers(rule::Context& context, const DataSource& source, ContextTable table);

}  // namespace steward::metrics
