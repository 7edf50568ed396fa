// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <utility>

// State machines as data (rules 3). States are the stable names of their choice values, so that one function
// serves every table; a later table is one more entry.

namespace steward::model {

using StateNames = std::span<const std::string_view>;

/// A table of work: its open states, the first of them initial, and the ended ones (rules 3.1).
struct WorkMachine {
  std::string_view table;
  StateNames open;
  std::string_view cancel_rule{};  ///< where canceling has a rule of its own beside the closing rule (ONB-06)

  static constexpr std::string_view closed = "closed";
  static constexpr std::string_view canceled = "canceled";

  [[nodiscard]] constexpr std::string_view initial() const { return open.front(); }
  [[nodiscard]] constexpr bool is_open(std::string_view state) const {
    return std::find(open.begin(), open.end(), state) != open.end();
  }
  [[nodiscard]] static constexpr bool is_ended(std::string_view state) { return state == closed || state == canceled; }
};

enum class Transition : std::uint8_t {
  none,       ///< the state stays
  stay_open,  ///< SM-01 of an open state, SM-02
  close,      ///< SM-03
  cancel,     ///< SM-03
  reopen,     ///< SM-04
  refused     ///< SM-01 of an ended state, SM-05, unknown states
};

/// What it means to go `from` one state `to` another; an empty `from` is the insert.
[[nodiscard]] constexpr Transition transition(const WorkMachine& machine, std::string_view from, std::string_view to) {
  if (from == to) return Transition::none;
  if (!machine.is_open(to)) {
    if (!machine.is_open(from)) return Transition::refused;
    if (to == WorkMachine::closed) return Transition::close;
    return to == WorkMachine::canceled ? Transition::cancel : Transition::refused;
  }
  if (WorkMachine::is_ended(from)) return Transition::reopen;
  return from.empty() || machine.is_open(from) ? Transition::stay_open : Transition::refused;
}

/// The machine of a closing table; null for other tables.
[[nodiscard]] const WorkMachine* work_machine(std::string_view table);
[[nodiscard]] std::span<const WorkMachine> work_machines();

/// One state and the stages (progress values) that go with it: the first is the one to set, the others may stay.
struct StatePair {
  std::string_view state;
  std::array<std::string_view, 2> second;  ///< an empty second entry: there is only one

  [[nodiscard]] constexpr bool allows(std::string_view value) const {
    return !value.empty() && (value == second[0] || value == second[1]);
  }
};

/// A state and a stage (progress) that follow one another (rules 3.6, 3.7).
struct PairMachine {
  std::string_view table;
  std::string_view rule;  ///< the table's own rule over SYN-01 to SYN-05; empty when it is not declared yet
  std::span<const StatePair> pairs;

  [[nodiscard]] constexpr const StatePair* find(std::string_view state) const {
    for (const auto& pair : pairs) {
      if (pair.state == state) return &pair;
    }
    return nullptr;
  }
  [[nodiscard]] constexpr bool allowed(std::string_view state, std::string_view second) const {
    const auto* pair = find(state);
    return pair != nullptr && pair->allows(second);
  }
  /// F: the stage after the state became `state` while it was `second`. An unknown state leaves it alone.
  [[nodiscard]] constexpr std::string_view second_for(std::string_view state, std::string_view second) const {
    const auto* pair = find(state);
    return pair == nullptr || pair->allows(second) ? second : pair->second[0];
  }
  /// G: the state after the stage became `second` while the state was `state`. An unknown stage leaves it alone.
  [[nodiscard]] constexpr std::string_view state_for(std::string_view second, std::string_view state) const {
    if (allowed(state, second)) return state;
    // The risk flag is nobody's first value: work at risk is work under way.
    const std::string_view first = second == "at_risk" ? std::string_view("on_track") : second;
    for (const auto& pair : pairs) {
      if (pair.second[0] == first) return pair.state;
    }
    return state;
  }
};

/// The pairs of a table; null for tables without any.
[[nodiscard]] const PairMachine* pair_machine(std::string_view table);
[[nodiscard]] std::span<const PairMachine> pair_machines();

/// The progress of success records (rules 3.5).
inline constexpr std::string_view progress_closed = "completed";   ///< PRG-01
inline constexpr std::string_view progress_canceled = "canceled";  ///< PRG-02
/// PRG-03: the progress of a record that is reopened into `state`; empty for other states.
[[nodiscard]] constexpr std::string_view progress_reopened(std::string_view state) {
  constexpr std::pair<std::string_view, std::string_view> reset[] = {
      {"new", "not_started"}, {"define", "not_started"}, {"in_progress", "on_track"}, {"paused", "paused"}};
  for (const auto& [open, progress] : reset) {
    if (open == state) return progress;
  }
  return {};
}

/// A definition that is drafted and published (rules 3.9).
struct PublishMachine {
  struct Move {
    std::string_view from;
    std::string_view to;
  };
  std::string_view table;
  StateNames states;  ///< the first is initial
  std::span<const Move> moves;

  /// Whether a record may go from one state to another; staying is always allowed.
  [[nodiscard]] constexpr bool allows(std::string_view from, std::string_view to) const {
    if (from == to) return std::find(states.begin(), states.end(), to) != states.end();
    return std::any_of(moves.begin(), moves.end(), [&](const Move& m) { return m.from == from && m.to == to; });
  }
};

/// The machine of a table that is published; null for other tables.
[[nodiscard]] const PublishMachine* publish_machine(std::string_view table);
[[nodiscard]] std::span<const PublishMachine> publish_machines();

}  // namespace steward::model
