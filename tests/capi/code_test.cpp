// SPDX-License-Identifier: Apache-2.0
#include "host.hpp"

using namespace steward::test;

// The codes of misuse at the edge of the library, beside their status.

TEST_CASE("a handle that is not alive is called so", "[capi]") {
  ErrorOut error;
  steward_text text{};
  CHECK(steward_session_warnings({12345}, &text, error.out()) == STEWARD_MISUSE);
  CHECK(error.code() == "bad_handle");
  CHECK(steward_engine_set_clock({12345}, noon, error.out()) == STEWARD_MISUSE);
  CHECK(error.code() == "bad_handle");
}

TEST_CASE("a missing argument is called so", "[capi]") {
  Host host;
  ErrorOut error;
  CHECK(steward_session_warnings(host.session, nullptr, error.out()) == STEWARD_MISUSE);
  CHECK(error.code() == "null_argument");
  steward_text text{};
  CHECK(steward_record_get(host.session, "account", 7, nullptr, nullptr, &text, error.out()) == STEWARD_MISUSE);
  CHECK(error.code() == "null_argument");
}

TEST_CASE("options of another size or with more than is known are called so", "[capi]") {
  const NoLeak leak;
  ErrorOut error;
  steward_engine engine{};
  steward_engine_options options{};
  options.struct_size = 1;
  CHECK(steward_engine_open(&options, &engine, error.out()) == STEWARD_MISUSE);
  CHECK(error.code() == "bad_struct_size");
  struct {
    steward_engine_options known;
    std::uint64_t later;
  } longer{};
  longer.known.struct_size = sizeof longer;
  longer.later = 1;
  CHECK(steward_engine_open(&longer.known, &engine, error.out()) == STEWARD_UNSUPPORTED);
  CHECK(error.code() == "option_unknown");
  longer.later = 0;
  CHECK(steward_engine_open(&longer.known, &engine, nullptr) == STEWARD_OK);
  steward_engine_free(engine);
}
