// SPDX-License-Identifier: Apache-2.0
#include "host.hpp"

using namespace steward::test;

extern "C" int steward_test_c_host(void);

TEST_CASE("a host in plain C11 creates a record", "[capi]") {
  const NoLeak leak;
  CHECK(steward_test_c_host() == 0);
}

TEST_CASE("a record is created, read, changed and removed", "[capi]") {
  const NoLeak leak;
  Host host;
  const std::string values = R"({"user_name":"ada","name":"Ada","email":"ada@example.com"})";
  steward_text text{};
  REQUIRE(steward_record_create(host.session, "user", 4, values.data(), values.size(), nullptr, &text, nullptr) ==
          STEWARD_OK);
  const auto created = json(take(text));
  CHECK(text_at(created, "name") == "Ada");
  CHECK(text_at(created, "version") == "1");
  CHECK(text_at(created, "created_at") == "2024-11-20T12:00:00.000Z");
  const auto id = id_of(text_at(created, "id"));

  const std::string change = R"({"email":null})";
  REQUIRE(steward_record_update(host.session, "user", 4, &id, 1, change.data(), change.size(), nullptr, &text,
                                nullptr) == STEWARD_OK);
  const auto changed = json(take(text));
  CHECK(changed.find("email")->is_null());
  CHECK(text_at(changed, "name") == "Ada");
  CHECK(text_at(changed, "version") == "2");

  REQUIRE(steward_record_get(host.session, "user", 4, &id, nullptr, &text, nullptr) == STEWARD_OK);
  CHECK(json(take(text)) == changed);

  ErrorOut error;
  CHECK(steward_record_update(host.session, "user", 4, &id, 1, change.data(), change.size(), nullptr, &text,
                              error.out()) == STEWARD_CONFLICT);
  CHECK(error.code() == "version_conflict");
  REQUIRE(steward_record_remove(host.session, "user", 4, &id, 2, nullptr, nullptr) == STEWARD_OK);
  CHECK(steward_record_get(host.session, "user", 4, &id, nullptr, &text, error.out()) == STEWARD_NOT_FOUND);
  CHECK(text.v == 0);
}

TEST_CASE("a record is read as of an instant", "[capi]") {
  const NoLeak leak;
  Host host;
  const auto id = id_of(host.account("Before"));
  REQUIRE(steward_engine_set_clock(host.engine, noon + 60000, nullptr) == STEWARD_OK);
  const std::string change = R"({"name":"After"})";
  steward_text text{};
  REQUIRE(steward_record_update(host.session, "account", 7, &id, 1, change.data(), change.size(), nullptr, &text,
                                nullptr) == STEWARD_OK);
  CHECK(text_at(json(take(text)), "name") == "After");
  const std::int64_t then = noon + 1;
  REQUIRE(steward_record_get(host.session, "account", 7, &id, &then, &text, nullptr) == STEWARD_OK);
  CHECK(text_at(json(take(text)), "name") == "Before");
  ErrorOut error;
  const std::int64_t nonsense = INT64_MAX;
  CHECK(steward_record_get(host.session, "account", 7, &id, &nonsense, &text, error.out()) == STEWARD_INVALID);
  CHECK(error.faults() == "out_of_range@as_of_ms");
}

TEST_CASE("an error carries every fault of the write", "[capi]") {
  const NoLeak leak;
  Host host;
  steward_text text{};
  ErrorOut error;
  CHECK(steward_record_create(host.session, "engagement", 10, "{}", 2, nullptr, &text, error.out()) == STEWARD_INVALID);
  CHECK(error.code() == "validation_failed");
  CHECK(error.faults() == "field_required@account field_required@initial_onboarding field_required@title");
  CHECK(error.info().retryable == 0);
  steward_fault_info fault{};
  fault.struct_size = sizeof fault;
  REQUIRE(steward_error_fault(error.handle(), 0, &fault) == STEWARD_OK);
  CHECK(std::string(fault.rule.data, fault.rule.size) == "ENG-02");
  CHECK(std::string(fault.table.data, fault.table.size) == "engagement");
  CHECK(fault.has_index == 0);
  CHECK(steward_error_fault(error.handle(), 3, &fault) == STEWARD_INVALID);
  CHECK(fault.code.data == nullptr);
}

TEST_CASE("wrong values and unknown fields are refused together, with what was meant", "[capi]") {
  const NoLeak leak;
  Host host;
  steward_text text{};
  ErrorOut error;
  const std::string values = R"({"nmae":"x","active":"yes","name":7})";
  CHECK(steward_record_create(host.session, "account", 7, values.data(), values.size(), nullptr, &text, error.out()) ==
        STEWARD_INVALID);
  CHECK(error.faults() == "invalid_input@active invalid_input@name invalid_input@nmae");
  const std::string one = R"({"nmae":"x"})";
  CHECK(steward_record_create(host.session, "account", 7, one.data(), one.size(), nullptr, &text, error.out()) ==
        STEWARD_INVALID);
  CHECK(error.message() == "account has no such field; did you mean name?");
  CHECK(steward_record_create(host.session, "acount", 6, "{}", 2, nullptr, &text, error.out()) == STEWARD_INVALID);
  CHECK(error.message() == "there is no such table; did you mean account?");
}

TEST_CASE("a cursor gives every record page by page, also after its session handle is freed", "[capi]") {
  const NoLeak leak;
  Host host;
  for (int i = 0; i < 7; ++i) host.account("Account " + std::to_string(i));
  steward_find_options options{};
  options.struct_size = sizeof options;
  options.page_size = 3;
  options.where = view("name != \"Account 3\"");
  options.order_by = view("name desc");
  steward_session session{};
  REQUIRE(steward_session_open_system(host.engine, &session, nullptr) == STEWARD_OK);
  steward_cursor cursor{};
  REQUIRE(steward_record_find(session, "account", 7, &options, &cursor, nullptr) == STEWARD_OK);
  REQUIRE(steward_session_free(session) == STEWARD_OK);
  std::string names;
  std::size_t count = 0;
  do {
    steward_text page{};
    REQUIRE(steward_cursor_next(cursor, &page, &count, nullptr) == STEWARD_OK);
    CHECK((page.v == 0) == (count == 0));
    if (count == 0) break;
    const auto list = json(take(page));
    CHECK(list.size() == count);
    for (const auto& record : list.elements()) names += text_at(record, "name").back();
  } while (true);
  CHECK(names == "654210");
  CHECK(steward_cursor_free(cursor) == STEWARD_OK);
}

TEST_CASE("a bad condition is told by the first page", "[capi]") {
  const NoLeak leak;
  Host host;
  steward_find_options options{};
  options.struct_size = sizeof options;
  options.where = view("name === 1");
  steward_cursor cursor{};
  REQUIRE(steward_record_find(host.session, "account", 7, &options, &cursor, nullptr) == STEWARD_OK);
  ErrorOut error;
  steward_text page{};
  std::size_t count = 9;
  CHECK(steward_cursor_next(cursor, &page, &count, error.out()) == STEWARD_INVALID);
  CHECK(count == 0);
  CHECK(steward_cursor_free(cursor) == STEWARD_OK);
}

TEST_CASE("the change feed goes on from its token", "[capi]") {
  const NoLeak leak;
  Host host;
  const auto end = text_at(host.run("changes", R"({"limit":10000})"), "next");
  host.account("First");
  steward_text text{};
  REQUIRE(steward_change_page(host.session, end.data(), end.size(), 0, &text, nullptr) == STEWARD_OK);
  const auto page = json(take(text));
  bool seen = false;
  for (const auto& entry : page.find("entries")->elements()) {
    seen = seen || (text_at(entry, "table") == "account" && text_at(entry, "kind") == "insert");
  }
  CHECK(seen);
  const auto next = text_at(page, "next");
  REQUIRE(steward_change_page(host.session, next.data(), next.size(), 5, &text, nullptr) == STEWARD_OK);
  CHECK(json(take(text)).find("entries")->size() == 0);
}
