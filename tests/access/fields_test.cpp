// SPDX-License-Identifier: Apache-2.0
#include "access/world.hpp"

using namespace steward;
using namespace steward::test;

// Fields that not every reader of a record reads: of onboarding cases and of their tasks.

namespace {

struct Restricted {
  std::string table;
  std::string field;
  Value other;  // a value to write; null where callers never write it
  bool computed = false;
  bool listed = false;  // a list of references, which no condition sees
};

const std::vector<Restricted> restricted_fields{
    {"onboarding_case", "days_remaining", {}, true},
    {"onboarding_case", "go_live_date", day("2025-03-01")},
    {"onboarding_case", "products", IdList{}, false, true},
    {"onboarding_case", "stage", std::string("on_track")},
    {"onboarding_task", "due_date", at("2025-03-01T12:00:00Z")},
    {"onboarding_task", "days_remaining", {}, true},
    {"onboarding_task", "progress", std::string("on_track")},
    {"onboarding_task", "company", {}},
    {"onboarding_task", "priority", std::string("high")},
};

// Who reads the fields of cases, and those of tasks, as published.
const stated::Names readers_of_cases{"admin",          "onboarding_agent", "customer",
                                     "customer_admin", "customer_manager", "customer_case_manager"};
const stated::Names readers_of_tasks{"admin",
                                     "customer_success_viewer",
                                     "customer_success_agent",
                                     "customer_success_application_admin",
                                     "success_play_admin",
                                     "success_manager",
                                     "onboarding_agent",
                                     "core_admin",
                                     "customer",
                                     "customer_admin",
                                     "customer_manager",
                                     "customer_case_manager"};

struct Onboarded : World {
  Onboarded() {
    customer_account = account();
    product = sold_product(customer_account);
  }
  /// A case and a task of it that a customer user reads whose contact they name.
  void open_for(std::optional<Ref<Contact>> contact) {
    OnboardingCase entity;
    entity.account = ref(customer_account);
    entity.short_description = unique("Onboarding");
    entity.go_live_date = day("2025-02-01");
    entity.products = {product.id};
    entity.customer_visible = true;
    entity.contact = contact;
    onboarding = create(entity);
    auto task_entity = new_onboarding_task(onboarding);
    task_entity.customer_visible = true;
    task_entity.due_date = at("2025-01-15T12:00:00Z");
    task = create(task_entity);
  }
  Session caller(const std::string& role) {
    if (!stated::is_external(role)) {
      open_for({});
      return internal({role});
    }
    const auto person = customer(customer_account, {role});
    open_for(ref(person.contact));
    return door(person);
  }
  Id record(const std::string& table) const { return table == "onboarding_case" ? onboarding.id : task.id; }

  Account customer_account;
  SoldProduct product;
  OnboardingCase onboarding;
  OnboardingTask task;
};

bool is_reader(const Restricted& field, const std::string& role) {
  return (field.table == "onboarding_case" ? readers_of_cases : readers_of_tasks).count(role) != 0;
}

bool may(const std::string& role, const std::string& table, char letter) {
  return stated::granted({role}, table)->find(letter) != std::string::npos;
}

}  // namespace

TEST_CASE("restricted fields are read by their readers and masked for others",
          "[FLD-01][FLD-02][FLD-03][refuses][accepts]") {
  Onboarded w;
  for (const auto& role : stated::composite_roles()) {
    auto session = w.caller(role);
    for (const auto& field : restricted_fields) {
      INFO(role << " reads " << field.table << "." << field.field);
      const auto got = session.get(field.table, w.record(field.table));
      if (!may(role, field.table, 'R')) {
        CHECK(answer(got) == "not_found");
        continue;
      }
      REQUIRE(accepted(got));
      // A reference is masked as well where its target is hidden (ACL-12).
      const bool outside = (field.field == "products" && !may(role, "sold_product", 'R')) ||
                           (field.field == "company" && !may(role, "account", 'R'));
      const bool reader = is_reader(field, role) && !outside;
      CHECK(masks(got->row, field.field) == !reader);
      if (!reader) CHECK(is_null(got->get(field.field)));
      if (reader) CHECK_FALSE(is_null(got->get(field.field)));
      const auto page = require(session.find(field.table, matching("id = " + w.record(field.table).to_string())));
      REQUIRE(page.items.size() == 1);
      CHECK(masks(page.items.front().row, field.field) == !reader);
      CHECK(is_null(page.items.front().get(field.field)) == !reader);
    }
  }
}

TEST_CASE("restricted fields are changed by their readers only", "[FLD-03][refuses][accepts]") {
  Onboarded w;
  for (const auto& role : stated::composite_roles()) {
    auto session = w.caller(role);
    for (const auto& field : restricted_fields) {
      INFO(role << " writes " << field.table << "." << field.field);
      const auto id = w.record(field.table);
      const auto version = require(w.session.get(field.table, id)).version();
      const Value value = field.field == "company" ? Value(w.account().id)
                          : field.computed         ? Value(std::int64_t{3})
                                                   : field.other;
      const auto written = session.update(field.table, id, version, {{field.field, value}});
      if (!may(role, field.table, 'R')) {
        CHECK(answer(written) == "not_found");
      } else if (!may(role, field.table, 'W')) {
        CHECK(answer(written) == "access_denied");
      } else if (!is_reader(field, role)) {
        CHECK(refused(written, "FLD-03", "access_denied", field.field));
      } else if (field.computed || field.field == "company") {
        CHECK(answer(written) == "field_read_only");
      } else {
        CHECK(accepted(written));
      }
    }
  }
}

TEST_CASE("restricted fields are set once by who creates the record", "[FLD-03][accepts]") {
  Onboarded w;
  auto core = w.internal({"core_admin", "usage_admin"});
  OnboardingCase entity;
  entity.account = Portfolio::ref(w.customer_account);
  entity.short_description = "Set once";
  entity.go_live_date = day("2025-02-01");
  const auto stored = core.create(entity);
  REQUIRE(accepted(stored));
  CHECK_FALSE(stored->go_live_date.has_value());
  CHECK(masks(*stored->read, "go_live_date"));
  CHECK(w.again(*stored).go_live_date == day("2025-02-01"));

  auto read = require(core.get(Portfolio::ref(*stored)));
  read.description = "Other fields change, the hidden ones stay.";
  CHECK(accepted(core.update(read)));
  CHECK(w.again(*stored).go_live_date == day("2025-02-01"));
}

TEST_CASE("nobody asks for what they do not read", "[ACL-12][FLD-01][FLD-02][refuses]") {
  Onboarded w;
  for (const auto& role : stated::composite_roles()) {
    auto session = w.caller(role);
    for (const auto& field : restricted_fields) {
      INFO(role << " filters by " << field.table << "." << field.field);
      const auto filtered = session.find(field.table, matching(field.field + " is empty"));
      const auto counted = session.count(field.table, field.field + " is not empty");
      FindOptions by;
      by.order_by = field.field;
      const auto sorted = session.find(field.table, by);
      AggregateOptions grouped;
      grouped.group_by = {field.field};
      grouped.measures = {"count"};
      const auto groups = session.aggregate(field.table, grouped);
      if (!may(role, field.table, 'R')) {
        CHECK(answer(filtered) == "access_denied");
        CHECK(answer(counted) == "access_denied");
        CHECK(answer(sorted) == "access_denied");
        CHECK(answer(groups) == "access_denied");
      } else if (is_reader(field, role)) {
        if (field.computed || field.listed) continue;
        CHECK(accepted(filtered));
        CHECK(accepted(counted));
        // Companies that are hidden from the caller must not show in an order either.
        const bool partly = field.field == "company" && (stated::is_external(role) || !may(role, "account", 'R'));
        if (partly) {
          CHECK(refused(sorted, "ACL-12", "access_denied", field.field));
          continue;
        }
        CHECK(accepted(sorted));
        CHECK(accepted(groups));
      } else if (field.computed || field.listed) {
        CHECK_FALSE(filtered.ok());
        CHECK_FALSE(counted.ok());
        CHECK_FALSE(sorted.ok());
        CHECK_FALSE(groups.ok());
      } else {
        CHECK(refused(filtered, "ACL-12", "access_denied", field.field));
        CHECK(refused(counted, "ACL-12", "access_denied", field.field));
        CHECK(refused(sorted, "ACL-12", "access_denied", field.field));
        CHECK(refused(groups, "ACL-12", "access_denied", field.field));
      }
    }
  }
}

TEST_CASE("a hidden field is not asked for on the way over a reference", "[ACL-12][refuses]") {
  Onboarded w;
  w.open_for({});
  auto viewer = w.internal({"customer_success_viewer"});
  CHECK(refused(viewer.find("onboarding_task", matching("onboarding_case.go_live_date is not empty")), "ACL-12",
                "access_denied", "go_live_date"));
  auto core = w.internal({"core_admin"});
  CHECK(refused(core.count("onboarding_task", "onboarding_case.account.name = \"x\""), "ACL-12", "access_denied"));
}

TEST_CASE("a readable field is asked for on the way over a reference", "[ACL-12][accepts]") {
  Onboarded w;
  w.open_for({});
  auto viewer = w.internal({"customer_success_viewer"});
  CHECK(require(viewer.count("onboarding_task", "onboarding_case.short_description is not empty")) == 1);
  CHECK(require(viewer.count("onboarding_task", "onboarding_case.account.name is not empty")) == 1);
}

TEST_CASE("roles of the other side open no fields", "[FLD-01][FLD-04][refuses]") {
  Onboarded w;
  w.open_for({});
  auto mixed = w.internal({"customer_success_viewer", "customer"});
  const auto read = require(mixed.get(Portfolio::ref(w.onboarding)));
  CHECK(masks(*read.read, "go_live_date"));
}

TEST_CASE("a typed update keeps what is masked", "[FLD-03][accepts]") {
  Onboarded w;
  w.open_for({});
  auto begun = w.again(w.onboarding);
  begun.stage = OnboardingProgress::on_track;
  begun = w.update(begun);
  auto core = w.internal({"core_admin", "usage_admin"});
  auto read = require(core.get(Portfolio::ref(begun)));
  CHECK(masks(*read.read, "stage"));
  read.description = "Another description.";
  CHECK(accepted(core.update(read)));
  CHECK(w.again(begun).stage == OnboardingProgress::on_track);
  CHECK(w.again(begun).products == IdList{w.product.id});
}
