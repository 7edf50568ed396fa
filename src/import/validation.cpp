// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "import/rules_tables.hpp"
#include "steward/model.hpp"

namespace steward::imports {

using rule::Context;
using rule::Phase;

namespace {

/// Checks of whole rows that every engine knows.
constexpr std::array<std::string_view, 1> validators{"account_matches_case"};

/// The parameters of one validation rule, checked one by one.
class Parameters {
 public:
  explicit Parameters(Context& context)
      : context_(context), rule_(model::from_row<ValidationRule>(context.change.after)) {}

  void check() {
    if (rule_.level == ValidationLevel::record) return check_record();
    need(!rule_.staging_field.empty(), "staging_field");
    need(rule_.sub_type.has_value(), "sub_type");
    const auto sub_type = rule_.sub_type ? rule_.sub_type->value() : std::nullopt;
    if (sub_type) check_field(*sub_type);
  }

 private:
  void need(bool there, std::string_view field) {
    if (!there) context_.refuse("field_required", field, fmt::format("this check needs {}", field));
  }
  void invalid(std::string_view field, std::string message) {
    context_.refuse("validation_rule_invalid", field, std::move(message));
  }

  void check_record() {
    if (rule_.sub_type) invalid("sub_type", "a check of the whole row has no sub type; leave it out");
    need(!rule_.validator.empty(), "validator");
    if (rule_.validator.empty()) return;
    if (std::find(validators.begin(), validators.end(), rule_.validator) != validators.end()) return;
    context_.refuse(
        "validator_unknown", "validator",
        fmt::format("there is no validator \"{}\"; known: {}", rule_.validator, fmt::join(validators, ", ")));
  }

  void check_field(ValidationSubType sub_type) {
    switch (sub_type) {
      case ValidationSubType::reference:
        need(!rule_.reference_table.empty(), "reference_table");
        need(!rule_.reference_field.empty(), "reference_field");
        static_cast<void>(named_field(rule_.reference_table, rule_.reference_field, "reference_field"));
        break;
      case ValidationSubType::choice:
        need(!rule_.target_table.empty(), "target_table");
        need(!rule_.target_field.empty(), "target_field");
        check_choice();
        break;
      case ValidationSubType::date:
      case ValidationSubType::datetime:
        need(!rule_.format.empty(), "format");
        break;
      case ValidationSubType::string_length:
        need(rule_.max_length.has_value(), "max_length");
        if (rule_.max_length && *rule_.max_length < 1) invalid("max_length", "the greatest length is at least 1");
        break;
      case ValidationSubType::boolean:
      case ValidationSubType::integer_or_decimal:
        break;
    }
  }

  /// A named field of a named table; an unknown table is reported by GEN-04.
  [[nodiscard]] const FieldInfo* named_field(const std::string& table, const std::string& field, std::string_view at) {
    const auto* info = context_.work.schema().find(table);
    if (info == nullptr || field.empty()) return nullptr;
    if (const auto position = info->find(field)) return &info->fields[*position];
    invalid(at, fmt::format("{} has no field \"{}\"", table, field));
    return nullptr;
  }

  void check_choice() {
    const auto* field = named_field(rule_.target_table, rule_.target_field, "target_field");
    if (field == nullptr || !field->choice_list.empty()) return;
    invalid("target_field", fmt::format("{}.{} has no list of values", rule_.target_table, rule_.target_field));
  }

  Context& context_;
  ValidationRule rule_;
};

void parameters(Context& context) { Parameters(context).check(); }

}  // namespace

std::vector<rule::Rule> validation_rules() {
  using enum Phase;
  using namespace rule;
  return {
      {"VAL-01", "validation_rule", "Parameters", validate, on_write,
       "field_required @each, validation_rule_invalid @each, validator_unknown @validator", parameters,
       "A check of a field names the field and the parameters of its sub type, a check of a row a known validator."},
  };
}

}  // namespace steward::imports
