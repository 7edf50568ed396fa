// SPDX-License-Identifier: Apache-2.0
#include <sys/wait.h>
#include <unistd.h>

#include <atomic>
#include <thread>

#include "host.hpp"

using namespace steward::test;

namespace {

/// Calls back into the library while a job runs.
struct Probe {
  Host* host = nullptr;
  int calls = 0;
  std::int32_t inner = STEWARD_OK;
  std::int32_t other_thread = STEWARD_OK;
  std::int32_t stop = 0;
  std::int32_t stop_before = -1;
  std::string phase;
};

void probe(void* user_data, const steward_progress* progress, steward_progress_answer* answer) {
  auto& seen = *static_cast<Probe*>(user_data);
  ++seen.calls;
  seen.phase.assign(progress->phase.data, progress->phase.size);
  seen.stop_before = answer->stop;
  const auto call = [&] {
    steward_text text{};
    return steward_session_call(seen.host->session, R"({"v":1,"op":"describe"})", 23, &text, nullptr);
  };
  seen.inner = call();
  std::thread other([&] { seen.other_thread = call(); });
  other.join();
  answer->stop = seen.stop;
}

}  // namespace

TEST_CASE("a session in use answers busy, to its own callback and to another thread", "[capi]") {
  const NoLeak leak;
  Host host;
  host.engagement("Genixify");
  Probe seen{.host = &host, .phase = {}};
  steward_text text{};
  ErrorOut error;
  const auto status = steward_job_run(host.session, "refresh_health", 14, probe, &seen, &text, error.out());
  if (status != STEWARD_OK) FAIL(error.message());
  CHECK(text_at(json(take(text)), "state") == "succeeded");
  REQUIRE(seen.calls > 0);
  CHECK(seen.inner == STEWARD_BUSY);
  CHECK(seen.other_thread == STEWARD_BUSY);
  CHECK(seen.stop_before == 0);
}

TEST_CASE("a callback cancels a job", "[capi]") {
  const NoLeak leak;
  Host host;
  host.engagement("Genixify");
  Probe seen{.host = &host, .stop = 1, .phase = {}};
  steward_text text{};
  ErrorOut error;
  const auto status = steward_job_run(host.session, "refresh_health", 14, probe, &seen, &text, error.out());
  REQUIRE(seen.calls > 0);
  REQUIRE(status == STEWARD_OK);
  CHECK(text_at(json(take(text)), "state") == "canceled");
}

TEST_CASE("two threads on one session get an answer or busy, never a crash", "[capi]") {
  const NoLeak leak;
  Host host;
  std::atomic<int> good = 0;
  std::atomic<int> other = 0;
  const auto work = [&] {
    for (int i = 0; i < 200; ++i) {
      steward_text text{};
      const std::string request = R"({"v":1,"op":"count","args":{"table":"account"}})";
      const auto status = steward_session_call(host.session, request.data(), request.size(), &text, nullptr);
      if (status == STEWARD_OK) ++good;
      if (status != STEWARD_OK && status != STEWARD_BUSY) ++other;
      if (steward_text_free(text) != STEWARD_OK) ++other;
    }
  };
  std::thread first(work);
  std::thread second(work);
  first.join();
  second.join();
  CHECK(good > 0);
  CHECK(other == 0);
}

TEST_CASE("a transaction keeps or drops its calls together", "[capi]") {
  const NoLeak leak;
  Host host;
  const auto accounts = [&] { return host.run("count", R"({"table":"account"})").dump(); };
  REQUIRE(steward_transaction_begin(host.session, nullptr) == STEWARD_OK);
  host.account("Dropped");
  CHECK(accounts() == "1");
  REQUIRE(steward_transaction_rollback(host.session, nullptr) == STEWARD_OK);
  CHECK(accounts() == "0");
  REQUIRE(steward_transaction_begin(host.session, nullptr) == STEWARD_OK);
  host.account("Kept");
  CHECK(host.refusal("create", R"({"table":"account","values":{}})") == "invalid field_required [field_required@name]");
  REQUIRE(steward_transaction_commit(host.session, nullptr) == STEWARD_OK);
  CHECK(accounts() == "1");
  CHECK(steward_transaction_rollback(host.session, nullptr) == STEWARD_OK);
  CHECK(steward_transaction_commit(host.session, nullptr) != STEWARD_OK);
}

TEST_CASE("a session needs a user that exists", "[capi]") {
  const NoLeak leak;
  Host host;
  const auto nobody = id_of("0190a5d0-0000-7000-8000-000000000001");
  steward_session session{77};
  ErrorOut error;
  CHECK(steward_session_open(host.engine, &nobody, &session, error.out()) == STEWARD_NOT_FOUND);
  CHECK(session.v == 0);
  const auto user = host.create("user", R"({"user_name":"ada","name":"Ada"})");
  const auto ada = id_of(text_at(user, "id"));
  REQUIRE(steward_session_open(host.engine, &ada, &session, nullptr) == STEWARD_OK);
  CHECK(steward_session_free(session) == STEWARD_OK);
}

TEST_CASE("warnings of the last call come as a list", "[capi]") {
  const NoLeak leak;
  Host host;
  host.account("Genixify");
  steward_text text{};
  REQUIRE(steward_session_warnings(host.session, &text, nullptr) == STEWARD_OK);
  CHECK(take(text) == "[]");
}

TEST_CASE("run_due reports each job", "[capi]") {
  const NoLeak leak;
  Host host;
  REQUIRE(steward_engine_set_clock(host.engine, noon + std::int64_t{40} * 86400000, nullptr) == STEWARD_OK);
  steward_text text{};
  ErrorOut error;
  const auto status = steward_job_run_due(host.session, nullptr, nullptr, &text, error.out());
  if (status != STEWARD_OK) FAIL(error.message());
  const auto reports = json(take(text));
  CHECK(reports.is_array());
  CHECK(reports.size() > 0);
}

TEST_CASE("a forked child is refused everywhere and harms nothing", "[capi]") {
  const NoLeak leak;
  Host host;
  const pid_t child = fork();
  if (child == 0) {
    // No assertions here: the child must only leave with a number.
    steward_text text{};
    steward_error error{5};
    int wrong = 0;
    if (steward_session_call(host.session, R"({"v":1,"op":"describe"})", 23, &text, &error) != STEWARD_MISUSE)
      wrong |= 1;
    if (text.v != 0 || error.v != 0) wrong |= 2;
    steward_engine engine{5};
    if (steward_engine_open(nullptr, &engine, nullptr) != STEWARD_MISUSE) wrong |= 4;
    if (steward_session_free(host.session) != STEWARD_MISUSE) wrong |= 8;
    _exit(wrong);
  }
  int status = 0;
  REQUIRE(waitpid(child, &status, 0) == child);
  REQUIRE(WIFEXITED(status));
  CHECK(WEXITSTATUS(status) == 0);
  CHECK(host.run("count", R"({"table":"account"})").dump() == "0");
}

TEST_CASE("a child opens its own engine when the parent had none open", "[capi]") {
  const pid_t child = fork();
  if (child == 0) {
    steward_engine engine{};
    const auto status = steward_engine_open(nullptr, &engine, nullptr);
    _exit(status == STEWARD_OK && steward_engine_free(engine) == STEWARD_OK ? 0 : 1);
  }
  int status = 0;
  REQUIRE(waitpid(child, &status, 0) == child);
  CHECK(status == 0);
}
