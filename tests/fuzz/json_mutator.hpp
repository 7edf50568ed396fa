// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <cstdint>
#include <random>
#include <string>
#include <string_view>

#include "base/json.hpp"

extern "C" __attribute__((weak)) std::size_t LLVMFuzzerMutate(std::uint8_t* data, std::size_t size,
                                                              std::size_t max_size);

// Changes one value of a JSON tree, so that most of what is tried still reads as JSON and gets past the door.

namespace steward::fuzz {

class JsonMutator {
 public:
  explicit JsonMutator(unsigned seed) : random_(seed) {}

  [[nodiscard]] base::Json mutated(const base::Json& json) {
    left_ = below(count(json));
    return visit(json);
  }
  [[nodiscard]] std::size_t below(std::size_t limit) { return limit == 0 ? 0 : random_() % limit; }

 private:
  static std::size_t count(const base::Json& json) {
    std::size_t nodes = 1;
    for (const auto& element : json.elements()) nodes += count(element);
    for (const auto& member : json.items()) nodes += count(member.second);
    return nodes;
  }

  base::Json visit(const base::Json& json) {
    if (left_-- == 0) return changed(json);
    if (json.is_array()) {
      auto list = base::Json::array();
      for (const auto& element : json.elements()) list.push(visit(element));
      return list;
    }
    if (!json.is_object()) return json;
    auto object = base::Json::object();
    for (const auto& [name, value] : json.items()) object.set(name, visit(value));
    return object;
  }

  base::Json changed(const base::Json& json) {
    if (json.is_object()) return changed_object(json);
    if (below(6) == 0) return any();
    if (const auto* text = json.as_string()) return base::Json::string(bytes_changed(*text));
    if (json.is_number()) return number();
    return any();
  }

  base::Json changed_object(const base::Json& json) {
    auto object = base::Json::object();
    const auto chosen = below(json.size() + 1);
    const auto action = below(3);
    for (std::size_t i = 0; i < json.size(); ++i) {
      const auto& [name, value] = json.items()[i];
      if (i == chosen && action == 0) continue;
      object.set(i == chosen && action == 1 ? bytes_changed(name) : name, value);
    }
    if (chosen == json.size()) object.set(word(), any());
    return object;
  }

  std::string bytes_changed(std::string text) {
    if (LLVMFuzzerMutate == nullptr) return text + "x";
    const std::size_t room = text.size() + 16;
    const std::size_t size = text.size();
    text.resize(room);
    text.resize(LLVMFuzzerMutate(reinterpret_cast<std::uint8_t*>(text.data()), size, room));
    return text;
  }

  base::Json number() {
    static constexpr std::int64_t edges[] = {0, 1, -1, 2, 100, 10000, 10001, INT64_MAX, INT64_MIN};
    if (below(3) == 0) return base::Json::number_text("1e-7");
    return base::Json::number(edges[below(std::size(edges))]);
  }

  std::string word() {
    static constexpr std::string_view words[] = {"id",    "name",   "state", "version",    "table",  "values", "where",
                                                 "limit", "as_of",  "code",  "conditions", "weight", "target", "rows",
                                                 "title", "active", "value", "account",    "domain", "number"};
    return std::string(words[below(std::size(words))]);
  }

  base::Json any() {
    switch (below(6)) {
      case 0:
        return {};
      case 1:
        return base::Json(below(2) == 0);
      case 2:
        return base::Json::array();
      case 3:
        return base::Json::object();
      case 4:
        return base::Json::string(word());
      default:
        return number();
    }
  }

  std::minstd_rand random_;
  std::size_t left_ = 0;
};

}  // namespace steward::fuzz
