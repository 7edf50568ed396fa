// SPDX-License-Identifier: Apache-2.0
// steward_bench: prints one JSON line a measurement; see bench.hpp for what the numbers mean.

#include <charconv>
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <optional>
#include <string_view>

#include "bench/bench.hpp"

namespace {

using steward::bench::Options;

constexpr const char* usage =
    "usage: steward_bench [--rows N] [--engagements N] [--days N] [--creates N] [--calls N] [--pairs N] [--quick]\n"
    "                     [--only ingest|refresh|chain|risks|write|calls|access]\n"
    "                     [--library libsteward_c.so]\n"
    "Prints {\"bench\",\"peer\",\"rows\",\"steward_s\",\"raw_s\",\"ratio\",\"runs\"}: medians of interleaved pairs; a\n"
    "ratio below 1 means that Steward is faster than the peer. --quick: small sizes that prove no speed.\n";

/// The library beside this program, unless the environment or an option names another.
std::string default_library() {
  if (const char* named = std::getenv("STEWARD_LIBRARY"); named != nullptr && *named != '\0') return named;
  std::error_code failed;
  const auto self = std::filesystem::read_symlink("/proc/self/exe", failed);
  return failed ? "libsteward_c.so" : (self.parent_path() / "libsteward_c.so").string();
}

bool set_number(std::size_t& number, std::string_view text) {
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  return error == std::errc() && end == text.data() + text.size() && number > 0;
}

bool set_option(Options& options, std::string_view name, std::string_view value) {
  if (name == "--rows") return set_number(options.rows, value);
  if (name == "--engagements") return set_number(options.engagements, value);
  if (name == "--days") return set_number(options.days, value);
  if (name == "--creates") return set_number(options.creates, value);
  if (name == "--calls") return set_number(options.calls, value);
  if (name == "--pairs") return set_number(options.pairs, value);
  if (name == "--only") return options.only = value, true;
  if (name == "--library") return options.library = value, true;
  return false;
}

std::optional<Options> read_options(int argc, char** argv) {
  Options options;
  options.library = default_library();
  for (int i = 1; i < argc; ++i) {
    const std::string_view name = argv[i];
    if (name == "--quick") {
      options.rows = 5'000;
      options.engagements = 100;
      options.creates = 20;
      options.calls = 2'000;
    } else if (i + 1 == argc || !set_option(options, name, argv[i + 1])) {
      return std::nullopt;
    } else {
      ++i;
    }
  }
  return options;
}

}  // namespace

int main(int argc, char** argv) {
  const auto options = read_options(argc, argv);
  if (!options) {
    std::fputs(usage, stderr);
    return 2;
  }
  struct Bench {
    std::string_view name;
    void (*run)(const Options&);
  };
  constexpr Bench benches[] = {{"ingest", steward::bench::bench_ingest}, {"refresh", steward::bench::bench_refresh},
                               {"chain", steward::bench::bench_chain},   {"risks", steward::bench::bench_risks},
                               {"write", steward::bench::bench_write},   {"calls", steward::bench::bench_calls},
                               {"access", steward::bench::bench_access}};
  bool found = false;
  try {
    for (const auto& bench : benches) {
      if (!options->only.empty() && options->only != bench.name) continue;
      found = true;
      bench.run(*options);
    }
  } catch (const std::exception& failure) {
    std::fprintf(stderr, "steward_bench: %s\n", failure.what());
    return 1;
  }
  if (!found) std::fputs(usage, stderr);
  return found ? 0 : 2;
}
