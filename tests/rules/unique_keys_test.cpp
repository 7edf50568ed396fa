// SPDX-License-Identifier: Apache-2.0
#include <set>

#include "rule/generic.hpp"
#include "rules/inside.hpp"

using namespace steward;
using namespace steward::test;

// Every unique key that the tables declare under GEN-14 or GEN-01 (rules 2), one after the other.

namespace {

struct Key {
  std::string_view table;
  std::string_view code;
  std::string_view field;
  friend auto operator<=>(const Key&, const Key&) = default;
};
/// The keys beside number and external_id, which many tables share.
const std::set<Key> own_keys{
    {"account_address", "duplicate_account_address", "type"},
    {"adoption_roadmap_item", "duplicate_adoption_roadmap_item", "capability_usage"},
    {"adoption_roadmap_template_item", "duplicate_adoption_roadmap_template_item", "product_capability"},
    {"article_feedback", "duplicate_article_feedback", "user"},
    {"blocked_by", "duplicate_blocked_by", "blocking_record"},
    {"breakdown", "duplicate_breakdown", "name"},
    {"bridge_registration", "duplicate_bridge_registration", "instance_url"},
    {"contact", "duplicate_contact", "email"},
    {"crm_currency_map", "duplicate_crm_currency_map", "symbol"},
    {"crm_link", "duplicate_crm_link", "remote_entity"},
    {"crm_mapping", "duplicate_crm_mapping", "local_record"},
    {"crm_mapping", "duplicate_crm_mapping", "remote_id"},
    {"decision_run", "duplicate_decision_run", "user"},
    {"decision_tree", "duplicate_decision_tree", "key"},
    {"definition_version", "duplicate_version", "valid_from"},
    {"discussion_participant", "duplicate_discussion_participant", "contact"},
    {"domain", "duplicate_domain", "account"},
    {"domain", "duplicate_domain", "name"},
    {"email_template", "duplicate_email_template", "key"},
    {"exchange_rate", "duplicate_exchange_rate", "currency"},
    {"form_template", "duplicate_form_template", "name"},
    {"import_task", "duplicate_import_task", "onboarding_task"},
    {"import_template", "duplicate_import_template", "name"},
    {"inbound_message", "duplicate_inbound_message", "natural_key"},
    {"indicator", "duplicate_indicator", "key"},
    {"install_base_sold_product", "duplicate_install_base_sold_product", "sold_product"},
    {"knowledge_link", "duplicate_knowledge_link", "record"},
    {"list_value", "duplicate_value", "value_record"},
    {"meeting", "duplicate_meeting", "original_start_at"},
    {"number_sequence", "duplicate_sequence", "table_name"},
    {"objective_template", "duplicate_objective_template", "name"},
    {"outbox_message", "duplicate_outbox_message", "dedupe_key"},
    {"outcome_template", "duplicate_outcome_template", "title"},
    {"playbook", "duplicate_playbook", "playbook_definition"},
    {"playbook_activity", "duplicate_playbook_activity", "key"},
    {"playbook_activity", "duplicate_playbook_activity", "order"},
    {"playbook_definition", "duplicate_playbook_definition", "revision"},
    {"playbook_stage", "duplicate_playbook_stage", "key"},
    {"playbook_stage", "duplicate_playbook_stage", "order"},
    {"property", "duplicate_property", "key"},
    {"recommendation_rule", "duplicate_recommendation_rule", "name"},
    {"record_link", "duplicate_record_link", "target_key"},
    {"resource_generator", "duplicate_resource_generator", "name"},
    {"response_template", "duplicate_response_template", "name"},
    {"responsibility", "duplicate_responsibility", "key"},
    {"responsibility", "duplicate_responsibility", "name"},
    {"role", "duplicate_role", "name"},
    {"saved_filter", "duplicate_saved_filter", "name"},
    {"scheduled_job", "duplicate_job", "key"},
    {"score_history", "duplicate_score", "as_of"},
    {"scorecard_snapshot", "duplicate_scorecard_snapshot", "as_of"},
    {"staging_row", "duplicate_staging_row", "row_number"},
    {"user", "duplicate_user", "user_name"},
    {"user_role", "duplicate_user_role", "role"},
    {"validation_rule", "duplicate_validation_rule", "staging_table"},
    {"virtual_meeting", "duplicate_virtual_meeting", "meeting_instance_id"},
    {"webhook_registration", "duplicate_webhook_registration", "name"},
    {"webhook_validation", "duplicate_webhook_validation", "name"},
};

bool shared(std::string_view code) { return code == "duplicate_number" || code == "duplicate_external_id"; }

/// Writes two rows with one key; everything else about them is fresh.
class Twins {
 public:
  Result<Id> write(const TableInfo& table, const UniqueKey& key) {
    Row held = model::default_row(table);
    if (table.domain != DomainClass::none) held[model::domain_field] = rule::global_domain;
    // The store watches over all keys of the table, and over what must be there.
    for (const auto& other : table.unique) {
      for (const auto& name : other.fields) held[table.at(name)] = sample(table.fields[table.at(name)]);
    }
    for (std::size_t i = 1; i < table.fields.size(); ++i) {
      if (!table.fields[i].nullable && is_null(held[i])) held[i] = sample(table.fields[i]);
    }
    rule::Fields given;
    for (const auto& name : key.fields) given.emplace_back(table.at(name), held[table.at(name)]);
    require(inside_.unit().insert_facts(table, {held}));
    return inside_.unit().create(table, given, rule::Origin::job);
  }
  const model::Schema& schema() { return inside_.unit().schema(); }

 private:
  /// A value that the field may hold, not met before where the type allows it.
  Value sample(const FieldInfo& field) {
    ++count_;
    switch (field.type) {
      case FieldType::string:
      case FieldType::text:
        return field.names_table ? some_table() : letters();
      case FieldType::choice: {
        const auto* values = schema().choices(field.choice_list);
        return values != nullptr && !values->empty() ? Value(values->front()) : Value(letters());
      }
      case FieldType::integer:
        return count_;
      case FieldType::decimal:
      case FieldType::hundredths:
        return Decimal(static_cast<int>(count_));
      case FieldType::boolean:
        return true;
      case FieldType::date:
        return day("2024-11-20") - std::chrono::days(count_);
      case FieldType::datetime:
        return at("2024-11-20T12:00:00Z") - std::chrono::minutes(count_);
      case FieldType::ref:
      case FieldType::rid:
      case FieldType::id:
        return inside_.unit().new_id();
      case FieldType::list_choice:
      case FieldType::list_text:
        return TextList{letters()};
      case FieldType::list_ref:
        return IdList{inside_.unit().new_id()};
      case FieldType::duration:
        return Duration(count_);
      case FieldType::json:
        return std::string("{}");
      default:
        return letters();
    }
  }
  [[nodiscard]] std::string some_table() {
    const auto tables = schema().tables();
    return tables[static_cast<std::size_t>(count_) % tables.size()]->name;
  }
  /// Three capitals, as short as any field.
  [[nodiscard]] std::string letters() const {
    const auto letter = [](std::int64_t n) { return static_cast<char>('A' + n % 26); };
    return {letter(count_ / 676), letter(count_ / 26), letter(count_)};
  }

  Inside inside_;
  std::int64_t count_ = 0;
};

}  // namespace

TEST_CASE("a second row with the same key is refused, whatever the table", "[GEN-14][GEN-01]") {
  Twins twins;
  std::set<Key> seen;
  for (const auto* table : twins.schema().tables()) {
    if (table->flavour == Flavour::series) continue;
    for (const auto& key : table->unique) {
      if (key.rule != "GEN-14" && key.rule != "GEN-01") continue;
      if (!shared(key.code)) seen.insert({table->name, key.code, key.at});
      INFO(table->name << " " << key.code << " @" << key.at);
      CHECK(refused(twins.write(*table, key), key.rule, key.code, key.at));
    }
  }
  for (const auto& key : seen) {
    INFO("{\"" << key.table << "\", \"" << key.code << "\", \"" << key.field << "\"},");
    CHECK(own_keys.contains(key));
  }
  CHECK(seen.size() == own_keys.size());
}
