// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "rule/rule.hpp"

// The rules that hold on every table (rules 2, access 9.2), driven by the declarations.

namespace steward::rule {

/// The root of the domain tree; every store has it.
inline constexpr Id global_domain{{0, 0, 0, 0, 0, 0, 0x70, 0, 0x80, 0, 0, 0, 0, 0, 0, 1}};

/// Derived and computed fields that a caller gave: ignored when equal to the stored value, else refused
/// (GEN-08; GEN-01, GEN-05, GEN-07, GEN-10 for their fields). Takes the refused values back.
void check_read_only(Context& context, const Catalogue& catalogue);

/// GEN-05: account and engagement copies.
void derive_copies(Context& context, const Catalogue& catalogue);
/// Whether the value of a field is the copy of a stored one, and no word of the caller: what that names is there.
[[nodiscard]] bool is_taken_over(const Context& context, std::size_t field, const Catalogue& catalogue);
/// GEN-10 and the set-domain rule of the table (DOM-01 to DOM-07).
void derive_domain(Context& context, const Catalogue& catalogue);
/// DOM-08: when the domain of a row changed, everything that takes it from there follows.
[[nodiscard]] Result<void> move_dependents(Context& context, const Catalogue& catalogue);

/// GEN-02, GEN-03, GEN-04, GEN-06, GEN-16, field by field.
void validate_fields(Context& context, const Catalogue& catalogue);
/// GEN-14 and every rule that names a unique key.
void validate_unique(Context& context, const Catalogue& catalogue);

/// The catalogue entries of this file, and those the pipeline itself enforces.
[[nodiscard]] std::vector<Rule> generic_rules();

}  // namespace steward::rule
