// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "rule/rule.hpp"

// The tree of domains, and the domain that an account brings along (access 9.2).

namespace steward::account {

/// domain.path: the ids from the root to the domain, each followed by `/`.
void derive_path(rule::Context& context);
/// The paths below a domain that moved.
void move_paths(rule::Context& context);

/// DOM-10, before the account is stored: its domain.
void create_domain(rule::Context& context);
/// DOM-10, after it is stored: the domain names its account.
void name_account(rule::Context& context);

}  // namespace steward::account
