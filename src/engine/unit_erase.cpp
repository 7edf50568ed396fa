// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <set>

#include "access/decide.hpp"
#include "engine/unit.hpp"
#include "model/json.hpp"

namespace steward::engine {

using rule::Operation;
using rule::Origin;

/// What one delete takes with it (GEN-15): first collected whole, then judged, then performed.
struct Unit::Erasure {
  struct Target {
    const TableInfo* table;
    Id id;
    friend auto operator<=>(const Target&, const Target&) = default;
  };
  struct Unlink {
    Target target;
    std::size_t field;
  };
  std::vector<Target> order;  ///< the record itself first, then what cascades
  std::set<Target> gone;
  std::vector<Unlink> unlinks;                               ///< references to be set null
  std::vector<std::pair<Target, const TableInfo*>> holders;  ///< restricting rows and what they hold on to
  std::size_t metric_rows = 0;                               ///< data sources with collected values, which restrict
};

Result<void> Unit::collect(const TableInfo& table, Id id, Erasure& erasure) {
  if (!erasure.gone.insert({&table, id}).second) return {};
  erasure.order.push_back({&table, id});
  if (table.name == "data_source" && has_context_data(id)) ++erasure.metric_rows;

  const auto follow = [&](const TableInfo& from, std::size_t field) -> Result<void> {
    const auto mode = from.fields[field].on_delete;
    if (from.flavour == Flavour::series || mode == OnDelete::keep || mode == OnDelete::none) return {};
    std::vector<condition::Condition> parts{condition::Condition::equals(from, field, id)};
    if (const auto& name = from.fields[field].table_field; !name.empty()) {
      parts.push_back(condition::Condition::equals(from, from.at(name), table.name));
    }
    for (const Row& row : find(condition::Condition::all(from, std::move(parts)), SIZE_MAX)) {
      const Erasure::Target target{&from, model::row_id(row)};
      if (mode == OnDelete::restrict) erasure.holders.emplace_back(target, &table);
      if (mode == OnDelete::set_null) erasure.unlinks.push_back({target, field});
      if (mode != OnDelete::cascade) continue;
      if (auto collected = collect(from, target.id, erasure); !collected) return collected;
    }
    return {};
  };
  for (const auto& reference : schema().references_to(table.name)) {
    if (reference.table->fields[reference.field].type == FieldType::list_ref) continue;  // list_value goes
    if (auto done = follow(*reference.table, reference.field); !done) return done;
  }
  for (const auto& reference : schema().polymorphic_references()) {
    if (auto done = follow(*reference.table, reference.field); !done) return done;
  }
  return status();
}

Result<Id> Unit::execute_erase(const WriteRequest& request) {
  const auto& table = *request.table;
  const bool caller = request.origin == Origin::caller;
  const Row* current = caller ? visible(table, request.id) : row(table, request.id);
  if (auto state = status(); !state) return state.error();
  if (current == nullptr) {
    return Error("not_found", Category::not_found,
                 fmt::format("there is no {} {}", table.name, request.id.to_string()));
  }
  if (caller) {
    if (auto allowed = access::decide(caller_, request.operation, table); !allowed) return allowed.error();
    if (auto reached = reach(table, access::remove, *current); !reached) return reached.error();
  }
  if (caller && core_.catalogue().enabled("GEN-09") &&
      request.version != model::integer_at(*current, model::version_field)) {
    return Error(Fault{"version_conflict", "GEN-09", table.name, request.id, "",
                       fmt::format("the record has version {}; read it again",
                                   model::integer_at(*current, model::version_field)),
                       "", std::nullopt},
                 Category::conflict);
  }
  Erasure erasure;
  if (auto collected = collect(table, request.id, erasure); !collected) return collected.error();

  auto counts = base::Json::object();
  std::map<std::string, std::int64_t> blocking;
  for (const auto& [target, held] : erasure.holders) {
    if (erasure.gone.contains(target)) continue;
    // What the caller does not see blocks as well, but is not told apart.
    const Row* holder = row(*target.table, target.id);
    const bool told = !caller || (holder != nullptr && in_scope(*target.table, *holder));
    ++blocking[told ? target.table->name : "hidden"];
  }
  if (erasure.metric_rows > 0) blocking["context_data"] = static_cast<std::int64_t>(erasure.metric_rows);
  if (!blocking.empty() && core_.catalogue().enabled("GEN-15")) {
    std::string list;
    for (const auto& [name, count] : blocking) {
      counts.set(name, base::Json::number(count));
      list += fmt::format("{}{} {}", list.empty() ? "" : ", ", count, name);
    }
    return Error(Fault{"delete_blocked", "GEN-15", table.name, request.id, "",
                       fmt::format("other records still point to it: {}", list), counts.canonical(), std::nullopt},
                 Category::invalid);
  }
  if (auto performed = perform(erasure, request.origin); !performed) return performed.error();
  return request.id;
}

Result<void> Unit::perform(Erasure& erasure, Origin origin) {
  std::vector<rule::Change> changes;
  std::vector<Fault> faults;
  for (std::size_t i = 0; i < erasure.order.size(); ++i) {
    const auto& target = erasure.order[i];
    const Row* held = row(*target.table, target.id);
    if (held == nullptr) continue;
    rule::Change change{*target.table, Operation::erase, nullptr, *held, {}, i == 0 ? origin : Origin::cascade, true};
    change.given.resize(target.table->fields.size());
    rule::Context context(change, *this, faults, warnings_);
    run_rules(context, rule::Phase::before_delete);
    changes.push_back(std::move(change));
  }
  if (auto state = status(); !state) return state;
  if (!faults.empty()) return Error(std::move(faults));

  for (const auto& unlink : erasure.unlinks) {
    if (erasure.gone.contains(unlink.target)) continue;
    auto done = update(*unlink.target.table, unlink.target.id, {{unlink.field, Value()}}, Origin::cascade);
    if (!done) return done;
  }
  for (auto& change : changes) {
    const auto& table = change.table;
    const Id id = change.id();
    const bool counted = table.flavour == Flavour::record;
    remember(change, counted ? model::integer_at(change.after, model::version_field) + 1 : 0);
    if (auto gone = connection_.erase(table, std::span(&id, 1)); !gone) return gone;
    if (auto gone = connection_.erase_contexts(table.name, std::span(&id, 1)); !gone) return gone;
    if (table.name == "indicator") {
      if (auto gone = connection_.erase_owner(store::SeriesKind::indicator_score, id); !gone) return gone;
    }
    forget(table, id);
    forget_properties(table);
    if (counted) queue(std::move(change));
  }
  return {};
}

}  // namespace steward::engine
