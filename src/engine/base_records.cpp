// SPDX-License-Identifier: Apache-2.0
#include "engine/base_records.hpp"

#include <array>
#include <map>

#include "access/roles.hpp"
#include "steward/model.hpp"

namespace steward::engine {

namespace {

using std::string_view;

constexpr string_view risk_categories[] = {"Reputational risk", "Low adoption", "Poor health"};
constexpr string_view play_categories[] = {"Onboarding", "Success support", "Risk management", "Success planning"};
struct ShippedPlay {
  string_view category;
  string_view name;
};
constexpr ShippedPlay plays[] = {{"Onboarding", "Onboarding case"}, {"Success support", "Internal play"}};

struct ShippedPart {
  string_view key;
  string_view name;
  ResponsibilitySide side;
  string_view description;
};
constexpr auto provider = ResponsibilitySide::provider;
constexpr auto customer = ResponsibilitySide::customer;
constexpr ShippedPart shipped_parts[] = {
    {"relationship_manager", "Relationship manager", provider, "Keeps the relationship and sees that value arrives."},
    {"escalation_manager", "Escalation manager", provider, "Brings severe issues and outages to an end."},
    {"service_delivery_manager", "Service delivery manager", provider, "Answers for service and its agreed levels."},
    {"implementation_specialist", "Implementation specialist", provider, "Rolls out what was agreed."},
    {"product_specialist", "Product specialist", provider, "Knows how a product is best set up and adopted."},
    {"customer_enablement_specialist", "Customer enablement specialist", provider, "Onboards and trains users."},
    {"solution_consultant", "Solution consultant", provider, "Finds the solution that fits a need."},
    {"platform_architect", "Platform architect", provider, "Plans architecture, growth and security."},
    {"platform_admin", "Platform administrator", provider, "Sets up and develops for the provider."},
    {"process_owner", "Process owner", ResponsibilitySide::both, "Answers for a process and its measures."},
    {"customer_executive", "Customer executive", customer, "Takes the customer's strategic decisions."},
    {"customer_information_officer", "Customer information officer", customer, "Sponsors the work at the customer."},
    {"customer_onboarding_point_of_contact", "Onboarding point of contact", customer, "Hears from the onboarding."},
};

struct ShippedItem {
  string_view entity;
  string_view name;
  VisualizationMode mode;
};
constexpr auto single = VisualizationMode::single;
constexpr ShippedItem items[] = {
    {"product_usage", "Adoption score", single},
    {"product_usage", "Satisfaction score", single},
    {"product_usage", "Monthly active users", single},
    {"product_usage", "Monthly license utilization", single},
    {"product_usage", "Monthly transactions", single},
    {"product_usage", "Auxiliary metrics", VisualizationMode::multiple},
    {"capability_usage", "Adoption score", single},
    {"capability_usage", "Auxiliary metrics", VisualizationMode::multiple},
};

struct ShippedCurrency {
  string_view symbol;
  string_view key;
};
constexpr ShippedCurrency currencies[] = {{"\u00A3", "CURRENCY_GBP"},
                                          {"$", "CURRENCY_USD"},
                                          {"\u20AC", "CURRENCY_EUR"},
                                          {"\u00A5", "CURRENCY_JPY"},
                                          {"CHF", "CURRENCY_CHF"}};

struct ShippedRisk {
  string_view name;
  string_view category;
  string_view table;
  string_view condition;
  string_view description;
};
constexpr ShippedRisk risks[] = {
    {"Poor health", "Poor health", "engagement", "health_score < 40", "The health score fell below 40."},
    {"Low adoption", "Low adoption", "product_usage", "adoption_score < 40", "A product that was sold is hardly used."},
    {"Renewal not planned", "Reputational risk", "contract",
     "state = active and renewal_start_date is empty and renewal_end_date is empty",
     "An active contract has no renewal period."},
};

template <class T, class... Where>
condition::Condition both(Where... where) {
  return condition::Condition::all(table_info<T>(), {where...});
}

condition::Condition named(SuccessChoiceCategory category, string_view name) {
  return both<SuccessChoice>(rule::where<SuccessChoice>(&SuccessChoice::category, category),
                             rule::where<SuccessChoice>(&SuccessChoice::name, std::string(name)));
}

Result<void> add_choice(Unit& unit, SuccessChoiceCategory category, string_view name,
                        std::optional<Ref<SuccessChoice>> under = {}) {
  SuccessChoice choice;
  choice.name = name;
  choice.category = category;
  choice.dependent_category = under;
  return add_unless(unit, named(category, name), choice);
}

std::optional<Ref<SuccessChoice>> find_choice(Unit& unit, SuccessChoiceCategory category, string_view name) {
  const auto found = unit.all<SuccessChoice>(named(category, name));
  return found.empty() ? std::nullopt : std::optional(Ref<SuccessChoice>(found.front().id));
}

Result<void> add_choices(Unit& unit) {
  for (const auto name : risk_categories) {
    if (auto done = add_choice(unit, SuccessChoiceCategory::risk_category, name); !done) return done;
  }
  for (const auto name : play_categories) {
    if (auto done = add_choice(unit, SuccessChoiceCategory::play_category, name); !done) return done;
  }
  for (const auto& play : plays) {
    const auto category = find_choice(unit, SuccessChoiceCategory::play_category, play.category);
    auto done = add_choice(unit, SuccessChoiceCategory::customer_success_definition, play.name, category);
    if (!done) return done;
  }
  return {};
}

/// The row of a shipped role, after those of the roles that it contains. Pseudo roles have none: they are what
/// others grant.
Result<Id> add_role(Unit& unit, const access::Role& role_spec, std::map<std::string, Id>& known) {
  if (const auto found = known.find(role_spec.name); found != known.end()) return found->second;
  const auto same_name = rule::where<Role>(&Role::name, role_spec.name);
  if (auto rows = unit.find(same_name, 1); !rows.empty()) return known[role_spec.name] = model::row_id(rows.front());
  Role role;
  role.name = role_spec.name;
  role.description = role_spec.purpose;
  role.persona = role_spec.persona;
  for (const auto& name : role_spec.contains) {
    const auto& inner = access::roles()[*access::role_index(name)];
    if (inner.pseudo) continue;
    auto id = add_role(unit, inner, known);
    if (!id) return id;
    role.contains.push_back(*id);
  }
  if (auto added = add_unless(unit, same_name, role); !added) return added.error();
  auto rows = unit.find(same_name, 1);
  if (rows.empty()) return Error("internal", Category::internal, "a shipped role was not stored");
  return known[role_spec.name] = model::row_id(rows.front());
}

Result<void> add_people(Unit& unit) {
  std::map<std::string, Id> known;
  for (const auto& role : access::roles()) {
    if (role.pseudo) continue;
    if (auto added = add_role(unit, role, known); !added) return added.error();
  }
  for (const auto& entry : shipped_parts) {
    Responsibility part;
    part.key = entry.key;
    part.name = entry.name;
    part.side = entry.side;
    part.description = entry.description;
    auto done = add_unless(unit, rule::where<Responsibility>(&Responsibility::key, part.key), part);
    if (!done) return done;
  }
  return {};
}

Result<void> add_insights(Unit& unit) {
  for (const auto& entry : items) {
    Insight insight;
    insight.name = entry.entity;
    insight.entity = entry.entity;
    const auto there = rule::where<Insight>(&Insight::entity, insight.entity);
    if (auto done = add_unless(unit, there, insight); !done) return done;
    const auto held = unit.all<Insight>(there);
    if (held.empty()) return unit.status();
    InsightItem item;
    item.name = entry.name;
    item.insight = Ref<Insight>(held.front().id);
    item.visualization_mode = entry.mode;
    const auto same = both<InsightItem>(rule::where<InsightItem>(&InsightItem::insight, item.insight),
                                        rule::where<InsightItem>(&InsightItem::name, item.name));
    if (auto done = add_unless(unit, same, item); !done) return done;
  }
  return {};
}

Result<void> add_currencies(Unit& unit) {
  for (const auto& entry : currencies) {
    CrmCurrencyMap map;
    map.platform = "ms_dynamics";
    map.symbol = entry.symbol;
    map.key = entry.key;
    auto done = add_unless(unit, rule::where<CrmCurrencyMap>(&CrmCurrencyMap::symbol, map.symbol), map);
    if (!done) return done;
  }
  return {};
}

/// The way from a row of `source` to the engagements that a link table ties to it.
Result<void> add_mapper(Unit& unit, string_view source, string_view field, string_view link, string_view query_field) {
  ContextMapper mapper;
  mapper.source_table = source;
  mapper.source_field = field;
  mapper.related_table = link;
  mapper.query_field = query_field;
  mapper.context_table = ContextTable::engagement;
  mapper.context_field = "engagement";
  const auto there =
      both<ContextMapper>(rule::where<ContextMapper>(&ContextMapper::source_table, mapper.source_table),
                          rule::where<ContextMapper>(&ContextMapper::context_table, ContextTable::engagement));
  return add_unless(unit, there, mapper);
}

/// Drafts: an administrator publishes what fits.
Result<void> add_risks(Unit& unit, Ref<User> reporter) {
  if (auto done = add_mapper(unit, "contract", "id", "engagement_contract", "contract"); !done) return done;
  auto used = add_mapper(unit, "product_usage", "sold_product", "applicable_sold_product", "sold_product");
  if (!used) return used;
  for (const auto& entry : risks) {
    const auto category = find_choice(unit, SuccessChoiceCategory::risk_category, entry.category);
    if (!category) continue;
    RiskDefinition definition;
    definition.name = entry.name;
    definition.category = *category;
    definition.type = RiskDefinitionType::table;
    definition.source_table = entry.table;
    definition.source_condition = entry.condition;
    auto fields = base::Json::object();
    fields.set("short_description", base::Json::string(entry.name));
    fields.set("description", base::Json::string(entry.description));
    fields.set("reported_by", base::Json::string(reporter.id().to_string()));
    definition.template_fields = fields.canonical();
    auto done = add_unless(unit, rule::where<RiskDefinition>(&RiskDefinition::name, definition.name), definition);
    if (!done) return done;
  }
  return {};
}

}  // namespace

Result<void> install_base_records(Unit& unit, std::optional<Ref<User>> reporter) {
  for (const auto add : {add_choices, add_people, add_insights, add_currencies}) {
    if (auto done = add(unit); !done) return done;
  }
  return reporter ? add_risks(unit, *reporter) : Result<void>();
}

}  // namespace steward::engine
