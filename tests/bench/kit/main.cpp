// SPDX-License-Identifier: Apache-2.0
// steward_peer: Steward as one peer of a kit that compares stores. Called as GROUP --data DIR --base FILE --work DIR
// with the folder of the kit's definitions in STEWARD_PEERS_SPEC; exit status 64 says that there is no such group.
//
// It goes through the public API wherever a user would. Its files are opened as an Engine opens them: WAL, synchronous
// NORMAL (FULL for what is durable), a page cache of 16 MiB, while the kit's other users of SQLite take 256 MiB.

#include <cstdio>
#include <cstdlib>
#include <exception>
#include <map>

#include "bench/kit/groups.hpp"
#include "bench/kit/portfolio.hpp"

int main(int argc, char** argv) {
  using namespace steward::bench::kit;
  constexpr int no_such_group = 64;
  const std::map<std::string_view, std::function<void(const Places&)>> groups{
      {"prepare", prepare},
      {"ingest", run_ingest},
      {"resolve", run_resolve},
      {"scan", run_scan},
      {"score", run_score},
      {"calc", run_calc},
      {"risk", run_risk},
      {"dash", run_dash},
      {"crud", [](const Places& places) { run_crud(places, false); }},
      {"crud_durable", [](const Places& places) { run_crud(places, true); }}};
  Places places;
  places.group = argc > 1 ? argv[1] : "";
  const auto group = groups.find(places.group);
  if (group == groups.end()) return no_such_group;
  for (int i = 2; i + 1 < argc; i += 2) {
    const std::string_view name = argv[i];
    if (name == "--data") places.data = argv[i + 1];
    if (name == "--base") places.base = argv[i + 1];
    if (name == "--work") places.work = argv[i + 1];
  }
  const char* spec = std::getenv("STEWARD_PEERS_SPEC");
  places.spec = spec != nullptr ? spec : "spec";
  try {
    group->second(places);
  } catch (const std::exception& failure) {
    std::fprintf(stderr, "steward_peer: %s\n", failure.what());
    return 1;
  }
  return 0;
}
