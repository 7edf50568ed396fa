// SPDX-License-Identifier: Apache-2.0
#include "metrics/past.hpp"

#include <map>
#include <random>
#include <set>

#include "engine/session_impl.hpp"
#include "metrics/bulk.hpp"
#include "metrics/past_series.hpp"
#include "metrics/reader.hpp"
#include "rule/generic.hpp"

using namespace steward;
using namespace steward::test;
using namespace std::chrono_literals;
using metrics::PastRows;

namespace {

/// A store that is written to and read from at instants of the test's choice, as the library itself does.
class Ledger {
 public:
  explicit Ledger(bool file) : file_(file) {
    auto options = file_.options();
    options.id_seed = 1;
    options.clock = std::make_shared<base::ManualClock>(start);
    core_ = require(engine::Core::open(std::move(options)));
    connection_ = require(core_->acquire());
    Account customer;
    customer.name = "Customer";
    account = create(start, customer);
  }

  template <class Body>
  void write(Instant t, Body body) {
    require(connection_->begin(store::Connection::Mode::write));
    engine::Unit unit(*core_, *connection_, caller_, t);
    body(unit);
    require(unit.finish());
    require(connection_->commit());
  }
  template <class Body>
  void read(Instant now, Body body) {
    require(connection_->begin(store::Connection::Mode::read));
    engine::Unit unit(*core_, *connection_, caller_, now);
    body(unit);
    connection_->rollback();
  }

  template <class T>
  Id create(Instant t, const T& entity) {
    const auto& table = table_info<T>();
    const Row row = model::to_row(entity);
    rule::Fields given;
    for (std::size_t i = 0; i < row.values.size(); ++i) {
      if (!(row[i] == table.fields[i].default_value)) given.emplace_back(i, row[i]);
    }
    Id id;
    write(t, [&](engine::Unit& unit) { id = require(unit.create(table, given, rule::Origin::job)); });
    return id;
  }
  Id contract(Instant t, std::string number) {
    Contract entity;
    entity.number = std::move(number);
    entity.name = "Contract";
    entity.account = Ref<Account>(account);
    return create(t, entity);
  }
  void rename(Instant t, Id id, std::string name) {
    write(t, [&](engine::Unit& unit) {
      require(unit.update(table_info<Contract>(), id, {rule::give<Contract>(&Contract::name, std::move(name))},
                          rule::Origin::job));
    });
  }
  void remove(Instant t, Id id) {
    write(t, [&](engine::Unit& unit) { require(unit.remove(table_info<Contract>(), id, rule::Origin::job)); });
  }
  /// Only the names of the contracts at some instants, newest first.
  std::vector<std::vector<std::string>> names(const std::vector<Instant>& instants, const store::Scope& scope = {}) {
    std::vector<std::vector<std::string>> result;
    read(end, [&](engine::Unit& unit) {
      auto past = require(PastRows::open(unit, table_info<Contract>(), scope, instants.back()));
      for (const Instant t : instants) {
        require(past.go_to(t));
        CHECK(past.complete());
        auto& list = result.emplace_back();
        for (const Row& row : past.rows()) list.push_back(model::get<Contract>(row, &Contract::name));
      }
    });
    return result;
  }

  static constexpr Instant start{std::chrono::sys_days(std::chrono::year(2024) / 11 / 1)};
  static constexpr Instant end = start + std::chrono::days(30);
  Id account;

 private:
  StoredFile file_;
  std::shared_ptr<engine::Core> core_;
  std::unique_ptr<store::Connection> connection_;
  access::Caller caller_ = access::system_caller();
};

Instant past_hour(int n) { return Ledger::start + std::chrono::hours(n); }

using Names = std::vector<std::vector<std::string>>;

/// What both ways of looking into the past must agree on.
std::vector<Value> kept_values(const Row& row) {
  std::vector<Value> values;
  const auto& fields = table_info<Contract>().fields;
  for (std::size_t i = 0; i < fields.size(); ++i) {
    const bool left_out = fields[i].kind == FieldKind::computed || fields[i].type == FieldType::list_ref;
    if (!left_out) values.push_back(row[i]);
  }
  return values;
}

}  // namespace

TEST_CASE("the past has what was created, without what was deleted, as it was called", "[metrics][past]") {
  Ledger ledger(GENERATE(false, true));
  const Id first = ledger.contract(past_hour(1), "1");
  ledger.rename(past_hour(2), first, "second name");
  const Id other = ledger.contract(past_hour(3), "2");
  ledger.remove(past_hour(4), first);
  ledger.rename(past_hour(5), other, "other name");
  CHECK(ledger.names({Ledger::end, past_hour(5), past_hour(5) - 1ms, past_hour(4), past_hour(3), past_hour(2),
                      past_hour(1), past_hour(0)}) == Names{{"other name"},
                                                            {"other name"},
                                                            {"Contract"},
                                                            {"Contract"},
                                                            {"second name", "Contract"},
                                                            {"second name"},
                                                            {"Contract"},
                                                            {}});
  // Straight to an instant is the same as by way of others, and staying at one changes nothing.
  CHECK(ledger.names({past_hour(2)}) == Names{{"second name"}});
  CHECK(ledger.names({past_hour(3), past_hour(3)}) == Names{{"second name", "Contract"}, {"second name", "Contract"}});
}

TEST_CASE("the past is only walked backwards and not beyond the earliest instant", "[metrics][past]") {
  Ledger ledger(false);
  ledger.contract(past_hour(1), "1");
  ledger.read(Ledger::end, [](engine::Unit& unit) {
    auto past = require(PastRows::open(unit, table_info<Contract>(), {}, past_hour(2)));
    CHECK(past.rows().size() == 1);
    require(past.go_to(past_hour(3)));
    CHECK(past.go_to(past_hour(4)).error().code() == "misuse");
    CHECK(past.go_to(past_hour(1)).error().code() == "misuse");
    CHECK(past.go_to(past_hour(2)).ok());
  });
}

TEST_CASE("the past within a scope holds what the scope shows", "[metrics][past]") {
  Ledger ledger(GENERATE(false, true));
  const Id gone = ledger.contract(past_hour(1), "1");
  ledger.contract(past_hour(1), "2");
  ledger.remove(past_hour(2), gone);
  store::Scope nowhere;
  nowhere.all = false;
  CHECK(ledger.names({past_hour(3), past_hour(1)}, nowhere) == Names{{}, {}});
  store::Scope everywhere;
  everywhere.all = false;
  everywhere.data = {rule::global_domain};
  CHECK(ledger.names({past_hour(3), past_hour(1)}, everywhere) == Names{{"Contract"}, {"Contract", "Contract"}});
}

TEST_CASE("a row whose history is not kept makes the past incomplete", "[metrics][past]") {
  Ledger ledger(false);
  ledger.contract(past_hour(1), "1");
  ledger.write(past_hour(5), [&](engine::Unit& unit) {
    // As brought in from elsewhere: no change tells of it.
    Row row = model::default_row(table_info<Contract>());
    Contract entity;
    entity.id = unit.new_id();
    entity.number = "2";
    entity.name = "Foreign";
    entity.account = Ref<Account>(ledger.account);
    entity.created_at = past_hour(5);
    entity.updated_at = past_hour(5);
    row = model::to_row(entity);
    row[model::domain_field] = rule::global_domain;
    require(unit.insert_facts(table_info<Contract>(), {row}));
  });
  ledger.read(Ledger::end, [](engine::Unit& unit) {
    auto past = require(PastRows::open(unit, table_info<Contract>(), {}, past_hour(0)));
    CHECK(past.complete());
    require(past.go_to(past_hour(5)));
    CHECK(past.complete());
    require(past.go_to(past_hour(4)));
    CHECK_FALSE(past.complete());
    CHECK(past.rows().size() == 2);
  });
}

TEST_CASE("the past of many records is that of each alone", "[metrics][past]") {
  const auto seed = GENERATE(range(1U, 9U));
  Ledger ledger(seed % 4 == 0);
  std::mt19937 random(seed);
  std::vector<Id> ids;
  std::set<Id> gone;
  for (int i = 0; i < 60; ++i) {
    const Instant t = past_hour(1 + i / 2);  // two changes share an instant
    const auto pick = random() % 4;
    if (ids.empty() || pick == 0) {
      ids.push_back(ledger.contract(t, std::to_string(i)));
      continue;
    }
    const Id id = ids[random() % ids.size()];
    if (gone.contains(id)) continue;
    if (pick == 1 && random() % 3 == 0) {
      ledger.remove(t, id);
      gone.insert(id);
    } else {
      ledger.rename(t, id, "Name " + std::to_string(i));
    }
  }
  ledger.read(Ledger::end, [&](engine::Unit& unit) {
    auto past = require(PastRows::open(unit, table_info<Contract>(), {}, past_hour(0)));
    for (int h = 34; h >= 0; h -= 1 + static_cast<int>(random() % 3)) {
      require(past.go_to(past_hour(h)));
      CHECK(past.complete());
      std::map<Id, std::vector<Value>> expected;
      for (const Id& id : ids) {
        const auto row = engine::replay(unit, table_info<Contract>(), id, past_hour(h));
        if (row) expected.emplace(id, kept_values(*row));
      }
      std::map<Id, std::vector<Value>> found;
      Id last;
      for (const Row& row : past.rows()) {
        CHECK(last < model::row_id(row));
        last = model::row_id(row);
        found.emplace(last, kept_values(row));
      }
      CHECK(found == expected);
    }
  });
}

TEST_CASE("an engagement's health in the past is its last score by then", "[metrics][past]") {
  const StoredFile file;
  World world(file.options());
  const DataSource source = world.source();
  world.definition({}, {world.metric(source, "100", "100")});
  const Account customer = world.account();
  const Engagement journey = world.engagement(customer);
  const Instant first = world.clock->now();
  for (const auto* value : {"10", "20", "30"}) {
    world.say(source, customer, value);
    world.refresh();
    world.advance(24h);
  }
  Reader reader(file, world);
  engine::Unit& unit = reader.unit();
  const auto earliest = first - 1ms;
  auto past = require(PastRows::open(unit, table_info<Engagement>(), {}, earliest));
  auto plain = require(PastRows::open(unit, table_info<Engagement>(), {}, earliest, false));
  const auto score = [](const PastRows& rows) {
    return model::get<Engagement>(rows.rows().at(0), &Engagement::health_score);
  };
  const std::vector<std::pair<Instant, std::optional<Decimal>>> steps{
      {world.clock->now(), dec("30")}, {first + 48h, dec("30")}, {first + 48h - 1ms, dec("20")},
      {first + 24h, dec("20")},        {first + 1h, dec("10")},  {first, dec("10")}};
  for (const auto& [t, expected] : steps) {
    INFO(to_string(t));
    require(past.go_to(t));
    CHECK(score(past) == expected);
    require(plain.go_to(t));
    CHECK(score(plain) == dec("30"));
  }
  CHECK(model::get<Engagement>(past.rows().at(0), &Engagement::health_scored_at) == first);
  CHECK(model::get<Engagement>(past.rows().at(0), &Engagement::health_coverage) == dec("100"));
  CHECK(model::get<Engagement>(past.rows().at(0), &Engagement::health_definition));
  // The engagement is as old as its first score here, so there is no instant between.
  require(past.go_to(earliest));
  CHECK(past.rows().empty());
  // Those who ask no further back than between two scores get the older one.
  auto late = require(PastRows::open(unit, table_info<Engagement>(), {}, first + 30h));
  require(late.go_to(first + 30h));
  CHECK(score(late) == dec("20"));
  CHECK(world.again(journey).health_score == dec("30"));
}

TEST_CASE("the latest rows of all instants with one read are those of a read each", "[metrics][past]") {
  const auto seed = GENERATE(range(1U, 6U));
  const StoredFile file;
  World world(file.options());
  world.product_mapper();
  const DataSource source = world.source();
  std::vector<Id> records;
  for (int i = 0; i < 3; ++i) {
    const Account customer = world.account();
    records.push_back(customer.id);
    world.engagement(customer);
    records.push_back(world.engagement(customer).id);
  }
  const Instant begun = world.clock->now() - 20 * 24h;
  std::mt19937 random(seed);
  for (int i = 0; i < 80; ++i) {
    const auto picked = random() % records.size();
    const Instant start = begun + std::chrono::hours(12 * (random() % 20));
    auto row = world.row(source, picked % 2 == 0 ? "account" : "engagement", records[picked],
                         std::to_string(random() % 3), start, start + std::chrono::hours(12 + 12 * (random() % 4)));
    row.recorded_at = row.end_date + std::chrono::hours(random() % 100);
    require(world.session.ingest(row));
  }
  Reader reader(file, world);
  const auto owner = metrics::series_of(source.id, ContextTable::engagement);
  for (const bool as_known_then : {false, true}) {
    auto past = require(metrics::PastSeries::open(reader.unit(), owner));
    std::size_t found = 0;
    for (int h = 24 * 20; h >= -12; h -= 5) {
      const Instant t = begun + std::chrono::hours(h);
      const Instant known_at = as_known_then ? t : world.clock->now();
      const auto expected = require(reader.unit().series().latest({owner, "engagement", t, known_at, {}}));
      const auto& rows = past.go_to(t, known_at);
      REQUIRE(rows.size() == expected.size());
      found += rows.size();
      for (std::size_t i = 0; i < rows.size(); ++i) {
        CHECK(rows.tables[rows.source_table[i]] == expected.tables[expected.source_table[i]]);
      }
      CHECK(rows.source == expected.source);
      CHECK(rows.context == expected.context);
      CHECK(rows.start == expected.start);
      CHECK(rows.end == expected.end);
      CHECK(rows.recorded == expected.recorded);
      CHECK(rows.value == expected.value);
    }
    CHECK(found > 0);
  }
}
