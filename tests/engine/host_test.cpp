// SPDX-License-Identifier: Apache-2.0
#include <filesystem>
#include <thread>

#include "base/id.hpp"
#include "support/portfolio.hpp"

using namespace steward;
using namespace steward::test;

namespace {

HostField field(std::string_view name, FieldType type, bool required = false) {
  HostField entry;
  entry.name = name;
  entry.type = type;
  entry.required = required;
  return entry;
}

HostTable incident_table() {
  HostTable table;
  table.name = "incident";
  table.domain_from = "account";
  table.fields = {field("account", FieldType::ref, true), field("title", FieldType::string, true),
                  field("severity", FieldType::choice), field("opened_at", FieldType::datetime)};
  table.fields[0].target = "account";
  table.fields[1].max_length = 40;
  table.fields[2].choices = {"low", "high"};
  return table;
}

/// A store file that goes with the test.
struct File {
  std::string path = (std::filesystem::temp_directory_path() /
                      ("steward-engine-test-" + base::RandomIdSource().next(Instant{}).to_string() + ".db"))
                         .string();
  ~File() {
    for (const char* suffix : {"", "-wal", "-shm"}) std::filesystem::remove(path + suffix);
  }
};

}  // namespace

TEST_CASE("tables that the host declares work like any other", "[engine][host]") {
  EngineOptions options;
  options.host_tables = {incident_table()};
  Portfolio p(options);
  const auto account = p.account();
  auto stored = require(p.session.create(
      "incident",
      {{"account", account.id}, {"title", std::string("Printer on fire")}, {"severity", std::string("high")}}));
  CHECK(stored.version() == 1);
  CHECK(require(p.session.count("incident", "severity >= high and account.name is not empty")) == 1);
  stored = require(p.session.update("incident", stored.id(), 1, {{"severity", std::string("low")}}));
  CHECK(std::get<std::string>(stored.get("severity")) == "low");
  CHECK(require(p.session.history("incident", stored.id())).size() == 2);

  CHECK(refused(p.session.create("incident", {{"title", std::string("x")}}), "GEN-02", "field_required", "account"));
  CHECK(refused(
      p.session.create("incident",
                       {{"account", account.id}, {"title", std::string("x")}, {"severity", std::string("huge")}}),
      "GEN-03", "invalid_choice", "severity"));
  CHECK_FALSE(p.session.create("incident", {{"colour", std::string("x")}}));
  CHECK(refused(p.session.remove(account), "GEN-15", "delete_blocked"));
}

TEST_CASE("values added to an open list are accepted, to a closed one refused", "[engine][host]") {
  EngineOptions options;
  options.choices = {{"contract_state", {"on_hold"}}};
  Portfolio p(options);
  auto contract = p.new_contract(p.account());
  contract.state = Choice<ContractState>::from_text("on_hold");
  CHECK(p.create(contract).state.text() == "on_hold");
  EngineOptions closed;
  closed.choices = {{"priority", {"extreme"}}};
  CHECK(Engine::open(closed).error().code() == "invalid_input");
}

TEST_CASE("a file keeps everything, host tables included", "[engine][sqlite]") {
  const File file;
  Id incident;
  Engagement engagement;
  {
    EngineOptions options;
    options.path = file.path;
    options.host_tables = {incident_table()};
    Portfolio p(options);
    const auto account = p.account();
    engagement = p.engagement(account);
    incident = require(p.session.create("incident", {{"account", account.id}, {"title", std::string("Kept")}})).id();
  }
  EngineOptions options;
  options.path = file.path;
  Portfolio p(options);
  const auto again = p.again(engagement);
  CHECK(again.number == engagement.number);
  CHECK(again.title == engagement.title);
  CHECK(require(p.session.get("incident", incident)).version() == 1);
  p.advance(std::chrono::hours(1));  // the fixture's ids begin anew, time must not
  CHECK(p.engagement().number != engagement.number);
}

TEST_CASE("sessions of many threads work side by side", "[engine][threads]") {
  const File file;
  for (const std::string& path : {std::string(), file.path}) {
    EngineOptions options;
    options.path = path;
    Portfolio p(options);
    constexpr int threads = 8;
    constexpr int rounds = 6;
    std::vector<std::string> problems(threads);
    {
      std::vector<std::thread> workers;
      for (int worker = 0; worker < threads; ++worker) {
        workers.emplace_back([&, worker] {
          auto session = p.engine.system_session();
          for (int round = 0; session && round < rounds; ++round) {
            Account account;
            account.name = "Account " + std::to_string(worker) + "-" + std::to_string(round);
            const auto stored = session->create(account);
            const auto found = session->find<Account>({.where = "name starts with \"Account\""});
            const auto feed = session->changes("", 10);
            if (!stored) problems[static_cast<std::size_t>(worker)] = stored.error().to_string();
            if (!found || !feed) problems[static_cast<std::size_t>(worker)] = "a read failed";
          }
        });
      }
      for (auto& worker : workers) worker.join();
    }
    for (const auto& problem : problems) CHECK(problem.empty());
    CHECK(require(p.session.count<Account>()) == threads * rounds);
    CHECK(require(p.session.count<OnboardingCase>("number is not empty")) == threads * rounds);
  }
}
