// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>
#include <limits>

#include "columns/table.hpp"
#include "model/row.hpp"
#include "stores/memory/memory.hpp"
#include "support/portfolio.hpp"
#include "support/records.hpp"

// What columns hold after loads and single rows: numbers near one another, numbers far away, and nothing.

using namespace steward;
using steward::columns::TableColumns;
using steward::store::Connection;
using steward::test::require;

namespace {

using Number = std::optional<std::int64_t>;

constexpr std::size_t plenty = std::size_t{1} << 30;

class Held {
 public:
  Held() : database_(stores::open_memory(schema_)), connection_(require(database_->connect())) {}

  /// Writes the numbers into rows 1, 2, ...; rows that are there already are updated.
  void write(std::span<const Number> numbers) {
    require(connection_->begin(Connection::Mode::write));
    for (std::size_t i = 0; i < numbers.size(); ++i) {
      auto row = support::account_row(i + 1, "Account " + std::to_string(i + 1));
      row[at_] = numbers[i] ? Value(Instant(std::chrono::milliseconds(*numbers[i]))) : Value();
      const std::vector<std::size_t> fields{at_};
      const auto old = require(connection_->get(table_, support::id_of(i + 1)));
      require(old ? connection_->update(table_, {&row, 1}, fields) : connection_->insert(table_, {&row, 1}));
    }
    require(connection_->commit());
  }
  void load() { REQUIRE(require(columns_.load(*connection_, {at_}, plenty))); }
  void refresh(std::size_t row) {
    const std::vector<Id> ids{support::id_of(row)};
    require(columns_.refresh(*connection_, ids));
  }
  [[nodiscard]] const columns::Column& column() const { return columns_.column(at_); }
  [[nodiscard]] std::vector<Number> numbers(std::size_t count) const {
    std::vector<Number> numbers;
    for (std::size_t i = 0; i < count; ++i) {
      const auto row = columns_.row_of(support::id_of(i + 1));
      REQUIRE(row != base::IdIndex::none);
      numbers.push_back(column().is_gap(row) ? Number() : Number(column().number(row)));
    }
    return numbers;
  }

 private:
  const TableInfo& table_ = table_info<Account>();
  const std::size_t at_ = *table_.find("created_at");
  model::Schema schema_;
  std::shared_ptr<store::Database> database_;
  std::unique_ptr<Connection> connection_;
  TableColumns columns_{table_};
};

constexpr auto lowest = std::numeric_limits<std::int64_t>::min();
constexpr auto highest = std::numeric_limits<std::int64_t>::max();

}  // namespace

TEST_CASE("numbers near one another are held narrow, wherever they lie") {
  const auto from = GENERATE(std::int64_t{0}, std::int64_t{-40'000}, std::int64_t{1'700'000'000'000}, lowest,
                             lowest + 40'000, highest - 60'000);
  Held held;
  const std::vector<Number> numbers{from + 300, from + 59'000, {}, from + 30'000, from};
  // The first of them decides where the narrow numbers begin, so it may take a load to get there.
  held.write(numbers);
  held.load();
  CHECK(held.numbers(5) == numbers);
  CHECK(held.column().lowest() == from);
  CHECK(held.column().highest() == from + 59'000);
  const std::vector<Number> nearer{from + 300, from + 2'000, {}, from + 1'000, from};
  held.write(nearer);
  held.load();
  CHECK(held.numbers(5) == nearer);
  // Below the smallest number there is none to count from.
  CHECK((held.column().narrow() != nullptr) == (from != lowest));
}

TEST_CASE("a number far from the others makes a narrow column wide, and all of it stays right") {
  // The first one is no variable: the generator would keep a reference to it.
  const auto far = GENERATE(std::int64_t{0}, lowest, highest, std::int64_t{900'000}, std::int64_t{1'000'000 - 300},
                            std::int64_t{1'000'000 + 65'278}, std::int64_t{1'000'000 + 65'279});
  Held held;
  std::vector<Number> numbers{1'000'001, {}, 1'000'000, 1'000'500};
  held.write(numbers);
  held.load();
  REQUIRE(held.column().narrow() != nullptr);
  SECTION("in a row that was there") {
    numbers[1] = far;
    held.write(numbers);
    held.refresh(2);
  }
  SECTION("in a new row") {
    numbers.push_back(far);
    held.write(numbers);
    held.refresh(5);
  }
  SECTION("in a load") {
    numbers.insert(numbers.begin() + 2, far);
    held.write(numbers);
    held.load();
  }
  CHECK(held.numbers(numbers.size()) == numbers);
  numbers[0] = {};
  held.write(numbers);
  held.refresh(1);
  CHECK(held.numbers(numbers.size()) == numbers);
  held.load();
  CHECK(held.numbers(numbers.size()) == numbers);
}

TEST_CASE("a narrow column takes numbers as far as they fit") {
  Held held;
  std::vector<Number> numbers{1'000'000, 1'000'001};
  held.write(numbers);
  held.load();
  for (const std::int64_t near : {1'000'000 - 256, 1'000'000 + 65'000}) {
    numbers[1] = near;
    held.write(numbers);
    held.refresh(2);
    CHECK(held.numbers(2) == numbers);
    CHECK(held.column().narrow() != nullptr);
  }
}
