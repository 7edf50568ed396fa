// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <utility>

#include "metrics/mapping.hpp"
#include "store/key.hpp"

namespace steward::metrics {

namespace {

/// Who asks for an id: several source records may.
class Owners {
 public:
  void ask(const Id& value, std::uint32_t slot) {
    const auto [place, fresh] = values_.add(value);
    if (fresh) first_.push_back(base::IdIndex::none);
    asked_.push_back({slot, std::exchange(first_[place], static_cast<std::uint32_t>(asked_.size()))});
  }
  void reserve(std::size_t count) {
    values_.reserve(count);
    first_.reserve(count);
    asked_.reserve(count);
  }
  [[nodiscard]] const std::vector<Id>& values() const { return values_.ids(); }
  template <class Use>
  void each(const Id& value, Use&& use) const {
    const auto place = values_.find(value);
    if (place == base::IdIndex::none) return;
    for (auto at = first_[place]; at != base::IdIndex::none; at = asked_[at].next) use(asked_[at].slot);
  }

 private:
  struct Asked {
    std::uint32_t slot = 0;
    std::uint32_t next = base::IdIndex::none;
  };
  base::IdIndex values_;
  std::vector<std::uint32_t> first_;  ///< by value
  std::vector<Asked> asked_;
};

/// The same for values of every kind.
class Sought {
 public:
  /// True when nobody asked for the value before.
  bool add(const Walked& walked) {
    auto& slots = by_key_[store::ordered_key(walked.value)];
    slots.push_back(walked.slot);
    return slots.size() == 1;
  }
  /// Null when nobody asks.
  [[nodiscard]] const std::vector<std::uint32_t>* slots(const Value& value) const {
    const auto found = by_key_.find(store::ordered_key(value));
    return found == by_key_.end() ? nullptr : &found->second;
  }

 private:
  std::unordered_map<std::string, std::vector<std::uint32_t>> by_key_;
};

std::size_t path_head(const condition::Path& path) { return path.front().field; }

bool heads_id(const condition::Path& path) { return holds_id(path.front().table->fields[path_head(path)]); }

}  // namespace

struct Mapping::Evaluation {
  std::span<const SourceRecord> records;
  const SourceTable* table = nullptr;  ///< that keeps them, each at its place
  Domains* domains = nullptr;
  base::IdIndex contexts;
  std::vector<Id> context_domains;  ///< by context
  std::vector<Found> found;         ///< by the mapper at work
  std::vector<Found> kept;          ///< by all mappers so far
  std::vector<bool> refused;        ///< by record

  std::uint32_t context(const Id& id) {
    const auto [place, fresh] = contexts.add(id);
    if (fresh) context_domains.emplace_back();
    return place;
  }
  /// The ids at the ends of walks.
  void take(const std::vector<Walked>& walked) {
    for (const Walked& one : walked) {
      if (const auto* id = std::get_if<Id>(&one.value)) found.push_back({one.slot, context(*id)});
    }
  }
};

Result<void> Mapping::evaluate(std::span<const SourceRecord> records, std::span<const std::uint32_t> places,
                               Domains& domains, ContextMap& map, const SourceTable* table) {
  Evaluation run;
  run.records = records;
  run.table = table;
  run.domains = &domains;
  run.refused.resize(records.size());
  for (std::size_t rank = 0; rank < mappers_.size(); ++rank) {
    run.found.clear();
    if (auto found = find(mappers_[rank], run); !found) return found;
    if (auto narrowed = narrow(mappers_[rank], rank, run); !narrowed) return narrowed;
    run.kept.insert(run.kept.end(), run.found.begin(), run.found.end());
  }
  keep(run, places, map);
  return work_->status();
}

Result<void> Mapping::find(const Mapper& mapper, Evaluation& run) {
  if (mapper.related != nullptr) {
    const bool by_id = (!mapper.source_path || (mapper.source_path->size() == 1 && heads_id(*mapper.source_path))) &&
                       mapper.query_path.size() == 1 && heads_id(mapper.query_path) && heads_id(mapper.context_path);
    if (by_id && relate_kept(mapper, run)) return {};
    return by_id ? relate_ids(mapper, run) : relate(mapper, run);
  }
  for (std::uint32_t slot = 0; slot < run.records.size(); ++slot) {
    const Id& source = run.records[slot].id;
    if (mapper.resolver == nullptr) {
      run.found.push_back({slot, run.context(source)});
      continue;
    }
    for (const Id& context : (*mapper.resolver)(source_->name, source))
      run.found.push_back({slot, run.context(context)});
  }
  return {};
}

bool Mapping::relate_kept(const Mapper& mapper, Evaluation& run) {
  const bool own = mapper.related == source_ && !mapper.source_path && path_head(mapper.query_path) == model::id_field;
  if (!own || run.table == nullptr || mapper.leads_to_itself || mapper.context_path.size() != 1) return false;
  const auto* leads = run.table->references(path_head(mapper.context_path));
  if (leads == nullptr) return false;
  // Some at a time: what the look-ups need is fetched together.
  constexpr std::size_t at_once = 512;
  std::vector<Id> ids;
  std::vector<std::uint32_t> places(at_once);
  run.found.reserve(run.records.size());
  for (std::size_t begin = 0; begin < run.records.size(); begin += at_once) {
    const auto part = run.records.subspan(begin, std::min(at_once, run.records.size() - begin));
    const auto first = run.found.size();
    ids.clear();
    for (std::size_t i = 0; i < part.size(); ++i) {
      const Id& to = (*leads)[part[i].place];
      if (to.is_nil()) continue;
      ids.push_back(to);
      run.found.push_back({static_cast<std::uint32_t>(begin + i), 0});
    }
    run.contexts.add(ids, places.data());
    for (std::size_t i = 0; i < ids.size(); ++i) run.found[first + i].context = places[i];
  }
  run.context_domains.resize(run.contexts.size());
  return true;
}

/// The usual case: a record is related by an id, and a reference of the related row leads on.
Result<void> Mapping::relate_ids(const Mapper& mapper, Evaluation& run) {
  Owners owners;
  owners.reserve(run.records.size());
  if (mapper.source_path) {
    base::IdIndex sources;
    for (const SourceRecord& record : run.records) sources.add(record.id);
    const Picked picked({path_head(*mapper.source_path)});
    const auto head = picked.at(path_head(*mapper.source_path));
    auto read = cells_by_id(*work_, *source_, sources.ids(), picked, [&](const store::Cells& cells) {
      if (const Id value = cells.id(head); !value.is_nil()) owners.ask(value, sources.find(cells.id(0)));
    });
    if (!read) return read;
  } else {
    for (std::uint32_t slot = 0; slot < run.records.size(); ++slot) owners.ask(run.records[slot].id, slot);
  }

  const bool placed = mapper.leads_to_itself && is_placed(*context_);
  std::vector<std::size_t> fields{path_head(mapper.query_path), path_head(mapper.context_path)};
  if (placed) fields.push_back(model::domain_field);
  const Picked picked(std::move(fields));
  const auto query = picked.at(path_head(mapper.query_path));
  const auto lead = picked.at(path_head(mapper.context_path));
  std::vector<Walked> walked;
  auto read = cells_by_ref(*work_, *mapper.related, path_head(mapper.query_path), owners.values(), picked,
                           [&](const store::Cells& cells) {
                             const Id to = cells.id(lead);
                             if (to.is_nil()) return;
                             owners.each(cells.id(query), [&](std::uint32_t slot) {
                               if (mapper.context_path.size() > 1) {
                                 walked.push_back({slot, to});
                                 return;
                               }
                               const auto context = run.context(to);
                               run.found.push_back({slot, context});
                               if (placed) run.context_domains[context] = cells.id(picked.at(model::domain_field));
                             });
                           });
  if (!read) return read;
  if (auto done = walk(*work_, mapper.context_path, walked); !done) return done;
  run.take(walked);
  return {};
}

Result<void> Mapping::relate(const Mapper& mapper, Evaluation& run) {
  std::vector<Walked> sought;
  if (mapper.source_path) {
    base::IdIndex sources;
    for (const SourceRecord& record : run.records) sources.add(record.id);
    const std::size_t head = path_head(*mapper.source_path);
    auto read = rows_by_id(
        *work_, *source_, sources.ids(),
        [&](const Row& row) { sought.push_back({sources.find(model::row_id(row)), row[head]}); }, nullptr, {},
        Wanted(*source_, {head}));
    if (!read) return read;
    if (auto walked = walk(*work_, *mapper.source_path, sought); !walked) return walked;
  } else {
    for (std::uint32_t slot = 0; slot < run.records.size(); ++slot) sought.push_back({slot, run.records[slot].id});
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
        const Value& asked = row[path_head(mapper.query_path)];
        if (is_null(asked) || (direct && by_value.slots(asked) == nullptr)) return;
        queried.push_back({static_cast<std::uint32_t>(context_heads.size()), asked});
        context_heads.push_back(row[path_head(mapper.context_path)]);
        if (mapper.leads_to_itself) run.context_domains[run.context(model::row_id(row))] = domain_of(*context_, row);
      },
      Wanted(*mapper.related, {path_head(mapper.query_path), path_head(mapper.context_path)}));
  if (!read) return read;
  if (auto walked = walk(*work_, mapper.query_path, queried); !walked) return walked;

  std::vector<Walked> contexts;
  for (const Walked& walked : queried) {
    const auto* owners = by_value.slots(walked.value);
    if (owners == nullptr) continue;
    for (const std::uint32_t slot : *owners) contexts.push_back({slot, context_heads[walked.slot]});
  }
  if (auto walked = walk(*work_, mapper.context_path, contexts); !walked) return walked;
  run.take(contexts);
  return {};
}

Result<void> Mapping::narrow(const Mapper& mapper, std::size_t rank, Evaluation& run) {
  // What was just read as a related row need not be read again to know that it is there.
  const bool read_already = mapper.leads_to_itself && !mapper.conditions;
  std::vector<bool> there(run.contexts.size(), read_already);
  if (!read_already) {
    std::vector<bool> asked(run.contexts.size());
    std::vector<Id> ids;
    for (const Found& one : run.found) {
      if (asked[one.context]) continue;
      asked[one.context] = true;
      ids.push_back(run.contexts[one.context]);
    }
    const bool placed = is_placed(*context_);
    const Picked picked(placed ? std::vector{model::domain_field} : std::vector<std::size_t>{});
    auto read = cells_by_id(
        *work_, *context_, ids, picked,
        [&](const store::Cells& cells) {
          const auto context = run.contexts.find(cells.id(0));
          there[context] = true;
          run.context_domains[context] = placed ? cells.id(1) : Id();
        },
        mapper.conditions ? &*mapper.conditions : nullptr);
    if (!read) return read;
  }
  std::erase_if(run.found, [&](const Found& one) {
    const bool counts = there[one.context] &&
                        allowed(*run.domains, rank, run.records[one.slot].domain, run.context_domains[one.context]);
    if (!counts) run.refused[one.slot] = true;
    return !counts;
  });
  return {};
}

bool Mapping::allowed(Domains& domains, std::size_t rank, Id source_domain, Id context_domain) const {
  // Without domains the first mapper alone acts.
  if (!domains.separated()) return rank == 0;
  if (!domains.within(context_domain, purpose_.domain)) return false;
  if (!domains.within(context_domain, mappers_[rank].domain)) return false;
  if (source_->domain == DomainClass::data && !domains.within(context_domain, source_domain)) return false;
  return std::none_of(mappers_.begin(), mappers_.begin() + static_cast<std::ptrdiff_t>(rank),
                      [&](const Mapper& nearer) { return domains.within(context_domain, nearer.domain); });
}

void Mapping::keep(Evaluation& run, std::span<const std::uint32_t> places, ContextMap& map) {
  // Sorted by counting: what was found comes in the order of the related rows.
  std::vector<std::uint32_t> begin(run.records.size() + 1);
  for (const Found& one : run.kept) ++begin[one.slot + 1];
  for (std::size_t slot = 0; slot < run.records.size(); ++slot) begin[slot + 1] += begin[slot];
  std::vector<std::uint32_t> sorted(run.kept.size());
  auto next = begin;
  for (const Found& one : run.kept) sorted[next[one.slot]++] = one.context;
  // Each context record is looked up once, however many source records lead to it.
  std::vector<std::uint32_t> kept(run.contexts.size(), base::IdIndex::none);
  std::vector<std::uint32_t> contexts;
  if (!places.empty()) map.make_room(*std::max_element(places.begin(), places.end()) + std::size_t{1});
  for (std::size_t slot = 0; slot < run.records.size(); ++slot) {
    const auto held = std::span(sorted).subspan(begin[slot], begin[slot + 1] - begin[slot]);
    if (held.size() > 1) {
      std::sort(held.begin(), held.end(),
                [&](std::uint32_t a, std::uint32_t b) { return run.contexts[a] < run.contexts[b]; });
    }
    contexts.clear();
    for (std::size_t i = 0; i < held.size(); ++i) {
      const auto context = held[i];
      if (i > 0 && held[i - 1] == context) continue;
      if (kept[context] == base::IdIndex::none) {
        kept[context] = map.keep_context(run.contexts[context], run.context_domains[context]);
      }
      contexts.push_back(kept[context]);
    }
    map.keep(places[slot], contexts, run.refused[slot]);
  }
}

}  // namespace steward::metrics
