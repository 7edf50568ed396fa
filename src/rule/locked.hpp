// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "rule/rule.hpp"

// Guards of references that are fixed while other records build on them.

namespace steward::rule {

/// The risk signals, of any state, that have the changed record as their source.
[[nodiscard]] condition::Condition associated_signals(const Context& context);
/// The rows of T whose `member` names the changed record.
template <class T, class M, class B>
[[nodiscard]] condition::Condition rows_naming(const Context& context, M B::* member) {
  return condition::Condition::equals(table_info<T>(), model::field_of<T>(member), context.change.id());
}

/// Refuses `code` at `field` while rows match one of the conditions; the details count them by table.
void refuse_while_there_are(Context& context, std::string_view field, std::string_view code, std::string message,
                            const std::vector<condition::Condition>& rows);

}  // namespace steward::rule
