// SPDX-License-Identifier: Apache-2.0
#include "rule/publishing.hpp"

#include <fmt/format.h>

#include "model/machine.hpp"

namespace steward::rule {

void run_publishing(Context& context, const Enabled& enabled) {
  const auto& change = context.change;
  const auto* machine = model::publish_machine(change.table.name);
  if (machine == nullptr || !enabled("PUB-01")) return;
  const auto state = change.table.at("state");
  const auto from = change.before != nullptr ? model::text_at(*change.before, state) : machine->states.front();
  const auto to = model::text_at(change.after, state);
  // A state that is no state at all is an invalid choice (GEN-03).
  if (!machine->allows(to, to) || machine->allows(from, to)) return;
  context.rule_id = "PUB-01";
  context.refuse("invalid_transition", "state", fmt::format("{} cannot go from {} to {}", change.table.name, from, to));
}

bool publishes(const Change& change) {
  if (model::publish_machine(change.table.name) == nullptr) return false;
  const auto state = change.table.at("state");
  return change.changed(state) && model::text_at(change.after, state) == "published";
}

std::vector<Rule> publishing_rules() {
  return {
      {"PUB-01", "", "Moves between states", Phase::mechanism, on_write, "invalid_transition @state", nullptr,
       "Definitions, templates, maps, boards and meetings move between their states only as their tables list; a new "
       "record begins in the first state, or makes one of its moves at once."},
  };
}

}  // namespace steward::rule
