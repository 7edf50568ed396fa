// SPDX-License-Identifier: Apache-2.0
#include "metrics/mapping.hpp"

#include <algorithm>
#include <tuple>

namespace steward::metrics {

using condition::Condition;

namespace {

// Above so many unknown records of a table that is known whole, all others are prepared beside them.
constexpr std::size_t few_sources = 256;
// So many records ahead, what is kept of them is sent for: about the time that memory takes.
constexpr std::size_t far = 64;
constexpr std::size_t near = 32;

void append_part(std::string& text, std::string_view part) {
  text += std::to_string(part.size());
  text += ':';
  text += part;
}

}  // namespace

/// Where the answers of the records are: each in the shared map, or in the own one.
struct Mapping::Placed {
  const ContextMap* shared = nullptr;
  std::vector<std::uint32_t> place;  ///< by record; none: in the own map, at `alone`
  std::vector<std::uint32_t> alone;  ///< by record
};

Result<Mapping> Mapping::open(rule::Work& work, Domains& domains, const Purpose& purpose, const TableInfo& source,
                              const TableInfo& context, const Enabled& enabled) {
  Mapping mapping(work, domains, purpose, source, context, enabled);
  if (&source == &context) {
    // A record of the context table counts for itself.
    mapping.mappers_.emplace_back().domain = purpose.domain;
    mapping.describe(mapping.mappers_.back(), nullptr);
  } else if (auto loaded = mapping.load_mappers(); !loaded) {
    return loaded.error();
  }
  mapping.describe_reads();
  return mapping;
}

Result<void> Mapping::load_mappers() {
  const auto& table = table_info<ContextMapper>();
  auto rows = work_->all<ContextMapper>(Condition::all(
      table,
      {rule::where<ContextMapper>(&ContextMapper::active, true),
       rule::where<ContextMapper>(&ContextMapper::source_table, source_->name),
       rule::where<ContextMapper>(&ContextMapper::context_table, Choice<ContextTable>::from_text(context_->name))}));
  std::erase_if(rows, [&](const ContextMapper& mapper) {
    if (!(mapper.type == ScopeType::metric_based)) return false;
    const auto& list = mapper.metric_list;
    return !purpose_.data_source || std::find(list.begin(), list.end(), *purpose_.data_source) == list.end();
  });
  const bool metric_first = enabled_("MAP-04");
  std::stable_sort(rows.begin(), rows.end(), [&](const ContextMapper& a, const ContextMapper& b) {
    const auto key = [&](const ContextMapper& mapper) {
      const bool late = metric_first && !(mapper.type == ScopeType::metric_based);
      const std::size_t depth = domains_->depth(mapper.domain ? mapper.domain->id() : Id());
      return std::tuple(late, SIZE_MAX - depth, mapper.id);
    };
    return key(a) < key(b);
  });
  for (const ContextMapper& mapper : rows) {
    if (auto added = add_mapper(mapper); !added) return added;
  }
  return work_->status();
}

Result<void> Mapping::add_mapper(const ContextMapper& mapper) {
  Mapper held;
  held.domain = mapper.domain ? mapper.domain->id() : Id();
  held.metric_based = mapper.type == ScopeType::metric_based;
  const bool scripted = !mapper.resolver.empty() && (enabled_("MAP-04") || mapper.related_table.empty());
  if (scripted) {
    held.resolver = work_->resolver(mapper.resolver);
    if (held.resolver == nullptr) {
      return Error(Fault{"resolver_unknown", "MAP-04", "context_mapper", mapper.id, "resolver",
                         "no resolver is registered under this name", "", std::nullopt},
                   Category::invalid);
    }
  } else {
    const auto& schema = work_->schema();
    held.related = schema.find(mapper.related_table);
    if (held.related == nullptr) {
      return Error(Fault{"invalid_input", "MAP-03", "context_mapper", mapper.id, "related_table",
                         "there is no such table", "", std::nullopt},
                   Category::invalid);
    }
    if (!mapper.source_field.empty() && mapper.source_field != "id") {
      auto path = path_of(mapper.source_field, *source_, schema);
      if (!path) return path.error();
      held.source_path = std::move(*path);
    }
    auto query = path_of(mapper.query_field, *held.related, schema);
    if (!query) return query.error();
    held.query_path = std::move(*query);
    auto context = path_of(mapper.context_field.empty() ? "id" : mapper.context_field, *held.related, schema);
    if (!context) return context.error();
    held.context_path = std::move(*context);
    held.leads_to_itself =
        held.related == context_ && held.context_path.size() == 1 && held.context_path.front().field == model::id_field;
    if (!mapper.conditions.empty()) held.conditions = work_->condition(mapper.conditions, *context_);
  }
  describe(held, &mapper);
  mappers_.push_back(std::move(held));
  return {};
}

/// Adds a mapper to the description; two mappings with equal ones have equal answers while the tables stay the same.
void Mapping::describe(const Mapper& mapper, const ContextMapper* stored) {
  append_part(description_, mapper.domain.to_string());
  if (mapper.resolver != nullptr) lasting_ = false;  // the host's code may answer otherwise next time
  if (stored == nullptr || mapper.resolver != nullptr) return;
  for (const std::string& part :
       {stored->related_table, stored->source_field, stored->query_field, stored->context_field, stored->conditions}) {
    append_part(description_, part);
  }
}

void Mapping::note_path(const condition::Path& path) {
  for (std::size_t step = 1; step < path.size(); ++step) reads_.tables.push_back(path[step].table);
}

/// False for what is not decided by rows alone.
bool Mapping::note_condition(const condition::Node& node) {
  if (node.kind == condition::Node::Kind::exists) return false;
  if (!node.path.empty()) {
    note_path(node.path);
    const auto& step = node.path.back();
    const auto& field = step.table->fields[step.field];
    if (field.type == FieldType::list_ref || field.kind == FieldKind::computed) return false;
  }
  const auto moves = [](const condition::Operand& operand) {
    return operand.kind != condition::Operand::Kind::literal;
  };
  if (std::any_of(node.operands.begin(), node.operands.end(), moves)) return false;
  return std::all_of(node.children.begin(), node.children.end(),
                     [&](const auto& child) { return note_condition(*child); });
}

/// Which tables the answers come from, so that it can be told how long they are right.
void Mapping::describe_reads() {
  append_part(description_, purpose_.domain.to_string());
  description_ += domains_->separated() ? '1' : '0';
  if (domains_->separated()) reads_.tables.push_back(&table_info<Domain>());
  for (const Mapper& mapper : mappers_) {
    if (mapper.conditions) {
      reads_.conditions = true;
      lasting_ = lasting_ && note_condition(mapper.conditions->root());
    }
    if (mapper.source_path) note_path(*mapper.source_path);
    if (mapper.related == nullptr) continue;
    note_path(mapper.query_path);
    note_path(mapper.context_path);
    // Asked by its id, a row of the source table is the source record's own.
    const bool own = mapper.related == source_ && !mapper.source_path && mapper.query_path.size() == 1 &&
                     mapper.query_path.front().field == model::id_field;
    if (!own) reads_.tables.push_back(mapper.related);
  }
  auto& tables = reads_.tables;
  std::sort(tables.begin(), tables.end());
  tables.erase(std::unique(tables.begin(), tables.end()), tables.end());
  const auto reads = [&](const TableInfo* table) { return std::binary_search(tables.begin(), tables.end(), table); };
  reads_.own_row = !reads(source_);
  if (context_ != source_ && !reads(context_)) reads_.narrowing = context_;
}

Result<void> Mapping::resolve(std::span<const SourceRecord> records) {
  Placed placed;
  placed.place.assign(records.size(), base::IdIndex::none);
  placed.alone.assign(records.size(), base::IdIndex::none);
  auto lease =
      lasting_ ? SourceMaps::lease(*work_, *source_, enabled_) : Result<SourceMaps::Lease>(SourceMaps::Lease());
  if (!lease) return lease.error();
  if (*lease) {
    auto& map = (*lease)->contexts(description_, reads_, *context_);
    const auto followed = map.follow(*work_);
    if (!followed) return followed.error();
    if (*followed) {
      if (auto answered = answer(**lease, map, records, placed); !answered) return answered;
    }
  }
  if (auto answered = answer_alone(records, placed); !answered) return answered;
  hand_out(placed);
  return work_->status();
}

Result<void> Mapping::answer(SourceTable& table, ContextMap& map, std::span<const SourceRecord> records,
                             Placed& placed) {
  if (auto learned = table.learn(*work_, records); !learned) return learned;
  std::vector<std::uint32_t> unknown;
  for (std::size_t i = 0; i < records.size(); ++i) {
    if (i + far < records.size()) {
      table.prefetch(records[i + far].place);
      map.prefetch(records[i + far].place);
    }
    const auto place = table.find(records[i]);
    // Whoever asks about the past may mean a record that is gone, or was elsewhere.
    if (place == base::IdIndex::none || table.domain(place) != records[i].domain) continue;
    placed.place[i] = place;
    if (!map.knows(place)) unknown.push_back(place);
  }
  placed.shared = &map;
  if (unknown.empty()) return {};
  if (table.whole() && unknown.size() > few_sources) {
    auto all = table.places();
    if (all.size() <= unknown.size() * 8) {
      std::erase_if(all, [&](std::uint32_t place) { return map.knows(place); });
      unknown = std::move(all);
    }
  }
  std::vector<SourceRecord> fresh;
  fresh.reserve(unknown.size());
  for (const auto place : unknown) fresh.push_back({table.id(place), table.domain(place), place});
  // What this run read of the domains may be of an earlier transaction.
  Domains domains(*work_, enabled_);
  if (domains.separated() != domains_->separated()) {
    std::fill(placed.place.begin(), placed.place.end(), base::IdIndex::none);
    return work_->status();
  }
  auto evaluated = evaluate(fresh, unknown, domains, map, &table);
  // What a failed look-up answered must not outlive the call.
  if (!evaluated || !work_->status()) map.clear();
  return evaluated ? work_->status() : evaluated;
}

Result<void> Mapping::answer_alone(std::span<const SourceRecord> records, Placed& placed) {
  std::vector<SourceRecord> fresh;
  std::vector<std::uint32_t> unknown;
  for (std::size_t i = 0; i < records.size(); ++i) {
    if (placed.place[i] != base::IdIndex::none) continue;
    const auto [place, added] = own_.sources.add(records[i].id);
    placed.alone[i] = place;
    if (!added) continue;
    fresh.push_back(records[i]);
    unknown.push_back(place);
  }
  if (fresh.empty()) return {};
  auto evaluated = evaluate(fresh, unknown, *domains_, own_.map, nullptr);
  // What a failed look-up left is no answer for the next one.
  if (!evaluated || !work_->status()) own_ = {};
  return evaluated;
}

void Mapping::hand_out(const Placed& placed) {
  const std::size_t count = placed.place.size();
  begin_.assign(1, 0);
  begin_.reserve(count + 1);
  pool_.clear();
  pool_.reserve(count);
  outside_.assign(count, false);
  const auto shared_at = [&](std::size_t at) { return at < count && placed.place[at] != base::IdIndex::none; };
  for (std::size_t i = 0; i < count; ++i) {
    if (shared_at(i + far)) placed.shared->prefetch(placed.place[i + far]);
    if (shared_at(i + near)) placed.shared->prefetch_context(placed.place[i + near]);
    const bool shared = shared_at(i);
    const ContextMap& map = shared ? *placed.shared : own_.map;
    for (const auto context : map.contexts(shared ? placed.place[i] : placed.alone[i])) {
      pool_.push_back(map.context(context));
      if (!writable(map.domain(context))) outside_[i] = true;
    }
    begin_.push_back(static_cast<std::uint32_t>(pool_.size()));
  }
}

bool Mapping::writable(const Id& domain) {
  if (work_->actor().scope.all) return true;
  const auto known = writable_.find(domain);
  if (known != writable_.end()) return known->second;
  return writable_.emplace(domain, may_write(*work_, domain, enabled_)).first->second;
}

}  // namespace steward::metrics
