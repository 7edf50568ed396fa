// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>

#include "adoption/board.hpp"
#include "adoption/rules_tables.hpp"

// Boards that plan adoption, and their templates. A board and a template are held to the same rules, and so are
// their cards.

namespace steward::adoption {

namespace {

using rule::Context;
using rule::on_erase;
using rule::on_update;
using rule::on_write;
using State = RoadmapState;

void phase_table(Context& context) {
  const auto type = context.after<AdoptionRoadmapTemplate>(&AdoptionRoadmapTemplate::type);
  context.set<AdoptionRoadmapTemplate>(&AdoptionRoadmapTemplate::phase_table, std::string(usage_table_of(type)));
}

void check_phase(Context& context, PlanningChoice planning, const std::string& name) {
  if (name.empty() || phase_of(planning, name) != nullptr) return;
  context.refuse("invalid_choice", "phase_field",
                 fmt::format("{} has no choice field \"{}\" that a board could plan", usage_table_of(planning), name));
}

void board_phase(Context& context) {
  const auto board = model::from_row<AdoptionRoadmap>(context.change.after);
  check_phase(context, board.planning_object, board.phase_field);
}

void template_phase(Context& context) {
  const auto board = model::from_row<AdoptionRoadmapTemplate>(context.change.after);
  check_phase(context, board.type, board.phase_field);
}

void known_lane(Context& context) {
  const auto lane_field = context.change.table.at("lane");
  const auto lane = model::text_at(context.change.after, lane_field);
  if (lane.empty() || !context.change.changed(lane_field)) return;
  const auto* phase = phase_of_card(context.work, context.change.table, context.change.after);
  if (phase == nullptr) return;
  const auto* lanes = context.work.schema().choices(phase->choice_list);
  if (lanes == nullptr || std::find(lanes->begin(), lanes->end(), lane) != lanes->end()) return;
  context.refuse("invalid_choice", "lane",
                 fmt::format("the lanes of this board are: {}; leave it empty for unmapped", fmt::join(*lanes, ", ")));
}

void active_board(Context& context) {
  const auto state = context.after<AdoptionRoadmap>(&AdoptionRoadmap::state);
  context.set<AdoptionRoadmap>(&AdoptionRoadmap::active, state == State::draft || state == State::published);
}

void template_named(Context& context) {
  const auto board = model::from_row<AdoptionRoadmap>(context.change.after);
  if (!(board.creation_mode == RoadmapCreation::template_) || board.template_) return;
  // A board outlives its template.
  if (!context.inserting() && !context.changed<AdoptionRoadmap>(&AdoptionRoadmap::creation_mode)) return;
  context.refuse("field_required", "template", "a board that is made from a template names it");
}

void card_names_row(Context& context) {
  const auto card = model::from_row<AdoptionRoadmapItem>(context.change.after);
  const auto board = context.work.get(card.adoption_roadmap);
  if (!board) return;
  const bool products = board->planning_object == PlanningObject::product;
  const bool named = products ? card.product_usage.has_value() : card.capability_usage.has_value();
  const bool other = products ? card.capability_usage.has_value() : card.product_usage.has_value();
  const std::string_view field = products ? "product_usage" : "capability_usage";
  if (!named) context.refuse("field_required", field, fmt::format("a card of this board names a {}", field));
  if (other) {
    context.refuse("field_not_applicable", products ? "capability_usage" : "product_usage",
                   fmt::format("a card of this board names only a {}", field));
  }
}

void fill_order(Context& context) {
  const auto& table = context.change.table;
  const auto order = table.at("item_order");
  const bool moved = context.updating() && context.change.changed(table.at("lane")) && !context.change.changed(order);
  if (!moved && !is_null(context.change.after[order])) return;
  context.change.after[order] = end_of_column(context.work, table, context.change.after);
}

void close_gaps(Context& context) {
  const auto& change = context.change;
  const bool erased = change.operation == rule::Operation::erase;
  const bool moved = erased || context.inserting() || change.changed(change.table.at("lane")) ||
                     change.changed(change.table.at("item_order"));
  if (!moved) return;
  order_column(context, change.after);
  if (change.before != nullptr && change.changed(change.table.at("lane"))) order_column(context, *change.before);
}

void cards_of_board(Context& context) {
  const bool other = context.changed<AdoptionRoadmap>(&AdoptionRoadmap::engagement) ||
                     context.changed<AdoptionRoadmap>(&AdoptionRoadmap::planning_object);
  if (other) make_cards(context, model::from_row<AdoptionRoadmap>(context.change.after));
  if (context.updating() && context.changed<AdoptionRoadmap>(&AdoptionRoadmap::phase_field)) {
    unmap_unknown(context, table_info<AdoptionRoadmapItem>());
  }
}

void cards_of_template(Context& context) {
  const bool other = context.changed<AdoptionRoadmapTemplate>(&AdoptionRoadmapTemplate::products) ||
                     context.changed<AdoptionRoadmapTemplate>(&AdoptionRoadmapTemplate::type);
  if (other) make_cards(context, model::from_row<AdoptionRoadmapTemplate>(context.change.after));
  if (context.updating() && context.changed<AdoptionRoadmapTemplate>(&AdoptionRoadmapTemplate::phase_field)) {
    unmap_unknown(context, table_info<AdoptionRoadmapTemplateItem>());
  }
}

void refuse_changes(Context& context) {
  const auto& table = context.change.table;
  for (std::size_t i = 0; i < table.fields.size(); ++i) {
    const auto& field = table.fields[i];
    if (field.kind != FieldKind::stored || field.name == "state" || !context.change.changed(i)) continue;
    context.refuse("record_closed", field.name, "this is edited only in draft; return it to draft first");
  }
}

void board_in_draft(Context& context) {
  const auto state = context.change.table.at("state");
  if (context.by_caller() && model::text_at(*context.change.before, state) != "draft") refuse_changes(context);
}

void card_in_draft(Context& context) {
  const auto& change = context.change;
  if (!context.by_caller()) return;
  const auto& owner = change.table.domain_from.front();
  const auto field = change.table.at(owner);
  const auto& boards = context.work.schema().at(owner);
  const auto is_draft = [&](const Row& card) {
    const Row* board = context.work.row(boards, model::id_at(card, field));
    return board == nullptr || model::text_at(*board, boards.at("state")) == "draft";
  };
  if (context.updating()) {
    if (!is_draft(*change.before)) return refuse_changes(context);
    if (!change.changed(field)) return;
  }
  if (is_draft(change.after)) return;
  context.refuse("record_closed", owner, "cards come, move and go only while their board is in draft");
}

std::vector<rule::Rule> phase_rules(std::string_view text) {
  using enum rule::Phase;
  constexpr std::string_view code = "invalid_choice @phase_field";
  constexpr std::string_view lane_code = "invalid_choice @lane";
  return {
      {"ARM-01", "adoption_roadmap_template", "Phase", derive, on_write, "", phase_table, text},
      {"ARM-01", "adoption_roadmap", "Phase", validate, on_write, code, board_phase, text},
      {"ARM-01", "adoption_roadmap_template", "Phase", validate, on_write, code, template_phase, text},
      {"ARM-01", "adoption_roadmap_item", "Phase", validate, on_write, lane_code, known_lane, text},
      {"ARM-01", "adoption_roadmap_template_item", "Phase", validate, on_write, lane_code, known_lane, text},
  };
}

std::vector<rule::Rule> card_rules(std::string_view text) {
  using enum rule::Phase;
  constexpr std::string_view row_codes =
      "field_required @product_usage, field_required @capability_usage, field_not_applicable @product_usage, "
      "field_not_applicable @capability_usage";
  constexpr unsigned on_all = on_write | on_erase;
  return {
      {"ARM-02", "adoption_roadmap_item", "Items", derive, on_write, "", fill_order, text},
      {"ARM-02", "adoption_roadmap_template_item", "Items", derive, on_write, "", fill_order, text},
      {"ARM-02", "adoption_roadmap_item", "Items", validate, on_write, row_codes, card_names_row, text},
      {"ARM-02", "adoption_roadmap", "Items", after, on_write, "", cards_of_board, text},
      {"ARM-02", "adoption_roadmap_template", "Items", after, on_write, "", cards_of_template, text},
      {"ARM-02", "adoption_roadmap_item", "Items", after, on_all, "", close_gaps, text},
      {"ARM-02", "adoption_roadmap_template_item", "Items", after, on_all, "", close_gaps, text},
  };
}

std::vector<rule::Rule> draft_rules(std::string_view text) {
  using enum rule::Phase;
  constexpr std::string_view code = "record_closed @field";
  constexpr std::string_view card = "record_closed @adoption_roadmap, record_closed @field";
  constexpr std::string_view template_card = "record_closed @adoption_roadmap_template, record_closed @field";
  return {
      {"ARM-03", "adoption_roadmap", "Draft edits", validate, on_update, code, board_in_draft, text},
      {"ARM-03", "adoption_roadmap_template", "Draft edits", validate, on_update, code, board_in_draft, text},
      {"ARM-03", "adoption_roadmap_item", "Draft edits", validate, on_write, card, card_in_draft, text},
      {"ARM-03", "adoption_roadmap_item", "Draft edits", before_delete, on_erase, card, card_in_draft, text},
      {"ARM-03", "adoption_roadmap_template_item", "Draft edits", validate, on_write, template_card, card_in_draft,
       text},
      {"ARM-03", "adoption_roadmap_template_item", "Draft edits", before_delete, on_erase, template_card, card_in_draft,
       text},
  };
}

}  // namespace

std::vector<rule::Rule> roadmap_rules() {
  using enum rule::Phase;
  std::vector<rule::Rule> result{
      {"GEN-07", "adoption_roadmap", "Active flag", derive, on_write, "", active_board,
       "A board is active in draft and while it is published."},
      {"GEN-02", "adoption_roadmap", "Required", validate, on_write, "field_required @template", template_named,
       "A board that is made from a template names it."},
  };
  for (const auto& part :
       {phase_rules("The lanes of a board are the values of a choice field of the usage rows that it plans, and "
                    "unmapped."),
        card_rules("A new board has one card for each usage row of its engagement, a template one for each of its "
                   "products or their capabilities, unmapped; the cards of a lane are numbered from 0 without gaps."),
        draft_rules("Boards, templates and their cards are edited only in draft.")}) {
    result.insert(result.end(), part.begin(), part.end());
  }
  return result;
}

}  // namespace steward::adoption
