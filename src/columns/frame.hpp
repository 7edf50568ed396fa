// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <tuple>

#include "columns/cache.hpp"
#include "columns/card.hpp"

// What the cards of one call share: values behind paths, tests of conditions, and which rows are shown.

namespace steward::columns {

/// The values that a path leads to, by row of the table it starts from or, through a reference, by the code of that
/// reference.
struct Source {
  const std::vector<std::uint32_t>* through = nullptr;  ///< codes by row; null: the values lie by row
  const FieldInfo* field = nullptr;
  Form form = Form::none;
  const std::int64_t* numbers = nullptr;
  const std::uint8_t* gaps = nullptr;
  const std::uint16_t* narrow = nullptr;  ///< instead of the two, as a column holds numbers
  std::int64_t base = 0;
  const std::uint32_t* codes = nullptr;
  std::size_t size = 0;               ///< how many of them there are
  const Column* column = nullptr;     ///< where the values come from; null for ids
  const TableColumns* ids = nullptr;  ///< codes are numbers of its rows, from 1
  std::vector<std::int64_t> own_numbers{};
  std::vector<std::uint8_t> own_gaps{};
  std::vector<std::uint32_t> own_codes{};

  [[nodiscard]] bool is_gap(std::size_t at) const { return narrow != nullptr ? narrow[at] == 0 : gaps[at] != 0; }
  /// REQUIRES: there is one.
  [[nodiscard]] std::int64_t number(std::size_t at) const {
    return narrow != nullptr ? base + narrow[at] : numbers[at];
  }
  [[nodiscard]] std::uint32_t code_count() const {
    return ids != nullptr ? static_cast<std::uint32_t>(ids->size() + 1) : column->code_count();
  }
  [[nodiscard]] Value value(std::uint32_t code) const {
    if (ids == nullptr) return column->value(code);
    return code == 0 ? Value() : Value(ids->id(code - 1));
  }
};

/// A test of one number, as conditions do it.
struct NumberTest {
  enum class Kind : std::uint8_t { compare, in, empty };
  Kind kind = Kind::empty;
  condition::Op op = condition::Op::eq;
  std::vector<std::int64_t> operands{};
  [[nodiscard]] bool holds(std::int64_t number, bool gap) const;
};

/// A condition over the rows of one table.
struct Test {
  enum class Kind : std::uint8_t { all, any, negation, coded, numbers, narrow, rows };
  Kind kind = Kind::all;
  std::vector<Test> children{};
  const std::uint32_t* codes = nullptr;  ///< coded: by row, into `truth`
  std::vector<std::uint8_t> truth{};
  std::shared_ptr<const Source> source{};  ///< numbers
  NumberTest number{};
  /// narrow: by row; it holds from `first` on for so many, or by `truth` if there is one
  const std::uint16_t* distances = nullptr;
  std::uint16_t first = 0;
  std::uint16_t length = 0;
  std::shared_ptr<const std::vector<std::uint8_t>> rows{};  ///< by row

  /// True when it holds for every row, as far as that can be seen from here.
  [[nodiscard]] bool is_always() const;
  /// Writes 1 or 0 for `count` rows.
  void run(std::size_t begin, std::size_t count, std::uint8_t* out) const;
};

class Frame {
 public:
  /// REQUIRES: all outlive it. Every card has the scope and the moment of `like`.
  Frame(const Cache::View& view, const Card& like, const model::Schema& schema)
      : view_(view), scope_(like.rows.scope), moment_(like.rows.moment), schema_(schema) {}

  using Bytes = std::shared_ptr<const std::vector<std::uint8_t>>;

  [[nodiscard]] const TableColumns& table(const TableInfo& table) const { return *view_.find(table); }
  [[nodiscard]] std::shared_ptr<const Source> source(const Term& term);
  /// 1 for rows that the scope shows, dead ones aside; null: all.
  [[nodiscard]] Bytes shown(const TableInfo& table);
  /// Hides nothing behind paths unless `scoped`.
  [[nodiscard]] Test test(const condition::Node& node, const TableInfo& table, bool scoped);
  /// The order of the codes of a source that holds references.
  [[nodiscard]] const std::vector<std::uint32_t>& ranks(const TableInfo& info, std::size_t field) const {
    return view_.ranks(table(info), field);
  }
  [[nodiscard]] const model::Schema& schema() const { return schema_; }

 private:
  std::shared_ptr<const Source> reach(const condition::Path& path, bool scoped, const TableInfo* withheld);
  std::vector<std::uint32_t> rows_behind(const condition::Path& path, bool scoped);
  void take(Source& source, const condition::Step& last, const std::vector<std::uint32_t>& rows) const;
  void withhold(Source& source, const condition::Step& last, const TableInfo& target);
  Test leaf(const condition::Node& node, bool scoped);
  Test exists(const condition::Node& node);
  Test linked(const condition::Node& node, const std::vector<std::uint8_t>& mask);
  Test names(const TableInfo& table, std::size_t field, const TableInfo& named);
  std::vector<std::uint8_t> mask(const Test& test, const TableColumns& table) const;

  using SourceKey = std::tuple<std::vector<std::pair<const TableInfo*, std::size_t>>, bool, const TableInfo*>;
  const Cache::View& view_;
  const store::Scope& scope_;
  const condition::Moment& moment_;
  const model::Schema& schema_;
  std::map<SourceKey, std::shared_ptr<const Source>> sources_;
  std::map<const TableInfo*, Bytes> shown_;
};

}  // namespace steward::columns
