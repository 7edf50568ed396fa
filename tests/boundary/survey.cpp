// SPDX-License-Identifier: Apache-2.0
#include "boundary/survey.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.hpp"
#include "model/json.hpp"
#include "model/row.hpp"

namespace steward::test {

namespace {

constexpr std::size_t everything = 10'000;

FindOptions paged(std::string where, std::string order, std::size_t limit) {
  FindOptions options;
  options.where = std::move(where);
  options.order_by = std::move(order);
  options.limit = limit;
  return options;
}

bool has_column(const FieldInfo& field) {
  return field.kind != FieldKind::computed && field.kind != FieldKind::journal && field.type != FieldType::list_ref;
}

template <class T>
std::string code_of(const Result<T>& result) {
  return result ? std::string() : std::string(result.error().code());
}

bool is_masked(const Row& row, const std::string& field) {
  return std::find(row.masked.begin(), row.masked.end(), field) != row.masked.end();
}

}  // namespace

Ground::Ground(Estate& estate) {
  for (const TableInfo* table : all_tables()) tables_.push_back(table);
  tables_.push_back(require(estate.session.find("incident", paged("", "", 1))).items.front().table);
  for (const TableInfo* table : tables_) {
    auto& rows = rows_[table];
    if (table->flavour == Flavour::series) continue;
    for (auto& record : require(estate.session.find(table->name, paged("", "", everything))).items) {
      rows.emplace(record.id(), std::move(record.row));
    }
  }
  const auto& domains = table_info<Domain>();
  const auto path = domains.at("path");
  for (const auto& [id, row] : rows_[&domains]) {
    for (const auto& [other, line] : rows_[&domains]) {
      const bool inside = std::get<std::string>(line[path]).find(id.to_string()) != std::string::npos;
      if (inside) below_[id].insert(other);
      if (inside && other != id) above_[other].insert(id);
    }
    above_[id];
  }
}

const TableInfo* Ground::table(std::string_view name) const {
  const auto found = std::find_if(tables_.begin(), tables_.end(), [&](const auto* one) { return one->name == name; });
  return found == tables_.end() ? nullptr : *found;
}

const std::map<Id, Row>& Ground::rows(const TableInfo& table) const { return rows_.at(&table); }

const Row* Ground::row(const TableInfo& table, Id id) const {
  const auto& rows = rows_.at(&table);
  const auto found = rows.find(id);
  return found == rows.end() ? nullptr : &found->second;
}

std::optional<std::size_t> Ground::name_field(const TableInfo& table) const {
  for (const auto* name : {"number", "name", "title", "subject", "user_name", "file_name", "text", "key", "last_name",
                           "record_table", "kind", "state", "created_at"}) {
    const auto field = table.find(name);
    if (field && has_column(table.fields[*field])) return field;
  }
  return std::nullopt;
}

Survey::Survey(Estate& estate, const Ground& ground, const Resident& who)
    : estate_(&estate), ground_(&ground), who_(&who), session_(estate.door(who)) {}

void Survey::complain(const TableInfo& table, std::string text) {
  complaints_.push_back(fmt::format("{}, {}: {}", who_->title, table.name, text));
}

bool Survey::reads(const TableInfo& table, Id id) const { return readable(table).contains(id); }

void Survey::run() {
  granted_ = session_.changes("", 1).ok();
  get_everything();
  for (const TableInfo* table : ground_->tables()) {
    if (table->flavour == Flavour::series) continue;
    hold_to_domains(*table);
    list(*table);
  }
  for (const TableInfo* table : ground_->tables()) {
    if (table->flavour == Flavour::series || !listed(*table)) continue;
    for (const auto& [id, row] : seen_[table]) follow_references(*table, row);
    walk_dots(*table);
  }
  read_pasts();
  read_feed();
}

void Survey::get_everything() {
  for (const TableInfo* table : ground_->tables()) {
    auto& found = readable_[table];
    for (const auto& [id, row] : ground_->rows(*table)) {
      const auto got = session_.get(table->name, id);
      if (got) {
        found.insert(id);
        answers_ += model::row_to_json(*table, got->row).dump() + "\n";
      } else if (got.error().code() != "not_found") {
        complain(*table, "get answers " + std::string(got.error().code()));
      }
    }
    if (session_.get(table->name, Id()).ok()) complain(*table, "the nil id is found");
  }
}

/// Whatever roles grant, nobody reads outside their part of the tree; an administrator reads all of it.
void Survey::hold_to_domains(const TableInfo& table) {
  if (table.flavour != Flavour::record || table.domain == DomainClass::none) return;
  const bool whole = who_->title.find("admin") != std::string::npos;
  for (const auto& [id, row] : ground_->rows(table)) {
    const Id domain = std::get<Id>(row[model::domain_field]);
    const bool inherited = table.domain == DomainClass::configuration && ground_->above(who_->home).contains(domain);
    const bool inside = inherited || ground_->below(who_->home).contains(domain);
    if (reads(table, id) && !inside) complain(table, "a row of another domain is read");
    if (!reads(table, id) && inside && whole) complain(table, "an administrator misses a row of the domain");
  }
}

void Survey::list(const TableInfo& table) {
  const auto whole = session_.find(table.name, paged("", "", everything));
  if (!whole) {
    denied_.insert(&table);
    if (whole.error().code() != "access_denied") complain(table, "find answers " + code_of(whole));
    return refuse_lists(table);
  }
  Ids found;
  for (const auto& record : whole->items) {
    found.insert(record.id());
    seen_[&table].emplace(record.id(), record.row);
    const auto got = session_.get(table.name, record.id());
    if (got && model::row_to_json(table, got->row).dump() != model::row_to_json(table, record.row).dump()) {
      complain(table, fmt::format("get and find tell {} differently", record.id().to_string()));
    }
  }
  if (found != readable(table)) {
    complain(table, fmt::format("find gives {} rows, get {}", found.size(), readable(table).size()));
  }
  for (const std::size_t size : {std::size_t{1}, std::size_t{2}}) {
    if (found.size() * size > 120) continue;  // the long tables are paged through in another order below
    Ids paged_ids;
    auto options = paged("", "", size);
    do {
      const auto page = session_.find(table.name, options);
      if (!page) return complain(table, "a further page answers " + code_of(page));
      for (const auto& record : page->items) {
        if (!paged_ids.insert(record.id()).second) complain(table, "a row comes on two pages");
      }
      answers_ += page->next + " " + base::from_hex(page->next).value_or("") + "\n";
      options.after = page->next;
    } while (!options.after.empty());
    if (paged_ids != found) complain(table, fmt::format("pages of {} give {} rows", size, paged_ids.size()));
  }
  count_and_group(table);
  if (const auto field = ground_->name_field(table)) {
    const auto& name = table.fields[*field].name;
    const auto where = name + " is not empty";
    if (code_of_count(table, where) == "access_denied") return;
    const auto named = those(table, [&](const Row& row) { return !is_null(row[*field]); });
    list_pages(table, name + " desc", where, named);
  }
}

void Survey::list_pages(const TableInfo& table, const std::string& order, const std::string& where,
                        const Ids& expected) {
  auto options = paged(where, order, expected.size() > 100 ? 97 : 2);
  Ids found;
  do {
    const auto page = session_.find(table.name, options);
    if (!page) return complain(table, "find by " + where + " answers " + code_of(page));
    for (const auto& record : page->items) found.insert(record.id());
    answers_ += page->next + " " + base::from_hex(page->next).value_or("") + "\n";
    options.after = page->next;
  } while (!options.after.empty());
  const auto counted = session_.count(table.name, where);
  if (found != expected) complain(table, fmt::format("{}: find gives {} of {}", where, found.size(), expected.size()));
  if (!counted || static_cast<std::size_t>(*counted) != expected.size()) complain(table, where + ": count differs");
}

void Survey::refuse_lists(const TableInfo& table) {
  if (!readable(table).empty()) complain(table, "get finds rows, though lists are refused");
  AggregateOptions counted;
  counted.measures = {"count"};
  if (code_of(session_.count(table.name)) != "access_denied") complain(table, "count is not refused as find is");
  if (code_of_count(table, "id is not empty") != "access_denied")
    complain(table, "count by a condition is not refused");
  if (code_of(session_.aggregate(table.name, counted)) != "access_denied") complain(table, "sums are not refused");
  if (code_of(session_.find(table.name, paged("nonsense is empty", "", 1))) != "access_denied") {
    complain(table, "a wrong condition is looked at before the grant");
  }
}

void Survey::count_and_group(const TableInfo& table) {
  const auto size = readable(table).size();
  const auto counted = session_.count(table.name);
  if (!counted || static_cast<std::size_t>(*counted) != size) complain(table, "count differs");
  AggregateOptions options;
  options.measures = {"count"};
  const auto summed = session_.aggregate(table.name, options);
  std::int64_t rows = 0;
  if (summed) {
    for (const auto& group : *summed) rows += std::get<std::int64_t>(group.measures.front());
  }
  if (!summed || static_cast<std::size_t>(rows) != size) complain(table, "the sum of one group differs");
  for (std::size_t i = 0; i < table.fields.size(); ++i) {
    const auto type = table.fields[i].type;
    const bool kept = has_column(table.fields[i]);
    if (kept && (type == FieldType::ref || type == FieldType::rid || type == FieldType::choice)) group_by(table, i);
  }
}

/// Groups hold what the rows of a list show: a reference that is masked there is no key here.
void Survey::group_by(const TableInfo& table, std::size_t field) {
  const auto& info = table.fields[field];
  if (info.name == "domain") return;
  AggregateOptions options;
  options.group_by = {info.name};
  options.measures = {"count"};
  const auto groups = session_.aggregate(table.name, options);
  if (code_of(groups) != code_of_count(table, info.name + " is not empty")) {
    return complain(table, fmt::format("groups by {} answer {}", info.name, code_of(groups)));
  }
  if (!groups) return;
  const auto key = [&](const Value& value) { return model::value_to_json(info, value).dump(); };
  std::map<std::string, std::int64_t> told;
  for (const auto& group : *groups) told[key(group.key.front())] += std::get<std::int64_t>(group.measures.front());
  std::map<std::string, std::int64_t> expected;
  for (const auto& [id, row] : seen_[&table]) ++expected[key(row[field])];
  if (told != expected) complain(table, fmt::format("groups by {} hold what lists do not show", info.name));
}

Survey::Ids Survey::those(const TableInfo& table, const std::function<bool(const Row&)>& test) const {
  Ids found;
  for (const Id id : readable(table)) {
    if (test(*ground_->row(table, id))) found.insert(id);
  }
  return found;
}

std::string Survey::code_of_count(const TableInfo& table, const std::string& where) {
  return code_of(session_.count(table.name, where));
}

void Survey::follow_references(const TableInfo& table, const Row& row) {
  for (std::size_t i = 0; i < table.fields.size(); ++i) {
    const auto& field = table.fields[i];
    const bool who = field.name == "created_by" || field.name == "updated_by";
    const bool points =
        who || field.type == FieldType::ref || field.type == FieldType::rid || field.type == FieldType::list_ref;
    // Fields that only some roles read at all are not what this is about.
    if (points && field.readers.empty() && field.kind != FieldKind::computed) follow_reference(table, row, i);
  }
}

void Survey::follow_reference(const TableInfo& table, const Row& row, std::size_t field) {
  const auto& info = table.fields[field];
  const Row& stored = *ground_->row(table, std::get<Id>(row[model::id_field]));
  if (info.name == "domain" || info.linked) return;
  const bool wrote = info.name == "created_by" || info.name == "updated_by";
  const auto* target = wrote ? &table_info<User>()
                       : info.type != FieldType::rid
                           ? ground_->table(info.target)
                           : ground_->table(model::text_at(stored, table.at(info.table_field)));
  const bool withheld = who_->external && !info.external;
  const auto hidden = [&](Id id) {
    const bool there = target != nullptr && target->flavour != Flavour::series && ground_->row(*target, id) != nullptr;
    return there && !reads(*target, id);
  };
  Value expected = stored[field];
  if (withheld) expected = Value();
  if (const auto* id = std::get_if<Id>(&expected); id != nullptr && hidden(*id)) expected = Value();
  if (auto* ids = std::get_if<IdList>(&expected)) {
    std::erase_if(*ids, hidden);
    if (ids->empty()) expected = Value();
  }
  const bool products = info.name == "products" && who_->external;  // as the case says (PRT-12)
  if (!(row[field] == expected) && !products) complain(table, info.name + " is not masked as its target is hidden");
  if (!(stored[field] == expected) && !is_masked(row, info.name)) complain(table, info.name + " is masked unnamed");
}

void Survey::walk_dots(const TableInfo& table) {
  if (ground_->rows(table).empty()) return;
  for (std::size_t i = 0; i < table.fields.size(); ++i) {
    const auto& field = table.fields[i];
    if (field.type != FieldType::ref || !has_column(field) || field.name == "domain") continue;
    const auto& rows = ground_->rows(table);
    const bool used = std::any_of(rows.begin(), rows.end(), [&](const auto& one) { return !is_null(one.second[i]); });
    if (used) walk_dot(table, i);
  }
}

void Survey::walk_dot(const TableInfo& table, std::size_t field) {
  const auto& info = table.fields[field];
  const auto* target = ground_->table(info.target);
  const auto named = target != nullptr ? ground_->name_field(*target) : std::nullopt;
  if (!named || code_of_count(table, info.name + " is not empty") == "access_denied") return;
  const auto& name = target->fields[*named].name;
  const auto path = info.name + "." + name;
  const auto there = session_.count(table.name, path + " is not empty");
  const auto code = code_of_count(*target, name + " is not empty");
  if (code_of(there) != code)
    return complain(table, fmt::format("{} answers {}, {} itself {}", path, code_of(there), target->name, code));
  if (!there) return;
  const auto behind = [&](const Row& row) -> const Row* {
    const auto* id = std::get_if<Id>(&row[field]);
    return id != nullptr && reads(*target, *id) ? ground_->row(*target, *id) : nullptr;
  };
  const auto full = those(table, [&](const Row& row) {
    const auto* found = behind(row);
    return found != nullptr && !is_null((*found)[*named]);
  });
  list_pages(table, "", path + " is not empty", full);
  list_pages(table, "", path + " is empty",
             those(table, [&](const Row& row) { return !full.contains(std::get<Id>(row[model::id_field])); }));
  std::set<std::string> words;
  for (const auto& [id, row] : ground_->rows(*target)) {
    if (const auto* text = std::get_if<std::string>(&row[*named])) words.insert(*text);
  }
  std::size_t asked = 0;
  for (const auto& word : words) {
    if (word.find_first_of("\"\\\n") != std::string::npos || ++asked > 6) continue;
    list_pages(table, "", fmt::format("{} = \"{}\"", path, word), those(table, [&](const Row& row) {
                 const auto* found = behind(row);
                 return found != nullptr && (*found)[*named] == Value(word);
               }));
  }
}

}  // namespace steward::test
