// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include "engine/operations_table.hpp"
#include "model/json.hpp"
#include "model/machine.hpp"

// The verbs that are an update of the state: they name the fields of the table's machine, so that a caller need
// not know them. The rules see an ordinary update.

namespace steward::engine {

namespace {

Error no_machine(const Call& call, std::string_view what) {
  return {Fault{"invalid_input", "", call.args.table().name, std::nullopt, "table",
                fmt::format("{} is no table that can be {}", call.args.table().name, what), "", std::nullopt},
          Category::invalid};
}

Error given_twice(const Call& call, std::string_view field) {
  return {Fault{"invalid_input", "", call.args.table().name, std::nullopt, std::string(field),
                "the field is set by the operation itself; leave it out of values", "", std::nullopt},
          Category::invalid};
}

/// The values of the call with those of the verb in front.
Result<base::Json> update(const Call& call, NamedValues verb) {
  for (auto& [name, value] : call.args.values("values")) {
    for (const auto& own : verb) {
      if (own.first == name) return given_twice(call, name);
    }
    verb.emplace_back(name, std::move(value));
  }
  const auto record =
      call.session.update(call.args.table().name, call.args.id("id"),
                          call.args.get<std::int64_t>("version").value_or(0), verb, {call.args.flag("confirm")});
  if (!record) return record.error();
  return model::row_to_json(*record->table, record->row);
}

Result<base::Json> set_publish_state(const Call& call, std::string_view state) {
  const auto* machine = model::publish_machine(call.args.table().name);
  if (machine == nullptr) return no_machine(call, "published");
  return update(call, {{"state", Value(std::string(state.empty() ? machine->states.front() : state))}});
}

void add_text(const Call& call, NamedValues& given, std::string_view field, std::string_view argument) {
  if (!field.empty() && call.args.has(argument)) {
    given.emplace_back(std::string(field), Value(call.args.text(argument)));
  }
}

}  // namespace

Result<base::Json> run_publish(const Call& call) { return set_publish_state(call, "published"); }
Result<base::Json> run_to_draft(const Call& call) { return set_publish_state(call, ""); }

Result<base::Json> run_close(const Call& call) {
  const auto& closing = call.args.table().closing;
  if (closing.state.empty()) return no_machine(call, "closed");
  NamedValues given{{std::string(closing.state), Value(std::string(model::WorkMachine::closed))}};
  add_text(call, given, closing.code, "code");
  add_text(call, given, closing.notes, "notes");
  return update(call, std::move(given));
}

Result<base::Json> run_cancel(const Call& call) {
  const auto& closing = call.args.table().closing;
  if (closing.state.empty()) return no_machine(call, "canceled");
  NamedValues given{{std::string(closing.state), Value(std::string(model::WorkMachine::canceled))}};
  add_text(call, given, closing.notes, "notes");
  return update(call, std::move(given));
}

Result<base::Json> run_reopen(const Call& call) {
  const auto& closing = call.args.table().closing;
  const auto* machine = model::work_machine(call.args.table().name);
  if (closing.state.empty() || machine == nullptr) return no_machine(call, "reopened");
  const std::string state = call.args.has("state") ? call.args.text("state") : std::string(machine->initial());
  return update(call, {{std::string(closing.state), Value(state)}});
}

}  // namespace steward::engine
