// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>

#include "random/twin.hpp"

namespace steward::test {

/// One thing to do; the numbers choose among what there is.
struct Step {
  std::uint8_t action = 0;
  std::uint8_t which = 0;
  std::uint8_t other = 0;
  std::uint8_t how = 0;
};
std::ostream& operator<<(std::ostream& out, const Step& step);

/// Drives a success plan, plays and teams of one account on both engines.
class Plan {
 public:
  explicit Plan(Twin& twin);
  void run(const Step& step);
  /// What does not hold now by the change feed; empty: all is well.
  std::string broken();
  /// The same from everything that both engines hold, computed fields included; also whether the feed told it all.
  std::string broken_when_read();

 private:
  struct Made {
    std::string table;
    std::string id;
  };

  base::Json create(std::string_view table, base::Json values);
  std::optional<std::string> add(std::string_view table, base::Json values);
  [[nodiscard]] std::optional<std::string> some(std::string_view table, std::size_t choice) const;
  [[nodiscard]] const std::string& engagement(std::size_t choice) const { return engagements_[choice % 2]; }

  void create_work(const Step& step);
  void create_task(const Step& step);
  void create_member(const Step& step);
  void change(const Step& step);
  void end(const Step& step, bool cancel);
  void reopen(const Step& step);
  void move(const Step& step);
  void remove(const Step& step);
  void set_squad(const Step& step);
  base::Json target(const Made& made);

  Twin& twin_;
  std::string account_;
  std::string engagements_[2];
  std::vector<std::string> users_;
  std::vector<std::string> contacts_;
  std::vector<std::string> parts_;
  std::vector<std::string> members_;
  std::vector<Made> made_;
};

}  // namespace steward::test
