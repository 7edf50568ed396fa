// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "play/rules_tables.hpp"
#include "steward/model.hpp"

namespace steward::play {

using rule::Context;
using rule::Phase;

namespace {

void active_flag(Context& context) {
  context.set<DefinitionRecord>(&DefinitionRecord::active, context.after<DefinitionRecord>(&DefinitionRecord::state) ==
                                                               DefinitionState::published);
}

void sub_category(Context& context) {
  if (!context.changed<DefinitionRecord>(&DefinitionRecord::sub_category) &&
      !context.changed<DefinitionRecord>(&DefinitionRecord::category)) {
    return;
  }
  const auto sub = context.work.get(context.after<DefinitionRecord>(&DefinitionRecord::sub_category));
  if (!sub) return;
  const auto category = context.after<DefinitionRecord>(&DefinitionRecord::category);
  if (sub->category == SuccessChoiceCategory::customer_success_definition && sub->dependent_category == category) {
    return;
  }
  context.refuse("subcategory_mismatch", "sub_category", "the subcategory does not belong to the category");
}

void category(Context& context) {
  if (!context.changed<DefinitionRecord>(&DefinitionRecord::category)) return;
  const auto held = context.work.get(context.after<DefinitionRecord>(&DefinitionRecord::category));
  if (!held || (held->category == SuccessChoiceCategory::play_category && held->active)) return;
  context.refuse("invalid_choice", "category", "the category must be an active choice of the list play_category");
}

/// Launches point at what was published once, also when it is closed by now.
void published(Context& context) {
  constexpr std::array<std::string_view, 4> free{"title", "description", "order", "state"};
  if (!context.by_caller()) return;
  if (context.before<DefinitionRecord>(&DefinitionRecord::state) == DefinitionState::draft) return;
  const auto& fields = context.change.table.fields;
  for (std::size_t i = 0; i < fields.size(); ++i) {
    const auto& field = fields[i];
    if (field.kind != FieldKind::stored || i == model::external_id_field || !context.change.changed(i)) continue;
    if (std::find(free.begin(), free.end(), field.name) != free.end()) continue;
    context.refuse("definition_published", field.name,
                   fmt::format("{} is fixed once the definition is published; make a new one", field.name));
  }
}

/// What the launch knows by itself.
void launch_facts(Context& context) {
  const Id user = context.work.actor().user;
  if (!user.is_nil()) context.set<PlayLaunch>(&PlayLaunch::requested_by, Ref<User>(user));
  context.set<PlayLaunch>(&PlayLaunch::started_at, context.now());
  const auto name = context.after<PlayLaunch>(&PlayLaunch::source_table);
  const auto record = context.after<PlayLaunch>(&PlayLaunch::source_record);
  const auto* table = name ? context.work.schema().find(name->text()) : nullptr;
  if (table == nullptr || !record) return;
  auto engagement = *record;
  if (table->name != table_info<Engagement>().name) {
    const auto field = table->find("engagement");
    const Row* row = field ? context.work.row(*table, *record) : nullptr;
    engagement = row != nullptr ? model::id_at(*row, *field) : Id();
  }
  if (!engagement.is_nil()) context.set<PlayLaunch>(&PlayLaunch::engagement, Ref<Engagement>(engagement));
}

}  // namespace

std::vector<rule::Rule> definition_rules() {
  using enum Phase;
  using namespace rule;
  constexpr std::string_view table = "definition_record";
  return {
      {"DEF-01", table, "Unique", mechanism, on_write, "duplicate_definition @title", nullptr,
       "Title and category of a launchable play are unique together."},
      {"DEF-02", table, "Set domain", mechanism, on_write, "", nullptr,
       "A launchable play lies in the domain of who made it, and is offered in the domains below."},
      {"DEF-03", table, "Active flag", derive, on_write, "", active_flag,
       "A launchable play is active exactly while it is published."},
      {"DEF-04", table, "Required fields", mechanism, on_write, "field_required @each", nullptr,
       "Title, category and flow are present."},
      {"DEF-05", table, "Subcategory", validate, on_write, "subcategory_mismatch @sub_category", sub_category,
       "The subcategory is one of those that show under the category."},
      {"DEF-06", table, "Published", validate, on_update, "definition_published @field", published,
       "Of what was published only title, description, order and state still change."},
      {"DEF-07", table, "Category", validate, on_write, "invalid_choice @category", category,
       "The category is an active choice of the list play_category."},
      {"PLA-01", "play_launch", "Facts of a launch", derive, on_insert, "", launch_facts,
       "A launch notes who asked for it, when, and the engagement of the record it was launched from."},
  };
}

}  // namespace steward::play
