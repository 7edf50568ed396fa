// SPDX-License-Identifier: Apache-2.0
#include "world.hpp"

#include <algorithm>
#include <cstdlib>
#include <limits>
#include <stdexcept>

#include "model/row.hpp"
#include "steward/model.hpp"

namespace steward::test {

namespace {

constexpr std::string_view texts[] = {"alpha",  "Alpha",     "ALPHA",     "alphabet", "beta",    "Beta x", "Zürich",
                                      "zürich", "ZÜRICH",    "straße",    "日本",     "a%b",     "a_b",    "aXb",
                                      "x'y",    "x\"y",      "b\\slash",  "😀 alpha", "[a]",     "a*b",    " ",
                                      "`",      "line\nend", "tab\there", "é",        "e\u0301", "{",      "0",
                                      "1e3",    "true",      "null",      "?",        "--",      "\x7f",   "@^~"};
constexpr std::string_view parts[] = {"a", "A", "alp", "ALPHA", "z", "ü",  "Ü",  "日",
                                      "%", "_", "*",   "?",     "'", "\\", "😀", "["};
constexpr std::string_view choices[] = {"zinc", "gold", "silver", "bronze", "in", "not", "now", "empty", "true"};
constexpr std::int64_t integers[] = {
    0, 1, -1, 2, 3, -3, 1000, std::numeric_limits<std::int64_t>::max(), std::numeric_limits<std::int64_t>::min()};
constexpr std::int64_t units[] = {0,
                                  1,
                                  -1,
                                  1'000'000,
                                  -1'000'000,
                                  1'500'000,
                                  2'000'000,
                                  333'333,
                                  std::numeric_limits<std::int64_t>::max(),
                                  std::numeric_limits<std::int64_t>::min()};
constexpr FieldType types[] = {FieldType::string,  FieldType::text,   FieldType::integer,  FieldType::decimal,
                               FieldType::boolean, FieldType::date,   FieldType::datetime, FieldType::duration,
                               FieldType::money,   FieldType::choice, FieldType::ref,      FieldType::json};

const Instant noon = *parse_instant("2026-03-01T12:00:00Z");

bool ordered(FieldType type) {
  switch (type) {
    case FieldType::string:
    case FieldType::text:
    case FieldType::integer:
    case FieldType::decimal:
    case FieldType::date:
    case FieldType::datetime:
    case FieldType::duration:
    case FieldType::choice:
      return true;
    default:
      return false;
  }
}

}  // namespace

std::string quoted(std::string_view text, char quote) {
  std::string out(1, quote);
  for (const char c : text) {
    if (c == quote || c == '\\') out += '\\';
    if (c == '\n') {
      out += "\\n";
    } else {
      out += c;
    }
  }
  return out + quote;
}

std::uint64_t run_seed() {
  if (const char* given = std::getenv("STEWARD_SEED")) return std::strtoull(given, nullptr, 10);
  return std::random_device()();
}

World::World(std::uint64_t seed, std::size_t rows_per_table)
    : dice(seed), moment{noon, std::chrono::floor<std::chrono::days>(noon)} {
  for (std::size_t i = 0; i < 3; ++i) {
    auto declared = schema.declare(declaration(i));
    if (!declared) throw std::logic_error(declared.error().to_string());
    tables.push_back(*declared);
  }
  for (int i = 0; i < 3; ++i) domains.push_back(fresh_id());
  ids_["domain"] = domains;
  for (const auto* table : tables) {
    auto& ids = ids_[table->name];
    for (std::size_t i = 0; i < rows_per_table; ++i) ids.push_back(fresh_id());
  }
  fill(rows_per_table);
}

HostTable World::declaration(std::size_t number) {
  constexpr DomainClass classes[] = {DomainClass::data, DomainClass::configuration, DomainClass::none};
  HostTable table;
  table.name = "host" + std::to_string(number);
  table.domain = dice.pick(classes);
  for (const FieldType type : types) {
    const std::size_t count = 1 + dice.below(2);
    for (std::size_t i = 0; i < count; ++i) {
      HostField field;
      field.name = "f" + std::to_string(static_cast<int>(type)) + std::string(i == 0 ? "" : "_second");
      field.type = type;
      if (type == FieldType::ref) field.target = "host" + std::to_string(dice.below(number + 1));
      if (type == FieldType::choice) {
        const std::size_t first = dice.below(4);
        for (std::size_t j = first; j < first + 2 + dice.below(4); ++j) field.choices.emplace_back(choices[j]);
      }
      table.fields.push_back(field);
    }
  }
  return table;
}

Id World::fresh_id() {
  std::array<std::uint8_t, 16> bytes{};
  for (auto& byte : bytes) byte = static_cast<std::uint8_t>(dice.below(256));
  return Id(bytes);
}

Value World::value(const FieldInfo& field) {
  using namespace std::chrono;
  switch (field.type) {
    case FieldType::string:
    case FieldType::text:
      return std::string(dice.pick(texts));
    case FieldType::integer:
      return dice.pick(integers);
    case FieldType::decimal:
      return Decimal::from_units(dice.pick(units));
    case FieldType::boolean:
      return dice.chance(50);
    case FieldType::date:
      return moment.today + days(dice.between(-5, 5));
    case FieldType::datetime:
      return noon + hours(dice.between(-80, 80)) + milliseconds(dice.between(0, 1));
    case FieldType::duration:
      return Duration(dice.between(0, 3) * dice.pick(std::array{1, 60, 3600, 86400}));
    case FieldType::money:
      return Money{dice.pick(integers), *Currency::parse(dice.chance(50) ? "EUR" : "USD")};
    case FieldType::choice:
      return dice.pick(*schema.choices(field.choice_list));
    case FieldType::ref: {
      const auto& known = ids_[field.target];
      return known.empty() ? Value(fresh_id()) : Value(dice.pick(known));
    }
    case FieldType::id:
      return dice.chance(50) ? domains[dice.below(3)] : fresh_id();
    default:
      return std::string("{\"a\":") + std::to_string(dice.below(3)) + "}";
  }
}

void World::fill(std::size_t rows_per_table) {
  const TableInfo& domain = schema.at("domain");
  for (std::size_t i = 0; i < domains.size(); ++i) {
    Row row = model::default_row(domain);
    row[model::id_field] = domains[i];
    row[domain.at("name")] = std::string(texts[i * 3]);
    if (i > 0) row[domain.at("parent")] = domains[0];
    row[domain.at("path")] = domains[i].to_string() + "/";
    rows[&domain].push_back(std::move(row));
  }
  for (const auto* table : tables) {
    for (std::size_t i = 0; i < rows_per_table; ++i) {
      Row row = model::default_row(*table);
      for (std::size_t f = 1; f < table->fields.size(); ++f) {
        const FieldInfo& field = table->fields[f];
        if (!field.nullable || dice.chance(75)) row[f] = value(field);
      }
      row[model::id_field] = ids_[table->name][i];
      row[model::external_id_field] = dice.chance(50) ? Value() : Value("key" + std::to_string(i));
      row[model::version_field] = std::int64_t{1} + dice.between(0, 2);
      rows[table].push_back(std::move(row));
    }
  }
}

const Row* World::row(const TableInfo& table, Id id) const {
  const auto held = rows.find(&table);
  if (held == rows.end()) return nullptr;
  for (const auto& row : held->second) {
    if (model::row_id(row) == id) return &row;
  }
  return nullptr;
}

bool World::any(const TableInfo& table, std::size_t field, const Value& value,
                const std::function<bool(const Row&)>& test) const {
  const auto held = rows.find(&table);
  if (held == rows.end()) return false;
  return std::any_of(held->second.begin(), held->second.end(),
                     [&](const Row& row) { return row[field] == value && test(row); });
}

std::string World::space() { return dice.chance(85) ? " " : dice.chance(50) ? "\n\t" : "  "; }

std::string World::keyword(std::string_view lower) {
  std::string word(lower);
  if (dice.chance(20)) {
    for (char& c : word) {
      if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
    }
  }
  return word;
}

std::string World::literal(const FieldInfo& field) {
  const Value held = value(field);
  switch (field.type) {
    case FieldType::string:
    case FieldType::text:
      return quoted(std::get<std::string>(held), dice.chance(50) ? '"' : '\'');
    case FieldType::integer:
      return std::to_string(std::get<std::int64_t>(held));
    case FieldType::decimal:
      return std::get<Decimal>(held).to_string();
    case FieldType::boolean:
      return keyword(std::get<bool>(held) ? "true" : "false");
    case FieldType::date:
      return dice.chance(80) ? to_string(std::get<Date>(held)) : quoted(to_string(std::get<Date>(held)));
    case FieldType::datetime:
      return to_string(std::get<Instant>(held));
    case FieldType::duration:
      return std::to_string(std::get<Duration>(held).count()) + "s";
    case FieldType::choice: {
      const auto& name = std::get<std::string>(held);
      return dice.chance(80) ? name : quoted(name);
    }
    default: {
      const std::string id = std::get<Id>(held).to_string();
      return dice.chance(50) ? id : quoted(id);
    }
  }
}

std::string World::operand(const FieldInfo& field) {
  const std::string sign = dice.chance(50) ? " - " : "+";
  if (field.type == FieldType::datetime && dice.chance(40)) {
    return keyword("now") + "()" +
           (dice.chance(30) ? "" : sign + std::to_string(dice.below(5)) + dice.pick(std::array{"d", "h", "m"}));
  }
  if (field.type == FieldType::date && dice.chance(40)) {
    return "today( )" + (dice.chance(30) ? "" : sign + std::to_string(dice.below(5)) + (dice.chance(90) ? "d" : "w"));
  }
  return literal(field);
}

std::string World::test(const TableInfo& table) {
  std::string text;
  const TableInfo* current = &table;
  const FieldInfo* field = nullptr;
  for (int step = 0;; ++step) {
    std::vector<const FieldInfo*> references;
    for (const auto& candidate : current->fields) {
      if (candidate.type == FieldType::ref && schema.find(candidate.target) != nullptr)
        references.push_back(&candidate);
    }
    field = &dice.pick(current->fields);
    // A walk goes on among the generated tables and their domains; accounts have no rows here.
    if (step == 3 || references.empty() || !dice.chance(35)) break;
    field = dice.pick(references);
    if (field->target != "domain" && !field->target.starts_with("host")) break;
    text += field->name + ".";
    current = &schema.at(field->target);
  }
  text += field->name;
  const bool is_text = field->type == FieldType::string || field->type == FieldType::text;
  const bool comparable = field->type != FieldType::json && field->type != FieldType::money;
  const std::size_t kind = dice.below(10);
  if (!comparable || kind == 0) {
    return text + space() + keyword("is") + (dice.chance(50) ? " " + keyword("not") : "") + space() + keyword("empty");
  }
  if (is_text && kind <= 3) {
    return text + space() + (dice.chance(50) ? keyword("starts") + " " + keyword("with") : keyword("contains")) +
           space() + quoted(dice.chance(60) ? dice.pick(parts) : dice.pick(texts));
  }
  if (kind <= 5) {
    text += space() + (dice.chance(50) ? keyword("in") : keyword("not") + space() + keyword("in")) + "(";
    const std::size_t count = 1 + dice.below(4);
    for (std::size_t i = 0; i < count; ++i) text += (i == 0 ? "" : ",") + operand(*field);
    return text + ")";
  }
  constexpr std::string_view operators[] = {"=", "!=", "<", "<=", ">", ">="};
  const std::string_view op = operators[dice.below(ordered(field->type) ? 6 : 2)];
  const std::string gap = dice.chance(70) ? " " : "";
  return text + gap + std::string(op) + gap + operand(*field);
}

std::string World::condition(const TableInfo& table, int depth) {
  const std::size_t kind = depth == 0 ? 0 : dice.below(10);
  if (kind < 4) return test(table);
  if (kind == 4) return keyword("not") + space() + condition(table, 0);
  if (kind == 5) return keyword("not") + "(" + condition(table, depth - 1) + space() + ")";
  const std::string joint = keyword(dice.chance(50) ? "and" : "or");
  std::string text;
  const std::size_t count = 2 + dice.below(2);
  for (std::size_t i = 0; i < count; ++i) {
    if (i > 0) text += space() + joint + space();
    const bool bare = dice.chance(40);
    text += bare ? condition(table, depth - 1) : "(" + condition(table, depth - 1) + ")";
  }
  return text;
}

}  // namespace steward::test
