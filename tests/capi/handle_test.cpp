// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <functional>
#include <set>
#include <vector>

#include "host.hpp"

using namespace steward::test;

namespace {

const steward_id some_id{{1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16}};
constexpr std::string_view describe = R"({"v":1,"op":"describe"})";

/// One call of a function with a handle; every out parameter is checked to be zero after a refusal.
struct HandleCall {
  std::string_view name;
  char kind;  ///< e, s, c, t or x: engine, session, cursor, text, error
  std::function<std::int32_t(std::uint64_t, steward_error*)> call;
};

std::int32_t with_text(const std::function<std::int32_t(steward_text*)>& call) {
  steward_text text{99};
  const auto status = call(&text);
  if (status == STEWARD_OK) {
    CHECK(steward_text_free(text) == STEWARD_OK);
  } else {
    CHECK(text.v == 0);
  }
  return status;
}

std::vector<HandleCall> session_calls() {
  using E = steward_error*;
  return {
      {"session_call", 's',
       [](auto h, E e) {
         return with_text([&](auto* t) { return steward_session_call({h}, describe.data(), describe.size(), t, e); });
       }},
      {"session_warnings", 's',
       [](auto h, E e) { return with_text([&](auto* t) { return steward_session_warnings({h}, t, e); }); }},
      {"transaction_begin", 's', [](auto h, E e) { return steward_transaction_begin({h}, e); }},
      {"transaction_commit", 's', [](auto h, E e) { return steward_transaction_commit({h}, e); }},
      {"transaction_rollback", 's', [](auto h, E e) { return steward_transaction_rollback({h}, e); }},
      {"record_create", 's',
       [](auto h, E e) {
         return with_text([&](auto* t) { return steward_record_create({h}, "account", 7, "{}", 2, nullptr, t, e); });
       }},
      {"record_get", 's',
       [](auto h, E e) {
         return with_text([&](auto* t) { return steward_record_get({h}, "account", 7, &some_id, nullptr, t, e); });
       }},
      {"record_update", 's',
       [](auto h, E e) {
         return with_text(
             [&](auto* t) { return steward_record_update({h}, "account", 7, &some_id, 1, "{}", 2, nullptr, t, e); });
       }},
      {"record_remove", 's',
       [](auto h, E e) { return steward_record_remove({h}, "account", 7, &some_id, 1, nullptr, e); }},
      {"record_find", 's',
       [](auto h, E e) {
         steward_cursor cursor{99};
         const auto status = steward_record_find({h}, "account", 7, nullptr, &cursor, e);
         if (status != STEWARD_OK) CHECK(cursor.v == 0);
         steward_cursor_free(cursor);
         return status;
       }},
      {"change_page", 's',
       [](auto h, E e) { return with_text([&](auto* t) { return steward_change_page({h}, "", 0, 0, t, e); }); }},
      {"metric_ingest", 's',
       [](auto h, E e) {
         steward_ingest_columns columns{};
         columns.struct_size = sizeof columns;
         std::uint64_t refused = 99;
         const auto status = with_text([&](auto* t) { return steward_metric_ingest({h}, &columns, t, &refused, e); });
         CHECK(refused == 0);
         return status;
       }},
      {"indicator_ingest", 's',
       [](auto h, E e) {
         steward_indicator_columns columns{};
         columns.struct_size = sizeof columns;
         return with_text([&](auto* t) { return steward_indicator_ingest({h}, &columns, t, nullptr, e); });
       }},
      {"column_export", 's',
       [](auto h, E e) {
         std::size_t count = 99;
         const auto status = steward_column_export({h}, "account", 7, "", 0, 0, nullptr, nullptr, 0, &count, e);
         if (status != STEWARD_OK) CHECK(count == 0);
         return status;
       }},
      {"job_run", 's',
       [](auto h, E e) {
         return with_text([&](auto* t) { return steward_job_run({h}, "none", 4, nullptr, nullptr, t, e); });
       }},
      {"job_run_due", 's',
       [](auto h, E e) {
         return with_text([&](auto* t) { return steward_job_run_due({h}, nullptr, nullptr, t, e); });
       }},
  };
}

std::vector<HandleCall> other_calls() {
  using E = steward_error*;
  const auto open = [](std::int32_t status, steward_session session) {
    if (status != STEWARD_OK) CHECK(session.v == 0);
    steward_session_free(session);
    return status;
  };
  return {
      {"engine_set_clock", 'e', [](auto h, E e) { return steward_engine_set_clock({h}, noon, e); }},
      {"engine_describe", 'e',
       [](auto h, E e) { return with_text([&](auto* t) { return steward_engine_describe({h}, t, e); }); }},
      {"session_open", 'e',
       [open](auto h, E e) {
         steward_session session{99};
         const auto status = steward_session_open({h}, &some_id, &session, e);
         return open(status, session);
       }},
      {"session_open_in", 'e',
       [open](auto h, E e) {
         steward_session session{99};
         const auto status = steward_session_open_in({h}, &some_id, &some_id, &session, e);
         return open(status, session);
       }},
      {"session_open_system", 'e',
       [open](auto h, E e) {
         steward_session session{99};
         const auto status = steward_session_open_system({h}, &session, e);
         return open(status, session);
       }},
      {"cursor_next", 'c',
       [](auto h, E e) {
         std::size_t count = 99;
         return with_text([&](auto* t) { return steward_cursor_next({h}, t, &count, e); });
       }},
      {"text_data", 't',
       [](auto h, E) {
         const char* data = "x";
         std::size_t size = 99;
         const auto status = steward_text_data({h}, &data, &size);
         if (status != STEWARD_OK) CHECK((data == nullptr && size == 0));
         return status;
       }},
      {"error_get", 'x',
       [](auto h, E) {
         steward_error_info info{};
         info.struct_size = sizeof info;
         info.category = 99;
         const auto status = steward_error_get({h}, &info);
         if (status != STEWARD_OK) CHECK((info.category == 0 && info.code.data == nullptr));
         return status;
       }},
      {"error_fault", 'x',
       [](auto h, E) {
         steward_fault_info info{};
         info.struct_size = sizeof info;
         return steward_error_fault({h}, 0, &info);
       }},
  };
}

std::vector<HandleCall> all_calls() {
  auto calls = session_calls();
  for (auto& call : other_calls()) calls.push_back(std::move(call));
  return calls;
}

/// A live handle of each kind, and one of each that is freed already.
struct Zoo {
  Host host;
  steward_cursor cursor{};
  steward_text text{};
  steward_error error{};
  std::uint64_t freed[5] = {};

  Zoo() {
    make(cursor, text, error);
    steward_engine engine{};
    steward_session session{};
    REQUIRE(steward_engine_open(nullptr, &engine, nullptr) == STEWARD_OK);
    REQUIRE(steward_session_open_system(engine, &session, nullptr) == STEWARD_OK);
    steward_cursor other{};
    steward_text gone{};
    steward_error lost{};
    make(other, gone, lost);
    const std::uint64_t dead[] = {engine.v, session.v, other.v, gone.v, lost.v};
    std::copy(std::begin(dead), std::end(dead), freed);
    CHECK(steward_cursor_free(other) == STEWARD_OK);
    CHECK(steward_text_free(gone) == STEWARD_OK);
    CHECK(steward_error_free(lost) == STEWARD_OK);
    CHECK(steward_session_free(session) == STEWARD_OK);
    CHECK(steward_engine_free(engine) == STEWARD_OK);
  }
  ~Zoo() {
    steward_cursor_free(cursor);
    steward_text_free(text);
    steward_error_free(error);
  }
  void make(steward_cursor& c, steward_text& t, steward_error& e) const {
    REQUIRE(steward_record_find(host.session, "account", 7, nullptr, &c, nullptr) == STEWARD_OK);
    REQUIRE(steward_session_warnings(host.session, &t, nullptr) == STEWARD_OK);
    steward_text none{};
    REQUIRE(steward_session_call(host.session, "", 0, &none, &e) == STEWARD_INVALID);
  }
  /// Everything that is no live handle of this kind.
  [[nodiscard]] std::vector<std::uint64_t> strangers(char kind) const {
    std::vector<std::uint64_t> found = {0, 1, 2, 0xFFFFFFFFFFFFFFFFULL, 0x0000000102000001ULL, 0x7FFFFFFF01FFFFFFULL};
    found.insert(found.end(), std::begin(freed), std::end(freed));
    const std::pair<char, std::uint64_t> live[] = {
        {'e', host.engine.v}, {'s', host.session.v}, {'c', cursor.v}, {'t', text.v}, {'x', error.v}};
    for (const auto& [other, handle] : live) {
      if (other == kind) continue;
      found.push_back(handle);
      found.push_back(handle ^ (std::uint64_t{1} << 40));  // another generation
    }
    std::erase(found, live[std::string_view("esctx").find(kind)].second);
    return found;
  }
};

}  // namespace

TEST_CASE("every function refuses what is no live handle of its kind", "[capi]") {
  const NoLeak leak;
  const Zoo zoo;
  for (const auto& [name, kind, call] : all_calls()) {
    for (const auto handle : zoo.strangers(kind)) {
      INFO(name << " with " << std::hex << handle);
      steward_error error{42};
      CHECK(call(handle, &error) == STEWARD_MISUSE);
      if (error.v != 42) CHECK(steward_error_free(error) == STEWARD_OK);
      CHECK(call(handle, nullptr) == STEWARD_MISUSE);
    }
  }
}

TEST_CASE("every function takes a live handle, and needs no error object", "[capi]") {
  const NoLeak leak;
  const Zoo zoo;
  const std::uint64_t live[] = {zoo.host.engine.v, zoo.host.session.v, zoo.cursor.v, zoo.text.v, zoo.error.v};
  for (const auto& [name, kind, call] : all_calls()) {
    INFO(name);
    const auto status = call(live[std::string_view("esctx").find(kind)], nullptr);
    // A commit without a transaction is the only misuse among these.
    if (name != "transaction_commit") CHECK(status != STEWARD_MISUSE);
    CHECK(status != STEWARD_INTERNAL);
  }
}

TEST_CASE("freeing is safe whatever is freed", "[capi]") {
  const NoLeak leak;
  const Zoo zoo;
  const std::pair<char, std::function<std::int32_t(std::uint64_t)>> frees[] = {
      {'e', [](auto h) { return steward_engine_free({h}); }},
      {'s', [](auto h) { return steward_session_free({h}); }},
      {'c', [](auto h) { return steward_cursor_free({h}); }},
      {'t', [](auto h) { return steward_text_free({h}); }},
      {'x', [](auto h) { return steward_error_free({h}); }}};
  for (const auto& [kind, release] : frees) {
    for (const auto handle : zoo.strangers(kind)) {
      INFO(kind << " " << std::hex << handle);
      CHECK(release(handle) == (handle == 0 ? STEWARD_OK : STEWARD_MISUSE));
    }
  }
}

TEST_CASE("a handle that took the place of a freed one is another handle", "[capi]") {
  const NoLeak leak;
  Host host;
  std::set<std::uint64_t> seen;
  for (int i = 0; i < 1000; ++i) {
    steward_text text{};
    REQUIRE(steward_session_warnings(host.session, &text, nullptr) == STEWARD_OK);
    REQUIRE(seen.insert(text.v).second);
    REQUIRE(steward_text_free(text) == STEWARD_OK);
    REQUIRE(steward_text_free(text) == STEWARD_MISUSE);
  }
}

TEST_CASE("sessions and cursors keep the engine open", "[capi]") {
  const NoLeak leak;
  steward_engine engine{};
  steward_session session{};
  steward_cursor cursor{};
  REQUIRE(steward_engine_open(nullptr, &engine, nullptr) == STEWARD_OK);
  REQUIRE(steward_session_open_system(engine, &session, nullptr) == STEWARD_OK);
  REQUIRE(steward_engine_free(engine) == STEWARD_OK);
  steward_text text{};
  REQUIRE(steward_record_create(session, "account", 7, R"({"name":"a"})", 12, nullptr, &text, nullptr) == STEWARD_OK);
  REQUIRE(steward_text_free(text) == STEWARD_OK);
  REQUIRE(steward_record_find(session, "account", 7, nullptr, &cursor, nullptr) == STEWARD_OK);
  REQUIRE(steward_session_free(session) == STEWARD_OK);
  std::size_t count = 0;
  CHECK(steward_cursor_next(cursor, &text, &count, nullptr) == STEWARD_OK);
  CHECK(count == 1);
  steward_text_free(text);
  CHECK(steward_cursor_free(cursor) == STEWARD_OK);
}
