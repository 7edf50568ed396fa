// SPDX-License-Identifier: Apache-2.0
#include "support/portfolio.hpp"

using namespace steward;
using namespace steward::test;

namespace {

struct Importing : Portfolio {
  ImportTemplate new_mapping() {
    ImportTemplate entity;
    entity.name = unique("Contacts");
    entity.target_table = "contact";
    return entity;
  }
  ImportTemplate mapping() { return create(new_mapping()); }
  FieldMap map(const ImportTemplate& of, std::string target) {
    FieldMap entity;
    entity.import_template = ref(of);
    entity.source_column = unique("Column");
    entity.target_field = std::move(target);
    return entity;
  }
  ImportTask new_import(const ImportTemplate& of) {
    ImportTask entity;
    entity.onboarding_task = ref(onboarding_task(onboarding_case(account())));
    entity.import_template = ref(of);
    return entity;
  }
  /// A check of a field that has no parameters.
  ValidationRule check_of(ValidationSubType sub_type) {
    ValidationRule entity;
    entity.staging_table = "contacts";
    entity.staging_field = "field";
    entity.sub_type = sub_type;
    return entity;
  }
};

}  // namespace

TEST_CASE("the names of a template come from its own", "[IMB-02][refuses]") {
  Importing i;
  auto entity = i.new_mapping();
  entity.name = " Contacts (EU) & more! ";
  auto stored = i.create(entity);
  CHECK(stored.staging_table == "contacts_eu_more");
  CHECK(stored.data_source_name == "Customer Success DS contacts_eu_more");
  CHECK(stored.transform_map_name == "Contacts (EU) & more!");
  CHECK(stored.step == ImportTemplateStep::template_);
  stored.staging_table = "people";
  CHECK(i.update(stored).data_source_name == "Customer Success DS people");
  auto again = i.new_mapping();
  again.staging_table = "people";
  CHECK(refused(i.session.create(again), "IMB-02", "staging_name_in_use", "staging_table"));
}

TEST_CASE("given names of a template stay", "[IMB-02][accepts]") {
  Importing i;
  auto entity = i.new_mapping();
  entity.staging_table = "people";
  entity.transform_map_name = "Map of people";
  entity = i.create(entity);
  CHECK(entity.staging_table == "people");
  CHECK(entity.transform_map_name == "Map of people");
  entity.name = "Renamed";
  CHECK(i.update(entity).staging_table == "people");
}

TEST_CASE("a template needs name and target table", "[IMB-03][refuses]") {
  Importing i;
  const auto stored = i.session.create(ImportTemplate{});
  CHECK(refused(stored, "IMB-03", "field_required", "name"));
  CHECK(refused(stored, "IMB-03", "field_required", "target_table"));
}

TEST_CASE("a template with name and target table is stored", "[IMB-03][accepts]") {
  Importing i;
  CHECK(accepted(i.session.create(i.new_mapping())));
  auto nowhere = i.new_mapping();
  nowhere.target_table = "nothing";
  CHECK(refused(i.session.create(nowhere), "GEN-04", "invalid_input", "target_table"));
}

TEST_CASE("a field takes one column of a template", "[FMP-01][refuses]") {
  Importing i;
  const auto held = i.mapping();
  i.create(i.map(held, "email"));
  CHECK(refused(i.session.create(i.map(held, "email")), "FMP-01", "duplicate_field_map", "target_field"));
}

TEST_CASE("a column fills a field that exists", "[FMP-01][refuses]") {
  Importing i;
  const auto held = i.mapping();
  CHECK(refused(i.session.create(i.map(held, "shoe_size")), "FMP-01", "invalid_input", "target_field"));
  auto by_name = i.map(held, "account");
  by_name.reference_field = "shoe_size";
  CHECK(refused(i.session.create(by_name), "FMP-01", "invalid_input", "reference_field"));
  auto no_reference = i.map(held, "email");
  no_reference.reference_field = "name";
  CHECK(refused(i.session.create(no_reference), "FMP-01", "invalid_input", "reference_field"));
}

TEST_CASE("columns fill different fields, and the same in another template", "[FMP-01][accepts]") {
  Importing i;
  const auto held = i.mapping();
  CHECK(accepted(i.session.create(i.map(held, "email"))));
  CHECK(accepted(i.session.create(i.map(i.mapping(), "email"))));
  auto by_name = i.map(held, "account");
  by_name.reference_field = "name";
  CHECK(accepted(i.session.create(by_name)));
}

TEST_CASE("the task of an import is one of data capture", "[IMT-01][refuses]") {
  Importing i;
  const auto import = i.create(i.new_import(i.mapping()));
  const auto task = require(i.session.get(import.onboarding_task));
  CHECK(task.type == OnboardingTaskType::data_capture);
  CHECK(task.state == OnboardingTaskState::open);
  CHECK_FALSE(task.customer_visible);
  // As any task it does not end without its notes.
  auto bare = task;
  bare.state = OnboardingTaskState::closed;
  CHECK(refused(i.session.update(bare), "ONT-04", "field_required", "close_notes"));
}

TEST_CASE("a task of data capture takes an import as it is", "[IMT-01][accepts]") {
  Importing i;
  auto task = i.new_onboarding_task(i.onboarding_case(i.account()));
  task.type = OnboardingTaskType::data_capture;
  task = i.create(task);
  auto import = i.new_import(i.mapping());
  import.onboarding_task = Portfolio::ref(task);
  i.create(import);
  CHECK(i.again(task).version == task.version);
}

TEST_CASE("an import task takes its tables from the template", "[IMT-02][refuses]") {
  Importing i;
  const auto held = i.mapping();
  const auto import = i.create(i.new_import(held));
  CHECK(import.source_table == held.staging_table);
  CHECK(import.target_table == "contact");
  CHECK(import.data_source_name == held.data_source_name);
  CHECK(import.data_import_state == DataImportState::data_not_loaded);
  const auto empty = i.session.create(ImportTask{});
  CHECK(refused(empty, "IMT-02", "field_required", "onboarding_task"));
  CHECK(refused(empty, "IMT-02", "field_required", "import_template"));
}

TEST_CASE("an import task keeps given tables", "[IMT-02][accepts]") {
  Importing i;
  auto import = i.new_import(i.mapping());
  import.source_table = "people";
  import.target_table = "location";
  import = i.create(import);
  CHECK(import.source_table == "people");
  CHECK(import.target_table == "location");
}

TEST_CASE("a check of a field names its parameters", "[VAL-01][refuses]") {
  Importing i;
  ValidationRule blank;
  blank.staging_table = "contacts";
  const auto stored = i.session.create(blank);
  CHECK(refused(stored, "VAL-01", "field_required", "staging_field"));
  CHECK(refused(stored, "VAL-01", "field_required", "sub_type"));
  CHECK(refused(i.session.create(ValidationRule{}), "VAL-01", "field_required", "staging_table"));
  const auto reference = i.session.create(i.check_of(ValidationSubType::reference));
  CHECK(refused(reference, "VAL-01", "field_required", "reference_table"));
  CHECK(refused(reference, "VAL-01", "field_required", "reference_field"));
  const auto choice = i.session.create(i.check_of(ValidationSubType::choice));
  CHECK(refused(choice, "VAL-01", "field_required", "target_table"));
  CHECK(refused(choice, "VAL-01", "field_required", "target_field"));
  CHECK(refused(i.session.create(i.check_of(ValidationSubType::date)), "VAL-01", "field_required", "format"));
  CHECK(refused(i.session.create(i.check_of(ValidationSubType::datetime)), "VAL-01", "field_required", "format"));
  CHECK(refused(i.session.create(i.check_of(ValidationSubType::string_length)), "VAL-01", "field_required",
                "max_length"));
}

TEST_CASE("parameters that mean nothing are refused", "[VAL-01][refuses]") {
  Importing i;
  auto length = i.check_of(ValidationSubType::string_length);
  length.max_length = 0;
  CHECK(refused(i.session.create(length), "VAL-01", "validation_rule_invalid", "max_length"));
  auto reference = i.check_of(ValidationSubType::reference);
  reference.reference_table = "account";
  reference.reference_field = "shoe_size";
  CHECK(refused(i.session.create(reference), "VAL-01", "validation_rule_invalid", "reference_field"));
  auto choice = i.check_of(ValidationSubType::choice);
  choice.target_table = "engagement";
  choice.target_field = "title";
  CHECK(refused(i.session.create(choice), "VAL-01", "validation_rule_invalid", "target_field"));
  auto record = i.check_of(ValidationSubType::boolean);
  record.level = ValidationLevel::record;
  record.validator = "account_matches_case";
  CHECK(refused(i.session.create(record), "VAL-01", "validation_rule_invalid", "sub_type"));
}

TEST_CASE("a check of a row names a validator that exists", "[VAL-01][refuses]") {
  Importing i;
  ValidationRule record;
  record.level = ValidationLevel::record;
  record.staging_table = "contacts";
  CHECK(refused(i.session.create(record), "VAL-01", "field_required", "validator"));
  record.validator = "looks_nice";
  CHECK(refused(i.session.create(record), "VAL-01", "validator_unknown", "validator"));
}

TEST_CASE("checks with their parameters are stored", "[VAL-01][accepts]") {
  Importing i;
  auto reference = i.check_of(ValidationSubType::reference);
  reference.reference_table = "account";
  reference.reference_field = "name";
  CHECK(accepted(i.session.create(reference)));
  auto choice = i.check_of(ValidationSubType::choice);
  choice.target_table = "engagement";
  choice.target_field = "stage";
  CHECK(accepted(i.session.create(choice)));
  auto date = i.check_of(ValidationSubType::date);
  date.format = "dd.MM.yyyy";
  CHECK(accepted(i.session.create(date)));
  auto length = i.check_of(ValidationSubType::string_length);
  length.max_length = 1;
  CHECK(accepted(i.session.create(length)));
  CHECK(accepted(i.session.create(i.check_of(ValidationSubType::boolean))));
  CHECK(accepted(i.session.create(i.check_of(ValidationSubType::integer_or_decimal))));
  ValidationRule record;
  record.level = ValidationLevel::record;
  record.staging_table = "contacts";
  record.validator = "account_matches_case";
  CHECK(accepted(i.session.create(record)));
}

TEST_CASE("the same check is stored once, with other parameters again", "[GEN-14][validation_rule]") {
  Importing i;
  auto length = i.check_of(ValidationSubType::string_length);
  length.max_length = 10;
  i.create(length);
  CHECK(refused(i.session.create(length), "GEN-14", "duplicate_validation_rule", "staging_table"));
  length.max_length = 20;
  CHECK(accepted(i.session.create(length)));
}
