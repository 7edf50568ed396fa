// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>

#include "columns/frame.hpp"
#include "condition/nodes.hpp"
#include "model/row.hpp"

// Conditions over columns.

namespace steward::columns {

namespace {

using condition::Node;
using condition::Op;

constexpr std::size_t block = 2048;

/// The test of a leaf on numbers; nothing when an operand is of another type.
std::optional<NumberTest> number_test(const Node& node, FieldType type, const condition::Moment& moment) {
  NumberTest test;
  if (node.kind == Node::Kind::empty) return test;
  if (node.kind != Node::Kind::compare && node.kind != Node::Kind::in) return std::nullopt;
  test.kind = node.kind == Node::Kind::in ? NumberTest::Kind::in : NumberTest::Kind::compare;
  test.op = node.op;
  for (const auto& operand : node.operands) {
    const auto value = condition::operand_value(operand, moment);
    if (value.index() != value_of(type, 0).index()) return std::nullopt;
    test.operands.push_back(number_of(value));
  }
  return test;
}

template <class Holds>
void each_number(const Source& source, std::size_t begin, std::size_t count, bool of_gap, std::uint8_t* out,
                 Holds holds) {
  const auto* numbers = source.numbers + begin;
  const auto* gaps = source.gaps + begin;
  const auto gap = static_cast<std::uint8_t>(of_gap ? 1 : 0);
  for (std::size_t i = 0; i < count; ++i) {
    const auto held = static_cast<std::uint8_t>(holds(numbers[i]) ? 1 : 0);
    out[i] = gaps[i] != 0 ? gap : held;
  }
}

/// Whether numbers lie in a range. In steps of a known length, which compilers turn into wide instructions.
void run_range(const std::uint16_t* __restrict distances, std::uint16_t first, std::uint16_t length, std::size_t count,
               std::uint8_t* __restrict out) {
  constexpr std::size_t step = 64;
  const auto holds = [&](std::uint16_t distance) {
    return static_cast<std::uint8_t>(static_cast<std::uint16_t>(distance - first) < length ? 1 : 0);
  };
  std::size_t i = 0;
  for (; i + step <= count; i += step) {
    for (std::size_t k = 0; k < step; ++k) out[i + k] = holds(distances[i + k]);
  }
  for (; i < count; ++i) out[i] = holds(distances[i]);
}

/// A test of near numbers: a range where what holds is one, else an answer for each.
Test near_test(std::shared_ptr<const Source> source, const NumberTest& number) {
  const auto& column = *source->column;
  Test test{.kind = Test::Kind::narrow, .source = source, .distances = source->narrow};
  const bool of_gap = number.holds(0, true);
  std::vector<std::uint8_t> truth(1, of_gap ? 1 : 0);
  std::size_t changes = 0;
  if (column.lowest() <= column.highest()) {
    const auto first = static_cast<std::size_t>(column.lowest() - source->base);
    const auto last = static_cast<std::size_t>(column.highest() - source->base);
    truth.resize(last + 1, 0);
    for (auto at = first; at <= last; ++at) {
      truth[at] = number.holds(source->base + static_cast<std::int64_t>(at), false) ? 1 : 0;
      if (truth[at] == 0) continue;
      if (test.length == 0) test.first = static_cast<std::uint16_t>(at);
      if (truth[at - 1] == 0 || at == first) ++changes;
      ++test.length;
    }
  }
  if (of_gap || changes > 1) test.truth = std::move(truth);
  return test;
}

void run_numbers(const Source& source, const NumberTest& test, std::size_t begin, std::size_t count,
                 std::uint8_t* out) {
  if (test.kind != NumberTest::Kind::compare) {
    for (std::size_t i = 0; i < count; ++i) {
      out[i] = test.holds(source.numbers[begin + i], source.gaps[begin + i] != 0) ? 1 : 0;
    }
    return;
  }
  const auto right = test.operands.front();
  switch (test.op) {
    case Op::eq:
      return each_number(source, begin, count, false, out, [&](std::int64_t left) { return left == right; });
    case Op::ne:
      return each_number(source, begin, count, true, out, [&](std::int64_t left) { return left != right; });
    case Op::lt:
      return each_number(source, begin, count, false, out, [&](std::int64_t left) { return left < right; });
    case Op::le:
      return each_number(source, begin, count, false, out, [&](std::int64_t left) { return left <= right; });
    case Op::gt:
      return each_number(source, begin, count, false, out, [&](std::int64_t left) { return left > right; });
    case Op::ge:
      return each_number(source, begin, count, false, out, [&](std::int64_t left) { return left >= right; });
  }
}

}  // namespace

bool NumberTest::holds(std::int64_t number, bool gap) const {
  if (kind == Kind::empty) return gap;
  if (gap) return kind == Kind::compare && op == Op::ne;
  if (kind == Kind::in) return std::find(operands.begin(), operands.end(), number) != operands.end();
  const auto right = operands.front();
  switch (op) {
    case Op::eq:
      return number == right;
    case Op::ne:
      return number != right;
    case Op::lt:
      return number < right;
    case Op::le:
      return number <= right;
    case Op::gt:
      return number > right;
    case Op::ge:
      return number >= right;
  }
  return false;
}

bool Test::is_always() const {
  return kind == Kind::all &&
         std::all_of(children.begin(), children.end(), [](const Test& child) { return child.is_always(); });
}

void Test::run(std::size_t begin, std::size_t count, std::uint8_t* out) const {
  std::array<std::uint8_t, block> part;
  if (count > block && kind <= Kind::negation) {
    for (std::size_t done = 0; done < count; done += block)
      run(begin + done, std::min(block, count - done), out + done);
    return;
  }
  switch (kind) {
    case Kind::all:
      if (children.empty()) std::fill(out, out + count, std::uint8_t{1});
      for (const auto& child : children) {
        const bool more = &child != &children.front();
        child.run(begin, count, more ? part.data() : out);
        for (std::size_t i = 0; more && i < count; ++i) out[i] &= part[i];
      }
      return;
    case Kind::any:
      std::fill(out, out + count, std::uint8_t{0});
      for (const auto& child : children) {
        child.run(begin, count, part.data());
        for (std::size_t i = 0; i < count; ++i) out[i] |= part[i];
      }
      return;
    case Kind::negation:
      children.front().run(begin, count, out);
      for (std::size_t i = 0; i < count; ++i) out[i] ^= 1;
      return;
    case Kind::coded:
      for (std::size_t i = 0; i < count; ++i) out[i] = truth[codes[begin + i]];
      return;
    case Kind::numbers:
      return run_numbers(*source, number, begin, count, out);
    case Kind::narrow:
      if (truth.empty()) return run_range(distances + begin, first, length, count, out);
      for (std::size_t i = 0; i < count; ++i) out[i] = truth[distances[begin + i]];
      return;
    case Kind::rows:
      std::copy_n(rows->data() + begin, count, out);
      return;
  }
}

Test Frame::test(const Node& node, const TableInfo& table, bool scoped) {
  Test test;
  switch (node.kind) {
    case Node::Kind::all:
    case Node::Kind::any:
    case Node::Kind::negation:
      test.kind = node.kind == Node::Kind::all   ? Test::Kind::all
                  : node.kind == Node::Kind::any ? Test::Kind::any
                                                 : Test::Kind::negation;
      for (const auto& child : node.children) test.children.push_back(this->test(*child, table, scoped));
      return test;
    case Node::Kind::exists:
      return exists(node);
    default:
      return leaf(node, scoped);
  }
}

Test Frame::leaf(const Node& node, bool scoped) {
  const auto source = reach(node.path, scoped, nullptr);
  const auto number = source->form == Form::number ? number_test(node, source->field->type, moment_) : std::nullopt;
  if (number && source->narrow != nullptr) return near_test(source, *number);
  if (number && source->through == nullptr) {
    return {.kind = Test::Kind::numbers, .source = source, .number = *number};
  }
  // One answer for each value, or for each number.
  std::vector<std::uint8_t> truth;
  if (source->form == Form::number) {
    truth.resize(source->size);
    for (std::size_t i = 0; i < source->size; ++i) {
      const bool gap = source->is_gap(i);
      const auto value = [&] { return gap ? Value() : value_of(source->field->type, source->number(i)); };
      truth[i] = (number ? number->holds(gap ? 0 : source->number(i), gap)
                         : condition::test_value(node, value(), moment_, schema_))
                     ? 1
                     : 0;
    }
  } else {
    std::vector<std::uint8_t> by_code(source->code_count());
    for (std::uint32_t code = 0; code < by_code.size(); ++code) {
      by_code[code] = condition::test_value(node, source->value(code), moment_, schema_) ? 1 : 0;
    }
    if (source->through == nullptr) {
      return {.kind = Test::Kind::coded, .codes = source->codes, .truth = std::move(by_code), .source = source};
    }
    truth.resize(source->size);
    for (std::size_t i = 0; i < source->size; ++i) truth[i] = by_code[source->codes[i]];
  }
  if (source->through != nullptr) {
    return {.kind = Test::Kind::coded, .codes = source->through->data(), .truth = std::move(truth), .source = source};
  }
  return {.kind = Test::Kind::rows, .rows = std::make_shared<std::vector<std::uint8_t>>(std::move(truth))};
}

/// Whether a text or choice of the row is the name of a table.
Test Frame::names(const TableInfo& info, std::size_t field, const TableInfo& named) {
  const auto node = condition::make_compare({{&info, field}}, Op::eq, condition::literal(Value(named.name)));
  return leaf(*node, false);
}

Test Frame::exists(const Node& node) {
  const auto& own = *node.path.front().table;
  const auto& target = *node.target;
  Test inner;
  inner.children.push_back(test(*node.children.front(), target, false));
  if (node.link.target_table_field) inner.children.push_back(names(target, *node.link.target_table_field, own));
  Test both;
  both.children.push_back(linked(node, mask(inner, table(target))));
  if (node.link.own_table_field) both.children.push_back(names(own, *node.link.own_table_field, target));
  return both;
}

/// Whether one of the marked rows of the target is linked to a row.
Test Frame::linked(const Node& node, const std::vector<std::uint8_t>& marked) {
  const auto& link = node.link;
  const auto& own = table(*node.path.front().table);
  const auto& target = table(*node.target);
  const bool by_id = link.target_field == model::id_field;
  std::vector<std::uint8_t> hit;
  if (!by_id) {
    const auto& column = target.column(link.target_field);
    hit.assign(column.code_count(), 0);
    for (std::size_t row = 0; row < marked.size(); ++row) hit[column.codes()[row]] |= marked[row];
    hit[0] = 0;
  }
  const auto found = [&](const Id& id) -> std::uint8_t {
    if (!by_id) return hit[target.column(link.target_field).code_of(id)];
    const auto row = target.row_of(id);
    return row == base::IdIndex::none ? std::uint8_t{0} : marked[row];
  };
  if (link.own_field == model::id_field) {
    std::vector<std::uint8_t> rows(own.size());
    for (std::size_t row = 0; row < rows.size(); ++row) rows[row] = found(own.id(row));
    return {.kind = Test::Kind::rows, .rows = std::make_shared<std::vector<std::uint8_t>>(std::move(rows))};
  }
  const auto& column = own.column(link.own_field);
  Test test{.kind = Test::Kind::coded, .codes = column.codes().data()};
  test.truth.assign(column.code_count(), 0);
  for (std::uint32_t code = 1; code < column.code_count(); ++code) test.truth[code] = found(column.id(code));
  return test;
}

}  // namespace steward::columns
