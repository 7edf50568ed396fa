// SPDX-License-Identifier: Apache-2.0
#include <map>

#include "boundary/survey.hpp"

using namespace steward;
using namespace steward::test;

// Whatever way somebody takes to a record, they reach the same records, on both stores.

namespace {

/// The first complaints of each kind, with how often they came.
std::string summary(const std::vector<std::string>& complaints) {
  std::map<std::string, int> times;
  for (const auto& one : complaints) ++times[one];
  std::string text;
  for (const auto& [complaint, count] : times) text += std::to_string(count) + " x " + complaint + "\n";
  return text;
}

}  // namespace

TEST_CASE("every way leads to the same records, on both stores", "[boundary][paths]") {
  std::map<std::string, std::string> answers;
  for (const bool file : {false, true}) {
    const Storage storage(file);
    Estate estate(storage);
    const Ground ground(estate);
    for (const auto& who : estate.people) {
      Survey survey(estate, ground, who);
      survey.run();
      INFO(who.title << (file ? " in a file" : " in memory"));
      CHECK(summary(survey.complaints()).empty());
      if (!summary(survey.complaints()).empty()) WARN(summary(survey.complaints()));
      const auto [known, first] = answers.emplace(who.title, survey.answers());
      if (!first) CHECK((known->second == survey.answers()));
    }
  }
}

TEST_CASE("a part of the tree that is too wide to be named is held to its lines as well", "[boundary][paths][wide]") {
  for (const bool file : {false, true}) {
    const Storage storage(file);
    Estate estate(storage);
    require(estate.session.begin());
    for (int i = 0; i < 520; ++i) estate.domain({}, Portfolio::ref(estate.north));
    require(estate.session.commit());
    const Ground ground(estate);
    for (const auto* title : {"north admin", "north viewer", "north worker"}) {
      Survey survey(estate, ground, estate.person(title));
      survey.run();
      INFO(title << (file ? " in a file" : " in memory"));
      CHECK(summary(survey.complaints()).empty());
      if (!summary(survey.complaints()).empty()) WARN(summary(survey.complaints()));
    }
  }
}

TEST_CASE("no answer names a record that the caller does not read", "[boundary][paths]") {
  const Storage storage(false);
  Estate estate(storage);
  const Ground ground(estate);
  for (const auto& who : estate.people) {
    Survey survey(estate, ground, who);
    survey.run();
    std::map<std::string, int> leaks;
    for (const TableInfo* table : ground.tables()) {
      // The ids of domains, changes and users (as the one who wrote) say nothing by themselves.
      if (table->name == "domain" || table->name == "record_change" || table->name == "user") continue;
      for (const auto& [id, row] : ground.rows(*table)) {
        if (survey.reads(*table, id)) continue;
        const auto text = id.to_string();
        std::string hex;
        for (const char c : text) hex += "0123456789abcdef"[c >> 4], hex += "0123456789abcdef"[c & 15];
        const auto at = std::min(survey.answers().find(text), survey.answers().find(hex));
        if (at == std::string::npos) continue;
        const auto begin = survey.answers().rfind('\n', at) + 1;
        leaks[who.title + ": " + table->name + " in " +
              survey.answers().substr(begin, std::min<std::size_t>(200, survey.answers().find('\n', at) - begin))]++;
      }
    }
    for (const auto& [leak, times] : leaks) {
      INFO(leak);
      CHECK(times == 0);
    }
  }
}
