// SPDX-License-Identifier: Apache-2.0
#include <rapidcheck.h>

#include <algorithm>
#include <functional>
#include <optional>
#include <random>
#include <set>

#include "conformance/row_rules.hpp"

using namespace steward;
using namespace steward::conformance;
using namespace steward::support;
using condition::Condition;
using condition::Link;

namespace {

using Text = std::string;

const condition::Moment at_three{at_ms(3), Date(std::chrono::days(19002))};

struct Chance {
  std::size_t below(std::size_t bound) { return static_cast<std::size_t>(engine() % bound); }
  bool percent(std::size_t chance) { return below(100) < chance; }
  template <class List>
  const auto& pick(const List& list) {
    return list[below(std::size(list))];
  }
  std::mt19937_64 engine;
};

/// The tables that play along, with tests that tell their rows apart.
struct Cast {
  const TableInfo* table;
  std::vector<Text> texts;
};

const std::vector<Cast>& casts() {
  static const std::vector<Cast> all{
      {&table_info<Account>(),
       {"industry = 'retail'", "industry != 'retail'", "name contains 'a'", "parent is empty",
        "parent.industry = 'banking'", "parent.parent.name is empty"}},
      {&table_info<Contact>(),
       {"active = true", "account.industry = 'RETAIL'", "account.parent is empty", "not account.industry < 'c'"}},
      {&table_info<OnboardingCase>(),
       {"customer_visible = true", "account.industry != 'retail'", "contact is empty", "contact.active = true",
        "contact.account.industry starts with 'b'"}},
      {&table_info<Engagement>(),
       {"title is empty", "title in ('A', 'b')", "account.industry = 'retail'",
        "initial_onboarding.customer_visible = true", "initial_onboarding.contact.account.industry is empty"}},
      {&table_info<CustomerTeamMember>(),
       {"contact.active = true", "engagement is empty", "onboarding_case.account.industry = 'retail'",
        "engagement.title is not empty"}},
      {&table_info<JournalEntry>(), {"text = 'a'", "record_table = 'engagement'", "text != 'b'"}}};
  return all;
}

struct Bridge {
  const TableInfo* own;
  Link link;
  const TableInfo* target;
};

std::optional<std::size_t> table_name_of(const TableInfo& table, std::size_t field) {
  const auto& name = table.fields[field].table_field;
  if (name.empty()) return std::nullopt;
  return table.at(name);
}

/// Both directions of every reference and record field among the tables, and rows that share an account.
std::vector<Bridge> make_bridges() {
  std::vector<Bridge> bridges;
  const auto join = [&](const TableInfo& from, std::size_t field, const TableInfo& to) {
    bridges.push_back({&from, {field, 0, table_name_of(from, field), {}}, &to});
    bridges.push_back({&to, {0, field, {}, table_name_of(from, field)}, &from});
  };
  for (const auto& from : casts()) {
    for (const auto& to : casts()) {
      for (std::size_t i = 1; i < from.table->fields.size(); ++i) {
        const auto& field = from.table->fields[i];
        const bool any_table = field.type == FieldType::rid && field.name == "record";
        if ((field.type == FieldType::ref && field.target == to.table->name) || any_table)
          join(*from.table, i, *to.table);
      }
      const auto a = from.table->find("account");
      const auto b = to.table->find("account");
      if (a && b) bridges.push_back({from.table, {*a, *b, {}, {}}, to.table});
    }
  }
  return bridges;
}

class Rules {
 public:
  Rules(Chance& chance, const model::Schema& schema) : chance_(&chance), schema_(&schema) {}

  Condition next(const Cast& cast, int depth) {
    const auto& table = *cast.table;
    const auto kind = depth == 0 ? 0 : chance_->below(8);
    if (kind <= 1) return leaf(cast);
    if (kind == 2) return Condition::negation(next(cast, depth - 1));
    if (kind == 3) return Condition::all(table, {next(cast, depth - 1), next(cast, depth - 1)});
    if (kind == 4) return Condition::any(table, {next(cast, depth - 1), next(cast, depth - 1)});
    return exists(table, depth);
  }
  std::vector<Condition> all() {
    std::vector<Condition> rules;
    for (const auto& cast : casts()) {
      if (chance_->percent(60)) rules.push_back(next(cast, 3));
    }
    return rules;
  }

 private:
  Condition leaf(const Cast& cast) {
    if (chance_->percent(4)) return Condition(*cast.table);
    if (chance_->percent(4)) return Condition::negation(Condition(*cast.table));
    return ok(Condition::parse(chance_->pick(cast.texts), *cast.table, *schema_));
  }
  Condition exists(const TableInfo& table, int depth) {
    static const auto bridges = make_bridges();
    std::vector<const Bridge*> own;
    for (const auto& bridge : bridges) {
      if (bridge.own == &table) own.push_back(&bridge);
    }
    const auto& bridge = *chance_->pick(own);
    const auto target =
        std::find_if(casts().begin(), casts().end(), [&](const Cast& cast) { return cast.table == bridge.target; });
    return Condition::exists(table, bridge.link, next(*target, depth - 1));
  }

  Chance* chance_;
  const model::Schema* schema_;
};

/// Rows with references at random, some of which lead nowhere.
class Data final : public condition::RowSource {
 public:
  explicit Data(Chance& chance) : chance_(&chance) {
    for (std::size_t i = 0; i < casts().size(); ++i) {
      const std::size_t count = 2 + chance.below(6);
      for (std::size_t j = 0; j < count; ++j) add(i, id_of(100 * i + j + 10));
    }
  }

  const Row* row(const TableInfo& table, Id id) const override {
    for (const auto& row : rows_of(table)) {
      if (model::row_id(row) == id) return &row;
    }
    return nullptr;
  }
  bool any(const TableInfo& table, std::size_t field, const Value& value,
           const std::function<bool(const Row&)>& test) const override {
    const auto& held = rows_of(table);
    return std::any_of(held.begin(), held.end(), [&](const Row& row) { return row[field] == value && test(row); });
  }
  [[nodiscard]] const std::vector<Row>& rows_of(const TableInfo& table) const {
    static const std::vector<Row> none;
    const auto found = rows_.find(&table);
    return found == rows_.end() ? none : found->second;
  }

 private:
  void add(std::size_t number, Id id) {
    const auto& table = *casts()[number].table;
    Row row = row_of(table, 1);
    row[model::id_field] = id;
    for (std::size_t i = 1; i < table.fields.size(); ++i) {
      const auto& field = table.fields[i];
      if (field.type == FieldType::ref) {
        fill_reference(row, field, i);
      } else if (field.type == FieldType::boolean && field.kind == FieldKind::stored) {
        row[i] = chance_->percent(50);
      }
    }
    static const std::vector<Text> industries{"Retail", "retail", "Banking", ""};
    static const std::vector<Text> words{"a", "A", "b"};
    if (table.has("industry")) put(table, row, "industry", chance_->pick(industries));
    if (table.has("name")) put(table, row, "name", chance_->pick(words));
    if (table.has("text")) put(table, row, "text", chance_->pick(words));
    if (table.has("email")) put(table, row, "email", id.to_string());
    if (table.has("title")) put(table, row, "title", chance_->percent(30) ? Value() : Value(chance_->pick(words)));
    if (table.has("record")) {
      const auto of = chance_->below(5);
      put(table, row, "record_table", casts()[of].table->name);
      put(table, row, "record", id_of(100 * (chance_->percent(90) ? of : 0) + 10 + chance_->below(7)));
    }
    if (fresh(table, row)) rows_[&table].push_back(std::move(row));
  }
  void fill_reference(Row& row, const FieldInfo& field, std::size_t at) {
    if (field.name == "domain") row[at] = id_of(1 + chance_->below(2));
    for (std::size_t i = 0; i < casts().size(); ++i) {
      if (casts()[i].table->name != field.target) continue;
      row[at] = field.nullable && chance_->percent(30) ? Value() : Value(id_of(100 * i + 10 + chance_->below(7)));
    }
  }
  // Members have a unique key.
  bool fresh(const TableInfo& table, const Row& row) {
    if (table.name != "customer_team_member") return true;
    Text key;
    for (const char* name : {"engagement", "onboarding_case", "contact"}) {
      const auto* id = std::get_if<Id>(&row[table.at(name)]);
      key += (id == nullptr ? Text("-") : id->to_string()) + "/";
    }
    return members_.insert(key).second;
  }

  Chance* chance_;
  std::map<const TableInfo*, std::vector<Row>> rows_;
  std::set<Text> members_;
};

/// What the caller may see of the data, by the letter of the contract.
class Seen final : public condition::RowSource {
 public:
  Seen(const Data& data, const store::Scope& scope, const model::Schema& schema)
      : data_(&data), scope_(&scope), schema_(&schema) {}

  [[nodiscard]] bool shows(const TableInfo& table, const Row& row) const {
    const auto& domains = scope_->data;
    const auto domain = row[model::domain_field];
    if (!scope_->all && std::find(domains.begin(), domains.end(), std::get<Id>(domain)) == domains.end()) return false;
    const auto* rule = scope_->rules->rule(table);
    return rule == nullptr || evaluate(*rule, row, *data_, at_three, *schema_);
  }
  const Row* row(const TableInfo& table, Id id) const override {
    const Row* found = data_->row(table, id);
    return found != nullptr && shows(table, *found) ? found : nullptr;
  }
  bool any(const TableInfo& table, std::size_t field, const Value& value,
           const std::function<bool(const Row&)>& test) const override {
    return data_->any(table, field, value, test);
  }
  const RowSource& unscoped() const override { return *data_; }

 private:
  const Data* data_;
  const store::Scope* scope_;
  const model::Schema* schema_;
};

std::vector<Id> expected_ids(const Data& data, const store::Query& wanted, const model::Schema& schema) {
  const Seen seen(data, wanted.scope, schema);
  const auto& table = wanted.where.table();
  std::vector<Id> ids;
  for (const Row& row : data.rows_of(table)) {
    if (seen.shows(table, row) && evaluate(wanted.where, row, seen, at_three, schema))
      ids.push_back(model::row_id(row));
  }
  std::sort(ids.begin(), ids.end());
  return ids;
}

struct Asked {
  std::size_t queries = 0;
  std::size_t telling = 0;  // neither all rows nor none
};

struct Drawn {
  store::Query wanted;
  std::vector<Id> expected;
  bool telling = false;
};

Drawn draw(Chance& chance, Rules& rules, const Data& data, const model::Schema& schema) {
  const auto& cast = chance.pick(casts());
  auto wanted = query(*cast.table);
  wanted.where = rules.next(cast, 2);
  wanted.moment = at_three;
  wanted.scope.rules = rules_of(rules.all());
  if (chance.percent(30)) wanted.scope.all = false;
  wanted.scope.data = {id_of(1 + chance.below(2))};
  auto expected = expected_ids(data, wanted, schema);
  const bool telling = !expected.empty() && expected.size() < data.rows_of(*cast.table).size();
  return {std::move(wanted), std::move(expected), telling};
}

// Everything in one transaction that is taken back, so that the databases serve for all rounds.
void compare_stores(Chance& chance, const model::Schema& schema, const std::vector<Connection*>& stores, Asked& tally) {
  const Data data(chance);
  for (auto* store : stores) {
    ok(store->begin(Connection::Mode::write));
    for (const auto& cast : casts()) ok(store->insert(*cast.table, data.rows_of(*cast.table)));
  }
  Rules rules(chance, schema);
  for (int round = 0; round < 12; ++round) {
    auto drawn = draw(chance, rules, data, schema);
    // Few random rules divide the rows of a table, so most queries get a second and a third chance to.
    for (int more = 0; more < 2 && !drawn.telling && chance.percent(80); ++more) {
      drawn = draw(chance, rules, data, schema);
    }
    auto& [wanted, expected, telling] = drawn;
    ++tally.queries;
    tally.telling += telling ? 1 : 0;
    for (auto* store : stores) RC_ASSERT(agreed_ids(*store, wanted) == expected);
    wanted.order = {{model::created_at_field, false}, {model::domain_field, chance.percent(50)}};
    auto ordered = agreed_ids(*stores[0], wanted);
    for (auto* store : stores) RC_ASSERT(agreed_ids(*store, wanted) == ordered);
    std::sort(ordered.begin(), ordered.end());
    RC_ASSERT(ordered == expected);
  }
}

}  // namespace

TEST_CASE("random rules over random rows show the same in every store as in the evaluator") {
  const auto memory = open_store("memory");
  const auto sqlite = open_store("sqlite");
  const auto in_memory = memory.connect();
  const auto in_sqlite = sqlite.connect();
  Asked tally;
  CHECK(rc::check([&](std::uint64_t seed) {
    Chance chance{std::mt19937_64(seed)};
    const auto undo = [&](void*) { in_memory->rollback(), in_sqlite->rollback(); };
    const std::unique_ptr<void, decltype(undo)> undone(&chance, undo);
    compare_stores(chance, *memory.schema, {in_memory.get(), in_sqlite.get()}, tally);
  }));
  // Rules that all or no rows meet tell little.
  CHECK(tally.telling * 4 >= tally.queries);
}
