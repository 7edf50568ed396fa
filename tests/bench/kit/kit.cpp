// SPDX-License-Identifier: Apache-2.0
#include "bench/kit/kit.hpp"

#include <fmt/format.h>
#include <sys/resource.h>

#include <algorithm>
#include <charconv>
#include <cstdio>
#include <fstream>
#include <stdexcept>

namespace steward::bench::kit {

namespace {

void split(std::string_view line, char separator, Fields& fields) {
  fields.clear();
  for (std::size_t at = 0; at <= line.size();) {
    const auto end = std::min(line.find(separator, at), line.size());
    fields.push_back(line.substr(at, end - at));
    at = end + 1;
  }
}

std::ifstream open_text(const std::string& path) {
  std::ifstream file(path);
  if (!file) throw std::runtime_error("cannot read " + path);
  return file;
}

constexpr std::array<std::uint32_t, 256> make_crc_table() {
  std::array<std::uint32_t, 256> table{};
  for (std::uint32_t i = 0; i < table.size(); ++i) {
    std::uint32_t value = i;
    for (int bit = 0; bit < 8; ++bit) value = (value & 1U) != 0 ? 0xEDB88320U ^ (value >> 1) : value >> 1;
    table[i] = value;
  }
  return table;
}

double peak_megabytes() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  return static_cast<double>(usage.ru_maxrss) / 1024;
}

double percentile(std::vector<double> seconds, double share) {
  std::sort(seconds.begin(), seconds.end());
  return seconds[static_cast<std::size_t>(share * static_cast<double>(seconds.size() - 1))];
}

}  // namespace

Id id_of(Kind kind, std::int64_t number) {
  std::array<std::uint8_t, 16> bytes{0x01, 0x90, static_cast<std::uint8_t>(kind), 0, 0, 0, 0x70, 0, 0x80};
  for (int i = 0; i < 4; ++i) bytes[15 - static_cast<std::size_t>(i)] = static_cast<std::uint8_t>(number >> (8 * i));
  return Id(bytes);
}

std::int64_t number_of(const Id& id) {
  std::int64_t number = 0;
  for (std::size_t i = 12; i < 16; ++i) number = number * 256 + id.bytes()[i];
  return number;
}

void read_csv(const std::string& path, const std::function<void(const Fields&)>& use) {
  auto file = open_text(path);
  std::string line;
  Fields fields;
  std::getline(file, line);
  while (std::getline(file, line)) {
    split(line, ',', fields);
    use(fields);
  }
}

void read_tsv(const std::string& path, const std::function<void(const Fields&)>& use) {
  auto file = open_text(path);
  std::string line;
  Fields fields;
  while (std::getline(file, line)) {
    if (line.empty() || line.front() == '#') continue;
    split(line, '\t', fields);
    use(fields);
  }
}

std::int64_t whole(std::string_view text) {
  std::int64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size()) throw std::runtime_error("not a number in the data");
  return value;
}

double real(std::string_view text) {
  double value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size()) throw std::runtime_error("not a number in the data");
  return value;
}

std::vector<Metric> read_metrics(const Places& places) {
  std::vector<Metric> metrics;
  read_tsv(places.spec + "/metrics.tsv", [&](const Fields& fields) {
    metrics.push_back({whole(fields.at(0)), std::string(fields.at(1)), whole(fields.at(2)) == 1,
                       whole(fields.at(3)) == 1, static_cast<int>(whole(fields.at(4))),
                       static_cast<int>(whole(fields.at(5)))});
  });
  return metrics;
}

void Checksum::row(const std::vector<std::int64_t>& values) {
  static constexpr auto table = make_crc_table();
  std::string text;
  for (const auto value : values) text += fmt::format("{}|", value);
  text.back() = '\n';
  for (const char c : text) crc_ = table[(crc_ ^ static_cast<std::uint8_t>(c)) & 0xFFU] ^ (crc_ >> 8);
  ++rows_;
}

std::string Checksum::text() const { return fmt::format("{}-{:08x}", rows_, crc_ ^ 0xFFFFFFFFU); }

void print(const Answer& answer) {
  auto more = answer.like.empty() ? "" : fmt::format(R"(,"like":"{}")", answer.like);
  if (!answer.calls.empty()) {
    more += fmt::format(R"(,"detail":{{"p50_us":{:.1f},"p99_us":{:.1f}}})", percentile(answer.calls, 0.5) * 1e6,
                        percentile(answer.calls, 0.99) * 1e6);
  }
  fmt::print(R"({{"workload":"{}","peer":"steward","rows":{},"seconds":{:.6f},"rows_per_s":{:.1f},)"
             R"("checksum":"{}","peak_rss_mb":{:.1f}{}}})"
             "\n",
             answer.workload, answer.rows, answer.seconds, static_cast<double>(answer.rows) / answer.seconds,
             answer.checksum, peak_megabytes(), more);
  std::fflush(stdout);
}

}  // namespace steward::bench::kit
