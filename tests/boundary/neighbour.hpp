// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "base/json.hpp"
#include "support/portfolio.hpp"

namespace steward::test {

/// One tenant with its people, who work through a script by the JSON door and write down every answer. Every tenant
/// uses the same names, numbers and external ids.
class Neighbour {
 public:
  Neighbour(Portfolio& portfolio, const Domain& home);
  [[nodiscard]] static std::size_t steps();
  void step(std::size_t number);
  /// Requests and answers, with ids replaced by the order in which they appeared.
  [[nodiscard]] const std::string& transcript() const { return transcript_; }
  [[nodiscard]] std::size_t calls() const { return calls_; }

 private:
  using Step = void (Neighbour::*)();

  User hire(std::string_view name, std::initializer_list<std::string_view> roles);
  /// The result of a call, null when it failed. `args` may name what was kept before: `$key`, and `$key.v`.
  base::Json say(std::string_view who, std::string_view op, std::string args, std::string_view keep = {});
  void note(std::string_view text);

  void accounts();
  void plans();
  void contracts();
  void notes();
  void references();
  void lists();
  void sums();
  void pages();
  void feed();
  void past();
  void configuration();
  void deletes();
  void refusals();
  void analyses();
  void customers();
  void reports();
  void rights();

  Portfolio* portfolio_;
  Domain home_;
  std::map<std::string, Session, std::less<>> doors_;
  std::map<std::string, std::string, std::less<>> kept_;
  std::map<std::string, int> seen_;  ///< ids by the order of their first appearance
  std::string transcript_;
  std::size_t calls_ = 0;
};

}  // namespace steward::test
