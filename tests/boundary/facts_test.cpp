// SPDX-License-Identifier: Apache-2.0
#include <memory>

#include "access/rows.hpp"
#include "engine/core.hpp"
#include "engine/unit.hpp"
#include "rule/generic.hpp"
#include "steward/model.hpp"
#include "support/portfolio.hpp"

using namespace steward;
using namespace steward::test;

// Rows that the library alone writes, and that have no domain of their own: made inside one transaction, and asked for
// as people of two tenants would.

namespace {

class Ledger {
 public:
  explicit Ledger() {
    EngineOptions options;
    options.clock = clock_;
    options.id_seed = 1;
    core_ = require(engine::Core::open(std::move(options)));
    connection_ = require(core_->acquire());
    require(connection_->begin(store::Connection::Mode::write));
    system_ = std::make_unique<engine::Unit>(*core_, *connection_, host_, clock_->now());
    Property separated;
    separated.key = "domain.auto_account_domain";
    separated.value = "true";
    separated.type = PropertyType::boolean;
    store(separated);
    here_ = domain("here");
    there_ = domain("there");
  }
  ~Ledger() {
    connection_->rollback();
    system_.reset();
    core_->release(std::move(connection_));
  }
  Ledger(const Ledger&) = delete;
  Ledger& operator=(const Ledger&) = delete;

  template <class T>
  Id store(const T& entity) {
    const auto& table = table_info<T>();
    const Row row = model::to_row(entity);
    rule::Fields given;
    for (std::size_t i = 0; i < row.values.size(); ++i) {
      if (!(row[i] == table.fields[i].default_value)) given.emplace_back(i, row[i]);
    }
    const auto id = require(system_->create(table, given, rule::Origin::job));
    require(system_->finish());
    return id;
  }
  /// A row as the library stores it, past every rule.
  template <class T>
  void lay(T entity) {
    entity.id = system_->new_id();
    const Row row = model::to_row(entity);
    require(connection_->insert(table_info<T>(), std::span(&row, 1)));
  }
  Ref<User> user(std::string_view name, std::string_view role_name, Ref<Domain> home) {
    User entity;
    entity.user_name = name;
    entity.name = name;
    entity.domain = home;
    const Ref<User> who(store(entity));
    Role role;
    role.name = role_name;
    UserRole held;
    held.user = who;
    const auto known = system_->find(rule::where<Role>(&Role::name, role.name), 1);
    held.role = Ref<Role>(known.empty() ? store(role) : model::row_id(known.front()));
    store(held);
    return who;
  }
  Ref<Engagement> engagement(Ref<Domain> home) {
    Account account;
    account.name = "Customer";
    account.domain = home;
    OnboardingCase onboarding;
    onboarding.account = Ref<Account>(store(account));
    onboarding.short_description = "Onboarding";
    Engagement entity;
    entity.account = onboarding.account;
    entity.initial_onboarding = Ref<OnboardingCase>(store(onboarding));
    entity.title = "Engagement";
    return Ref<Engagement>(store(entity));
  }
  /// An upload to a task below the case of an engagement.
  void upload(Ref<Engagement> engaged) {
    const auto& cases = table_info<Engagement>();
    OnboardingTask step;
    step.onboarding_case =
        Ref<OnboardingCase>(model::id_at(*system_->row(cases, engaged.id()), cases.at("initial_onboarding")));
    step.subject = "Upload";
    ImportTemplate columns;
    columns.name = "Locations " + engaged.to_string();
    columns.target_table = "location";
    columns.staging_table = "staged_location_" + std::to_string(++count_);
    columns.transform_map_name = columns.staging_table;
    ImportTask task;
    task.onboarding_task = Ref<OnboardingTask>(store(step));
    task.import_template = Ref<ImportTemplate>(store(columns));
    task.source_table = columns.staging_table;
    task.target_table = "location";
    task.data_source_name = "locations";
    Attachment content;
    content.record_table = "import_task";
    content.record = store(task);
    content.file_name = "locations.csv";
    content.content_type = "text/csv";
    content.content = "name";
    ImportFile file;
    file.import_task = Ref<ImportTask>(*content.record);
    file.attachment = Ref<Attachment>(store(content));
    file.file_name = content.file_name;
    StagingRow row;
    row.import_task = file.import_task;
    row.import_file = Ref<ImportFile>(store(file));
    row.row_number = 1;
    row.data = "{}";
    store(row);
  }
  /// How many rows of the table the user finds; how many of those they get is the same.
  template <class T>
  std::size_t rows(Ref<User> user) {
    auto caller = require(access::load_caller(*system_, user.id(), Id()));
    caller.actor.scope.rules = std::make_shared<access::RowRules>(caller, core_->schema());
    const engine::Unit unit(*core_, *connection_, caller, clock_->now());
    auto query = unit.query(condition::Condition(table_info<T>()));
    query.scope = unit.actor().scope;
    const auto found = require(unit.fetch(query));
    query.scope = {};
    std::size_t got = 0;
    for (const Row& row : require(unit.fetch(query))) {
      if (unit.visible(table_info<T>(), std::get<Id>(row[model::id_field])) != nullptr) ++got;
    }
    CHECK(got == found.size());
    return found.size();
  }
  Ref<Domain> here() const { return here_; }
  Ref<Domain> there() const { return there_; }
  Instant now() const { return clock_->now(); }

 private:
  Ref<Domain> domain(std::string_view name) {
    Domain entity;
    entity.name = name;
    entity.parent = Ref<Domain>(rule::global_domain);
    return Ref<Domain>(store(entity));
  }

  std::shared_ptr<base::ManualClock> clock_ = std::make_shared<base::ManualClock>(at("2024-11-20T12:00:00Z"));
  access::Caller host_ = access::system_caller();
  std::shared_ptr<engine::Core> core_;
  std::unique_ptr<store::Connection> connection_;
  std::unique_ptr<engine::Unit> system_;
  Ref<Domain> here_;
  Ref<Domain> there_;
  int count_ = 0;
};

}  // namespace

TEST_CASE("facts are read where their record or their user is", "[boundary][facts]") {
  Ledger l;
  const auto admin = l.user("admin", "admin", l.here());
  const auto viewer = l.user("viewer", "customer_success_viewer", l.here());
  const auto beyond = l.user("beyond", "customer_success_viewer", l.there());
  for (const auto home : {l.here(), l.there(), l.there()}) {
    ScoreHistory score;
    score.record = l.engagement(home).id();
    score.scored_at = l.now();
    l.lay(score);
  }
  CHECK(l.rows<ScoreHistory>(admin) == 1);
  CHECK(l.rows<ScoreHistory>(viewer) == 1);
  CHECK(l.rows<ScoreHistory>(beyond) == 2);

  for (const auto of : {viewer, beyond, beyond}) {
    ScorecardSnapshot card;
    card.card = "adoption" + std::to_string(l.rows<ScorecardSnapshot>(beyond));
    card.user = of;
    l.lay(card);
  }
  CHECK(l.rows<ScorecardSnapshot>(viewer) == 1);
  CHECK(l.rows<ScorecardSnapshot>(beyond) == 2);
  CHECK(l.rows<ScorecardSnapshot>(admin) == 1);
}

TEST_CASE("the cards of others are read by administrators alone", "[boundary][facts]") {
  Ledger l;
  const auto first = l.user("first", "success_manager", l.here());
  const auto second = l.user("second", "customer_success_viewer", l.here());
  const auto third = l.user("third", "customer_success_viewer", l.here());
  const auto admin = l.user("admin", "admin", l.here());
  for (const auto of : {first, second, second}) {
    ScorecardSnapshot card;
    card.card = "adoption" + std::to_string(l.rows<ScorecardSnapshot>(admin));
    card.user = of;
    l.lay(card);
  }
  CHECK(l.rows<ScorecardSnapshot>(first) == 1);
  CHECK(l.rows<ScorecardSnapshot>(second) == 2);
  CHECK(l.rows<ScorecardSnapshot>(third) == 0);
  CHECK(l.rows<ScorecardSnapshot>(admin) == 3);
}

TEST_CASE("what concerns every tenant is shown to none", "[boundary][facts]") {
  Ledger l;
  const auto admin = l.user("admin", "admin", l.here());
  ScheduledJob job;
  job.key = "risk_analyzer";
  JobRun run;
  run.scheduled_job = Ref<ScheduledJob>(l.store(job));
  run.started_at = l.now();
  l.lay(run);
  CHECK(l.rows<JobRun>(admin) == 0);
  OutboxMessage letter;
  letter.dedupe_key = "letter";
  l.lay(letter);
  CHECK(l.rows<OutboxMessage>(admin) == 0);
  InboundMessage news;
  news.natural_key = "news";
  l.lay(news);
  CHECK(l.rows<InboundMessage>(admin) == 0);
  l.engagement(l.there());
  CHECK(l.rows<NumberSequence>(admin) == 0);
  CHECK(l.rows<ListValue>(admin) == 0);
}

TEST_CASE("uploads are read where their task is", "[boundary][facts]") {
  Ledger l;
  const auto agent = l.user("agent", "onboarding_agent", l.here());
  const auto admin = l.user("admin", "admin", l.here());
  const auto beyond = l.user("beyond", "onboarding_agent", l.there());
  l.upload(l.engagement(l.here()));
  l.upload(l.engagement(l.there()));
  l.upload(l.engagement(l.there()));
  CHECK(l.rows<ImportFile>(agent) == 1);
  CHECK(l.rows<StagingRow>(agent) == 1);
  CHECK(l.rows<ImportFile>(admin) == 1);
  CHECK(l.rows<ImportFile>(beyond) == 2);
  CHECK(l.rows<StagingRow>(beyond) == 2);
}
