// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>
#include <optional>
#include <utility>

#include "base/json.hpp"
#include "metrics/rules_tables.hpp"
#include "model/json.hpp"
#include "rule/tree.hpp"
#include "steward/model/health.hpp"
#include "steward/model/history.hpp"
#include "steward/model/risk.hpp"

// VER-01: what a definition said from one instant to another, kept for scores as of a past instant.

namespace steward::metrics {

namespace {

using rule::Context;
using rule::give;
using rule::Operation;
using rule::where;

/// A table whose rows are versioned, with the rows that belong to its definition.
struct Versioned {
  VersionedTable name;
  std::string_view part_table{};  ///< e.g. health_metric
  std::string_view part_owner{};  ///< its field that names the definition
  std::string_view part_key{};    ///< key of the list in the content
  std::string_view order{};       ///< field that orders the list; else by id
};
constexpr std::array versioned_tables{
    Versioned{VersionedTable::health_definition, "health_metric", "health_definition", "metrics", "position"},
    Versioned{VersionedTable::risk_definition, "risk_threshold_override", "risk_definition", "overrides", "rank"},
    Versioned{VersionedTable::data_source, "data_context", "data_source", "contexts"},
    Versioned{VersionedTable::segment, "segment_metric", "segment", "metrics", "position"},
    Versioned{VersionedTable::color_band},
};

/// Kept by jobs or by every write; they say nothing about what the definition means.
constexpr std::array<std::string_view, 7> volatile_fields{"version",    "created_at",  "updated_at", "created_by",
                                                          "updated_by", "last_run_at", "next_run_at"};

bool is_volatile(std::string_view field) {
  return std::find(volatile_fields.begin(), volatile_fields.end(), field) != volatile_fields.end();
}

base::Json meaning(const TableInfo& table, const Row& row) {
  auto json = model::row_to_json(table, row);
  for (const auto field : volatile_fields) json.erase(field);
  return json;
}

std::string content_of(const Context& context, const Versioned& kind, const TableInfo& table, const Row& row,
                       bool deleted) {
  auto json = meaning(table, row);
  if (deleted) {
    json.erase("state");
    json.set("deleted", base::Json(true));
    return json.canonical();
  }
  if (kind.part_table.empty()) return json.canonical();
  const auto& parts = context.work.schema().at(kind.part_table);
  auto found =
      context.work.find(condition::Condition::equals(parts, parts.at(kind.part_owner), Value(model::row_id(row))));
  if (!kind.order.empty()) {
    const auto order = parts.at(kind.order);
    std::sort(found.begin(), found.end(), [order](const Row& a, const Row& b) {
      return std::pair(model::integer_at(a, order), model::row_id(a)) <
             std::pair(model::integer_at(b, order), model::row_id(b));
    });
  }
  auto list = base::Json::array();
  for (const Row& part : found) list.push(meaning(parts, part));
  json.set(kind.part_key, std::move(list));
  return json.canonical();
}

Result<void> add_version(Context& context, const Versioned& kind, Id record, std::optional<Ref<Domain>> domain,
                         const std::string& content) {
  auto& work = context.work;
  const auto& table = table_info<DefinitionVersion>();
  const auto now = work.now();
  const auto open = work.all<DefinitionVersion>(
      condition::Condition::all(table, {where<DefinitionVersion>(&DefinitionVersion::record_table, kind.name),
                                        where<DefinitionVersion>(&DefinitionVersion::record, record),
                                        where<DefinitionVersion>(&DefinitionVersion::valid_to, std::nullopt)}));
  for (const auto& version : open) {
    if (version.content == content) return {};
    if (version.valid_from == now) {
      return work.update(table, version.id, {give<DefinitionVersion>(&DefinitionVersion::content, content)},
                         rule::Origin::cascade);
    }
    if (auto closed = work.update(table, version.id, {give<DefinitionVersion>(&DefinitionVersion::valid_to, now)},
                                  rule::Origin::cascade);
        !closed) {
      return closed;
    }
  }
  rule::Fields fields{give<DefinitionVersion>(&DefinitionVersion::record_table, kind.name),
                      give<DefinitionVersion>(&DefinitionVersion::record, record),
                      give<DefinitionVersion>(&DefinitionVersion::valid_from, now),
                      give<DefinitionVersion>(&DefinitionVersion::content, content)};
  // The record is gone after a delete, so its domain cannot be read from it any more.
  if (domain) fields.push_back(give<DefinitionVersion>(&DefinitionVersion::domain, domain));
  auto created = work.create(table, fields, rule::Origin::cascade);
  if (!created) return created.error();
  return {};
}

bool published(const TableInfo& table, const Row* row) {
  return row != nullptr && model::text_at(*row, table.at("state")) == choice_name(PublishState::published);
}

/// Whether something changed that the definition means by itself.
bool meaning_changed(const rule::Change& change) {
  for (std::size_t i = 0; i < change.table.fields.size(); ++i) {
    if (!is_volatile(change.table.fields[i].name) && change.changed(i)) return true;
  }
  return false;
}

void write(Context& context, const Versioned& kind, const TableInfo& table, const Row& row, bool deleted) {
  const Id domain = model::id_at(row, model::domain_field);
  rule::report(context, add_version(context, kind, model::row_id(row),
                                    domain.is_nil() ? std::nullopt : std::optional(Ref<Domain>(domain)),
                                    content_of(context, kind, table, row, deleted)));
}

/// A definition itself: each publish, each return to draft, each delete, and what changes while it is published.
void keep_version(Context& context) {
  const auto& change = context.change;
  for (const auto& kind : versioned_tables) {
    if (choice_name(kind.name) != change.table.name) continue;
    const bool deleted = change.operation == Operation::erase;
    const bool always = kind.name == VersionedTable::color_band;
    const bool counts = always || published(change.table, &change.after) || published(change.table, change.before);
    if (deleted || (counts && (context.inserting() || meaning_changed(change)))) {
      write(context, kind, change.table, change.after, deleted);
    }
  }
}

/// A part of a definition changes what the definition says while that is published.
void keep_owner_version(Context& context) {
  const auto& change = context.change;
  if (context.updating() && !meaning_changed(change)) return;
  for (const auto& kind : versioned_tables) {
    if (kind.part_table != change.table.name) continue;
    const auto& table = context.work.schema().at(choice_name(kind.name));
    const auto owner = change.table.at(kind.part_owner);
    IdList owners{model::id_at(change.after, owner)};
    if (change.before != nullptr && change.changed(owner)) owners.push_back(model::id_at(*change.before, owner));
    for (const Id& id : owners) {
      const Row* row = context.work.row(table, id);
      if (published(table, row)) write(context, kind, table, Row(*row), false);
    }
  }
}

constexpr std::string_view text =
    "Each publish, return to draft and delete of a definition, each change while it is published, and every write of "
    "a colour band starts a new version and ends the one before; at one instant the last one counts.";

rule::Rule entry(std::string_view table, void (*run)(Context&)) {
  return {"VER-01", table, "Versions", rule::Phase::after, rule::on_write | rule::on_erase, "", run, text};
}

}  // namespace

std::vector<rule::Rule> version_rules() {
  return {entry("data_source", keep_version),     entry("health_definition", keep_version),
          entry("risk_definition", keep_version), entry("segment", keep_version),
          entry("color_band", keep_version),      entry("risk_threshold_override", keep_owner_version)};
}

}  // namespace steward::metrics
