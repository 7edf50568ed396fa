// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <functional>
#include <string_view>

#include "steward/value.hpp"

namespace steward::store {

/// The cells of one row that a narrow scan is at, by their place among the fields asked for. Valid until the next row.
class Cells {
 public:
  virtual ~Cells() = default;
  /// Of an id or a reference; nil when it is empty.
  [[nodiscard]] virtual Id id(std::size_t at) const = 0;
  /// Of a text or a choice; without a character when there is none.
  [[nodiscard]] virtual std::string_view text(std::size_t at) const = 0;
  /// Of what number_of knows; 0 when it is empty.
  [[nodiscard]] virtual std::int64_t number(std::size_t at) const = 0;
  /// Tells an empty cell from a nil id, a text without a character and the number 0.
  [[nodiscard]] virtual bool is_empty(std::size_t at) const = 0;
  /// Ends the scan behind this row.
  void stop() const { stopped_ = true; }
  [[nodiscard]] bool stopped() const { return stopped_; }

 private:
  mutable bool stopped_ = false;
};
using UseCells = std::function<void(const Cells&)>;

/// A whole number as it is, a decimal in its units, a date in days and an instant in milliseconds since 1970, a
/// duration in its seconds, a boolean as 1 or 0. REQUIRES: it is one of these.
[[nodiscard]] std::int64_t number_of(const Value& value);

}  // namespace steward::store
