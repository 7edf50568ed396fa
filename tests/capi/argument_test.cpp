// SPDX-License-Identifier: Apache-2.0
#include <cstdint>
#include <functional>
#include <vector>

#include "host.hpp"

using namespace steward::test;

namespace {

const steward_id some_id{{1}};
constexpr std::size_t huge[] = {1, std::size_t{1} << 31, SIZE_MAX - 1, SIZE_MAX};

struct TextCall {
  std::string_view name;
  std::function<std::int32_t(const char*, std::size_t)> call;
};

std::int32_t open_with(const steward_engine_options& options) {
  steward_engine engine{99};
  const auto status = steward_engine_open(&options, &engine, nullptr);
  if (status != STEWARD_OK) CHECK(engine.v == 0);
  steward_engine_free(engine);
  return status;
}

std::int32_t drop(std::int32_t status, steward_text text) {
  if (status != STEWARD_OK) CHECK(text.v == 0);
  steward_text_free(text);
  return status;
}

std::vector<TextCall> text_calls(const Host& host) {
  const auto s = host.session;
  return {
      {"id_parse",
       [](auto* d, auto n) {
         steward_id id{};
         return steward_id_parse(d, n, &id, nullptr);
       }},
      {"path",
       [](auto* d, auto n) {
         steward_engine_options options{};
         options.struct_size = sizeof options;
         options.path = d;
         options.path_size = n;
         return open_with(options);
       }},
      {"request",
       [s](auto* d, auto n) {
         steward_text t{};
         return drop(steward_session_call(s, d, n, &t, nullptr), t);
       }},
      {"create table",
       [s](auto* d, auto n) {
         steward_text t{};
         return drop(steward_record_create(s, d, n, "{}", 2, nullptr, &t, nullptr), t);
       }},
      {"create values",
       [s](auto* d, auto n) {
         steward_text t{};
         return drop(steward_record_create(s, "account", 7, d, n, nullptr, &t, nullptr), t);
       }},
      {"get table",
       [s](auto* d, auto n) {
         steward_text t{};
         return drop(steward_record_get(s, d, n, &some_id, nullptr, &t, nullptr), t);
       }},
      {"update table",
       [s](auto* d, auto n) {
         steward_text t{};
         return drop(steward_record_update(s, d, n, &some_id, 1, "{}", 2, nullptr, &t, nullptr), t);
       }},
      {"update values",
       [s](auto* d, auto n) {
         steward_text t{};
         return drop(steward_record_update(s, "account", 7, &some_id, 1, d, n, nullptr, &t, nullptr), t);
       }},
      {"remove table", [s](auto* d, auto n) { return steward_record_remove(s, d, n, &some_id, 1, nullptr, nullptr); }},
      {"job key",
       [s](auto* d, auto n) {
         steward_text t{};
         return drop(steward_job_run(s, d, n, nullptr, nullptr, &t, nullptr), t);
       }},
      {"export table",
       [s](auto* d, auto n) {
         std::size_t c = 0;
         return steward_column_export(s, d, n, "", 0, 0, nullptr, nullptr, 0, &c, nullptr);
       }},
  };
}

/// Texts that may be empty.
std::vector<TextCall> optional_text_calls(const Host& host) {
  const auto s = host.session;
  const auto find = [s](steward_view where, steward_view order) {
    steward_find_options options{};
    options.struct_size = sizeof options;
    options.where = where;
    options.order_by = order;
    steward_cursor cursor{};
    const auto status = steward_record_find(s, "account", 7, &options, &cursor, nullptr);
    steward_cursor_free(cursor);
    return status;
  };
  return {
      {"find where", [find](auto* d, auto n) { return find({d, n}, {nullptr, 0}); }},
      {"find order_by", [find](auto* d, auto n) { return find({nullptr, 0}, {d, n}); }},
      {"token",
       [s](auto* d, auto n) {
         steward_text t{};
         return drop(steward_change_page(s, d, n, 0, &t, nullptr), t);
       }},
      {"export where",
       [s](auto* d, auto n) {
         std::size_t c = 0;
         return steward_column_export(s, "account", 7, d, n, 0, nullptr, nullptr, 0, &c, nullptr);
       }},
      {"export field",
       [s](auto* d, auto n) {
         std::int64_t value = 0;
         const steward_column column{{d, n}, &value, nullptr};
         std::size_t c = 0;
         return steward_column_export(s, "account", 7, "", 0, 1, nullptr, &column, 1, &c, nullptr);
       }},
      {"ingest table",
       [s](auto* d, auto n) {
         steward_ingest_columns columns{};
         columns.struct_size = sizeof columns;
         columns.source_table = {d, n};
         steward_text t{};
         return drop(steward_metric_ingest(s, &columns, &t, nullptr, nullptr), t);
       }},
  };
}

}  // namespace

TEST_CASE("texts: NULL with a size, sizes that cannot be, bad UTF-8", "[capi]") {
  const NoLeak leak;
  const Host host;
  auto calls = text_calls(host);
  for (auto& call : optional_text_calls(host)) calls.push_back(std::move(call));
  for (const auto& [name, call] : calls) {
    INFO(name);
    for (const auto size : huge) {
      CHECK(call(nullptr, size) == STEWARD_MISUSE);
      if (size > 1) CHECK(call("x", size) == STEWARD_INVALID);
    }
    for (const std::string_view bad : {"\xff", "a\xc0\x80", "\xed\xa0\x80", "\xf4\x90\x80\x80", "\xe2\x82"}) {
      CHECK(call(bad.data(), bad.size()) == STEWARD_INVALID);
    }
  }
  for (const auto& [name, call] : text_calls(host)) {
    INFO(name);
    const auto status = call(nullptr, 0);
    if (name != "path") CHECK((status == STEWARD_INVALID || status == STEWARD_NOT_FOUND));
    CHECK(call("\0", 1) != STEWARD_OK);
  }
}

TEST_CASE("out parameters that are NULL are misuse", "[capi]") {
  const NoLeak leak;
  Host host;
  const auto s = host.session;
  steward_text text{};
  std::size_t count = 0;
  steward_ingest_columns rows{};
  rows.struct_size = sizeof rows;
  CHECK(steward_id_parse("x", 1, nullptr, nullptr) == STEWARD_MISUSE);
  CHECK(steward_id_format(&some_id, nullptr, nullptr) == STEWARD_MISUSE);
  CHECK(steward_engine_open(nullptr, nullptr, nullptr) == STEWARD_MISUSE);
  CHECK(steward_engine_describe(host.engine, nullptr, nullptr) == STEWARD_MISUSE);
  CHECK(steward_session_open(host.engine, &some_id, nullptr, nullptr) == STEWARD_MISUSE);
  CHECK(steward_session_open_system(host.engine, nullptr, nullptr) == STEWARD_MISUSE);
  CHECK(steward_session_call(s, "{}", 2, nullptr, nullptr) == STEWARD_MISUSE);
  CHECK(steward_session_warnings(s, nullptr, nullptr) == STEWARD_MISUSE);
  CHECK(steward_record_create(s, "account", 7, "{}", 2, nullptr, nullptr, nullptr) == STEWARD_MISUSE);
  CHECK(steward_record_get(s, "account", 7, &some_id, nullptr, nullptr, nullptr) == STEWARD_MISUSE);
  CHECK(steward_record_update(s, "account", 7, &some_id, 1, "{}", 2, nullptr, nullptr, nullptr) == STEWARD_MISUSE);
  CHECK(steward_record_find(s, "account", 7, nullptr, nullptr, nullptr) == STEWARD_MISUSE);
  CHECK(steward_cursor_next({}, nullptr, &count, nullptr) == STEWARD_MISUSE);
  CHECK(steward_cursor_next({}, &text, nullptr, nullptr) == STEWARD_MISUSE);
  CHECK(steward_change_page(s, "", 0, 0, nullptr, nullptr) == STEWARD_MISUSE);
  CHECK(steward_metric_ingest(s, &rows, nullptr, nullptr, nullptr) == STEWARD_MISUSE);
  CHECK(steward_indicator_ingest(s, nullptr, &text, nullptr, nullptr) == STEWARD_MISUSE);
  CHECK(steward_column_export(s, "account", 7, "", 0, 0, nullptr, nullptr, 0, nullptr, nullptr) == STEWARD_MISUSE);
  CHECK(steward_job_run(s, "x", 1, nullptr, nullptr, nullptr, nullptr) == STEWARD_MISUSE);
  CHECK(steward_job_run_due(s, nullptr, nullptr, nullptr, nullptr) == STEWARD_MISUSE);
  CHECK(steward_text_data({}, nullptr, nullptr) == STEWARD_MISUSE);
  CHECK(steward_error_get({}, nullptr) == STEWARD_MISUSE);
  CHECK(steward_error_fault({}, 0, nullptr) == STEWARD_MISUSE);
}

TEST_CASE("ids that are NULL are misuse", "[capi]") {
  const NoLeak leak;
  Host host;
  steward_text text{};
  steward_session session{};
  char id[37] = "x";
  CHECK(steward_session_open(host.engine, nullptr, &session, nullptr) == STEWARD_MISUSE);
  CHECK(steward_record_get(host.session, "account", 7, nullptr, nullptr, &text, nullptr) == STEWARD_MISUSE);
  CHECK(steward_record_remove(host.session, "account", 7, nullptr, 1, nullptr, nullptr) == STEWARD_MISUSE);
  CHECK(steward_id_format(nullptr, id, nullptr) == STEWARD_MISUSE);
  CHECK(id[0] == '\0');
}

TEST_CASE("struct sizes: none, garbage, a later version", "[capi]") {
  const NoLeak leak;
  struct {
    steward_engine_options options;
    unsigned char tail[64];
  } later{};
  CHECK(open_with(later.options) == STEWARD_MISUSE);
  later.options.struct_size = static_cast<std::uint32_t>(-1);
  CHECK(open_with(later.options) == STEWARD_MISUSE);
  later.options.struct_size = 4;
  CHECK(open_with(later.options) == STEWARD_MISUSE);
  later.options.struct_size = sizeof later.options + sizeof later.tail;
  CHECK(steward_engine_open(nullptr, nullptr, nullptr) == STEWARD_MISUSE);
  const auto open_later = [&] {
    steward_engine engine{};
    const auto status = steward_engine_open(&later.options, &engine, nullptr);
    steward_engine_free(engine);
    return status;
  };
  CHECK(open_later() == STEWARD_OK);
  later.tail[63] = 1;
  CHECK(open_later() == STEWARD_UNSUPPORTED);
}

TEST_CASE("every struct is held to its size", "[capi]") {
  const NoLeak leak;
  Host host;
  for (const std::uint32_t size : {0u, 3u, 4u, 0xFFFFFFFFu, 2000u}) {
    INFO(size);
    steward_text text{};
    steward_cursor cursor{};
    const steward_write_options write{size, 0};
    CHECK(steward_record_create(host.session, "account", 7, "{}", 2, &write, &text, nullptr) == STEWARD_MISUSE);
    CHECK(steward_record_remove(host.session, "account", 7, &some_id, 1, &write, nullptr) == STEWARD_MISUSE);
    steward_find_options find{};
    find.struct_size = size;
    CHECK(steward_record_find(host.session, "account", 7, &find, &cursor, nullptr) == STEWARD_MISUSE);
    steward_ingest_columns rows{};
    rows.struct_size = size;
    CHECK(steward_metric_ingest(host.session, &rows, &text, nullptr, nullptr) == STEWARD_MISUSE);
    steward_indicator_columns scores{};
    scores.struct_size = size;
    CHECK(steward_indicator_ingest(host.session, &scores, &text, nullptr, nullptr) == STEWARD_MISUSE);
    steward_error error{};
    REQUIRE(steward_session_call(host.session, "", 0, &text, &error) == STEWARD_INVALID);
    steward_error_info info{};
    info.struct_size = size;
    CHECK(steward_error_get(error, &info) == STEWARD_MISUSE);
    steward_fault_info fault{};
    fault.struct_size = size;
    CHECK(steward_error_fault(error, 0, &fault) == STEWARD_MISUSE);
    steward_error_free(error);
  }
}

TEST_CASE("an older caller gets the part of the error that it knows", "[capi]") {
  const NoLeak leak;
  Host host;
  steward_text text{};
  steward_error error{};
  REQUIRE(steward_session_call(host.session, "", 0, &text, &error) == STEWARD_INVALID);
  steward_error_info info;
  std::memset(&info, 0x55, sizeof info);
  info.struct_size = 16;
  REQUIRE(steward_error_get(error, &info) == STEWARD_OK);
  CHECK(info.category == STEWARD_INVALID);
  CHECK(info.struct_size == 16);
  steward_view untouched;
  std::memset(&untouched, 0x55, sizeof untouched);
  CHECK(std::memcmp(&info.code, &untouched, sizeof untouched) == 0);
  steward_error_free(error);
}

TEST_CASE("engine options are checked", "[capi]") {
  const NoLeak leak;
  const auto refused = [](auto change) {
    steward_engine_options options{};
    options.struct_size = sizeof options;
    change(options);
    return open_with(options);
  };
  CHECK(refused([](auto&) {}) == STEWARD_OK);
  CHECK(refused([](auto& o) { o.synchronous = 2; }) == STEWARD_INVALID);
  CHECK(refused([](auto& o) { o.synchronous = -1; }) == STEWARD_INVALID);
  CHECK(refused([](auto& o) { o.busy_timeout_ms = -1; }) == STEWARD_INVALID);
  CHECK(refused([](auto& o) { o.reserved = 1; }) == STEWARD_UNSUPPORTED);
  CHECK(refused([](auto& o) { o.path = "a\0b", o.path_size = 3; }) == STEWARD_INVALID);
  CHECK(refused([](auto& o) { o.path = "/nowhere/at/all/x.db", o.path_size = 20; }) == STEWARD_STORAGE);
  CHECK(refused([](auto& o) { o.has_clock = 1, o.clock_ms = INT64_MIN; }) == STEWARD_INVALID);
  CHECK(refused([](auto& o) { o.clock_ms = INT64_MIN; }) == STEWARD_OK);

  steward_engine engine{};
  REQUIRE(steward_engine_open(nullptr, &engine, nullptr) == STEWARD_OK);
  ErrorOut error;
  CHECK(steward_engine_set_clock(engine, noon, error.out()) == STEWARD_MISUSE);
  CHECK(error.code() == "no_manual_clock");
  CHECK(steward_engine_free(engine) == STEWARD_OK);
}

TEST_CASE("ids are read and written", "[capi]") {
  const NoLeak leak;
  const auto id = id_of("0190A5D0-0000-7000-8000-000000000001");
  char text[37];
  REQUIRE(steward_id_format(&id, text, nullptr) == STEWARD_OK);
  CHECK(std::string(text) == "0190a5d0-0000-7000-8000-000000000001");
  steward_id none{{9}};
  ErrorOut error;
  CHECK(steward_id_parse("0190", 4, &none, error.out()) == STEWARD_INVALID);
  CHECK(none.bytes[0] == 0);
  CHECK(error.code() == "invalid_input");
}

TEST_CASE("statuses have names", "[capi]") {
  CHECK(std::string(steward_status_name(STEWARD_OK)) == "ok");
  CHECK(std::string(steward_status_name(STEWARD_OUTCOME_UNKNOWN)) == "outcome_unknown");
  CHECK(std::string(steward_status_name(STEWARD_INTERNAL)) == "internal");
  for (const std::int32_t other : {-1, 12, INT32_MAX, INT32_MIN})
    CHECK(std::string(steward_status_name(other)).empty());
}
