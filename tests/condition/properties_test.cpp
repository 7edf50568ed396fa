// SPDX-License-Identifier: Apache-2.0
#include <rapidcheck.h>

#include <catch2/catch.hpp>

#include "model/row.hpp"
#include "world.hpp"

using namespace steward;
using condition::Condition;
using condition::evaluate;

namespace {

Condition parsed(const std::string& text, const TableInfo& table, const model::Schema& schema) {
  auto result = Condition::parse(text, table, schema);
  if (!result) RC_FAIL(result.error().to_string() + "\nin: " + text);
  return *result;
}

}  // namespace

TEST_CASE("the canonical text of a condition is its own canonical text and means the same") {
  CHECK(rc::check([](std::uint64_t seed) {
    test::World world(seed, 4);
    const auto& table = *world.dice.pick(world.tables);
    for (int i = 0; i < 10; ++i) {
      const std::string text = world.condition(table, 4);
      const Condition first = parsed(text, table, world.schema);
      const std::string canonical = first.text(world.schema);
      const Condition second = parsed(canonical, table, world.schema);
      RC_ASSERT(second.text(world.schema) == canonical);
      for (const auto& row : world.rows[&table]) {
        RC_ASSERT(evaluate(first, row, world, world.moment, world.schema) ==
                  evaluate(second, row, world, world.moment, world.schema));
      }
    }
  }));
}

TEST_CASE("a negation holds exactly where the condition does not") {
  CHECK(rc::check([](std::uint64_t seed) {
    test::World world(seed, 6);
    const auto& table = *world.dice.pick(world.tables);
    for (int i = 0; i < 10; ++i) {
      const std::string text = world.condition(table, 3);
      const Condition plain = parsed(text, table, world.schema);
      const Condition written = parsed("not (" + text + ")", table, world.schema);
      const Condition built = Condition::negation(plain);
      RC_ASSERT(written.text(world.schema) == built.text(world.schema));
      RC_ASSERT(Condition::negation(built).text(world.schema) == plain.text(world.schema));
      for (const auto& row : world.rows[&table]) {
        const bool holds = evaluate(plain, row, world, world.moment, world.schema);
        RC_ASSERT(evaluate(written, row, world, world.moment, world.schema) == !holds);
        RC_ASSERT(evaluate(built, row, world, world.moment, world.schema) == !holds);
      }
    }
  }));
}

TEST_CASE("a damaged condition is refused with a position inside the text or read, never more") {
  CHECK(rc::check([](std::uint64_t seed) {
    test::World world(seed);
    const auto& table = *world.tables[0];
    std::string text = world.condition(table, 3);
    for (std::size_t i = 0; i < 1 + world.dice.below(3); ++i) {
      const std::size_t at = world.dice.below(text.size());
      if (world.dice.chance(50)) {
        text.erase(at, 1 + world.dice.below(3));
      } else {
        text[at] = static_cast<char>(world.dice.below(256));
      }
      if (text.empty()) text = "(";
    }
    const auto result = Condition::parse(text, table, world.schema);
    if (result) {
      const std::string canonical = result->text(world.schema);
      RC_ASSERT(parsed(canonical, table, world.schema).text(world.schema) == canonical);
      return;
    }
    RC_ASSERT(result.error().category() == Category::invalid);
    RC_ASSERT(result.error().faults().size() == 1u);
    const std::string& details = result.error().faults()[0].details;
    RC_ASSERT(details.starts_with("{\"offset\":"));
    RC_ASSERT(std::stoull(details.substr(10)) <= text.size());
  }));
}

TEST_CASE("the order of values is a total order") {
  CHECK(rc::check([](std::uint64_t seed) {
    test::World world(seed, 6);
    const auto& table = *world.dice.pick(world.tables);
    const auto& rows = world.rows[&table];
    for (std::size_t f = 0; f < table.fields.size(); ++f) {
      const auto compare = [&](const Row& a, const Row& b) {
        return condition::compare_values(table.fields[f], a[f], b[f], world.schema);
      };
      for (const auto& a : rows) {
        RC_ASSERT(compare(a, a) == 0);
        for (const auto& b : rows) {
          RC_ASSERT(compare(a, b) == -compare(b, a));
          for (const auto& c : rows) {
            if (compare(a, b) <= 0 && compare(b, c) <= 0) RC_ASSERT(compare(a, c) <= 0);
          }
        }
      }
    }
  }));
}
