// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "base/json.hpp"
#include "support/portfolio.hpp"

namespace steward::test {

/// The same engine twice, in memory and in a SQLite file, with one clock and one sequence of ids: what one answers
/// the other must answer, byte for byte.
class Twin {
 public:
  Twin();
  ~Twin();
  Twin(const Twin&) = delete;
  Twin& operator=(const Twin&) = delete;

  /// Sends a request to both; gives the common answer. Differing answers are kept as a failure.
  base::Json call(std::string_view operation, base::Json arguments);
  /// Reads one record from both; null when there is none.
  base::Json read(std::string_view table, const std::string& id);
  /// All records of a table whose field names `id`, from both.
  std::vector<base::Json> rows(std::string_view table, std::string_view field, const std::string& id);

  /// Applies what changed since the last call to the shadow; the feed is the same on both sides, or it is a
  /// difference.
  void follow();
  /// Every record as the change feed tells it: table -> id -> fields that are not null.
  using Rows = std::map<std::string, base::Json>;
  [[nodiscard]] const std::map<std::string, Rows>& shadow() const { return shadow_; }

  void advance();
  /// The first difference between the two; empty: none so far.
  [[nodiscard]] const std::string& difference() const { return difference_; }
  [[nodiscard]] static bool failed(const base::Json& answer) { return answer.find("error") != nullptr; }

 private:
  std::filesystem::path file_;
  Portfolio memory_;
  Portfolio sqlite_;
  std::string difference_;
  std::string token_;
  std::map<std::string, Rows> shadow_;
};

/// A member as text; empty when it is missing, null or no text.
[[nodiscard]] std::string text_of(const base::Json& json, std::string_view member);
[[nodiscard]] bool flag_of(const base::Json& json, std::string_view member);
[[nodiscard]] bool is_null_at(const base::Json& json, std::string_view member);

}  // namespace steward::test
