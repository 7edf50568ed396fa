// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/json.hpp"
#include "steward/id.hpp"
#include "steward/metrics.hpp"
#include "steward/time.hpp"

// How the values of results are written as JSON.

namespace steward::engine {

[[nodiscard]] inline base::Json json_of(std::size_t value) {
  return base::Json::number(static_cast<std::int64_t>(value));
}
[[nodiscard]] inline base::Json json_of(std::int64_t value) { return base::Json::number(value); }
[[nodiscard]] inline base::Json json_of(bool value) { return base::Json(value); }
[[nodiscard]] inline base::Json json_of(const std::string& value) { return base::Json::string(value); }
[[nodiscard]] inline base::Json json_of(std::string_view value) { return base::Json::string(value); }
[[nodiscard]] inline base::Json json_of(const Id& value) { return base::Json::string(value.to_string()); }
[[nodiscard]] inline base::Json json_of(Decimal value) { return base::Json::number(value); }
[[nodiscard]] inline base::Json json_of(Hundredths value) { return base::Json::number_text(value.to_string()); }
[[nodiscard]] inline base::Json json_of(Instant value) { return base::Json::string(to_string(value)); }
[[nodiscard]] inline base::Json json_of(Date value) { return base::Json::string(to_string(value)); }
template <class T>
[[nodiscard]] base::Json json_of(Ref<T> value) {
  return json_of(value.id());
}
template <class T>
[[nodiscard]] base::Json json_of(const std::optional<T>& value) {
  return value ? json_of(*value) : base::Json();
}

[[nodiscard]] base::Json json_of(const RecordUsed& used);
[[nodiscard]] base::Json json_of(const DefinitionChoice& choice);
[[nodiscard]] base::Json json_of(const MetricScore& metric);

template <class T>
[[nodiscard]] base::Json list_of(const std::vector<T>& values) {
  auto list = base::Json::array();
  for (const auto& value : values) list.push(json_of(value));
  return list;
}

// Texts that hold JSON are passed on as what they hold.
[[nodiscard]] inline base::Json embedded(const std::string& text) {
  if (text.empty()) return {};
  auto json = base::Json::parse(text);
  return json ? std::move(*json) : base::Json::string(text);
}

}  // namespace steward::engine
