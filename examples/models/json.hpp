// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "steward/decimal.hpp"
#include "steward/result.hpp"

// As much JSON as the model files need. A host has a JSON library of its own and takes that.

namespace models {

/// A JSON value with the text that it was read from, so that it can be sent on without loss.
struct Json {
  enum class Kind { null, boolean, number, string, array, object };

  Kind kind = Kind::null;
  std::string text = "null";                          ///< as written
  std::string string;                                 ///< of a string, without quotes and escapes
  std::vector<Json> elements;                         ///< of an array
  std::vector<std::pair<std::string, Json>> members;  ///< of an object, in their order

  /// A text as a value.
  [[nodiscard]] static Json of(std::string_view plain);

  /// The member of an object, else null.
  [[nodiscard]] const Json* find(std::string_view key) const;
  [[nodiscard]] std::optional<steward::Decimal> decimal() const;
  /// A whole number of at most three digits.
  [[nodiscard]] std::optional<int> small() const;

  /// Numbers are equal by value: 90 and 90.0 are the same.
  friend bool operator==(const Json& a, const Json& b);
};

/// Code `json_invalid`, with the line.
[[nodiscard]] steward::Result<Json> read_json(std::string_view text);

}  // namespace models
