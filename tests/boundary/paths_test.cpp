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

/// Where the answers name an id, for the reader of a failure.
std::string context(const std::string& answers, const std::string& id) {
  const auto at = answers.find(id);
  return answers.substr(at > 120 ? at - 120 : 0, 200);
}

/// What the answers name though the person does not read it. The ids of domains and of changes say nothing by
/// themselves.
std::string leaks(const Ground& ground, const Survey& survey) {
  std::string found;
  const auto& answers = survey.answers();
  std::set<std::string> words;
  for (std::size_t at = answers.find('-'); at != std::string::npos; at = answers.find('-', at + 1)) {
    if (at >= 8 && at + 28 <= answers.size() && answers[at + 5] == '-') words.insert(answers.substr(at - 8, 36));
  }
  for (const TableInfo* table : ground.tables()) {
    if (table->name == "domain" || table->name == "record_change") continue;
    for (const auto& [id, row] : ground.rows(*table)) {
      if (!survey.reads(*table, id) && words.contains(id.to_string()))
        found += table->name + " in ..." + context(answers, id.to_string()) + "\n";
    }
  }
  return found;
}

void walk(Estate& estate, const Ground& ground, const Resident& who, std::string& answers) {
  Survey survey(estate, ground, who);
  survey.run();
  INFO(who.title);
  CHECK(summary(survey.complaints()) == "");
  CHECK(leaks(ground, survey) == "");
  answers = survey.answers();
}

}  // namespace

TEST_CASE("every way leads to the same records, on both stores", "[boundary][paths]") {
  std::map<std::string, std::string> answers;
  for (const bool file : {false, true}) {
    const Storage storage(file);
    Estate estate(storage);
    const Ground ground(estate);
    for (const auto& who : estate.people) {
      std::string told;
      walk(estate, ground, who, told);
      const auto [known, first] = answers.emplace(who.title, told);
      if (!first) CHECK((known->second == told));
    }
  }
}

TEST_CASE("a part of the tree that is too wide to be named is held to its lines as well", "[boundary][wide]") {
  for (const bool file : {false, true}) {
    const Storage storage(file);
    Estate estate(storage);
    require(estate.session.begin());
    for (int i = 0; i < 520; ++i) estate.domain({}, Portfolio::ref(estate.north));
    require(estate.session.commit());
    const Ground ground(estate);
    std::string told;
    walk(estate, ground, estate.person("north viewer"), told);
    auto viewer = estate.door(estate.person("north viewer"));
    CHECK(viewer.get(Portfolio::ref(estate.in_islands.shown)).ok());
    CHECK(require(viewer.count<Engagement>()) == 3);
    CHECK(require(viewer.count<Engagement>("account.name = \"" + estate.in_islands.account.name + "\"")) == 1);
  }
}
