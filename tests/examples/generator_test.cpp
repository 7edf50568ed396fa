// SPDX-License-Identifier: Apache-2.0
#include "portfolio/generator.hpp"

#include <catch2/catch.hpp>
#include <filesystem>
#include <fstream>
#include <iterator>

#include "portfolio/csv.hpp"

namespace {

const std::string data_folder = STEWARD_SOURCE_DIR "/examples/data";

std::string content(const std::filesystem::path& path) {
  std::ifstream stream(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(stream), std::istreambuf_iterator<char>()};
}

}  // namespace

TEST_CASE("the shipped files are what the generator writes, byte for byte") {
  const auto files = portfolio::generate(portfolio::shipped_seed);
  std::size_t bytes = 0;
  for (const auto& [name, text] : files) {
    INFO(name);
    CHECK(std::filesystem::exists(data_folder + "/" + name));
    CHECK((content(data_folder + "/" + name) == text));
    bytes += text.size();
  }
  CHECK(bytes < 3'000'000);
  std::size_t shipped = 0;
  for (const auto& entry : std::filesystem::directory_iterator(data_folder)) {
    if (entry.path().extension() == ".csv") ++shipped;
  }
  CHECK(shipped == files.size());
}

TEST_CASE("another seed gives another portfolio with the same worked example") {
  const auto shipped = portfolio::generate(portfolio::shipped_seed);
  const auto other = portfolio::generate(7);
  CHECK((other == portfolio::generate(7)));
  CHECK((other.at("accounts.csv") != shipped.at("accounts.csv")));
  for (const auto& files : {shipped, other}) {
    const auto engagements = portfolio::parse_csv("engagements.csv", files.at("engagements.csv"));
    REQUIRE(engagements.rows.size() == 200);
    CHECK(engagements.rows[1].fields[*engagements.column("account")] == "ACC0002");
    CHECK(engagements.rows[1].fields[*engagements.column("stage")] == "adoption");
    for (const auto& [name, text] : files) {
      INFO(name);
      CHECK(portfolio::parse_csv(name, text).problems.empty());
    }
    const std::string last_days =
        "ACC0002,2024-11-16T20:57:27Z,90,\nACC0002,2024-11-17T20:57:27Z,89,\n"
        "ACC0002,2024-11-18T20:57:27Z,90,\nACC0002,2024-11-19T20:57:27Z,87,\n";
    CHECK(files.at("sla.csv").find(last_days) != std::string::npos);
  }
}
