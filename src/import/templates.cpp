// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include "import/rules_tables.hpp"
#include "rule/clip.hpp"
#include "rule/tree.hpp"
#include "steward/model.hpp"

namespace steward::imports {

using rule::Context;
using rule::Phase;

namespace {

/// Lower-case ASCII letters and digits, everything else between them as one underscore.
std::string identifier(std::string_view name) {
  std::string text;
  for (const char c : base::folded(name)) {
    if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9')) {
      text += c;
    } else if (!text.empty() && text.back() != '_') {
      text += '_';
    }
  }
  while (!text.empty() && text.back() == '_') text.pop_back();
  return text.empty() ? "staging" : text;
}

void names(Context& context) {
  const auto name = context.after<ImportTemplate>(&ImportTemplate::name);
  if (name.empty()) return;
  const auto field = model::field_of<ImportTemplate>(&ImportTemplate::staging_table);
  if (context.after<ImportTemplate>(&ImportTemplate::staging_table).empty()) {
    context.set<ImportTemplate>(&ImportTemplate::staging_table,
                                rule::clipped(identifier(name), context.change.table.fields[field].max_length));
  }
  if (context.after<ImportTemplate>(&ImportTemplate::transform_map_name).empty()) {
    context.set<ImportTemplate>(&ImportTemplate::transform_map_name, name);
  }
  context.set<ImportTemplate>(&ImportTemplate::data_source_name,
                              "Customer Success DS " + context.after<ImportTemplate>(&ImportTemplate::staging_table));
}

const TableInfo* target_of(const Context& context, const FieldMap& map) {
  const auto held = context.work.get(map.import_template);
  return held ? context.work.schema().find(held->target_table) : nullptr;
}

void map_fields(Context& context) {
  const auto map = model::from_row<FieldMap>(context.change.after);
  const auto* target = target_of(context, map);
  if (target == nullptr || map.target_field.empty()) return;
  const auto position = target->find(map.target_field);
  if (!position) {
    context.refuse("invalid_input", "target_field",
                   fmt::format("{} has no field \"{}\"", target->name, map.target_field));
    return;
  }
  if (map.reference_field.empty()) return;
  const auto& field = target->fields[*position];
  const auto* referenced = field.type == FieldType::ref ? context.work.schema().find(field.target) : nullptr;
  if (referenced != nullptr && referenced->has(map.reference_field)) return;
  context.refuse("invalid_input", "reference_field",
                 referenced == nullptr ? fmt::format("{} is no reference; leave reference_field out", map.target_field)
                                       : fmt::format("{} has no field \"{}\"", referenced->name, map.reference_field));
}

void from_template(Context& context) {
  const auto held = context.work.get(context.after<ImportTask>(&ImportTask::import_template));
  if (!held) return;
  const auto take = [&](std::string ImportTask::* field, const std::string& value) {
    if (context.after<ImportTask>(field).empty()) context.set<ImportTask>(field, value);
  };
  take(&ImportTask::source_table, held->staging_table);
  take(&ImportTask::target_table, held->target_table);
  take(&ImportTask::data_source_name, held->data_source_name);
}

void data_capture(Context& context) {
  const auto task = context.work.get(context.after<ImportTask>(&ImportTask::onboarding_task));
  if (!task || task->type == OnboardingTaskType::data_capture) return;
  rule::report(context, context.work.update(
                            table_info<OnboardingTask>(), task->id,
                            {rule::give<OnboardingTask>(&OnboardingTask::type, OnboardingTaskType::data_capture)},
                            rule::Origin::cascade));
}

}  // namespace

std::vector<rule::Rule> template_rules() {
  using enum Phase;
  using namespace rule;
  return {
      {"IMB-02", "import_template", "Names", derive, on_write, "", names,
       "Staging table and map are called after the template unless named, the data source after the staging table."},
      {"IMB-02", "import_template", "Names", mechanism, on_write, "staging_name_in_use @staging_table", nullptr,
       "Staging table and map are called after the template unless named, the data source after the staging table; no "
       "two templates share a staging table."},
      {"IMB-03", "import_template", "Required fields", mechanism, on_write, "field_required @each", nullptr,
       "Name and target table are present."},
      {"FMP-01", "field_map", "Unique", mechanism, on_write, "duplicate_field_map @target_field", nullptr,
       "A field of the target takes one column of a template."},
      {"FMP-01", "field_map", "Fields exist", validate, on_write,
       "invalid_input @target_field, invalid_input @reference_field", map_fields,
       "The field that a column fills exists in the target table, and the field that a reference is looked up by in "
       "the table it refers to."},
      {"IMT-01", "import_task", "As a task", after, on_insert | on_update, "", data_capture,
       "The onboarding task that an import task extends is one of type data_capture."},
      {"IMT-02", "import_task", "Required fields", mechanism, on_write, "field_required @each", nullptr,
       "Onboarding task and template are present."},
      {"IMT-02", "import_task", "Defaults", derive, on_insert, "", from_template,
       "Staging table, target table and data source come from the template unless given."},
  };
}

}  // namespace steward::imports
