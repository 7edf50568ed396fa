// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

#include "model/schema.hpp"
#include "stores/sqlite/handle.hpp"

namespace steward::stores {

/// The JSON that the catalogue keeps of a declaration.
[[nodiscard]] std::string host_table_text(const HostTable& table);
/// `database_corrupt` for anything but what host_table_text writes.
[[nodiscard]] Result<HostTable> parse_host_table(std::string_view text);

/// Declares the catalogued tables that the schema does not know, then creates or extends those of the schema.
/// Runs inside the transaction of the caller. Code `host_table_changed` as open_sqlite.
[[nodiscard]] Result<void> sync_host_tables(Handle& handle, model::Schema& schema);

}  // namespace steward::stores
