// SPDX-License-Identifier: Apache-2.0
#include "rules/inside.hpp"
#include "support/portfolio.hpp"

using namespace steward;
using namespace steward::test;

TEST_CASE("a case counts the days to its go-live", "[ONB-09]") {
  Portfolio p;
  auto onboarding = p.onboarding_case(p.account());
  CHECK_FALSE(p.again(onboarding).days_remaining.has_value());
  onboarding.go_live_date = day("2024-12-01");
  onboarding = p.update(onboarding);
  CHECK(p.again(onboarding).days_remaining == 11);
  onboarding.go_live_date = day("2024-11-20");
  onboarding = p.update(onboarding);
  CHECK(p.again(onboarding).days_remaining == 0);
  onboarding.go_live_date = day("2024-11-13");
  onboarding = p.update(onboarding);
  CHECK(p.again(onboarding).days_remaining == -7);
  onboarding.state = OnboardingState::canceled;
  onboarding = p.update(onboarding);
  CHECK_FALSE(p.again(onboarding).days_remaining.has_value());
}

TEST_CASE("the days to go-live are those of the engine's calendar", "[ONB-09]") {
  Portfolio p;
  p.property("calendar.time_zone", "Pacific/Auckland");
  auto onboarding = p.onboarding_case(p.account());
  onboarding.go_live_date = day("2024-11-23");
  onboarding = p.update(onboarding);
  // It is the 21st there already.
  CHECK(p.again(onboarding).days_remaining == 2);
}

TEST_CASE("a task counts the days to its due date", "[ONT-07]") {
  Portfolio p;
  auto task = p.new_onboarding_task(p.onboarding_case(p.account()));
  task.due_date = at("2024-11-22T00:30:00Z");
  task = p.create(task);
  CHECK(p.again(task).days_remaining == 2);
  CHECK_FALSE(p.again(task).overdue);
  p.advance(std::chrono::hours(48));
  CHECK(p.again(task).days_remaining == 0);
  CHECK(p.again(task).overdue);
  task.state = OnboardingTaskState::canceled;
  task.close_notes = "Not needed.";
  task = p.update(task);
  CHECK_FALSE(p.again(task).days_remaining.has_value());
  CHECK_FALSE(p.again(task).overdue);
}

TEST_CASE("a case counts its open tasks", "[computed][onboarding_case]") {
  Portfolio p;
  const auto onboarding = p.onboarding_case(p.account());
  CHECK(p.again(onboarding).open_task_count == 0);
  p.onboarding_task(onboarding);
  p.onboarding_task(onboarding);
  p.onboarding_task(p.onboarding_case(p.account()));
  auto done = p.onboarding_task(onboarding);
  done.state = OnboardingTaskState::closed;
  done.close_notes = "Done.";
  p.update(done);
  CHECK(p.again(onboarding).open_task_count == 2);
  CHECK_FALSE(p.again(onboarding).data_import_status.has_value());
}

namespace {

/// Onboarding tasks with import tasks, written as a job does.
struct Imports : Inside {
  Imports() {
    Account account;
    account.name = "Acme";
    OnboardingCase onboarding;
    onboarding.account = Ref<Account>(require(create(account)));
    home = Ref<OnboardingCase>(require(create(onboarding)));
    ImportTemplate held;
    held.name = "Contacts";
    held.target_table = "contact";
    mapping = Ref<ImportTemplate>(require(create(held)));
  }
  OnboardingTask task() {
    OnboardingTask entity;
    entity.onboarding_case = home;
    entity.subject = "Import";
    return get<OnboardingTask>(require(create(entity)));
  }
  ImportTask import(DataImportState state) {
    ImportTask entity;
    entity.onboarding_task = Ref<OnboardingTask>(task().id);
    entity.import_template = mapping;
    entity.data_import_state = state;
    return get<ImportTask>(require(create(entity)));
  }
  template <class T>
  T computed(Id id) {
    Row row = *unit().row(table_info<T>(), id);
    unit().compute(table_info<T>(), std::span(&row, 1));
    return model::from_row<T>(row);
  }

  Ref<OnboardingCase> home;
  Ref<ImportTemplate> mapping;
};

}  // namespace

TEST_CASE("the import status of a case is that of the open import furthest behind", "[computed][onboarding_case]") {
  Imports i;
  const auto status = [&] { return i.computed<OnboardingCase>(i.home.id()).data_import_status; };
  CHECK_FALSE(status().has_value());
  i.import(DataImportState::data_published);
  CHECK(status() == Choice<DataImportState>(DataImportState::data_published));
  const auto behind = i.import(DataImportState::data_loaded);
  i.import(DataImportState::data_validated);
  CHECK(status() == Choice<DataImportState>(DataImportState::data_loaded));
  require(i.unit().update(table_info<OnboardingTask>(), behind.onboarding_task.id(),
                          {rule::give<OnboardingTask>(&OnboardingTask::state, OnboardingTaskState::closed)},
                          rule::Origin::cascade));
  CHECK(status() == Choice<DataImportState>(DataImportState::data_validated));
}

TEST_CASE("an import task counts its staged rows by status", "[computed][import_task]") {
  Imports i;
  const auto import = i.import(DataImportState::data_loaded);
  const auto other = i.import(DataImportState::data_loaded);
  Attachment attachment;
  attachment.record_table = "import_task";
  attachment.record = import.id;
  attachment.file_name = "contacts.csv";
  attachment.content_type = "text/csv";
  attachment.external_handle = "files/contacts.csv";
  ImportFile file;
  file.import_task = Ref<ImportTask>(import.id);
  file.attachment = Ref<Attachment>(require(i.create(attachment)));
  StagingRow row;
  row.import_file = Ref<ImportFile>(require(i.create(file)));
  row.import_task = file.import_task;
  row.data = "{}";
  std::int64_t number = 0;
  const auto stage = [&](StagingStatus status, int count) {
    for (int n = 0; n < count; ++n) {
      row.row_number = ++number;
      row.status = status;
      require(i.create(row));
    }
  };
  stage(StagingStatus::yet_to_validate, 4);
  stage(StagingStatus::needs_attention, 3);
  stage(StagingStatus::ready_to_publish, 2);
  stage(StagingStatus::published, 1);
  const auto counted = i.computed<ImportTask>(import.id);
  CHECK(counted.count_pending == 4);
  CHECK(counted.count_attention == 3);
  CHECK(counted.count_ready == 2);
  CHECK(counted.count_published == 1);
  CHECK(counted.count_total == 10);
  CHECK(i.computed<ImportTask>(other.id).count_total == 0);
}
