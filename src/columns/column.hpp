// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <unordered_map>
#include <vector>

#include "base/id_index.hpp"
#include "steward/table.hpp"

namespace steward::columns {

/// How the values of a type are held: as numbers, as codes of a dictionary, or not at all.
enum class Form : std::uint8_t { none, number, code };
[[nodiscard]] Form form_of(FieldType type);
/// A value of a type of form number as that number, and back. REQUIRES: it is not null.
[[nodiscard]] std::int64_t number_of(const Value& value);
[[nodiscard]] Value value_of(FieldType type, std::int64_t number);

/// The values of one field in the order of the rows. Code 0 is the empty value.
class Column {
 public:
  explicit Column(const FieldInfo& field) : field_(&field), form_(form_of(field.type)) {}

  void resize(std::size_t rows);
  void set(std::size_t row, const Value& value);

  [[nodiscard]] const FieldInfo& field() const { return *field_; }
  [[nodiscard]] Form form() const { return form_; }
  [[nodiscard]] const std::vector<std::int64_t>& numbers() const { return numbers_; }
  /// 1 where a number is missing.
  [[nodiscard]] const std::vector<std::uint8_t>& gaps() const { return gaps_; }
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
  std::uint32_t add(const Id& id);
  std::uint32_t add(const std::string& text);

  const FieldInfo* field_;
  Form form_;
  std::vector<std::int64_t> numbers_;
  std::vector<std::uint8_t> gaps_;
  std::int64_t lowest_ = INT64_MAX;
  std::int64_t highest_ = INT64_MIN;
  std::vector<std::uint32_t> codes_;
  base::IdIndex ids_;
  std::vector<std::string> texts_;
  std::unordered_map<std::string, std::uint32_t> by_text_;
  std::size_t text_bytes_ = 0;
};

}  // namespace steward::columns
