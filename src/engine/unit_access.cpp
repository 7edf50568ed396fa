// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <unordered_set>

#include "access/decide.hpp"
#include "access/fields.hpp"
#include "collaboration/label.hpp"
#include "engine/unit.hpp"
#include "steward/model.hpp"

// What the caller of a unit may see and write.

namespace steward::engine {

/// Whether a domain lies in the caller's subtree; also true of one that this very call created.
bool Unit::below(Id domain) const {
  if (actor().scope.all) return true;
  const auto& ids = actor().scope.data;
  if (std::binary_search(ids.begin(), ids.end(), domain)) return true;
  const Row* found = row(table_info<Domain>(), domain);
  return found != nullptr &&
         model::get<Domain>(*found, &Domain::path).find(actor().domain.to_string() + "/") != std::string::npos;
}

bool Unit::in_domain(const TableInfo& table, const Row& row) const {
  const auto& scope = actor().scope;
  if (scope.all || table.flavour != Flavour::record || table.domain == DomainClass::none) return true;
  const bool configuration = table.domain == DomainClass::configuration;
  if (!core_.catalogue().enabled(configuration ? "DOM-12" : "DOM-11")) return true;
  const Id domain = model::id_at(row, model::domain_field);
  const auto& ids = scope.configuration;
  return (configuration && std::binary_search(ids.begin(), ids.end(), domain)) || below(domain);
}

bool Unit::in_scope(const TableInfo& table, const Row& row) const {
  if (!in_domain(table, row)) return false;
  const auto* rule = actor().scope.rules ? actor().scope.rules->rule(table) : nullptr;
  return rule == nullptr || matches(*rule, row);
}

bool Unit::sees_all(const TableInfo& table) const {
  const auto& scope = actor().scope;
  const bool everywhere = scope.all || (table.flavour == Flavour::record && table.domain == DomainClass::none);
  return everywhere && (!scope.rules || scope.rules->rule(table) == nullptr);
}

bool Unit::may_write(const TableInfo& table, const Row& row) const {
  if (actor().scope.all || table.flavour != Flavour::record || table.domain == DomainClass::none) return true;
  return !core_.catalogue().enabled("DOM-13") || below(model::id_at(row, model::domain_field));
}

Result<void> Unit::reach(const TableInfo& table, unsigned operation, const Row& row) const {
  if (actor().system) return {};
  if (!may_write(table, row)) {
    return access::denied("DOM-13", table.name, model::row_id(row), "",
                          operation == access::create ? "the record would lie outside your domain"
                                                      : "an inherited record is read-only here");
  }
  const auto* rules = static_cast<const access::RowRules*>(actor().scope.rules.get());
  const auto limit = rules->limit(table, operation);
  if (!limit || matches(*limit, row)) return {};
  return access::denied("ACL-07", table.name, model::row_id(row), "",
                        fmt::format("none of your roles reaches this {}", table.name));
}

const Row* Unit::visible(const TableInfo& table, Id id) const {
  const Row* found = row(table, id);
  return found != nullptr && in_scope(table, *found) ? found : nullptr;
}

bool Unit::nameable(const TableInfo& table, Id id) const {
  const bool seen = sees_all(table) ? bare_row(table, id) != nullptr : visible(table, id) != nullptr;
  if (seen) return true;
  if (!actor().external || !caller_.has_role("customer_success_customer")) return false;
  if (table.name != "engagement" && table.name != "success_outcome") return false;
  const Row* found = bare_row(table, id);
  const bool open = found != nullptr && model::bool_at(*found, table.at("active"));
  return open && model::id_at(*found, table.at("account")) == caller_.account;
}

void Unit::conceal(std::vector<Fault>& faults) const {
  if (actor().system) return;
  const auto hidden = [this](std::string_view name) {
    const auto* table = schema().find(name);
    return table != nullptr && !access::allows(caller_, access::read, *table);
  };
  for (auto& fault : faults) {
    const auto details = fault.details.empty() ? Result<base::Json>(base::Json()) : base::Json::parse(fault.details);
    if (!details) continue;
    const auto* of = schema().find(fault.table);
    bool told = !(details->is_array() && of != nullptr && hidden(of->closing.children));
    for (const auto& [name, count] : details->items()) told = told && !hidden(name);
    if (told) continue;
    fault.details.clear();
    fault.message = "records that you do not read stand in the way";
  }
}

void Unit::keep_hidden(const TableInfo& table, std::size_t field, const Row& before, Value& given) const {
  const auto* stored = std::get_if<IdList>(&before[field]);
  const auto* target = stored != nullptr ? schema().find(table.fields[field].target) : nullptr;
  if (target == nullptr || actor().system || sees_all(*target)) return;
  const auto unseen = hidden(*target, {stored->begin(), stored->end()});
  auto list = std::holds_alternative<IdList>(given) ? std::get<IdList>(given) : IdList();
  for (const Id id : *stored) {
    if (unseen.contains(id) && std::find(list.begin(), list.end(), id) == list.end()) list.push_back(id);
  }
  if (!list.empty()) given = std::move(list);
}

std::optional<Id> Unit::visible_user(const std::optional<Id>& user) const {
  const auto& users = table_info<User>();
  if (!user || actor().system || sees_all(users)) return user;
  const Row* found = row(users, *user);
  return found == nullptr || in_scope(users, *found) ? user : std::nullopt;
}

const TableInfo* Unit::target_of(const FieldInfo& field) const {
  if (field.name == "created_by" || field.name == "updated_by") return &table_info<User>();
  return schema().find(field.target);
}

base::Json Unit::readable_change(const TableInfo& table, std::size_t field, const base::Json& pair) const {
  const auto& info = table.fields[field];
  const TableInfo* target = target_of(info);
  // What a rid pointed to then is not known from the field alone; it is told where every table is seen whole.
  if (info.type == FieldType::rid) return sees_everything() ? pair : base::Json::array();
  if (target == nullptr || target->flavour != Flavour::record || sees_all(*target)) return pair;
  auto told = base::Json::array();
  for (const auto& value : pair.elements()) {
    auto ids = value.as_string() != nullptr ? std::vector{value} : value.elements();
    std::erase_if(ids, [&](const base::Json& text) {
      const auto id = text.as_string() != nullptr ? Id::parse(*text.as_string()) : std::nullopt;
      const Row* found = id ? row(*target, *id) : nullptr;
      return found != nullptr && !in_scope(*target, *found);
    });
    if (info.type != FieldType::list_ref) {
      told.push(ids.empty() ? base::Json() : ids.front());
      continue;
    }
    auto list = base::Json::array();
    for (auto& id : ids) list.push(std::move(id));
    told.push(std::move(list));
  }
  return told;
}

namespace {

/// Where a rid of the row leads; null when nowhere known.
const TableInfo* named_target(const model::Schema& schema, const TableInfo& table, std::size_t field, const Row& row) {
  const auto* target = schema.find(model::text_at(row, table.at(table.fields[field].table_field)));
  return target != nullptr && target->flavour == Flavour::record ? target : nullptr;
}

template <class Visit>
void each_id(const Value& value, Visit visit) {
  if (const auto* id = std::get_if<Id>(&value)) visit(*id);
  if (const auto* list = std::get_if<IdList>(&value)) std::for_each(list->begin(), list->end(), visit);
}

}  // namespace

/// Of these ids those of records that exist and that the caller does not see; one that is gone hides nothing.
std::unordered_set<Id> Unit::hidden(const TableInfo& target, const std::unordered_set<Id>& ids) const {
  std::unordered_set<Id> result;
  if (ids.size() == 1) {
    const Row* found = row(target, *ids.begin());
    if (found != nullptr && !in_scope(target, *found)) result.insert(*ids.begin());
    return result;
  }
  // A statement takes some ten thousand values, and the rows of a whole table may name more.
  constexpr std::size_t at_once = 5'000;
  const auto present = [&](const std::unordered_set<Id>& wanted, const store::Scope& scope) {
    std::vector<Id> there;
    std::vector<Value> part;
    const auto ask = [&] {
      store::Query rows = query(condition::Condition::any_of(target, model::id_field, std::move(part)));
      part.clear();
      rows.scope = scope;
      rows.any_order = true;
      rows.fields = {model::id_field};
      auto done = connection_.scan(rows, [&](Row&& row) {
        there.push_back(model::row_id(row));
        return true;
      });
      if (!done) keep(done.error());
    };
    for (const Id& id : wanted) {
      part.emplace_back(id);
      if (part.size() == at_once) ask();
    }
    if (!part.empty()) ask();
    return there;
  };
  auto missing = ids;
  for (const Id& id : present(ids, actor().scope)) missing.erase(id);
  for (const Id& id : present(missing, {})) result.insert(id);
  return result;
}

/// The references of a table that may lead to what the caller does not see: with their target, or null for a rid.
std::vector<std::pair<std::size_t, const TableInfo*>> Unit::hiding_fields(const TableInfo& table) const {
  std::vector<std::pair<std::size_t, const TableInfo*>> fields;
  for (std::size_t i = 0; i < table.fields.size(); ++i) {
    const auto& info = table.fields[i];
    if (info.type == FieldType::rid) fields.emplace_back(i, nullptr);
    const auto* target = target_of(info);
    const bool leads = info.name != "domain" && target != nullptr && target->flavour == Flavour::record;
    if (leads && info.type != FieldType::condition && !sees_all(*target)) fields.emplace_back(i, target);
  }
  return fields;
}

void Unit::mask_references(const TableInfo& table, std::span<Row> rows) const {
  if (actor().system) return;
  const auto fields = hiding_fields(table);
  const auto leads_to = [&](const std::pair<std::size_t, const TableInfo*>& field, const Row& one) -> const TableInfo* {
    if (is_null(one[field.first])) return nullptr;
    const auto* target = field.second != nullptr ? field.second : named_target(schema(), table, field.first, one);
    return target != nullptr && !sees_all(*target) ? target : nullptr;
  };
  std::map<const TableInfo*, std::unordered_set<Id>> named;
  for (const Row& one : rows) {
    for (const auto& field : fields) {
      const auto* target = leads_to(field, one);
      if (target != nullptr) each_id(one[field.first], [&](const Id& id) { named[target].insert(id); });
    }
  }
  std::map<const TableInfo*, std::unordered_set<Id>> unseen;
  for (const auto& [target, ids] : named) {
    if (auto found = hidden(*target, ids); !found.empty()) unseen.emplace(target, std::move(found));
  }
  if (unseen.empty()) return;
  for (Row& one : rows) {
    for (const auto& field : fields) {
      const auto* target = leads_to(field, one);
      const auto found = target != nullptr ? unseen.find(target) : unseen.end();
      if (found != unseen.end()) withhold(table, field.first, *target, found->second, one);
    }
  }
}

/// Takes the ids that are not seen out of one field.
void Unit::withhold(const TableInfo& table, std::size_t field, const TableInfo& target,
                    const std::unordered_set<Id>& unseen, Row& row) const {
  std::vector<Id> withheld;
  each_id(row[field], [&](const Id& id) {
    if (unseen.contains(id)) withheld.push_back(id);
  });
  if (withheld.empty()) return;
  auto* list = std::get_if<IdList>(&row[field]);
  if (list != nullptr) std::erase_if(*list, [&](const Id& id) { return unseen.contains(id); });
  if (list == nullptr || list->empty()) row[field] = Value();
  row.masked.push_back(table.fields[field].name);
  if (auto text = label(target, withheld); !text.empty()) {
    row.labels.emplace_back(table.fields[field].name, std::move(text));
  }
}

/// What the entry of a timeline tells of another record's changes, as that record's own history tells it.
base::Json Unit::readable_timeline(const base::Json& entry, const base::Json& pair) const {
  const auto* named = entry.find("source_table");
  const auto* name = named != nullptr && named->size() == 2 ? named->elements()[1].as_string() : nullptr;
  const TableInfo* source = name != nullptr ? schema().find(*name) : nullptr;
  auto told = base::Json::array();
  if (source == nullptr) return told;
  for (const auto& changes : pair.elements()) {
    auto readable = changes.is_object() ? base::Json::parse(readable_changes(*source, changes.canonical()))
                                        : Result<base::Json>(base::Json());
    told.push(readable ? std::move(*readable) : base::Json());
  }
  return told;
}

std::string Unit::readable_changes(const TableInfo& table, const std::string& changes) const {
  if (actor().system || changes.empty()) return changes;
  const auto all = base::Json::parse(changes);
  if (!all) return {};
  auto told = base::Json::object();
  for (const auto& [name, pair] : all->items()) {
    const auto position = table.find(name);
    if (!position || !access::reads_field(caller_, table, *position)) continue;
    const bool of_another = &table == &table_info<Activity>() && name == "changes";
    told.set(name, of_another ? readable_timeline(*all, pair) : readable_change(table, *position, pair));
  }
  return told.canonical();
}

void Unit::mask(const TableInfo& table, std::span<Row> rows) const {
  if (actor().system) return;
  if (&table == &table_info<Activity>()) {
    // An entry of the timeline tells changes of another record.
    for (Row& one : rows) {
      const auto* source = schema().find(model::get<Activity>(one, &Activity::source_table));
      const auto changes = model::get<Activity>(one, &Activity::changes);
      if (source != nullptr) model::set<Activity>(one, &Activity::changes, readable_changes(*source, changes));
    }
  }
  access::mask_fields(caller_, table, rows);
  if (core_.catalogue().enabled("DOM-14")) mask_references(table, rows);
}

/// Customer users learn what the records of their account are called that theirs name, no more (access 6).
std::string Unit::label(const TableInfo& target, const std::vector<Id>& ids) const {
  if (!actor().external) return {};
  std::string text;
  for (const Id id : ids) {
    const Row* found = row(target, id);
    const auto account = target.find("account");
    const bool own = account && model::id_at(*found, *account) == caller_.account;
    const auto told = own ? collaboration::label_of(target, *found) : collaboration::Label();
    if (told.number.empty() && told.title.empty()) continue;
    if (!text.empty()) text += ", ";
    text += told.number + (told.number.empty() || told.title.empty() ? "" : " ") + told.title;
  }
  return text;
}

}  // namespace steward::engine
