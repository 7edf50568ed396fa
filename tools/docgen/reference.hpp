// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <string>

#include "rule/rule.hpp"

namespace docgen {

/// The generated pages of docs/reference: file name and content.
std::map<std::string, std::string> reference_pages();

[[nodiscard]] std::string tables_page();
[[nodiscard]] std::string relations_page();
[[nodiscard]] std::string choices_page();
[[nodiscard]] std::string roles_page();
[[nodiscard]] std::string rules_page(const steward::rule::Catalogue& catalogue);
[[nodiscard]] std::string errors_page(const steward::rule::Catalogue& catalogue);

}  // namespace docgen
