// SPDX-License-Identifier: Apache-2.0
#include <dlfcn.h>
#include <fmt/format.h>
#include <sys/wait.h>

#include <cstdio>
#include <cstdlib>
#include <memory>

#include "bench/bench.hpp"
#include "bench/world.hpp"
#include "steward.h"

// What a call across the C ABI costs: against the same through the C++ interface, and out of Python against the
// same out of C. The library is loaded as a host would load it.

namespace steward::bench {

namespace {

/// The functions of the loaded library.
struct Abi {
  explicit Abi(const std::string& path) : library(dlopen(path.c_str(), RTLD_NOW | RTLD_LOCAL)) {
    if (library == nullptr) throw std::runtime_error(dlerror());
    load(version, "steward_version");
    load(engine_open, "steward_engine_open");
    load(engine_free, "steward_engine_free");
    load(session_open, "steward_session_open_system");
    load(session_free, "steward_session_free");
    load(create, "steward_record_create");
    load(get, "steward_record_get");
    load(text_data, "steward_text_data");
    load(text_free, "steward_text_free");
  }

  void* library;
  decltype(&steward_version) version = nullptr;
  decltype(&steward_engine_open) engine_open = nullptr;
  decltype(&steward_engine_free) engine_free = nullptr;
  decltype(&steward_session_open_system) session_open = nullptr;
  decltype(&steward_session_free) session_free = nullptr;
  decltype(&steward_record_create) create = nullptr;
  decltype(&steward_record_get) get = nullptr;
  decltype(&steward_text_data) text_data = nullptr;
  decltype(&steward_text_free) text_free = nullptr;

 private:
  template <class Function>
  void load(Function& function, const char* name) {
    function = reinterpret_cast<Function>(dlsym(library, name));
    if (function == nullptr) throw std::runtime_error(std::string(name) + " is missing in the library");
  }
};

void need_ok(std::int32_t status, const char* what) {
  if (status != STEWARD_OK) throw std::runtime_error(fmt::format("{} gave status {}", what, status));
}

/// A store in memory behind the C ABI with one account.
class AbiWorld {
 public:
  explicit AbiWorld(const Abi& abi) : abi_(abi) {
    need_ok(abi_.engine_open(nullptr, &engine_, nullptr), "steward_engine_open");
    need_ok(abi_.session_open(engine_, &session_, nullptr), "steward_session_open_system");
    const std::string id = "01900000-0000-7000-8000-000000000001";
    const auto values = R"({"id":")" + id + R"(","name":"Zorvixify"})";
    steward_text text{};
    need_ok(abi_.create(session_, "account", 7, values.data(), values.size(), nullptr, &text, nullptr), "create");
    abi_.text_free(text);
    const auto parsed = Id::parse(id);
    std::copy(parsed->bytes().begin(), parsed->bytes().end(), account_.bytes);
  }
  ~AbiWorld() {
    abi_.session_free(session_);
    abi_.engine_free(engine_);
  }
  AbiWorld(const AbiWorld&) = delete;
  AbiWorld& operator=(const AbiWorld&) = delete;

  void get() {
    steward_text text{};
    need_ok(abi_.get(session_, "account", 7, &account_, nullptr, &text, nullptr), "get");
    const char* data = nullptr;
    std::size_t size = 0;
    abi_.text_data(text, &data, &size);
    abi_.text_free(text);
    if (size == 0) throw std::runtime_error("an empty record came back");
  }

 private:
  const Abi& abi_;
  steward_engine engine_{};
  steward_session session_{};
  steward_id account_{};
};

std::string quoted(const std::string& text) {
  std::string result = "'";
  for (const char c : text) result += c == '\'' ? std::string("'\\''") : std::string(1, c);
  return result + "'";
}

/// Seconds that the Python script needs for so many calls of one kind; below 0 when Python or the package is
/// missing.
double python_seconds(const Options& options, const std::string& kind, std::size_t calls) {
  const std::string source = STEWARD_SOURCE_DIR;
  const auto command = "STEWARD_LIBRARY=" + quoted(options.library) +
                       " PYTHONDONTWRITEBYTECODE=1 PYTHONPATH=" + quoted(source + "/capi/python") + " python3 " +
                       quoted(source + "/tests/bench/calls.py") + " " + kind + " " + std::to_string(calls);
  const std::unique_ptr<FILE, int (*)(FILE*)> pipe(popen(command.c_str(), "r"), pclose);
  double time = -1;
  if (!pipe || std::fscanf(pipe.get(), "%lf", &time) != 1) return -1;
  return time;
}

void bench_python(const Options& options, const std::string& name, const std::string& kind, std::size_t calls,
                  const std::function<double()>& run_c) {
  if (python_seconds(options, kind, 1) < 0) {
    fmt::print(stderr, "{} is left out: python3 or the package is not there\n", name);
    return;
  }
  measure(options, name, "c", calls, [&](bool) {
    Pair pair;
    pair.raw = run_c();
    pair.steward = python_seconds(options, kind, calls);
    if (pair.steward < 0) throw std::runtime_error("the Python side failed");
    return pair;
  });
}

}  // namespace

void bench_calls(const Options& options) {
  const Abi abi(options.library);
  const auto calls = options.calls;
  const char* (*volatile version)() = abi.version;
  const auto run_version = [&] {
    return seconds([&] {
      for (std::size_t i = 0; i < calls; ++i) version();
    });
  };
  // The bare cost of a call through a pointer, for comparison.
  const char* (*volatile nothing)() = [] { return "0.1.0"; };
  measure(options, "c_version", "pointer", calls, [&](bool) {
    Pair pair;
    pair.raw = seconds([&] {
      for (std::size_t i = 0; i < calls; ++i) nothing();
    });
    pair.steward = run_version();
    return pair;
  });

  const auto gets = calls / 10 + 1;
  AbiWorld world(abi);
  World plain("", Synchronous::normal);
  Account account;
  account.name = "Zorvixify";
  const Ref<Account> stored(need(plain.session.create(account)).id);
  const auto run_get = [&] {
    return seconds([&] {
      for (std::size_t i = 0; i < gets; ++i) world.get();
    });
  };
  measure(options, "c_get", "c++", gets, [&](bool) {
    Pair pair;
    pair.steward = run_get();
    pair.raw = seconds([&] {
      for (std::size_t i = 0; i < gets; ++i) need(plain.session.get(stored));
    });
    return pair;
  });
  bench_python(options, "python_version", "version", calls, run_version);
  bench_python(options, "python_get", "get", gets, run_get);
}

}  // namespace steward::bench
