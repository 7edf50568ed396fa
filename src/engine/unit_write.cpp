// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>

#include "access/decide.hpp"
#include "access/fields.hpp"
#include "engine/unit.hpp"
#include "model/json.hpp"
#include "rule/closing.hpp"
#include "rule/generic.hpp"
#include "rule/publishing.hpp"
#include "rule/visible.hpp"
#include "steward/model/history.hpp"
#include "steward/model/system.hpp"

namespace steward::engine {

using rule::Operation;
using rule::Origin;
using rule::Phase;

namespace {

unsigned bit_of(Operation operation) { return 1U << static_cast<unsigned>(operation); }

}  // namespace

Result<void> Unit::apply_given(const WriteRequest& request, rule::Change& change, std::vector<Fault>& faults) {
  const auto& table = *request.table;
  for (const auto& [position, given] : request.given) {
    const auto& field = table.fields[position];
    auto value = model::normalised(table, field, given);
    if (value && field.type == FieldType::condition && !is_null(*value)) {
      // A condition is kept as its canonical text; its table may be named by a field of the same write.
      const auto name = field.table_field.empty() ? std::string_view(field.target)
                                                  : model::text_at(change.after, table.at(field.table_field));
      if (const auto* target = schema().find(name)) {
        auto parsed = condition::Condition::parse(std::get<std::string>(*value), *target, schema());
        if (!parsed) {
          faults.push_back({parsed.error().code(), "", table.name, change.id(), field.name, parsed.error().message(),
                            "", std::nullopt});
          continue;
        }
        const auto text = parsed->text(schema());
        value = text.empty() ? Value() : Value(text);
      }
    }
    if (!value) {
      for (Fault fault : value.error().faults()) {
        fault.record_id = change.id();
        faults.push_back(std::move(fault));
      }
      continue;
    }
    if (request.origin == Origin::caller && change.before != nullptr)
      keep_hidden(table, position, *change.before, *value);
    change.after[position] = std::move(*value);
    change.given[position] = true;
  }
  recheck_conditions(change, faults);
  return {};
}

/// A condition kept from before must still hold for the table that the same record names now.
void Unit::recheck_conditions(const rule::Change& change, std::vector<Fault>& faults) const {
  const auto& table = change.table;
  if (change.operation != Operation::update) return;
  for (std::size_t i = 0; i < table.fields.size(); ++i) {
    const auto& field = table.fields[i];
    if (field.type != FieldType::condition || field.table_field.empty() || change.given[i]) continue;
    const auto named = table.at(field.table_field);
    if (is_null(change.after[i]) || !change.changed(named)) continue;
    const auto* target = schema().find(model::text_at(change.after, named));
    if (target == nullptr) continue;
    auto parsed = condition::Condition::parse(model::text_at(change.after, i), *target, schema());
    if (parsed) continue;
    faults.push_back(
        {parsed.error().code(), "", table.name, change.id(), field.name, parsed.error().message(), "", std::nullopt});
  }
}

/// A record that moves to a domain where its number is taken gets the next one there: numbers are unique per
/// domain (GEN-01), and no tenant learns of another's by a refusal.
void Unit::renumber(rule::Change& change) const {
  const auto& table = change.table;
  if (change.operation != Operation::update || table.prefix.empty() || !change.changed(model::domain_field)) return;
  const auto position = table.at("number");
  const auto taken = condition::Condition::all(
      table, {condition::Condition::equals(table, position, change.after[position]),
              condition::Condition::equals(table, model::domain_field, change.after[model::domain_field])});
  if (count(taken) > 0) change.after[position] = Value();
}

void Unit::run_rules(rule::Context& context, Phase phase) {
  const auto bit = bit_of(context.change.operation);
  for (const auto* entry : core_.catalogue().of(context.change.table.name, phase)) {
    if ((entry->on & bit) == 0 || !core_.catalogue().enabled(entry->id)) continue;
    context.rule_id = entry->id;
    entry->run(context);
  }
}

/// Phases P1 to P5: fills and judges the change; every fault is collected.
Result<void> Unit::judge(rule::Change& change, std::vector<Fault>& faults) {
  const auto& catalogue = core_.catalogue();
  const auto enabled = [&catalogue](std::string_view id) { return catalogue.enabled(id); };
  rule::Context context(change, *this, faults, warnings_);
  std::vector<Fault> refused;
  rule::Context given(change, *this, refused, warnings_);
  access::check_given(caller_, given);
  if (!refused.empty()) return Error(std::move(refused), Category::denied);
  rule::check_read_only(context, catalogue);
  rule::derive_copies(context, catalogue);
  run_rules(context, Phase::derive);
  rule::derive_domain(context, catalogue);
  renumber(change);
  rule::run_sync(context, enabled);
  run_rules(context, Phase::sync);
  rule::run_life_cycle(context, enabled);
  rule::run_publishing(context, enabled);
  rule::validate_fields(context, catalogue);
  run_rules(context, Phase::validate);
  // Of a new record the store tells by itself; it is asked before only for what is told beside other faults.
  const bool store_tells = context.inserting() && faults.empty();
  if (!store_tells) rule::validate_unique(context, catalogue);
  if (rule::publishes(change)) run_rules(context, Phase::publish);
  if (store_tells && !faults.empty()) rule::validate_unique(context, catalogue);
  if (auto state = status(); !state) return state;
  conceal(faults);
  conceal(warnings_);
  if (!faults.empty()) return Error(faults);
  // The record as it would be stored lies within reach: no write carries it out of it. Asked last, since it would
  // tell of a hidden parent what a refused reference does not.
  if (!context.by_caller()) return {};
  auto reached = reach(change.table, access::bit_of(change.operation), change.after);
  if (reached || !store_tells) return reached;
  rule::validate_unique(context, catalogue);
  conceal(faults);
  if (!faults.empty()) return Error(faults);
  return reached;
}

Result<Id> Unit::execute(const WriteRequest& request) {
  switch (request.operation) {
    case Operation::insert:
      return execute_insert(request);
    case Operation::update:
      return execute_update(request);
    case Operation::erase:
      break;
  }
  return execute_erase(request);
}

Result<Id> Unit::execute_insert(const WriteRequest& request) {
  const auto& table = *request.table;
  const bool caller = request.origin == Origin::caller;
  if (caller) {
    if (auto allowed = access::decide(caller_, request.operation, table); !allowed) return allowed.error();
  }
  rule::Change change{table, Operation::insert, nullptr,        model::default_row(table),
                      {},    request.origin,    request.confirm};
  change.given.resize(table.fields.size());
  Id id = request.id;
  for (const auto& [position, value] : request.given) {
    const auto* given = std::get_if<Id>(&value);
    if (position == model::id_field && given != nullptr && actor().system) id = *given;
  }
  const bool own_id = id.is_nil();
  if (own_id) id = new_id();
  change.after[model::id_field] = id;
  std::vector<Fault> faults;
  if (auto applied = apply_given(request, change, faults); !applied) return applied.error();
  if (!own_id && row(table, id) != nullptr) {
    faults.push_back({"duplicate_id", "GEN-14", table.name, id, "id", "this id is taken", "", std::nullopt});
  }
  if (auto judged = judge(change, faults); !judged) return judged.error();
  change.after[model::id_field] = id;
  return store_insert(change);
}

/// The counter behind the numbers of a table in a domain; null when there is none yet. Which one it was last time is
/// only a hint: it may have been removed, or written by a transaction that was undone.
const Row* Unit::number_sequence(const TableInfo& table, Id domain) const {
  const auto& sequences = table_info<NumberSequence>();
  if (const auto hint = core_.known_sequence(table, domain)) {
    const Row* held = row(sequences, *hint);
    if (held != nullptr && model::get<NumberSequence>(*held, &NumberSequence::table_name) == table.name &&
        model::id_at(*held, model::domain_field) == domain) {
      return held;
    }
  }
  const auto found =
      find(condition::Condition::all(sequences, {rule::where<NumberSequence>(&NumberSequence::table_name, table.name),
                                                 condition::Condition::equals(sequences, model::domain_field, domain)}),
           1);
  if (found.empty()) return nullptr;
  core_.keep_sequence(table, domain, model::row_id(found.front()));
  return row(sequences, model::row_id(found.front()));
}

bool Unit::needs_number(const rule::Change& change) const {
  const auto& table = change.table;
  return !table.prefix.empty() && core_.catalogue().enabled("GEN-01") && is_null(change.after[table.at("number")]);
}

/// Where the number of a record is unique.
Id Unit::number_domain(const rule::Change& change) {
  return change.table.domain != DomainClass::none ? model::id_at(change.after, model::domain_field)
                                                  : rule::global_domain;
}

/// The number that was taken last, for a record that is not stored after all.
void Unit::give_number_back(rule::Change& change) {
  const auto counter = numbers_.find({&change.table, number_domain(change)});
  if (counter != numbers_.end()) --counter->second.next_value;
  change.after[change.table.at("number")] = Value();
}

/// The next number of the table, free or not. The counters are written back by write_numbers.
Result<void> Unit::take_number(rule::Change& change) {
  const auto& table = change.table;
  const Id domain = number_domain(change);
  const auto [counter, unread] = numbers_.try_emplace({&table, domain});
  auto& sequence = counter->second;
  if (unread) {
    auto read = read_sequence(table, domain);
    if (!read) {
      numbers_.erase(counter);
      return read.error();
    }
    sequence = std::move(*read);
  }
  change.after[table.at("number")] = fmt::format("{}{:0{}}", sequence.prefix, sequence.next_value++, sequence.digits);
  return {};
}

Result<NumberSequence> Unit::read_sequence(const TableInfo& table, Id domain) {
  const auto& sequences = table_info<NumberSequence>();
  if (const Row* known = number_sequence(table, domain)) return model::from_row<NumberSequence>(*known);
  if (auto state = status(); !state) return state.error();
  NumberSequence sequence;
  sequence.id = new_id();
  sequence.table_name = table.name;
  sequence.prefix = table.prefix;
  sequence.created_at = sequence.updated_at = now_;
  sequence.domain = Ref<Domain>(domain);
  const Row fresh = model::to_row(sequence);
  if (auto stored = connection_.insert(sequences, std::span(&fresh, 1)); !stored) return stored.error();
  core_.keep_sequence(table, domain, sequence.id);
  return sequence;
}

Result<void> Unit::write_numbers() {
  if (numbers_.empty()) return {};
  const auto& sequences = table_info<NumberSequence>();
  std::vector<Row> rows;
  for (const auto& [counter, sequence] : numbers_) {
    forget(sequences, sequence.id);
    rows.push_back(model::to_row(sequence));
  }
  numbers_.clear();
  const auto field = model::field_of<NumberSequence>(&NumberSequence::next_value);
  return connection_.update(sequences, rows, std::span(&field, 1));
}

bool Unit::number_taken(const rule::Change& change) const {
  const auto& table = change.table;
  const auto position = table.at("number");
  return count(condition::Condition::all(
             table, {condition::Condition::equals(table, position, change.after[position]),
                     table.domain != DomainClass::none
                         ? condition::Condition::equals(table, model::domain_field, change.after[model::domain_field])
                         : condition::Condition(table)})) > 0;
}

/// Stores a new record, with the next number that is free if it has none. Hosts give numbers of their own and accounts
/// bring theirs along; what is taken is passed over. The store's unique key tells, which costs no look-up.
Result<void> Unit::insert_numbered(rule::Change& change) {
  const bool numbers = needs_number(change);
  for (;;) {
    if (numbers) {
      if (auto taken = take_number(change); !taken) return taken;
    }
    auto stored = connection_.insert(change.table, std::span(&change.after, 1));
    if (stored) return stored;
    if (numbers && stored.error().code() == "unique_violation" && number_taken(change)) continue;
    if (numbers) give_number_back(change);
    return explained(change, stored.error());
  }
}

/// What the store refused, as the rule behind a key says it (GEN-14); a key may also be taken where it found something
/// else first.
Error Unit::explained(rule::Change& change, const Error& refusal) {
  if (refusal.category() != Category::conflict) return refusal;
  std::vector<Fault> faults;
  rule::Context context(change, *this, faults, warnings_);
  rule::validate_unique(context, core_.catalogue());
  conceal(faults);
  if (auto state = status(); !state) return state.error();
  return faults.empty() ? refusal : Error(std::move(faults));
}

Result<Id> Unit::store_insert(rule::Change& change) {
  const auto& table = change.table;
  if (table.flavour == Flavour::record) {
    change.after[model::version_field] = std::int64_t{1};
    change.after[model::created_at_field] = now_;
    change.after[model::updated_at_field] = now_;
    const Value by = actor().user.is_nil() ? Value() : Value(actor().user);
    change.after[model::created_by_field] = by;
    change.after[model::updated_by_field] = by;
  }
  const Id id = change.id();
  if (auto stored = insert_numbered(change); !stored) return stored.error();
  hold(change);
  forget_properties(table);
  if (auto lists = store_lists(table, nullptr, change.after); !lists) return lists.error();
  remember(change, 1);
  if (auto noted = write_journal(change); !noted) return noted.error();
  queue(std::move(change));
  return id;
}

Result<Id> Unit::execute_update(const WriteRequest& request) {
  const auto& table = *request.table;
  const bool caller = request.origin == Origin::caller;
  const Row* current = caller ? visible(table, request.id) : row(table, request.id);
  if (auto state = status(); !state) return state.error();
  if (current == nullptr) return rule::not_found(table.name, request.id);
  const Row before = *current;
  if (caller) {
    if (auto allowed = access::decide(caller_, request.operation, table); !allowed) return allowed.error();
    if (auto reached = reach(table, access::write, before); !reached) return reached.error();
  }
  if (caller && core_.catalogue().enabled("GEN-09") &&
      request.version != model::integer_at(before, model::version_field)) {
    return Error(
        Fault{"version_conflict", "GEN-09", table.name, request.id, "",
              fmt::format("the record has version {}; read it again", model::integer_at(before, model::version_field)),
              "", std::nullopt},
        Category::conflict);
  }
  rule::Change change{table, Operation::update, &before, before, {}, request.origin, request.confirm};
  change.given.resize(table.fields.size());
  std::vector<Fault> faults;
  if (auto applied = apply_given(request, change, faults); !applied) return applied.error();
  if (auto judged = judge(change, faults); !judged) return judged.error();
  if (auto stored = store_update(change); !stored) return stored.error();
  return request.id;
}

Result<void> Unit::store_update(rule::Change& change) {
  const auto& table = change.table;
  if (needs_number(change)) {
    do {
      if (auto taken = take_number(change); !taken) return taken;
    } while (number_taken(change));
  }
  std::vector<std::size_t> fields;
  bool counts = false;
  bool notes = false;
  for (std::size_t i = 0; i < table.fields.size(); ++i) {
    const auto kind = table.fields[i].kind;
    if (kind == FieldKind::journal) notes = notes || !is_null(change.after[i]);
    if (kind == FieldKind::journal || kind == FieldKind::computed || !change.changed(i)) continue;
    fields.push_back(i);
    counts = counts || kind != FieldKind::derived;
  }
  if (notes) {
    if (auto noted = write_journal(change); !noted) return noted;
  }
  if (fields.empty()) return {};
  auto version = model::integer_at(*change.before, model::version_field);
  if (counts) {
    change.after[model::version_field] = ++version;
    change.after[model::updated_at_field] = now_;
    change.after[model::updated_by_field] = actor().user.is_nil() ? Value() : Value(actor().user);
    fields.insert(fields.end(), {model::version_field, model::updated_at_field, model::updated_by_field});
  }
  if (auto stored = connection_.update(table, std::span(&change.after, 1), fields); !stored) return stored;
  hold(change);
  forget_properties(table);
  if (auto lists = store_lists(table, change.before, change.after); !lists) return lists;
  // Scores and counters alone are no change of the record (data model 0.4).
  if (counts) remember(change, version);
  queue(std::move(change));
  return {};
}

void Unit::queue(rule::Change change) {
  Pending pending{std::move(change), {}};
  if (pending.change.before != nullptr) pending.before = *pending.change.before;
  pending_.push_back(std::move(pending));
  if (pending_.back().change.before != nullptr) pending_.back().change.before = &pending_.back().before;
}

Result<void> Unit::run_after(Pending& pending, Phase phase) {
  std::vector<Fault> faults;
  rule::Context context(pending.change, *this, faults, warnings_);
  run_rules(context, phase);
  if (phase == Phase::after) {
    if (auto moved = rule::move_dependents(context, core_.catalogue()); !moved) return moved;
  }
  if (auto state = status(); !state) return state;
  if (!faults.empty()) return Error(std::move(faults));
  return {};
}

/// Each step runs over all writes of the unit before the next begins; a write that a step causes goes through
/// the earlier steps first (rules 1).
Result<void> Unit::finish() {
  constexpr Phase steps[] = {Phase::children, Phase::after, Phase::timeline};
  std::size_t done[std::size(steps)] = {};
  for (std::size_t step = 0; step < std::size(steps);) {
    if (done[step] == pending_.size()) {
      ++step;
      continue;
    }
    if (pending_.size() > 1'000'000) {
      return Error("internal", Category::internal, "the consequences of a write do not end");
    }
    if (auto ran = run_after(pending_[done[step]++], steps[step]); !ran) return ran;
    step = 0;
  }
  pending_.clear();
  if (auto numbered = write_numbers(); !numbered) return numbered;
  return write_history();
}

Result<void> Unit::write_journal(const rule::Change& change) {
  const auto& table = change.table;
  for (std::size_t i = 0; i < table.fields.size(); ++i) {
    const auto& field = table.fields[i];
    if (field.kind != FieldKind::journal || is_null(change.after[i])) continue;
    const auto kind = field.name == "comments" ? JournalKind::comment : JournalKind::work_note;
    auto stored = create(table_info<JournalEntry>(),
                         {rule::give<JournalEntry>(&JournalEntry::record_table, table.name),
                          rule::give<JournalEntry>(&JournalEntry::record, change.id()),
                          rule::give<JournalEntry>(&JournalEntry::kind, kind),
                          {model::field_of<JournalEntry>(&JournalEntry::text), change.after[i]}},
                         Origin::cascade);
    if (!stored) return stored.error();
  }
  return {};
}

Result<Id> Unit::create(const TableInfo& table, const rule::Fields& given, Origin origin) {
  WriteRequest request;
  request.table = &table;
  request.given = given;
  request.origin = origin;
  return execute(request);
}

Result<void> Unit::update(const TableInfo& table, Id id, const rule::Fields& given, Origin origin) {
  WriteRequest request;
  request.table = &table;
  request.operation = Operation::update;
  request.id = id;
  request.given = given;
  request.origin = origin;
  request.confirm = true;
  if (auto done = execute(request); !done) return done.error();
  return {};
}

Result<void> Unit::remove(const TableInfo& table, Id id, Origin origin) {
  WriteRequest request;
  request.table = &table;
  request.operation = Operation::erase;
  request.id = id;
  request.origin = origin;
  request.confirm = true;
  if (auto done = execute(request); !done) return done.error();
  return {};
}

Result<void> Unit::add_work_note(const TableInfo& table, Id record, std::string text) {
  auto stored = create(
      table_info<JournalEntry>(),
      {rule::give<JournalEntry>(&JournalEntry::record_table, table.name),
       rule::give<JournalEntry>(&JournalEntry::record, record), rule::give<JournalEntry>(&JournalEntry::text, text)},
      Origin::cascade);
  if (!stored) return stored.error();
  return {};
}

}  // namespace steward::engine
