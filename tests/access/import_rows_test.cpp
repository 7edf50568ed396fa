// SPDX-License-Identifier: Apache-2.0
#include <memory>

#include "access/rows.hpp"
#include "access/world.hpp"
#include "engine/core.hpp"
#include "engine/unit.hpp"

using namespace steward;
using namespace steward::test;

// Uploads and their rows are written by the library alone, so the rows of this test are made inside one transaction
// and asked for as the customer users would.

namespace {

class Uploads {
 public:
  Uploads() {
    EngineOptions options;
    options.clock = clock_;
    options.id_seed = 1;
    core_ = require(engine::Core::open(std::move(options)));
    connection_ = require(core_->acquire());
    require(connection_->begin(store::Connection::Mode::write));
    system_ = std::make_unique<engine::Unit>(*core_, *connection_, host_, clock_->now());
    Account account;
    account.name = "Customer";
    home_ = Ref<Account>(store(account));
    OnboardingCase onboarding;
    onboarding.account = home_;
    onboarding.short_description = "Onboarding";
    onboarding_ = Ref<OnboardingCase>(store(onboarding));
    ImportTemplate columns;
    columns.name = "Locations";
    columns.target_table = "location";
    columns.staging_table = "staged_location";
    columns.transform_map_name = "locations";
    template_ = Ref<ImportTemplate>(store(columns));
  }
  ~Uploads() {
    connection_->rollback();
    system_.reset();
    core_->release(std::move(connection_));
  }
  Uploads(const Uploads&) = delete;
  Uploads& operator=(const Uploads&) = delete;

  template <class T>
  Id store(const T& entity) {
    return store(*system_, entity);
  }
  template <class T>
  static Id store(engine::Unit& unit, const T& entity) {
    const auto& table = table_info<T>();
    const Row row = model::to_row(entity);
    rule::Fields given;
    for (std::size_t i = 0; i < row.values.size(); ++i) {
      if (!(row[i] == table.fields[i].default_value)) given.emplace_back(i, row[i]);
    }
    return require(unit.create(table, given, rule::Origin::job));
  }
  /// A customer user of the account with one role.
  access::Caller customer(const std::string& role_name) {
    User user;
    user.user_name = role_name + std::to_string(++count_);
    user.name = "Customer";
    user.kind = UserKind::customer;
    user.account = home_;
    const Ref<User> who(store(user));
    Contact contact;
    contact.account = home_;
    contact.first_name = "Ada";
    contact.last_name = "Contact";
    contact.email = user.user_name + "@example.com";
    contact.user = who;
    CustomerTeamMember member;
    member.onboarding_case = onboarding_;
    member.contact = Ref<Contact>(store(contact));
    store(member);
    Role role;
    role.name = role_name;
    UserRole held;
    held.user = who;
    const auto known = system_->find(rule::where<Role>(&Role::name, role_name), 1);
    held.role = Ref<Role>(known.empty() ? store(role) : model::row_id(known.front()));
    store(held);
    auto caller = require(access::load_caller(*system_, who.id(), Id()));
    caller.actor.scope.rules = std::make_shared<access::RowRules>(caller, core_->schema());
    return caller;
  }
  Ref<ImportTask> task(bool visible) {
    OnboardingTask step;
    step.onboarding_case = onboarding_;
    step.subject = "Upload";
    step.customer_visible = visible;
    ImportTask entity;
    entity.onboarding_task = Ref<OnboardingTask>(store(step));
    entity.import_template = template_;
    entity.source_table = "staged_location";
    entity.target_table = "location";
    entity.data_source_name = "locations";
    return Ref<ImportTask>(store(entity));
  }
  struct Upload {
    Id file;
    Id row;
  };
  Upload upload(Ref<ImportTask> of, const access::Caller& by) {
    engine::Unit unit(*core_, *connection_, by, clock_->now());
    Attachment content;
    content.record_table = "import_task";
    content.record = of.id();
    content.file_name = "locations.csv";
    content.content_type = "text/csv";
    content.content = "name";
    ImportFile file;
    file.import_task = of;
    file.attachment = Ref<Attachment>(store(unit, content));
    file.file_name = content.file_name;
    Upload made;
    made.file = store(unit, file);
    StagingRow row;
    row.import_task = of;
    row.import_file = Ref<ImportFile>(made.file);
    row.row_number = 1;
    row.data = "{}";
    made.row = store(unit, row);
    return made;
  }
  template <class T>
  bool shows(const access::Caller& caller, Id id) {
    const engine::Unit unit(*core_, *connection_, caller, clock_->now());
    return unit.visible(table_info<T>(), id) != nullptr;
  }
  access::Caller agent() {
    User user;
    user.user_name = "agent" + std::to_string(++count_);
    user.name = "Agent";
    const Ref<User> who(store(user));
    Role role;
    role.name = "onboarding_agent";
    UserRole held;
    held.user = who;
    held.role = Ref<Role>(store(role));
    store(held);
    auto caller = require(access::load_caller(*system_, who.id(), Id()));
    caller.actor.scope.rules = std::make_shared<access::RowRules>(caller, core_->schema());
    return caller;
  }

 private:
  std::shared_ptr<base::ManualClock> clock_ = std::make_shared<base::ManualClock>(at("2024-11-20T12:00:00Z"));
  std::shared_ptr<engine::Core> core_;
  std::unique_ptr<store::Connection> connection_;
  access::Caller host_ = access::system_caller();
  std::unique_ptr<engine::Unit> system_;
  Ref<Account> home_;
  Ref<OnboardingCase> onboarding_;
  Ref<ImportTemplate> template_;
  int count_ = 0;
};

const char* const onboarding_roles[] = {"customer", "customer_admin", "customer_manager", "customer_case_manager"};

}  // namespace

TEST_CASE("customers read their own uploads and what became of the rows", "[EXT-07][accepts]") {
  Uploads w;
  const auto task = w.task(true);
  for (const auto* role : onboarding_roles) {
    INFO(role);
    const auto own = w.customer(role);
    const auto made = w.upload(task, own);
    CHECK(w.shows<ImportTask>(own, task.id()));
    CHECK(w.shows<ImportFile>(own, made.file));
    CHECK(w.shows<StagingRow>(own, made.row));
  }
  const auto agent = w.agent();
  const auto made = w.upload(task, w.customer("customer"));
  CHECK(w.shows<ImportFile>(agent, made.file));
  CHECK(w.shows<StagingRow>(agent, made.row));
}

TEST_CASE("uploads of others, and of hidden tasks, are hidden from customers", "[EXT-07][refuses]") {
  Uploads w;
  const auto task = w.task(true);
  const auto hidden = w.task(false);
  const auto colleague = w.customer("customer");
  for (const auto* role : onboarding_roles) {
    INFO(role);
    const auto own = w.customer(role);
    const auto theirs = w.upload(task, colleague);
    CHECK_FALSE(w.shows<ImportFile>(own, theirs.file));
    CHECK_FALSE(w.shows<StagingRow>(own, theirs.row));
    const auto unseen = w.upload(hidden, own);
    CHECK_FALSE(w.shows<ImportTask>(own, hidden.id()));
    CHECK_FALSE(w.shows<ImportFile>(own, unseen.file));
    CHECK_FALSE(w.shows<StagingRow>(own, unseen.row));
  }
  const auto other = w.customer("customer_success_customer");
  const auto made = w.upload(task, other);
  CHECK_FALSE(w.shows<ImportFile>(other, made.file));
  CHECK_FALSE(w.shows<StagingRow>(other, made.row));
}
