// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdio>
#include <cstdlib>
#include <optional>
#include <string>
#include <string_view>

#include "base/json.hpp"
#include "steward.h"

// A fresh engine in memory for one input, behind the C ABI. Clock and ids are fixed, so an input always does the
// same, and a corpus can name the ids of what it creates.

namespace steward::fuzz {

inline constexpr std::int64_t noon = 1732104000000;  // 2024-11-20T12:00:00Z

[[noreturn]] inline void broken(std::string_view what, std::string_view detail = {}) {
  std::fprintf(stderr, "broken promise: %.*s %.*s\n", static_cast<int>(what.size()), what.data(),
               static_cast<int>(detail.size()), detail.data());
  std::abort();
}

inline void demand(bool holds, std::string_view what, std::string_view detail = {}) {
  if (!holds) broken(what, detail);
}

class Door {
 public:
  Door() {
    steward_engine_options options{};
    options.struct_size = sizeof options;
    options.has_clock = 1;
    options.clock_ms = noon;
    options.has_id_seed = 1;
    options.id_seed = 1;
    demand(steward_engine_open(&options, &engine_, nullptr) == STEWARD_OK, "the engine opens");
    demand(steward_session_open_system(engine_, &session_, nullptr) == STEWARD_OK, "the session opens");
  }
  ~Door() {
    demand(steward_session_free(session_) == STEWARD_OK, "the session is freed");
    demand(steward_engine_free(engine_) == STEWARD_OK, "the engine is freed");
    demand(steward_live_handles() == 0, "no handle is left");
  }
  Door(const Door&) = delete;
  Door& operator=(const Door&) = delete;

  [[nodiscard]] steward_session session() const { return session_; }

  /// The result of a request; nothing when it was refused, in good form.
  std::optional<base::Json> call(std::string_view request) const {
    steward_text text{};
    steward_error error{};
    const auto status = steward_session_call(session_, request.data(), request.size(), &text, &error);
    if (status == STEWARD_OK) return take(text);
    refused(status, text, error);
    return std::nullopt;
  }
  /// The result of a request of ours, which must succeed.
  base::Json must(std::string_view request) const {
    auto answer = call(request);
    demand(answer.has_value(), "the request succeeds", request);
    const auto* result = answer->find("result");
    demand(result != nullptr, "the answer has a result");
    return *result;
  }

  /// The JSON of a text handle, which is freed.
  static base::Json take(steward_text text) {
    const char* data = nullptr;
    std::size_t size = 0;
    demand(steward_text_data(text, &data, &size) == STEWARD_OK, "a text has data");
    auto json = base::Json::parse({data, size}, 1000);
    demand(json.ok(), "the answer is JSON", {data, size});
    demand(steward_text_free(text) == STEWARD_OK, "the text is freed");
    return *json;
  }
  /// A refusal says why, leaves no text, and is no bug of the library.
  static void refused(std::int32_t status, steward_text text, steward_error error) {
    steward_error_info info{};
    info.struct_size = sizeof info;
    demand(text.v == 0, "a refusal leaves no text");
    demand(steward_error_get(error, &info) == STEWARD_OK, "a refusal says why");
    const std::string_view code(info.code.data, info.code.size);
    demand(info.category == status && !code.empty(), "the error carries its status and a code");
    demand(status != STEWARD_INTERNAL && status != STEWARD_MISUSE, "the refusal is the input's fault", code);
    demand(steward_error_free(error) == STEWARD_OK, "the error is freed");
  }

 private:
  steward_engine engine_{};
  steward_session session_{};
};

}  // namespace steward::fuzz
