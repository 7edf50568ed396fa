// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <array>
#include <set>

#include "reference.hpp"
#include "steward/table.hpp"
#include "words.hpp"

namespace docgen {

using namespace steward;

namespace {

struct CallCode {
  std::string_view code;
  std::string_view category;
  std::string_view when;
};

/// Codes that no rule gives; tests/checks/error_codes.py holds them against the sources.
constexpr std::array call_codes{
    CallCode{"bad_handle", "misuse", "C ABI: a handle is freed, of another kind or invented"},
    CallCode{"bad_struct_size", "misuse", "C ABI: `struct_size` is not that of a version this library knows"},
    CallCode{"buffer_too_small", "invalid", "C ABI: the columns of a read have fewer places than there are rows"},
    CallCode{"busy", "busy", "the session is in use, or another writer holds the store; try again"},
    CallCode{"cancelled", "cancelled", "the host's callback asked to stop; finished batches stay"},
    CallCode{"condition_invalid", "invalid", "a condition cannot be read, or does not fit its table"},
    CallCode{"csv_invalid", "invalid", "a CSV file has a malformed line"},
    CallCode{"database_corrupt", "storage", "the file is damaged; restore a backup"},
    CallCode{"database_too_new", "unsupported", "a later version has written the file"},
    CallCode{"host_table_changed", "conflict", "a host table lost a field, or has one of another type"},
    CallCode{"internal", "internal", "a bug of the library, met inside a call"},
    CallCode{"internal_error", "internal", "C ABI: a bug of the library, met at its edge"},
    CallCode{"invalid_input", "invalid", "an argument, a field or a value is unknown or malformed"},
    CallCode{"job_running", "busy", "the job runs already"},
    CallCode{"job_unknown", "not_found", "no job has this key"},
    CallCode{"json_invalid", "invalid", "a JSON text is malformed"},
    CallCode{"missing_value", "conflict", "the store misses a value that every row has"},
    CallCode{"misuse", "misuse", "calls in an order that makes no sense, as a commit without a transaction"},
    CallCode{"no_manual_clock", "misuse", "C ABI: the clock is set of an engine that has the system's"},
    CallCode{"not_a_database", "storage", "the file is not SQLite, or belongs to another program"},
    CallCode{"not_found", "not_found", "there is no such record, or none that the caller may see"},
    CallCode{"null_argument", "misuse", "C ABI: a pointer that must lead somewhere is NULL"},
    CallCode{"open_descendants_left", "a warning", "a record was closed or canceled over open work below its children"},
    CallCode{"operation_unknown", "unsupported", "JSON: no operation has this name"},
    CallCode{"option_unknown", "unsupported", "C ABI: an option of a later version"},
    CallCode{"out_of_memory", "internal", "there was not enough memory; the call can be repeated"},
    CallCode{"outcome_unknown", "outcome_unknown", "the commit may have happened: read again"},
    CallCode{"reference_violation", "conflict", "the store refuses a reference to no row"},
    CallCode{"resolver_unknown", "invalid", "a mapper or source names a resolver that the engine was not given"},
    CallCode{"schema_not_additive", "internal", "an upgrade lacks a step; the file stays as it was"},
    CallCode{"session_busy", "busy", "C ABI: the session is in use by another call"},
    CallCode{"source_unresolved", "in a report", "collecting: a group leads to no source record"},
    CallCode{"storage_error", "storage", "the store failed; nothing of the call was kept"},
    CallCode{"too_many_handles", "misuse", "C ABI: handles were never freed"},
    CallCode{"unique_violation", "conflict", "another session stored the same key at the same time"},
    CallCode{"validation_failed", "invalid", "several faults at once; each has its own code"},
    CallCode{"version_unsupported", "unsupported", "JSON: `v` is not 1"},
};

using Codes = std::map<std::string, std::set<std::string>>;

void add_codes(Codes& codes, std::string_view list, std::string_view id) {
  while (!list.empty()) {
    const auto comma = list.find(", ");
    auto part = list.substr(0, comma);
    list = comma == std::string_view::npos ? std::string_view() : list.substr(comma + 2);
    part = part.substr(0, part.find(' '));
    if (!part.empty() && part.front() != '@') codes[std::string(part)].insert(std::string(id));
  }
}

}  // namespace

std::string errors_page(const rule::Catalogue& catalogue) {
  Codes codes;
  for (const auto& entry : catalogue.rules()) add_codes(codes, entry.codes, entry.id);
  for (const auto* table : all_tables()) {
    for (const auto& key : table->unique) codes[key.code].insert(key.rule);
  }
  std::string out = "# Error codes\n\n" + std::string(generated);
  out +=
      "A code is stable; decide by it, or by the category alone. Warnings have codes of the same kind.\n\n"
      "## Of the rules\n\n| code | rules |\n|---|---|\n";
  for (const auto& [code, ids] : codes) out += fmt::format("| `{}` | {} |\n", code, fmt::join(ids, ", "));
  out += "\n## Of calls, files and the store\n\n| code | category | when |\n|---|---|---|\n";
  for (const auto& [code, category, when] : call_codes) {
    out += fmt::format("| `{}` | {} | {} |\n", code, category, when);
  }
  return out;
}

}  // namespace docgen
