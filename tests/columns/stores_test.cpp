// SPDX-License-Identifier: Apache-2.0
#include <stdlib.h>

#include <catch2/catch.hpp>
#include <filesystem>
#include <map>
#include <set>

#include "columns/asked.hpp"
#include "columns/needs.hpp"
#include "columns/pass.hpp"
#include "columns/plain.hpp"
#include "engine/aggregate_text.hpp"
#include "model/row.hpp"
#include "stores/memory/memory.hpp"
#include "stores/sqlite/sqlite.hpp"
#include "support/portfolio.hpp"
#include "support/records.hpp"

// What columns answer is what the plain queries answer: random tables, random cards, random writes in between.

using namespace steward;
using steward::columns::Cache;
using steward::columns::Card;
using steward::columns::Term;
using steward::store::Connection;
using steward::test::require;

namespace {

using test::Dice;

/// Fields that get random values, by table, in an order in which references lead back.
const std::vector<std::pair<std::string, std::vector<std::string>>>& filled() {
  static const std::vector<std::pair<std::string, std::vector<std::string>>> tables{
      {"domain", {}},
      {"user", {"name", "domain"}},
      {"account", {"industry", "parent", "active", "domain", "version", "created_by"}},
      {"onboarding_case", {"account", "domain"}},
      {"engagement",
       {"account", "parent", "title", "customer_success_manager", "stage", "perceived_health", "initial_onboarding",
        "go_live_date", "renewal_date", "health_score", "health_scored_at", "active", "domain", "version",
        "created_by"}},
      {"touchpoint", {"engagement", "subject", "domain"}},
      {"success_task",
       {"engagement", "touchpoint", "category", "priority", "state", "assigned_to", "due_date", "created_at",
        "domain"}},
      {"risk_signal",
       {"engagement", "account", "probability", "state", "occurrence_count", "last_occurrence_at", "assigned_to",
        "source_record", "domain"}},
      {"contract", {"account", "state", "start_date", "end_date", "renewal_date", "domain", "version"}}};
  return tables;
}

class Folder {
 public:
  Folder() {
    path_ = (std::filesystem::temp_directory_path() / "steward-XXXXXX").string();
    if (mkdtemp(path_.data()) == nullptr) throw std::runtime_error("no temporary folder");
  }
  ~Folder() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;
  [[nodiscard]] std::string file() const { return path_ + "/steward.db"; }

 private:
  std::string path_;
};

/// Rules by table.
class SomeRules final : public store::RowRules {
 public:
  void add(condition::Condition rule) { rules_.emplace(&rule.table(), std::move(rule)); }
  const condition::Condition* rule(const TableInfo& table) const override {
    const auto found = rules_.find(&table);
    return found == rules_.end() ? nullptr : &found->second;
  }

 private:
  std::map<const TableInfo*, condition::Condition> rules_;
};

struct Estate {
  Estate(const std::string& kind, std::uint64_t seed) : chance(seed) {
    if (kind == "sqlite") {
      stores::SqliteOptions options;
      options.path = folder.file();
      options.synchronous = stores::SqliteOptions::Synchronous::normal;
      database = require(stores::open_sqlite(options, schema));
    } else {
      database = stores::open_memory(schema);
    }
    mine = require(database->connect());
    other = require(database->connect());
    moment = {*parse_instant("2024-11-20T12:00:00Z"), *parse_date("2024-11-20")};
    calendar = require(base::Calendar::open(chance.chance(50) ? "UTC" : "America/Santiago"));
    require(other->begin(Connection::Mode::write));
    for (const auto& [name, fields] : filled()) {
      for (std::size_t i = name == "domain" ? 4 : 3 + chance.below(name == "success_task" ? 60 : 25); i > 0; --i) {
        add(*other, name);
      }
    }
    require(other->commit());
  }

  Value random_value(const FieldInfo& field) {
    const bool may_be_empty = field.nullable && !field.required && field.name != "domain";
    if (may_be_empty && chance.chance(20)) return {};
    switch (field.type) {
      case FieldType::string:
      case FieldType::text:
        return std::string(
            chance.pick(std::vector<const char*>{"Bank", "bank", "Retail", "Éclair", "", "Acme", "energy"}));
      case FieldType::integer:
        return chance.chance(4) ? chance.pick(std::vector<std::int64_t>{INT64_MAX / 3, INT64_MAX, INT64_MIN})
                                : chance.between(1, 12);
      case FieldType::decimal:
        return Decimal::from_units(chance.chance(50) ? chance.between(0, 10) * 10'000'000
                                                     : chance.between(0, 100'000'000));
      case FieldType::boolean:
        return chance.chance(50);
      case FieldType::choice:
        return chance.pick(*schema.choices(field.choice_list));
      case FieldType::date:
        return moment.today + std::chrono::days(chance.between(-90, 90));
      case FieldType::datetime:
        return moment.now + std::chrono::minutes(chance.between(-130'000, 90'000));
      case FieldType::ref:
      case FieldType::rid:
      case FieldType::id: {
        const auto& target = field.type == FieldType::ref ? ids[field.target] : ids["user"];
        if (target.empty()) return {};
        return chance.pick(target);
      }
      default:
        return {};
    }
  }

  Row random_row(const std::string& name, Id id) {
    const auto& table = schema.at(name);
    auto row = support::row_of(table, 1);
    row[model::id_field] = id;
    if (const auto number = table.find("number")) row[*number] = id.to_string();
    if (const auto number = table.find("name"); number && name != "user") row[*number] = id.to_string().substr(30);
    if (const auto unique = table.find("user_name")) row[*unique] = id.to_string();
    for (const auto& [other_name, fields] : filled()) {
      if (other_name != name) continue;
      for (const auto& field : fields) {
        const auto position = table.at(field);
        if (auto value = random_value(table.fields[position]); !is_null(value) || table.fields[position].nullable) {
          row[position] = std::move(value);
        }
      }
    }
    return row;
  }

  void add(Connection& connection, const std::string& name) {
    const auto id = support::id_of(++last);
    const auto row = random_row(name, id);
    require(connection.insert(schema.at(name), std::span(&row, 1)));
    ids[name].push_back(id);
  }

  /// Writes of one transaction; `keep` tells whether ids that came and went are remembered.
  void disturb(Connection& connection) {
    for (auto count = 1 + chance.below(4); count > 0; --count) {
      const auto& [name, names] = filled()[2 + chance.below(filled().size() - 2)];
      const auto& table = schema.at(name);
      if (chance.chance(40)) {
        add(connection, name);
      } else if (chance.chance(20) && ids[name].size() > 2 && name != "account" && name != "engagement" &&
                 name != "onboarding_case" && name != "touchpoint") {
        const auto at = chance.below(ids[name].size());
        const auto gone = ids[name][at];
        require(connection.erase(table, std::span(&gone, 1)));
        ids[name].erase(ids[name].begin() + static_cast<std::ptrdiff_t>(at));
      } else if (!names.empty() && !ids[name].empty()) {
        const auto row = random_row(name, chance.pick(ids[name]));
        std::vector<std::size_t> fields;
        for (const auto& field : names) fields.push_back(table.at(field));
        require(connection.update(table, std::span(&row, 1), fields));
      }
    }
  }

  store::Scope random_scope() {
    store::Scope scope;
    if (chance.chance(35)) return scope;
    if (chance.chance(70)) {
      scope.all = false;
      for (const auto& id : ids["domain"]) {
        if (chance.chance(50)) scope.data.push_back(id);
      }
      scope.configuration = ids["domain"];
    }
    if (chance.chance(60)) {
      using condition::Condition;
      auto rules = std::make_shared<SomeRules>();
      const auto& accounts = schema.at("account");
      const auto& engagements = schema.at("engagement");
      const auto& tasks = schema.at("success_task");
      const auto parse = [&](std::string_view text, const TableInfo& table) {
        return require(Condition::parse(text, table, schema));
      };
      rules->add(parse("industry != \"Bank\" or parent.industry = \"Retail\"", accounts));
      rules->add(Condition::exists(engagements, {.own_field = model::id_field, .target_field = tasks.at("engagement")},
                                   parse("state in (new, in_progress) or assigned_to is empty", tasks)));
      if (chance.chance(50)) {
        rules->add(Condition::exists(tasks, {.own_field = tasks.at("engagement"), .target_field = model::id_field},
                                     parse("stage != renew", engagements)));
      }
      scope.rules = rules;
    }
    return scope;
  }

  Card make(const AggregateCard& asked, const store::Scope& scope) {
    std::vector<Fault> faults;
    const auto& table = schema.at(asked.table);
    auto card = engine::read_card(asked.options, table, schema, faults);
    for (const auto& fault : faults) FAIL(test::to_text(asked) << ": " << fault.message);
    card.rows = {require(condition::Condition::parse(asked.options.where, table, schema)), {}, {}, {}, scope, moment};
    card.calendar = calendar;
    for (auto& key : card.keys) mark(key.term, scope);
    for (auto& measure : card.measures) mark(measure.term, scope);
    return card;
  }

  /// References to rows that may be hidden count as empty.
  void mark(Term& term, const store::Scope& scope) {
    if (term.path.empty() || (scope.all && !scope.rules)) return;
    const auto& field = term.path.back().table->fields[term.path.back().field];
    if (field.type == FieldType::ref && field.name != "domain") term.withheld = schema.find(field.target);
  }

  /// The same for rows: what the scope does not show of what is there.
  columns::Mask mask(Connection& connection, const store::Scope& scope) {
    if (scope.all && !scope.rules) return {};
    return [this, &connection, scope](const TableInfo& table, std::span<Row> rows) {
      for (std::size_t i = 0; i < table.fields.size(); ++i) {
        const auto& field = table.fields[i];
        if (field.type != FieldType::ref || field.name == "domain") continue;
        const auto& target = schema.at(field.target);
        const auto ids_in = [&](const store::Scope& seen) {
          std::set<Id> found;
          store::Query query{condition::Condition(target), {}, {}, {}, seen, moment};
          require(connection.scan(query, [&](Row&& row) { return found.insert(model::row_id(row)), true; }));
          return found;
        };
        const auto shown = ids_in(scope);
        const auto there = ids_in({});
        for (auto& row : rows) {
          const auto* id = std::get_if<Id>(&row[i]);
          if (id != nullptr && there.contains(*id) && !shown.contains(*id)) row[i] = Value();
        }
      }
    };
  }

  Folder folder;
  Dice chance;
  model::Schema schema;
  std::shared_ptr<store::Database> database;
  std::unique_ptr<Connection> mine;
  std::unique_ptr<Connection> other;
  condition::Moment moment;
  base::Calendar calendar;
  std::uint64_t last = 0;
  std::map<std::string, std::vector<Id>> ids;
};

/// The answers of columns and of the plain way; nothing where columns do not answer.
std::optional<std::string> by_columns(Cache& cache, Estate& estate, const Card& card) {
  columns::Needs needs;
  if (!columns::collect_needs(card, needs)) return std::nullopt;
  std::optional<std::string> answer;
  const bool used = require(cache.use(needs, *estate.mine, [&](const Cache::View& view) {
    columns::Frame frame(view, card, estate.schema);
    if (auto groups = columns::run_columns(card, frame)) answer = test::told(*groups);
  }));
  CHECK((used || !answer));
  return answer;
}

struct Tally {
  std::size_t asked = 0;
  std::size_t answered = 0;
  std::size_t overflown = 0;
};

void ask(Cache& cache, Estate& estate, Tally& tally) {
  const auto scope = estate.random_scope();
  for (int i = 0; i < 4; ++i) {
    const auto asked = test::random_card(estate.chance);
    const auto card = estate.make(asked, scope);
    auto rows = columns::run_plain(card, *estate.mine, estate.schema, estate.mask(*estate.mine, scope));
    const auto plain =
        rows ? test::to_text(columns::answer_of(card, std::move(*rows))) : std::string(rows.error().code());
    const auto fast = by_columns(cache, estate, card);
    ++tally.asked;
    if (plain == "out_of_range") ++tally.overflown;
    if (!fast) continue;
    ++tally.answered;
    INFO(test::to_text(asked));
    REQUIRE(*fast == plain);
  }
}

}  // namespace

TEST_CASE("columns answer what plain queries answer, whatever is written in between", "[columns]") {
  const auto kind = GENERATE(as<std::string>{}, "memory", "sqlite");
  const auto seed = support::seed();
  Tally tally;
  for (std::uint64_t round = 0; round < 12; ++round) {
    INFO(kind << " round " << round);
    Estate estate(kind, seed + round);
    Cache cache(round % 4 == 3 ? 12'000 : Cache::usual_bytes);
    for (int step = 0; step < 12; ++step) {
      const auto before = estate.ids;
      const auto way = estate.chance.below(10);
      if (way < 5) {  // somebody else commits
        require(estate.other->begin(Connection::Mode::write));
        estate.disturb(*estate.other);
        require(estate.other->commit());
      } else if (way < 6) {
        require(estate.other->begin(Connection::Mode::write));
        estate.disturb(*estate.other);
        estate.other->rollback();
        estate.ids = before;
      }
      const bool writes = way >= 8;
      require(estate.mine->begin(writes ? Connection::Mode::write : Connection::Mode::read));
      ask(cache, estate, tally);
      if (writes) {  // and its own writes are seen
        estate.disturb(*estate.mine);
        ask(cache, estate, tally);
        if (estate.chance.chance(50)) {
          require(estate.mine->commit());
          continue;
        }
        estate.ids = before;
      }
      estate.mine->rollback();
      if (round % 4 != 3) continue;
      CHECK(cache.bytes() <= 12'000);
    }
  }
  // Hardly a card falls to the plain way but for own writes, small memory and references to any table.
  CHECK(tally.answered * 2 > tally.asked);
  CHECK(tally.overflown > 0);
}

TEST_CASE("a reader of an older snapshot is not answered from newer columns", "[columns]") {
  const auto kind = GENERATE(as<std::string>{}, "memory", "sqlite");
  Estate estate(kind, 3);
  Cache cache;
  const auto card = estate.make({"account", {.group_by = {"industry"}, .measures = {"count"}}}, {});
  columns::Needs needs;
  REQUIRE(columns::collect_needs(card, needs));
  const auto used = [&](Connection& connection) { return require(cache.use(needs, connection, [](const auto&) {})); };
  const auto old = require(estate.database->connect());
  require(old->begin(Connection::Mode::read));
  CHECK(used(*old));
  require(estate.other->begin(Connection::Mode::write));
  estate.add(*estate.other, "account");
  CHECK_FALSE(used(*estate.other));
  require(estate.other->commit());
  CHECK(used(*old));
  require(estate.mine->begin(Connection::Mode::read));
  CHECK(used(*estate.mine));
  CHECK_FALSE(used(*old));
  estate.mine->rollback();
  old->rollback();
}

TEST_CASE("tables that take too much memory are left to the plain way", "[columns]") {
  Estate estate("memory", 4);
  Cache cache(100);
  const auto card = estate.make({"account", {.group_by = {"industry"}, .measures = {"count"}}}, {});
  columns::Needs needs;
  REQUIRE(columns::collect_needs(card, needs));
  require(estate.mine->begin(Connection::Mode::read));
  CHECK_FALSE(require(cache.use(needs, *estate.mine, [](const auto&) {})));
  CHECK_FALSE(cache.holds(needs));
  CHECK(cache.bytes() == 0);
  estate.mine->rollback();
}
