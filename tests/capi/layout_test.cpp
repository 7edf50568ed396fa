// SPDX-License-Identifier: Apache-2.0
#include <dlfcn.h>

#include <cstddef>
#include <cstdio>
#include <fstream>
#include <regex>
#include <set>
#include <sstream>

#include "host.hpp"

// The golden layout of version 0 of the ABI. A line here changes only together with STEWARD_ABI_VERSION; a struct
// that grows at its end gets new lines.

static_assert(sizeof(void*) == 8, "the golden layout is that of 64-bit platforms");

#define STEWARD_AT(type, member, at) static_assert(offsetof(type, member) == (at))

static_assert(sizeof(steward_engine) == 8 && sizeof(steward_session) == 8 && sizeof(steward_cursor) == 8);
static_assert(sizeof(steward_text) == 8 && sizeof(steward_error) == 8 && sizeof(steward_id) == 16);
static_assert(sizeof(steward_view) == 16);
STEWARD_AT(steward_view, size, 8);

static_assert(sizeof(steward_error_info) == 48);
STEWARD_AT(steward_error_info, category, 4);
STEWARD_AT(steward_error_info, retryable, 8);
STEWARD_AT(steward_error_info, fault_count, 12);
STEWARD_AT(steward_error_info, code, 16);
STEWARD_AT(steward_error_info, message, 32);

static_assert(sizeof(steward_fault_info) == 136);
STEWARD_AT(steward_fault_info, has_record, 4);
STEWARD_AT(steward_fault_info, has_index, 8);
STEWARD_AT(steward_fault_info, index, 16);
STEWARD_AT(steward_fault_info, record, 24);
STEWARD_AT(steward_fault_info, code, 40);
STEWARD_AT(steward_fault_info, rule, 56);
STEWARD_AT(steward_fault_info, table, 72);
STEWARD_AT(steward_fault_info, field, 88);
STEWARD_AT(steward_fault_info, message, 104);
STEWARD_AT(steward_fault_info, details, 120);

static_assert(sizeof(steward_engine_options) == 56);
STEWARD_AT(steward_engine_options, synchronous, 4);
STEWARD_AT(steward_engine_options, path, 8);
STEWARD_AT(steward_engine_options, path_size, 16);
STEWARD_AT(steward_engine_options, busy_timeout_ms, 24);
STEWARD_AT(steward_engine_options, has_id_seed, 28);
STEWARD_AT(steward_engine_options, id_seed, 32);
STEWARD_AT(steward_engine_options, clock_ms, 40);
STEWARD_AT(steward_engine_options, has_clock, 48);
STEWARD_AT(steward_engine_options, reserved, 52);

static_assert(sizeof(steward_write_options) == 8);
STEWARD_AT(steward_write_options, confirm, 4);

static_assert(sizeof(steward_find_options) == 40);
STEWARD_AT(steward_find_options, page_size, 4);
STEWARD_AT(steward_find_options, where, 8);
STEWARD_AT(steward_find_options, order_by, 24);

static_assert(sizeof(steward_ingest_columns) == 120);
STEWARD_AT(steward_ingest_columns, all_or_nothing, 4);
STEWARD_AT(steward_ingest_columns, data_source, 8);
STEWARD_AT(steward_ingest_columns, source_table, 24);
STEWARD_AT(steward_ingest_columns, count, 40);
STEWARD_AT(steward_ingest_columns, source_record, 48);
STEWARD_AT(steward_ingest_columns, value_micro, 56);
STEWARD_AT(steward_ingest_columns, value_double, 64);
STEWARD_AT(steward_ingest_columns, start_ms, 72);
STEWARD_AT(steward_ingest_columns, end_ms, 80);
STEWARD_AT(steward_ingest_columns, recorded_ms, 88);
STEWARD_AT(steward_ingest_columns, source_key, 96);
STEWARD_AT(steward_ingest_columns, key_field, 104);

static_assert(sizeof(steward_indicator_columns) == 96);
STEWARD_AT(steward_indicator_columns, indicator, 8);
STEWARD_AT(steward_indicator_columns, breakdown, 24);
STEWARD_AT(steward_indicator_columns, count, 40);
STEWARD_AT(steward_indicator_columns, element_record, 48);
STEWARD_AT(steward_indicator_columns, value_micro, 56);
STEWARD_AT(steward_indicator_columns, value_double, 64);
STEWARD_AT(steward_indicator_columns, start_ms, 72);
STEWARD_AT(steward_indicator_columns, end_ms, 80);
STEWARD_AT(steward_indicator_columns, recorded_ms, 88);

static_assert(sizeof(steward_column) == 32);
STEWARD_AT(steward_column, values, 16);
STEWARD_AT(steward_column, valid, 24);

static_assert(sizeof(steward_progress) == 40);
STEWARD_AT(steward_progress, done, 8);
STEWARD_AT(steward_progress, total, 16);
STEWARD_AT(steward_progress, phase, 24);

static_assert(sizeof(steward_progress_answer) == 8);
STEWARD_AT(steward_progress_answer, stop, 4);

namespace {

std::string read(const std::string& name) {
  std::ifstream file(std::string(STEWARD_SOURCE_DIR) + "/" + name);
  REQUIRE(file.good());
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

std::set<std::string> lines(const std::string& text) {
  std::set<std::string> found;
  std::istringstream stream(text);
  for (std::string line; std::getline(stream, line);) {
    if (!line.empty() && line[0] != '#') found.insert(line);
  }
  return found;
}

/// What `nm` says that the loaded library exports.
std::set<std::string> exported_symbols() {
  std::set<std::string> found;
  Dl_info loaded{};
  REQUIRE(dladdr(reinterpret_cast<const void*>(&steward_version), &loaded) != 0);
  const std::string command =
      "nm -D --defined-only -P '" + std::string(loaded.dli_fname) + "' 2>/dev/null | cut -d ' ' -f 1";
  auto* pipe = popen(command.c_str(), "r");
  REQUIRE(pipe != nullptr);
  char line[256];
  while (std::fgets(line, sizeof line, pipe) != nullptr) {
    std::string name(line);
    name.erase(name.find_last_not_of("\n") + 1);
    found.insert(name.substr(0, name.find('@')));
  }
  pclose(pipe);
  return found;
}

}  // namespace

TEST_CASE("the header declares the golden list of functions", "[capi]") {
  const auto golden = lines(read("tests/capi/symbols.txt"));
  const auto header = read("capi/include/steward.h");
  std::set<std::string> declared;
  const std::regex declaration(R"(STEWARD_EXPORT [a-z0-9_ *]+[ *](steward_[a-z_]+)\()");
  for (std::sregex_iterator match(header.begin(), header.end(), declaration), end; match != end; ++match) {
    declared.insert((*match)[1]);
  }
  CHECK(declared == golden);
}

TEST_CASE("the library exports the golden list of functions and nothing else", "[capi]") {
  CHECK(exported_symbols() == lines(read("tests/capi/symbols.txt")));
}

TEST_CASE("the version is the project's", "[capi]") {
  std::smatch match;
  const auto project = read("CMakeLists.txt");
  REQUIRE(std::regex_search(project, match, std::regex(R"(project\(steward VERSION ([0-9.]+))")));
  CHECK(match[1] == steward_version());
  CHECK(match[1] == STEWARD_VERSION);
  CHECK(steward_abi_version() == STEWARD_ABI_VERSION);
  // The soname is the major version.
  CHECK(std::to_string(STEWARD_ABI_VERSION) == std::string(steward_version()).substr(0, 1));
  const auto python = read("capi/python/pyproject.toml");
  CHECK(python.find("version = \"" + match[1].str() + "\"") != std::string::npos);
}
