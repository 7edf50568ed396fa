// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "steward/model/blocks.hpp"

namespace steward {

struct Attachment;
struct FieldMap;
struct ImportFile;
struct ImportTask;
struct OnboardingTask;
struct StagingRow;
struct ValidationRule;

/// How a spreadsheet becomes rows of a table (IMB-03).
struct ImportTemplate : Record {
  std::string name;
  std::string target_table;
  std::optional<Ref<Attachment>> template_attachment;
  std::string staging_table;
  std::string data_source_name;
  std::string transform_map_name;
  Choice<ImportTemplateStep> step = ImportTemplateStep::template_;
  std::string activity_key;
  TextList view_names;
  bool active = true;
};
template <>
struct Describe<ImportTemplate> {
  static constexpr TableSpec table{.name = "import_template",
                                   .access = AccessClass::import_templates,
                                   .domain = DomainClass::configuration,
                                   .required_rule = "IMB-03",
                                   .title = "How a spreadsheet becomes rows of a table."};
  static void fields(auto& f) {
    f("name", &ImportTemplate::name).max(100).required();
    f("target_table", &ImportTemplate::target_table).max(64).names_table().required();
    f("template_attachment", &ImportTemplate::template_attachment).nullify();
    f("staging_table", &ImportTemplate::staging_table).max(64).overridable().required();
    f("data_source_name", &ImportTemplate::data_source_name).max(128).derived();
    f("transform_map_name", &ImportTemplate::transform_map_name).max(100).overridable().required();
    f("step", &ImportTemplate::step).derived();
    f("activity_key", &ImportTemplate::activity_key).max(64).derived();
    f("view_names", &ImportTemplate::view_names).derived();
    f("active", &ImportTemplate::active);
    f.unique({"name"}, "GEN-14", "duplicate_import_template", "name").per_domain = true;
    f.unique({"staging_table"}, "IMB-02", "staging_name_in_use", "staging_table").per_domain = true;
  }
};

/// Which column of a template fills which field (FMP-01).
struct FieldMap : Record {
  Ref<ImportTemplate> import_template;
  std::string source_column;
  std::string target_field;
  std::string reference_field;
  bool coalesce = false;
};
template <>
struct Describe<FieldMap> {
  static constexpr TableSpec table{.name = "field_map",
                                   .access = AccessClass::import_templates,
                                   .domain = DomainClass::configuration,
                                   .domain_from = "import_template",
                                   .title = "Which column of a template fills which field."};
  static void fields(auto& f) {
    f("import_template", &FieldMap::import_template).cascade().required();
    f("source_column", &FieldMap::source_column).max(100).required();
    f("target_field", &FieldMap::target_field).max(64).required();
    f("reference_field", &FieldMap::reference_field).max(64);
    f("coalesce", &FieldMap::coalesce);
    f.unique({"import_template", "target_field"}, "FMP-01", "duplicate_field_map", "target_field");
  }
};

/// One check of staged rows (VAL-01).
struct ValidationRule : Record {
  Choice<ValidationLevel> level = ValidationLevel::field;
  std::optional<Choice<ValidationSubType>> sub_type;
  std::string staging_table;
  std::string staging_field;
  std::string reference_table;
  std::string reference_field;
  std::string target_table;
  std::string target_field;
  std::string format;
  std::optional<std::int64_t> max_length;
  bool mandatory = false;
  std::string validator;
  std::int64_t order = 100;
  bool active = true;
};
template <>
struct Describe<ValidationRule> {
  static constexpr TableSpec table{.name = "validation_rule",
                                   .access = AccessClass::validation_rule,
                                   .domain = DomainClass::configuration,
                                   .required_rule = "VAL-01",
                                   .title = "One check of staged rows."};
  static void fields(auto& f) {
    f("level", &ValidationRule::level).required();
    f("sub_type", &ValidationRule::sub_type);
    f("staging_table", &ValidationRule::staging_table).max(64).required();
    f("staging_field", &ValidationRule::staging_field).max(64);
    f("reference_table", &ValidationRule::reference_table).max(64).names_table();
    f("reference_field", &ValidationRule::reference_field).max(64);
    f("target_table", &ValidationRule::target_table).max(64).names_table();
    f("target_field", &ValidationRule::target_field).max(64);
    f("format", &ValidationRule::format).max(64);
    f("max_length", &ValidationRule::max_length);
    f("mandatory", &ValidationRule::mandatory);
    f("validator", &ValidationRule::validator).max(128);
    f("order", &ValidationRule::order);
    f("active", &ValidationRule::active);
    f.unique({"staging_table", "staging_field", "level", "sub_type", "reference_table", "reference_field",
              "target_table", "target_field", "format", "max_length", "validator"},
             "GEN-14", "duplicate_validation_rule", "staging_table")
        .per_domain = true;
    f.index({"staging_table", "active"});
  }
};

/// The import part of an onboarding task (IMT-01, IMT-02).
struct ImportTask : Record {
  Ref<OnboardingTask> onboarding_task;
  Ref<ImportTemplate> import_template;
  std::string source_table;
  std::string target_table;
  std::string data_source_name;
  Choice<DataImportState> data_import_state = DataImportState::data_not_loaded;
  std::int64_t count_total = 0;
  std::int64_t count_ready = 0;
  std::int64_t count_attention = 0;
  std::int64_t count_pending = 0;
  std::int64_t count_published = 0;
  std::optional<Instant> last_backup_at;
};
template <>
struct Describe<ImportTask> {
  static constexpr TableSpec table{.name = "import_task",
                                   .access = AccessClass::onboarding_tasks,
                                   .domain_from = "onboarding_task",
                                   .required_rule = "IMT-02",
                                   .title = "The import part of an onboarding task."};
  static void fields(auto& f) {
    f("onboarding_task", &ImportTask::onboarding_task).cascade().required();
    f("import_template", &ImportTask::import_template).restrict().required();
    f("source_table", &ImportTask::source_table).max(64).overridable().required();
    f("target_table", &ImportTask::target_table).max(64).names_table().overridable().required();
    f("data_source_name", &ImportTask::data_source_name).max(128).overridable().required();
    f("data_import_state", &ImportTask::data_import_state).derived();
    f("count_total", &ImportTask::count_total).computed();
    f("count_ready", &ImportTask::count_ready).computed();
    f("count_attention", &ImportTask::count_attention).computed();
    f("count_pending", &ImportTask::count_pending).computed();
    f("count_published", &ImportTask::count_published).computed();
    f("last_backup_at", &ImportTask::last_backup_at).derived();
    f.external({"id", "onboarding_task", "source_table", "target_table", "data_source_name", "data_import_state"});
    f.unique({"onboarding_task"}, "GEN-14", "duplicate_import_task", "onboarding_task");
  }
};

/// One uploaded spreadsheet and how far it is processed.
struct ImportFile : Record {
  Ref<ImportTask> import_task;
  Ref<Attachment> attachment;
  std::string file_name;
  std::optional<Instant> uploaded_at;
  std::optional<Ref<User>> uploaded_by;
  Choice<UploadStatus> status = UploadStatus::unprocessed;
  std::optional<std::int64_t> row_count;
  std::string error;
};
template <>
struct Describe<ImportFile> {
  static constexpr TableSpec table{.name = "import_file",
                                   .access = AccessClass::import_file,
                                   .domain = DomainClass::none,
                                   .system_written = true,
                                   .title = "One uploaded spreadsheet and how far it is processed."};
  static void fields(auto& f) {
    f("import_task", &ImportFile::import_task).cascade().required();
    f("attachment", &ImportFile::attachment).restrict().required();
    f("file_name", &ImportFile::file_name).max(255).derived();
    f("uploaded_at", &ImportFile::uploaded_at).derived();
    f("uploaded_by", &ImportFile::uploaded_by).nullify().derived();
    f("status", &ImportFile::status).derived();
    f("row_count", &ImportFile::row_count).at_least(0).derived();
    f("error", &ImportFile::error).text().derived();
    f.external({"id", "import_task", "file_name", "uploaded_at", "status", "row_count", "error"});
  }
};

/// One imported row before it is published.
struct StagingRow : Record {
  Ref<ImportTask> import_task;
  Ref<ImportFile> import_file;
  std::optional<std::int64_t> row_number;
  std::string data;
  std::string resolved;
  Choice<StagingStatus> status = StagingStatus::yet_to_validate;
  std::string comment;
  std::optional<Instant> validated_at;
  std::optional<Instant> published_at;
  std::optional<Id> published_record;
};
template <>
struct Describe<StagingRow> {
  static constexpr TableSpec table{.name = "staging_row",
                                   .access = AccessClass::staging_row,
                                   .domain = DomainClass::none,
                                   .system_written = true,
                                   .title = "One imported row before it is published."};
  static void fields(auto& f) {
    f("import_task", &StagingRow::import_task).cascade().derived();
    f("import_file", &StagingRow::import_file).cascade().derived();
    f("row_number", &StagingRow::row_number).derived();
    f("data", &StagingRow::data).json().required();
    f("resolved", &StagingRow::resolved).json().derived();
    f("status", &StagingRow::status).derived();
    f("comment", &StagingRow::comment).text().derived();
    f("validated_at", &StagingRow::validated_at).derived();
    f("published_at", &StagingRow::published_at).derived();
    f("published_record", &StagingRow::published_record).derived();
    f.external({"id", "import_task", "import_file", "row_number", "status", "comment"});
    f.unique({"import_file", "row_number"}, "GEN-14", "duplicate_staging_row", "row_number");
    f.index({"import_task", "status", "row_number"});
  }
};

}  // namespace steward
