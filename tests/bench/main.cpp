// SPDX-License-Identifier: Apache-2.0
// steward_bench: prints a table of measurements, or one JSON line each; see bench.hpp for what the numbers mean.

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <optional>
#include <string_view>

#include "bench/bench.hpp"

namespace {

using steward::bench::Measurement;
using steward::bench::Options;

constexpr const char* usage =
    "usage: steward_bench [--rows N] [--engagements N] [--days N] [--creates N] [--calls N] [--pairs N] [--quick]\n"
    "                     [--only ingest,growth,refresh,chain,risks,write,calls,access] [--json]\n"
    "                     [--library libsteward_c.so]\n"
    "Prints a table of the medians of interleaved pairs; a ratio below 1 means that Steward is faster than the peer.\n"
    "--json: a line a measurement, {\"bench\",\"peer\",\"rows\",\"steward_s\",\"raw_s\",\"ratio\",\"runs\"}.\n"
    "--quick: small sizes that prove no speed.\n";

struct Command {
  Options options;
  bool json = false;
};

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

std::vector<std::string> names_of(std::string_view list) {
  std::vector<std::string> names;
  for (std::size_t at = 0; at <= list.size();) {
    const auto end = std::min(list.find(',', at), list.size());
    names.emplace_back(list.substr(at, end - at));
    at = end + 1;
  }
  return names;
}

bool set_option(Options& options, std::string_view name, std::string_view value) {
  if (name == "--rows") return set_number(options.rows, value);
  if (name == "--engagements") return set_number(options.engagements, value);
  if (name == "--days") return set_number(options.days, value);
  if (name == "--creates") return set_number(options.creates, value);
  if (name == "--calls") return set_number(options.calls, value);
  if (name == "--pairs") return set_number(options.pairs, value);
  if (name == "--only") return options.only = names_of(value), true;
  if (name == "--library") return options.library = value, true;
  return false;
}

std::optional<Command> read_command(int argc, char** argv) {
  Command command;
  Options& options = command.options;
  options.library = default_library();
  for (int i = 1; i < argc; ++i) {
    const std::string_view name = argv[i];
    if (name == "--quick") {
      options.rows = 5'000;
      options.engagements = 100;
      options.creates = 20;
      options.calls = 2'000;
      options.pairs = 2;
    } else if (name == "--json") {
      command.json = true;
    } else if (i + 1 == argc || !set_option(options, name, argv[i + 1])) {
      return std::nullopt;
    } else {
      ++i;
    }
  }
  return command;
}

struct Bench {
  std::string_view name;
  void (*run)(const Options&);
};
constexpr Bench benches[] = {{"ingest", steward::bench::bench_ingest},   {"growth", steward::bench::bench_growth},
                             {"refresh", steward::bench::bench_refresh}, {"chain", steward::bench::bench_chain},
                             {"risks", steward::bench::bench_risks},     {"write", steward::bench::bench_write},
                             {"calls", steward::bench::bench_calls},     {"access", steward::bench::bench_access}};

bool known(const std::string& name) {
  return std::any_of(std::begin(benches), std::end(benches), [&](const Bench& bench) { return bench.name == name; });
}

void print_line(const Measurement& one) {
  // Seconds go without saying.
  const auto unit = one.unit == "s" ? std::string() : fmt::format(R"(,"unit":"{}")", one.unit);
  fmt::print(R"({{"bench":"{}","peer":"{}","rows":{},"steward_s":{:.6g},"raw_s":{:.6g},"ratio":{:.4g},"runs":{}{}}})"
             "\n",
             one.bench, one.peer, one.rows, one.steward_seconds, one.peer_seconds, one.ratio, one.runs, unit);
  std::fflush(stdout);
}

}  // namespace

int main(int argc, char** argv) {
  std::size_t day = 0;
  if (argc == 4 && std::string_view(argv[1]) == steward::bench::refresh_grown_option && set_number(day, argv[3])) {
    return steward::bench::refresh_grown(argv[2], day);
  }
  auto command = read_command(argc, argv);
  if (!command || !std::all_of(command->options.only.begin(), command->options.only.end(), known)) {
    std::fputs(usage, stderr);
    return 2;
  }
  auto& options = command->options;
  std::vector<Measurement> measurements;
  options.report = [&](const Measurement& measurement) {
    measurements.push_back(measurement);
    if (command->json && measurement.runs > 0) print_line(measurement);
  };
  try {
    for (const auto& bench : benches) {
      const auto& only = options.only;
      if (only.empty() || std::find(only.begin(), only.end(), bench.name) != only.end()) bench.run(options);
    }
    if (!command->json) steward::bench::print_table(measurements);
  } catch (const std::exception& failure) {
    std::fprintf(stderr, "steward_bench: %s\n", failure.what());
    return 1;
  }
  return 0;
}
