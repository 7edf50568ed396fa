// SPDX-License-Identifier: Apache-2.0
#include "metrics/mapping.hpp"

#include <algorithm>
#include <tuple>

#include "store/key.hpp"

namespace steward::metrics {

using condition::Condition;

namespace {

/// Which source records ask for a value. Most often it is an id, which needs no text to be told apart.
class Sought {
 public:
  /// True when nobody asked for the value before.
  bool add(const Walked& walked) {
    const auto* id = std::get_if<Id>(&walked.value);
    auto& slots = id != nullptr ? by_id_[*id] : by_key_[store::ordered_key(walked.value)];
    slots.push_back(walked.slot);
    return slots.size() == 1;
  }
  /// Null when nobody asks.
  [[nodiscard]] const std::vector<std::uint32_t>* slots(const Value& value) const {
    if (const auto* id = std::get_if<Id>(&value)) {
      const auto found = by_id_.find(*id);
      return found == by_id_.end() ? nullptr : &found->second;
    }
    const auto found = by_key_.find(store::ordered_key(value));
    return found == by_key_.end() ? nullptr : &found->second;
  }

 private:
  std::unordered_map<Id, std::vector<std::uint32_t>> by_id_;
  std::unordered_map<std::string, std::vector<std::uint32_t>> by_key_;
};

}  // namespace

Result<Mapping> Mapping::open(rule::Work& work, Domains& domains, const Purpose& purpose, const TableInfo& source,
                              const TableInfo& context, const Enabled& enabled) {
  Mapping mapping(work, domains, purpose, source, context, enabled);
  if (&source == &context) {
    // A record of the context table counts for itself.
    mapping.mappers_.emplace_back().domain = purpose.domain;
  } else if (auto loaded = mapping.load_mappers(); !loaded) {
    return loaded.error();
  }
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
  mappers_.push_back(std::move(held));
  return {};
}

Result<void> Mapping::resolve(std::span<const SourceRecord> records) {
  std::vector<SourceRecord> fresh;
  for (const SourceRecord& record : records) {
    if (ranges_.try_emplace(record.id).second) fresh.push_back(record);
  }
  if (fresh.empty()) return {};
  std::vector<Found> all;
  for (std::size_t rank = 0; rank < mappers_.size(); ++rank) {
    auto found = evaluate(mappers_[rank], fresh);
    if (!found) return found.error();
    if (auto narrowed = narrow(mappers_[rank], rank, fresh, *found); !narrowed) return narrowed;
    all.insert(all.end(), found->begin(), found->end());
  }
  keep(fresh, std::move(all));
  return work_->status();
}

Result<std::vector<Mapping::Found>> Mapping::evaluate(const Mapper& mapper, std::span<const SourceRecord> records) {
  if (mapper.related != nullptr) return relate(mapper, records);
  std::vector<Found> found;
  for (std::uint32_t slot = 0; slot < records.size(); ++slot) {
    if (mapper.resolver == nullptr) {
      found.push_back({slot, records[slot].id});
      continue;
    }
    for (const Id& context : (*mapper.resolver)(source_->name, records[slot].id)) found.push_back({slot, context});
  }
  return found;
}

Result<std::vector<Mapping::Found>> Mapping::relate(const Mapper& mapper, std::span<const SourceRecord> records) {
  std::vector<Walked> sought;
  std::vector<Id> ids;
  std::unordered_map<Id, std::uint32_t> slots;
  for (std::uint32_t slot = 0; slot < records.size(); ++slot) {
    if (mapper.source_path) {
      ids.push_back(records[slot].id);
      slots.emplace(records[slot].id, slot);
    } else {
      sought.push_back({slot, records[slot].id});
    }
  }
  if (mapper.source_path) {
    const std::size_t head = mapper.source_path->front().field;
    auto read = rows_by_id(
        *work_, *source_, ids, [&](const Row& row) { sought.push_back({slots[model::row_id(row)], row[head]}); },
        nullptr, {}, Wanted(*source_, {head}));
    if (!read) return read.error();
    if (auto walked = walk(*work_, *mapper.source_path, sought); !walked) return walked.error();
  }

  Sought by_value;
  std::vector<Value> values;
  for (const Walked& walked : sought) {
    if (by_value.add(walked)) values.push_back(walked.value);
  }
  // One entry a related row: what it is asked by, and where its context begins.
  std::vector<Walked> queried;
  std::vector<Value> context_heads;
  const bool direct = mapper.query_path.size() == 1;
  auto read = rows_by_value(
      *work_, *mapper.related, mapper.query_path, values,
      [&](const Row& row) {
        const Value& asked = row[mapper.query_path.front().field];
        if (is_null(asked) || (direct && by_value.slots(asked) == nullptr)) return;
        queried.push_back({static_cast<std::uint32_t>(context_heads.size()), asked});
        context_heads.push_back(row[mapper.context_path.front().field]);
        if (mapper.leads_to_itself) context_domains_[model::row_id(row)] = domain_of(*context_, row);
      },
      Wanted(*mapper.related, {mapper.query_path.front().field, mapper.context_path.front().field}));
  if (!read) return read.error();
  if (auto walked = walk(*work_, mapper.query_path, queried); !walked) return walked.error();

  std::vector<Walked> contexts;
  for (const Walked& walked : queried) {
    const auto* owners = by_value.slots(walked.value);
    if (owners == nullptr) continue;
    for (const std::uint32_t slot : *owners) contexts.push_back({slot, context_heads[walked.slot]});
  }
  if (auto walked = walk(*work_, mapper.context_path, contexts); !walked) return walked.error();
  std::vector<Found> found;
  for (const Walked& walked : contexts) {
    if (const auto* id = std::get_if<Id>(&walked.value)) found.push_back({walked.slot, *id});
  }
  return found;
}

Result<void> Mapping::narrow(const Mapper& mapper, std::size_t rank, std::span<const SourceRecord> records,
                             std::vector<Found>& found) {
  std::unordered_map<Id, bool> kept;
  std::vector<Id> ids;
  for (const Found& one : found) {
    // What was just read as a related row need not be read again to know that it is there.
    const bool read = mapper.leads_to_itself && !mapper.conditions;
    if (kept.try_emplace(one.context, read).second && !read) ids.push_back(one.context);
  }
  auto read = rows_by_id(
      *work_, *context_, ids,
      [&](const Row& row) {
        const Id id = model::row_id(row);
        kept[id] = true;
        context_domains_[id] = domain_of(*context_, row);
      },
      mapper.conditions ? &*mapper.conditions : nullptr, {}, Wanted(*context_, {}));
  if (!read) return read;
  std::erase_if(found, [&](const Found& one) {
    return !kept[one.context] || !allowed(rank, records[one.slot].domain, context_domains_[one.context]);
  });
  return {};
}

bool Mapping::allowed(std::size_t rank, Id source_domain, Id context_domain) {
  // Without domains the first mapper alone acts.
  if (!domains_->separated()) return rank == 0;
  if (!domains_->within(context_domain, purpose_.domain)) return false;
  if (!domains_->within(context_domain, mappers_[rank].domain)) return false;
  if (source_->domain == DomainClass::data && !domains_->within(context_domain, source_domain)) return false;
  return std::none_of(mappers_.begin(), mappers_.begin() + static_cast<std::ptrdiff_t>(rank),
                      [&](const Mapper& nearer) { return domains_->within(context_domain, nearer.domain); });
}

void Mapping::keep(std::span<const SourceRecord> records, std::vector<Found> found) {
  std::sort(found.begin(), found.end(),
            [](const Found& a, const Found& b) { return std::tie(a.slot, a.context) < std::tie(b.slot, b.context); });
  std::size_t next = 0;
  for (std::uint32_t slot = 0; slot < records.size(); ++slot) {
    Range range{static_cast<std::uint32_t>(pool_.size()), 0, false};
    for (; next < found.size() && found[next].slot == slot; ++next) {
      const Id context = found[next].context;
      if (pool_.size() > range.begin && pool_.back() == context) continue;
      pool_.push_back(context);
      range.outside = range.outside || !may_write(*work_, context_domains_[context], enabled_);
    }
    range.end = static_cast<std::uint32_t>(pool_.size());
    ranges_[records[slot].id] = range;
  }
}

std::span<const Id> Mapping::contexts(Id source) const {
  const auto found = ranges_.find(source);
  if (found == ranges_.end()) return {};
  return std::span(pool_).subspan(found->second.begin, found->second.end - found->second.begin);
}

bool Mapping::reaches_outside(Id source) const {
  const auto found = ranges_.find(source);
  return found != ranges_.end() && found->second.outside;
}

}  // namespace steward::metrics
