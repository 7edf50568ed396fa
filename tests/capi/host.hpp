// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <catch2/catch.hpp>
#include <cstring>
#include <string>
#include <string_view>
#include <utility>

#include "base/json.hpp"
#include "steward.h"

// A host that speaks to the library through the C ABI alone.

namespace steward::test {

/// 2024-11-20T12:00:00Z
inline constexpr std::int64_t noon = 1732104000000;

/// An error out parameter that frees what it holds.
class ErrorOut {
 public:
  ErrorOut() = default;
  ~ErrorOut() { steward_error_free(error_); }
  ErrorOut(const ErrorOut&) = delete;
  ErrorOut& operator=(const ErrorOut&) = delete;
  steward_error* out() {
    steward_error_free(error_);
    error_ = {};
    return &error_;
  }
  [[nodiscard]] bool empty() const { return error_.v == 0; }
  [[nodiscard]] steward_error_info info() const {
    steward_error_info info{};
    info.struct_size = sizeof info;
    REQUIRE(steward_error_get(error_, &info) == STEWARD_OK);
    return info;
  }
  [[nodiscard]] std::string code() const {
    const auto view = info().code;
    return {view.data, view.size};
  }
  [[nodiscard]] std::string message() const {
    const auto view = info().message;
    return {view.data, view.size};
  }
  /// `code field` of each fault, with blanks between.
  [[nodiscard]] std::string faults() const {
    std::string text;
    for (std::size_t i = 0; i < info().fault_count; ++i) {
      steward_fault_info fault{};
      fault.struct_size = sizeof fault;
      REQUIRE(steward_error_fault(error_, i, &fault) == STEWARD_OK);
      text += (i == 0 ? "" : " ") + std::string(fault.code.data, fault.code.size) + "@" +
              std::string(fault.field.data, fault.field.size);
    }
    return text;
  }
  [[nodiscard]] steward_error handle() const { return error_; }

 private:
  steward_error error_{};
};

/// The text of a handle, which is freed.
inline std::string take(steward_text text) {
  const char* data = nullptr;
  std::size_t size = 0;
  REQUIRE(steward_text_data(text, &data, &size) == STEWARD_OK);
  REQUIRE(data[size] == '\0');
  std::string copy(data, size);
  REQUIRE(steward_text_free(text) == STEWARD_OK);
  return copy;
}

inline base::Json json(std::string_view text) {
  auto parsed = base::Json::parse(text, 1000);
  INFO(text);
  REQUIRE(parsed);
  return *parsed;
}

inline std::string text_at(const base::Json& object, std::string_view key) {
  const auto* value = object.find(key);
  REQUIRE(value != nullptr);
  const auto* text = value->as_string();
  return text != nullptr ? *text : value->dump();
}

inline steward_id id_of(std::string_view text) {
  steward_id id{};
  REQUIRE(steward_id_parse(text.data(), text.size(), &id, nullptr) == STEWARD_OK);
  return id;
}

inline steward_view view(std::string_view text) { return {text.data(), text.size()}; }

/// Fails the test that leaves a handle behind. Declare it first.
struct NoLeak {
  std::uint64_t before = steward_live_handles();
  ~NoLeak() { CHECK(steward_live_handles() == before); }
};

/// An engine in memory whose clock stands at noon, with the base data and a system session.
class Host {
 public:
  Host() {
    steward_engine_options options{};
    options.struct_size = sizeof options;
    options.has_clock = 1;
    options.clock_ms = noon;
    options.has_id_seed = 1;
    options.id_seed = 7;
    ErrorOut error;
    const auto status = steward_engine_open(&options, &engine, error.out());
    if (status != STEWARD_OK) FAIL(error.message());
    REQUIRE(steward_session_open_system(engine, &session, nullptr) == STEWARD_OK);
    run("install_base_data", "{}");
  }
  ~Host() {
    steward_session_free(session);
    steward_engine_free(engine);
  }
  Host(const Host&) = delete;
  Host& operator=(const Host&) = delete;

  /// The answer of an operation that must succeed.
  base::Json answer(std::string_view op, std::string_view args) {
    const auto request = R"({"v":1,"op":")" + std::string(op) + R"(","args":)" + std::string(args) + "}";
    steward_text text{};
    ErrorOut error;
    const auto status = steward_session_call(session, request.data(), request.size(), &text, error.out());
    if (status != STEWARD_OK) FAIL(op << ": " << error.code() << " " << error.message() << " " << error.faults());
    return json(take(text));
  }
  base::Json run(std::string_view op, std::string_view args) {
    const auto whole = answer(op, args);
    REQUIRE(whole.find("result") != nullptr);
    return *whole.find("result");
  }
  /// What an operation is refused with: `category code [faults]`.
  std::string refusal(std::string_view request) {
    steward_text text{};
    ErrorOut error;
    const auto status = steward_session_call(session, request.data(), request.size(), &text, error.out());
    REQUIRE(text.v == 0);
    if (status == STEWARD_OK) return "ok";
    REQUIRE(error.info().category == status);
    return std::string(steward_status_name(status)) + " " + error.code() + " [" + error.faults() + "]";
  }
  std::string refusal(std::string_view op, std::string_view args) {
    return refusal(R"({"v":1,"op":")" + std::string(op) + R"(","args":)" + std::string(args) + "}");
  }

  /// A record as stored; ends the test when it is refused.
  base::Json create(std::string_view table, std::string_view values) {
    return run("create", R"({"table":")" + std::string(table) + R"(","values":)" + std::string(values) + "}");
  }
  /// The id of a new account.
  std::string account(std::string_view name) {
    return text_at(create("account", R"({"name":")" + std::string(name) + R"("})"), "id");
  }
  /// A new engagement with all that it needs.
  base::Json engagement(std::string_view title) {
    const auto customer = account("Account of " + std::string(title));
    const auto onboarding = text_at(create("onboarding_case", R"({"account":")" + customer + R"("})"), "id");
    return create("engagement", R"({"account":")" + customer + R"(","initial_onboarding":")" + onboarding +
                                    R"(","title":")" + std::string(title) + R"("})");
  }
  /// A published external data source that feeds engagements from accounts.
  std::string data_source(std::string_view name) {
    const auto source =
        create("data_source", R"({"name":")" + std::string(name) + R"(","source":"external","frequency":"daily"})");
    const auto id = text_at(source, "id");
    create("data_context", R"({"data_source":")" + id + R"(","context_table":"engagement"})");
    run("publish", R"({"table":"data_source","id":")" + id + R"(","version":)" + text_at(source, "version") + "}");
    return id;
  }
  /// Maps accounts to their engagements; once an engine.
  void mapper() {
    create("context_mapper", R"({"source_table":"account","related_table":"engagement","query_field":"account",)"
                             R"("context_table":"engagement","context_field":"id"})");
  }

  steward_engine engine{};
  steward_session session{};
};

}  // namespace steward::test
