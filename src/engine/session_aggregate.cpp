// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "access/fields.hpp"
#include "columns/needs.hpp"
#include "columns/pass.hpp"
#include "columns/plain.hpp"
#include "engine/aggregate_text.hpp"
#include "engine/session_impl.hpp"
#include "model/row.hpp"

namespace steward::engine {

namespace {

using columns::Card;
using columns::Term;

/// Rows are not grouped or measured by what the caller does not read (ACL-12).
Result<void> check_card(Unit& unit, const Card& card) {
  std::vector<condition::Path> paths;
  for (const auto* term : columns::terms_of(card)) paths.push_back(term->path);
  for (const auto& measure : card.measures) {
    if (!measure.only) continue;
    for (auto& path : measure.only->paths()) paths.push_back(std::move(path));
  }
  return access::check_paths(unit.caller(), paths);
}

/// What the rows that a caller reads withhold of a reference is withheld here too (ACL-12, DOM-14).
void mark_withheld(const Unit& unit, Term& term) {
  if (term.path.empty() || unit.actor().system) return;
  const auto [table, field] = term.path.back();
  const auto& info = table->fields[field];
  term.opaque = info.type == FieldType::rid && !unit.sees_everything();
  const bool leads = info.name != "domain" && info.type != FieldType::condition;
  const auto* target = leads ? unit.target_of(info) : nullptr;
  if (target == nullptr || target->flavour != Flavour::record || unit.sees_all(*target)) return;
  term.withheld = target;
}

void mark_withheld(const Unit& unit, Card& card) {
  for (auto& key : card.keys) mark_withheld(unit, key.term);
  for (auto& measure : card.measures) {
    mark_withheld(unit, measure.term);
    if (!measure.days) continue;
    mark_withheld(unit, measure.days->from);
    mark_withheld(unit, measure.days->to);
  }
}

bool hides(const Card& card) {
  const auto terms = columns::terms_of(card);
  return std::any_of(terms.begin(), terms.end(), [](const Term* term) { return term->opaque || term->withheld; });
}

/// Whether the store's own aggregates can say it.
bool is_simple(const Card& card) {
  const auto own = [](const Term& term) { return term.path.size() <= 1; };
  return card.order.empty() && card.limit == 0 &&
         std::all_of(card.keys.begin(), card.keys.end(),
                     [&](const auto& key) { return own(key.term) && key.bucket == columns::Bucket::none; }) &&
         std::all_of(card.measures.begin(), card.measures.end(),
                     [&](const auto& measure) { return own(measure.term) && !measure.days && !measure.only; });
}

Result<std::vector<store::Group>> run_simple(Unit& unit, const Card& card) {
  store::AggregateQuery query{card.rows, {}, {}};
  for (const auto& key : card.keys) query.group_by.push_back(key.term.path.front().field);
  for (const auto& measure : card.measures) {
    query.measures.push_back({measure.function, measure.term.path.empty() ? 0 : measure.term.path.front().field});
  }
  return unit.records().aggregate(query);
}

Result<AggregateGroups> run_rows(Unit& unit, const Card& card) {
  const bool masked = hides(card);
  columns::Mask mask;
  if (masked) mask = [&](const TableInfo& table, std::span<Row> rows) { unit.mask_references(table, rows); };
  auto groups = !masked && is_simple(card) ? run_simple(unit, card)
                                           : columns::run_plain(card, unit.records(), unit.schema(), mask);
  if (!groups) return groups.error();
  return columns::answer_of(card, std::move(*groups));
}

/// Whether the condition holds the rows to those of one record, which the store finds without looking at others.
bool names_record(const condition::Node& node) {
  using Kind = condition::Node::Kind;
  if (node.kind == Kind::all)
    return std::any_of(node.children.begin(), node.children.end(),
                       [](const auto& child) { return names_record(*child); });
  if (node.kind != Kind::compare || node.op != condition::Op::eq || node.path.size() != 1) return false;
  const auto type = node.path.front().table->fields[node.path.front().field].type;
  return type == FieldType::ref || type == FieldType::rid || node.path.front().field == model::id_field;
}

/// Columns cost a reading of the table. One question that the store can answer by itself does not pay for it, a second
/// one does; what needs all rows read in any case pays at once.
bool pays(Unit& unit, const Card& card, const columns::Needs& needs, bool several) {
  if (names_record(card.rows.where.root()) || !unit.uses_columns()) return false;
  const auto asked = unit.columns().ask(card.rows.where.table());
  return several || asked > 1 || !is_simple(card) || hides(card) || unit.columns().holds(needs);
}

/// Answers from columns; a card that they do not answer stays empty.
Result<std::vector<std::optional<Result<AggregateGroups>>>> run_by_columns(Unit& unit, std::span<const Card> cards,
                                                                           bool several) {
  std::vector<std::optional<Result<AggregateGroups>>> answers(cards.size());
  std::vector<bool> chosen(cards.size());
  columns::Needs needs;
  for (std::size_t i = 0; i < cards.size(); ++i) {
    columns::Needs own;
    chosen[i] = columns::collect_needs(cards[i], own) && pays(unit, cards[i], own, several);
    if (!chosen[i]) continue;
    for (const auto& [table, fields] : own) needs[table].insert(fields.begin(), fields.end());
  }
  if (needs.empty()) return answers;
  const auto answer = [&](const columns::Needs& wanted, std::size_t from, std::size_t to) {
    return unit.columns().use(wanted, unit.records(), [&](const columns::Cache::View& view) {
      columns::Frame frame(view, cards.front(), unit.schema());
      for (std::size_t i = from; i < to; ++i) {
        if (chosen[i]) answers[i] = columns::run_columns(cards[i], frame);
      }
    });
  };
  auto used = answer(needs, 0, cards.size());
  if (!used) return used.error();
  // A table that cannot be had takes only those cards along that look at it.
  for (std::size_t i = 0; i < cards.size() && !*used && cards.size() > 1; ++i) {
    columns::Needs own;
    if (!chosen[i] || !columns::collect_needs(cards[i], own)) continue;
    if (auto one = answer(own, i, i + 1); !one) return one.error();
  }
  return answers;
}

/// One card as it is to be run; its faults come with the position `index`.
Result<Card> make_card(Unit& unit, const AggregateCard& asked, std::optional<std::size_t> index,
                       std::vector<Fault>& faults) {
  const auto* table = unit.schema().find(asked.table);
  if (table == nullptr) return unknown_table(asked.table);
  auto where = caller_condition(unit, *table, asked.options.where);
  if (!where && where.error().category() != Category::invalid) return where.error();
  std::vector<Fault> found;
  if (!where) found = where.error().faults();
  Card card = read_card(asked.options, *table, unit.schema(), found);
  if (!where && found.empty()) return where.error();
  for (auto& fault : found) {
    fault.index = index;
    faults.push_back(std::move(fault));
  }
  if (!faults.empty()) return card;
  if (auto allowed = check_card(unit, card); !allowed) return allowed.error();
  card.rows = unit.query(*where);
  card.rows.scope = unit.actor().scope;
  card.calendar = unit.calendar();
  mark_withheld(unit, card);
  return card;
}

}  // namespace

Result<std::vector<AggregateGroups>> aggregate_cards(Unit& unit, std::span<const AggregateCard> asked, bool several) {
  std::vector<Card> cards;
  std::vector<Fault> faults;
  for (std::size_t i = 0; i < asked.size(); ++i) {
    auto card = make_card(unit, asked[i], several ? std::optional(i) : std::nullopt, faults);
    if (!card && card.error().category() != Category::invalid) return card.error();
    if (card) {
      cards.push_back(std::move(*card));
      continue;
    }
    for (auto fault : card.error().faults()) {
      if (several) fault.index = i;
      faults.push_back(std::move(fault));
    }
    if (card.error().faults().empty()) return card.error();
  }
  if (!faults.empty()) return Error(std::move(faults));
  auto found = run_by_columns(unit, cards, several && cards.size() > 1);
  if (!found) return found.error();
  std::vector<AggregateGroups> answers;
  answers.reserve(cards.size());
  for (std::size_t i = 0; i < cards.size(); ++i) {
    auto answer = (*found)[i] ? std::move(*(*found)[i]) : run_rows(unit, cards[i]);
    if (!answer) return answer.error();
    answers.push_back(std::move(*answer));
  }
  if (auto state = unit.status(); !state) return state.error();
  return answers;
}

}  // namespace steward::engine
