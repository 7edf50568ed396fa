// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "rule/rule.hpp"

namespace steward::rule {

/// Walks up the stored rows of `table` from `start`, which may be nil, by their `parent` field: true when
/// `target` is met. Ends on stored circles too.
[[nodiscard]] bool leads_to(const Lookup& lookup, const TableInfo& table, std::size_t parent, Id start, Id target);

/// Refuses `parent_cycle` when the new value of `parent` names the record itself or one below it.
void refuse_cycle(Context& context, std::size_t parent);

/// Reports the failure of a write that a rule caused. Store failures are not reported here: the engine ends the
/// call with them by itself.
template <class T>
void report(Context& context, const Result<T>& written) {
  if (written) return;
  const Error& error = written.error();
  if (error.category() == Category::storage || error.category() == Category::busy) return;
  if (error.faults().empty()) return context.refuse(error.code(), {}, error.message());
  context.faults().insert(context.faults().end(), error.faults().begin(), error.faults().end());
}

}  // namespace steward::rule
