// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "condition/problem.hpp"

namespace steward::condition {

/// Walks over a condition text. Words are runs of characters whose set depends on the place: a bare date is a
/// word where a literal may stand, and three numbers nowhere.
class Scanner {
 public:
  explicit Scanner(std::string_view text) : text_(text) {}

  [[nodiscard]] std::size_t offset() const { return pos_; }
  [[nodiscard]] bool at_end() const { return pos_ == text_.size(); }
  /// The next character; 0 at the end.
  [[nodiscard]] char peek() const { return at_end() ? '\0' : text_[pos_]; }
  void skip_space();
  void seek(std::size_t offset) { pos_ = offset; }

  /// Letters, digits and the underscore, with `extra` characters. Not moved over.
  [[nodiscard]] std::string_view word(std::string_view extra = {}) const;
  /// Takes the symbol when it comes next.
  bool take(std::string_view symbol);
  /// Takes the word when it comes next, in any case, behind any space.
  bool take_word(std::string_view lower);

  /// A text in quotes, unescaped. REQUIRES: a quote comes next.
  [[nodiscard]] Read<std::string> quoted();
  /// What comes next, for a message.
  [[nodiscard]] std::string found() const;

 private:
  [[nodiscard]] std::optional<std::string> escape();

  std::string_view text_;
  std::size_t pos_ = 0;
};

}  // namespace steward::condition
