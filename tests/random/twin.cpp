// SPDX-License-Identifier: Apache-2.0
#include "random/twin.hpp"

#include <unistd.h>

namespace steward::test {

namespace {

using base::Json;

std::filesystem::path fresh_file() {
  static int count = 0;
  auto path = std::filesystem::temp_directory_path() /
              ("steward-twin-" + std::to_string(getpid()) + "-" + std::to_string(++count) + ".db");
  std::filesystem::remove(path);
  return path;
}

EngineOptions in_file(const std::filesystem::path& path) {
  EngineOptions options;
  options.path = path.string();
  options.synchronous = Synchronous::normal;
  return options;
}

}  // namespace

Twin::Twin() : file_(fresh_file()), sqlite_(in_file(file_)) {}

Twin::~Twin() {
  std::error_code ignored;
  for (const char* suffix : {"", "-wal", "-shm"}) std::filesystem::remove(file_.string() + suffix, ignored);
}

void Twin::advance() {
  memory_.advance(std::chrono::minutes(1));
  sqlite_.advance(std::chrono::minutes(1));
}

Json Twin::call(std::string_view operation, Json arguments) {
  auto request = Json::object();
  request.set("v", Json::number(1));
  request.set("op", Json::string(operation));
  request.set("args", std::move(arguments));
  const auto text = request.canonical();
  const auto one = memory_.session.call(text);
  const auto other = sqlite_.session.call(text);
  const auto shown = [](const Result<std::string>& answer) { return answer ? *answer : answer.error().to_string(); };
  if (shown(one) != shown(other) && difference_.empty()) {
    difference_ = text + "\nmemory: " + shown(one) + "\nsqlite: " + shown(other);
  }
  if (!one) {
    auto json = Json::object();
    json.set("error", Json::string(one.error().to_string()));
    json.set("code", Json::string(one.error().code()));
    return json;
  }
  return *Json::parse(*one);
}

void Twin::follow() {
  auto arguments = Json::object();
  arguments.set("token", Json::string(token_));
  arguments.set("limit", Json::number(1000));
  const auto answer = call("changes", std::move(arguments));
  const auto* page = answer.find("result");
  if (page == nullptr) return;
  token_ = text_of(*page, "next");
  for (const auto& entry : page->find("entries")->elements()) {
    if (flag_of(entry, "is_event")) continue;
    auto& rows = shadow_[text_of(entry, "table")];
    const auto id = text_of(entry, "record");
    if (text_of(entry, "kind") == "delete") {
      rows.erase(id);
      continue;
    }
    auto& row = rows.try_emplace(id, Json::object()).first->second;
    row.set("id", Json::string(id));
    row.set("version", *entry.find("version"));
    for (const auto& [field, pair] : entry.find("data")->items()) row.set(field, pair.elements().back());
  }
}

Json Twin::read(std::string_view table, const std::string& id) {
  auto arguments = Json::object();
  arguments.set("table", Json::string(table));
  arguments.set("id", Json::string(id));
  const auto answer = call("get", std::move(arguments));
  const auto* record = answer.find("result");
  return record != nullptr ? *record : Json();
}

std::vector<Json> Twin::rows(std::string_view table, std::string_view field, const std::string& id) {
  auto arguments = Json::object();
  arguments.set("table", Json::string(table));
  arguments.set("where", Json::string(std::string(field) + " = \"" + id + "\""));
  arguments.set("limit", Json::number(1000));
  const auto answer = call("find", std::move(arguments));
  const auto* page = answer.find("result");
  const auto* items = page != nullptr ? page->find("items") : nullptr;
  if (items == nullptr) return {};
  return {items->elements().begin(), items->elements().end()};
}

std::string text_of(const Json& json, std::string_view member) {
  const auto* found = json.find(member);
  const auto* text = found != nullptr ? found->as_string() : nullptr;
  return text != nullptr ? *text : std::string();
}

bool flag_of(const Json& json, std::string_view member) {
  const auto* found = json.find(member);
  return found != nullptr && found->as_bool().value_or(false);
}

bool is_null_at(const Json& json, std::string_view member) {
  const auto* found = json.find(member);
  return found == nullptr || found->is_null();
}

}  // namespace steward::test
