// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <deque>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "base/id_index.hpp"
#include "steward/table.hpp"
#include "store/cells.hpp"

namespace steward::columns {

/// How the values of a type are held: as numbers, as codes of a dictionary, or not at all.
enum class Form : std::uint8_t { none, number, code };
[[nodiscard]] Form form_of(FieldType type);
using store::number_of;
/// The number of a value of a type of form number as a value again.
[[nodiscard]] Value value_of(FieldType type, std::int64_t number);

/// The values of one field in the order of the rows. Code 0 is the empty value.
class Column {
 public:
  explicit Column(const FieldInfo& field);
  Column(Column&&) = default;
  Column(const Column&) = delete;

  void resize(std::size_t rows);
  /// The cell of a row that is there.
  void set(std::size_t row, const store::Cells& cells, std::size_t at);
  /// The cell of the row behind the last one.
  void push(const store::Cells& cells, std::size_t at);
  /// Ends the pushing.
  void settle();

  [[nodiscard]] const FieldInfo& field() const { return *field_; }
  [[nodiscard]] Form form() const { return form_; }
  [[nodiscard]] std::size_t size() const { return codes_.size() + narrow_.size() + numbers_.size(); }
  /// Numbers that lie near one another, as their distance from base(), which is above 0; 0 where one is missing. Null:
  /// they are held as numbers and gaps.
  [[nodiscard]] const std::uint16_t* narrow() const { return is_narrow_ ? narrow_.data() : nullptr; }
  [[nodiscard]] std::int64_t base() const { return base_; }
  [[nodiscard]] const std::vector<std::int64_t>& numbers() const { return numbers_; }
  /// 1 where a number is missing.
  [[nodiscard]] const std::vector<std::uint8_t>& gaps() const { return gaps_; }
  [[nodiscard]] bool is_gap(std::size_t row) const { return is_narrow_ ? narrow_[row] == 0 : gaps_[row] != 0; }
  /// REQUIRES: it is not missing.
  [[nodiscard]] std::int64_t number(std::size_t row) const { return is_narrow_ ? base_ + narrow_[row] : numbers_[row]; }
  /// Of all numbers that ever stood here. REQUIRES: form number; lowest > highest when there is none.
  [[nodiscard]] std::int64_t lowest() const { return lowest_; }
  [[nodiscard]] std::int64_t highest() const { return highest_; }

  [[nodiscard]] const std::vector<std::uint32_t>& codes() const { return codes_; }
  /// Codes are below it.
  [[nodiscard]] std::uint32_t code_count() const { return static_cast<std::uint32_t>(ids_.size() + texts_.size() + 1); }
  [[nodiscard]] Value value(std::uint32_t code) const;
  /// The id with a code. REQUIRES: the field holds ids, and code != 0.
  [[nodiscard]] const Id& id(std::uint32_t code) const { return ids_[code - 1]; }
  /// 0 when there is no such id.
  [[nodiscard]] std::uint32_t code_of(const Id& id) const;

  [[nodiscard]] std::size_t bytes() const;

 private:
  void put(std::size_t row, std::int64_t number);
  void push_code(const store::Cells& cells, std::size_t at);
  void flush();
  [[nodiscard]] std::uint32_t code_of(const store::Cells& cells, std::size_t at);
  void start_at(std::int64_t number);
  void spread();
  std::uint32_t add(std::string_view text);

  const FieldInfo* field_;
  Form form_;
  bool is_text_ = false;
  bool is_narrow_ = false;
  std::int64_t base_ = 0;
  std::vector<std::uint16_t> narrow_;
  std::vector<std::int64_t> numbers_;
  std::vector<std::uint8_t> gaps_;
  std::int64_t lowest_ = INT64_MAX;
  std::int64_t highest_ = INT64_MIN;
  std::vector<std::uint32_t> codes_;
  base::IdIndex ids_;
  std::vector<Id> waiting_;  // pushed, and without a code yet
  std::deque<std::string> texts_;
  std::unordered_map<std::string_view, std::uint32_t> by_text_;  // of what stands in texts_
  std::size_t text_bytes_ = 0;
};

}  // namespace steward::columns
