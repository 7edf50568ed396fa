// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>

#include "store/store.hpp"

namespace steward::stores {

/// A store in memory: the reference implementation, for tests. Every transaction sees the state of its begin;
/// one writer at a time, a second one waits up to five seconds and then gets `busy`. REQUIRES: the schema
/// outlives the store.
[[nodiscard]] std::shared_ptr<store::Database> open_memory(const model::Schema& schema);

}  // namespace steward::stores
