// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "base/text.hpp"
#include "metrics/rules_tables.hpp"

namespace steward::metrics {

namespace {

using rule::Context;
using rule::where;

constexpr std::size_t key_characters = 64;

/// ASCII letters in lower case, everything between words as one underscore; other letters stay.
std::string snake_case(std::string_view name) {
  std::string key;
  std::size_t characters = 0;
  for (std::size_t pos = 0; pos < name.size() && characters < key_characters;) {
    const std::size_t step = std::max<std::size_t>(base::utf8_step(name, pos), 1);
    const char c = name[pos];
    const bool word = step > 1 || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
    if (word) {
      key += base::folded(name.substr(pos, step));
      ++characters;
    } else if (!key.empty() && key.back() != '_') {
      key += '_';
      ++characters;
    }
    pos += step;
  }
  while (!key.empty() && key.back() == '_') key.pop_back();
  return key;
}

void choice_depends(Context& context) {
  const auto category = context.after<SuccessChoice>(&SuccessChoice::category);
  if (!(category == SuccessChoiceCategory::customer_success_definition)) return;
  if (context.after<SuccessChoice>(&SuccessChoice::dependent_category)) return;
  context.refuse("field_required", "dependent_category",
                 "a value of customer_success_definition needs the play category it shows under");
}

/// Runs when the domain is known, since keys are unique inside it.
void choice_key(Context& context) {
  if (!context.after<SuccessChoice>(&SuccessChoice::key).empty()) return;
  const auto stem = snake_case(context.after<SuccessChoice>(&SuccessChoice::name));
  if (stem.empty()) return;
  const auto category = context.after<SuccessChoice>(&SuccessChoice::category);
  const auto domain = context.after<SuccessChoice>(&SuccessChoice::domain);
  auto key = stem;
  for (int next = 2; next < 1000; ++next) {
    const auto taken =
        context.work.find(condition::Condition::all(table_info<SuccessChoice>(),
                                                    {where<SuccessChoice>(&SuccessChoice::category, category),
                                                     where<SuccessChoice>(&SuccessChoice::domain, domain),
                                                     where<SuccessChoice>(&SuccessChoice::key, key)}),
                          1);
    if (taken.empty() || model::row_id(taken.front()) == context.change.id()) break;
    const auto suffix = "_" + std::to_string(next);
    // Cutting by characters keeps the text valid.
    key = stem;
    while (base::utf8_length(key) + suffix.size() > key_characters) {
      while ((static_cast<unsigned char>(key.back()) & 0xC0U) == 0x80U) key.pop_back();
      key.pop_back();
    }
    key += suffix;
  }
  context.set<SuccessChoice>(&SuccessChoice::key, key);
}

}  // namespace

std::vector<rule::Rule> choice_rules() {
  using enum rule::Phase;
  return {
      {"CHO-01", "success_choice", "Required", validate, rule::on_write, "field_required @each", choice_depends,
       "A choice has a name and a category; a customer_success_definition also has the play category it depends on."},
      {"CHO-02", "success_choice", "Unique", mechanism, rule::on_write, "duplicate_choice @name, duplicate_choice @key",
       nullptr, "Category, dependent category and name are unique together, and so is the key within its category."},
      {"CHO-03", "success_choice", "Key", sync, rule::on_write, "", choice_key,
       "A choice without a key gets the snake_case form of its name, with a number behind it when that is taken."},
  };
}

}  // namespace steward::metrics
