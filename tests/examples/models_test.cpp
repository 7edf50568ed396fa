// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <map>
#include <set>

#include "models/model.hpp"
#include "steward/steward.hpp"
#include "support/portfolio.hpp"

// The scoring models of the examples: each file's numbers, and what the loader says of files that are wrong.

using namespace steward;
using models::Json;
using test::require;

namespace {

const std::string models_folder = STEWARD_SOURCE_DIR "/examples/models/";

using Found = std::multimap<std::string, std::string>;

/// The documented numbers, of which each must be among those that the file checks: path, as found.
const std::map<std::string, Found>& documented() {
  static const std::map<std::string, Found> numbers{
      {"nested_groups", {{"score", "72.760855"}, {"leaf_points", "72.760855"}}},
      {"product_adoption", {{"items.0.adoption_score", "90"}, {"items.1.adoption_score", "90"}}},
      {"service_and_loyalty", {{"score", "75.747368"}, {"items.0.gap", "8"}, {"items.0.gap", "6"}}},
      {"success_rate", {{"score", "75"}, {"score", "60"}, {"initiatives_completed", "0"}, {"initiatives_total", "8"}}},
      {"three_equal_metrics", {{"score as shown", "\"6.67\""}, {"score", "66.66"}, {"score", "66.67"}}},
      {"weighted_inputs", {{"score", "40.122807"}, {"score as shown", "\"40.12\""}}},
  };
  return numbers;
}

models::Model model_of(const std::string& name) { return require(models::read_model(models_folder + name + ".json")); }

std::string text_of(const std::string& name) {
  std::ifstream file(models_folder + name + ".json");
  return {std::istreambuf_iterator<char>(file), {}};
}

std::string replaced(std::string text, std::string_view what, std::string_view with) {
  const auto at = text.find(what);
  REQUIRE(at != std::string::npos);
  return text.replace(at, what.size(), with);
}

/// A model of one call.
std::string model_text(std::string_view call) {
  return R"({"now":"2024-11-20T21:00:00Z","setup":[)" + std::string(call) + R"(],"sample":[],"expected":[]})";
}

Error failure_of(std::string_view call) {
  const auto made = models::run(require(models::parse_model(model_text(call))));
  REQUIRE_FALSE(made);
  return made.error();
}

}  // namespace

TEST_CASE("every scoring model gives its documented numbers on both stores") {
  std::set<std::string> files;
  for (const auto& entry : std::filesystem::directory_iterator(models_folder)) {
    if (entry.path().extension() == ".json") files.insert(entry.path().stem().string());
  }
  std::set<std::string> known;
  for (const auto& [name, numbers] : documented()) known.insert(name);
  REQUIRE(files == known);

  const bool on_disk = GENERATE(false, true);
  auto folder = (std::filesystem::temp_directory_path() / "steward-models-XXXXXX").string();
  if (on_disk) REQUIRE(mkdtemp(folder.data()) != nullptr);
  for (const auto& [name, numbers] : documented()) {
    INFO(name);
    const auto model = model_of(name);
    CHECK_FALSE(model.title.empty());
    Found found;
    for (const auto& one : require(models::run(model, on_disk ? folder + "/" + name : ""))) {
      for (const auto& comparison : one.comparisons) {
        INFO(one.operation << ", " << one.note << ": " << comparison.path);
        CHECK(comparison.expected == comparison.found);
        CHECK(comparison.holds);
        found.emplace(comparison.path, comparison.found);
      }
    }
    for (const auto& [path, number] : numbers) {
      INFO(path << " " << number);
      const auto [first, last] = found.equal_range(path);
      CHECK(std::any_of(first, last, [&](const auto& one) { return one.second == number; }));
    }
  }
  if (on_disk) std::filesystem::remove_all(folder);
}

TEST_CASE("the set-up of a model goes into a store of one's own, whole or not at all") {
  auto engine = require(Engine::open({}));
  auto session = require(engine.system_session());
  const auto wrong = replaced(text_of("weighted_inputs"), "\"weight\": 15", "\"weight\": 16");
  const auto refused = models::install(session, require(models::parse_model(wrong)));
  REQUIRE_FALSE(refused);
  CHECK(refused.error().code() == "weight_sum");
  CHECK(refused.error().message().find("setup, call 32, publish: ") == 0);
  CHECK(require(session.count<DataSource>()) == 0);

  const auto names = require(models::install(session, model_of("weighted_inputs")));
  const auto* id = names.at("health").find("id");
  REQUIRE(id != nullptr);
  const auto health = require(session.get(Ref<HealthDefinition>(*Id::parse(id->string))));
  CHECK(health.state == PublishState::published);
  CHECK(require(session.count<Account>()) == 0);
}

TEST_CASE("a number that comes out differently is told, with both") {
  auto text = replaced(text_of("weighted_inputs"), "\"as\": \"40.12\"", "\"as\": \"40.13\"");
  text = replaced(text, "\"low\": 22.87", "\"low\": 22.88");
  std::vector<std::string> told;
  for (const auto& one : require(models::run(require(models::parse_model(text))))) {
    for (const auto& c : one.comparisons) {
      if (!c.holds) told.push_back(c.path + " " + c.expected + " " + c.found);
    }
  }
  CHECK(told == std::vector<std::string>{"low 22.88 22.87", "score as shown \"40.13\" \"40.12\""});
}

TEST_CASE("what is wrong in a model file is told with its place") {
  const auto missing = models::read_model(models_folder + "missing.json");
  REQUIRE_FALSE(missing);
  CHECK(missing.error().code() == "file_unreadable");

  const auto broken = models::parse_model("{\n\"title\": \"A\",\n\"about\": [}\n");
  REQUIRE_FALSE(broken);
  CHECK(broken.error().code() == "json_invalid");
  CHECK(broken.error().message() == "line 3 is no JSON");
  for (const std::string_view text :
       {R"({"setup":[],"sample":[],"expected":[]})", R"({"now":"2024-11-20T21:00:00Z","setup":[],"sample":[]})"}) {
    const auto read = models::parse_model(text);
    REQUIRE_FALSE(read);
    CHECK(read.error().code() == "model_invalid");
  }
  CHECK_FALSE(models::parse_model(model_text(R"({"op":"describe"})")));

  const auto name = failure_of(R"({"op":"create","args":{"table":"account","values":{"name":"of ${nobody}"}}})");
  CHECK(name.code() == "model_invalid");
  CHECK(name.message() == "setup, call 1, create: ${nobody}: no call before this one is kept under that name");
  const auto path =
      failure_of(R"({"op":"create","args":{"table":"account","values":{"name":"A"}},"expect":{"names":"A"}})");
  CHECK(path.message() == "setup, call 1, create: names: there is no names");
  CHECK(failure_of(R"({"op":"create","args":{"table":"account","values":{}}})").code() == "field_required");
  CHECK(failure_of(R"({"op":"count","args":{"table":"account"},"shown":{"at":"x","places":2,"as":"0"}})").code() ==
        "model_invalid");
  CHECK(failure_of(R"({"op":"count","args":{"table":"account"},"expect":{"leaf_points":0}})").code() ==
        "model_invalid");
}

TEST_CASE("a name stands for a value, and inside a text for its text") {
  const auto made = require(models::run(require(models::parse_model(
      R"({"now":"2024-11-20T21:00:00Z","setup":[
        {"op":"create","as":"a","args":{"table":"account","values":{"name":"A \"1\"","is_partner":true}}}
      ],"sample":[
        {"op":"create","args":{"table":"account","values":{"name":"of ${a.name} v${a.version} ${now}",
          "is_partner":"${a.is_partner}"}},
         "expect":{"name":"of A \"1\" v1 2024-11-20T21:00:00.000Z","is_partner":true}}
      ],"expected":[
        {"op":"find","args":{"table":"account","where":"id = \"${a}\""},
         "expect":{"items.0.name":"A \u00221\u0022","items.0.version":1.0,"items.1":null,"items.1.name":null}}]})"))));
  REQUIRE(made.size() == 2);
  CHECK(made[0].comparisons.size() == 2);
  CHECK(made[1].comparisons.size() == 4);
  for (const auto& one : made) {
    for (const auto& comparison : one.comparisons) {
      INFO(comparison.path << ": " << comparison.found);
      CHECK(comparison.holds);
    }
  }
}

TEST_CASE("scores are shown rounded half away from zero") {
  const auto show = [](std::string_view value, int places, int divided_by = 1) {
    return models::shown(*Decimal::parse(value), places, divided_by);
  };
  CHECK(show("66.66", 2, 10) == "6.67");
  CHECK(show("66.64", 2, 10) == "6.66");
  CHECK(show("0.005", 2) == "0.01");
  CHECK(show("-0.005", 2) == "-0.01");
  CHECK(show("-0.004", 2) == "0.00");
  CHECK(show("7", 2) == "7.00");
  CHECK(show("99.5", 0) == "100");
  CHECK(show("1", 1, 3) == "0.3");
  CHECK(show("0.000005", 6, 10) == "0.000001");
  CHECK(show("75.747368", 6) == "75.747368");
}

TEST_CASE("the examples' JSON reader takes JSON and nothing else") {
  const auto read = require(models::read_json(" {\"a\":[1,-2.5e1,true,null,\"\\u00e4\\ud83d\\ude00\\n\"],\"b\":{}} "));
  const auto& list = read.find("a")->elements;
  REQUIRE(list.size() == 5);
  CHECK(list[1].decimal() == Decimal(-25));
  CHECK(list[1].text == "-2.5e1");
  CHECK(list[2].kind == Json::Kind::boolean);
  CHECK(list[3].kind == Json::Kind::null);
  CHECK(list[4].string == "\xC3\xA4\xF0\x9F\x98\x80\n");
  CHECK(read.find("b")->kind == Json::Kind::object);
  CHECK(read.find("c") == nullptr);
  CHECK(require(models::read_json("[90,\"x\"]")) == require(models::read_json("[ 90.0, \"\\u0078\" ]")));
  CHECK_FALSE(require(models::read_json("[90]")) == require(models::read_json("[\"90\"]")));
  for (const std::string_view wrong :
       {"", "{", "[1,]", "{\"a\":1,\"a\":2}", "{a:1}", "\"\t\"", "\"\\x\"", "\"\\ud800\"", "tru", "1 2", "[1", "\"a"}) {
    INFO(wrong);
    CHECK_FALSE(models::read_json(wrong));
  }
  CHECK_FALSE(models::read_json(std::string(1000, '[')));
}
