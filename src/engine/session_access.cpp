// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>
#include <unordered_set>

#include "access/decide.hpp"
#include "access/fields.hpp"
#include "access/planner.hpp"
#include "access/portal.hpp"
#include "access/report.hpp"
#include "engine/session_impl.hpp"
#include "steward/access.hpp"

// Rights as data, their administration, and the lists that follow from who asks.

namespace steward {

using condition::Condition;
using engine::Unit;

namespace {

Result<void> administrators_only(Unit& unit, std::string_view what) {
  return access::decide_role(unit.caller(), {"admin"}, what);
}

/// The rights of another user, as an administrator of their domain may see them.
Result<access::Caller> rights_of(Unit& unit, Ref<User> user) {
  if (user.id() != unit.actor().user && unit.visible(table_info<User>(), user.id()) == nullptr) {
    return Error("not_found", Category::not_found, fmt::format("there is no user {}", user.to_string()));
  }
  return access::load_caller(unit, user.id(), Id());
}

unsigned bit_of(AccessOperation operation) { return 1U << static_cast<unsigned>(operation); }

TextList granting_roles(const access::Caller& caller, const TableInfo& table, unsigned operation) {
  TextList names;
  const auto& all = access::roles();
  for (std::size_t i = 0; i < all.size(); ++i) {
    if (!caller.roles.test(i)) continue;
    access::RoleSet one;
    one.set(i);
    if (access::Grants(one, caller.actor.external).allows(table.access, operation)) names.push_back(all[i].name);
  }
  return names;
}

AccessStep step(std::string level, bool passed, std::string rule, std::string text) {
  return {std::move(level), passed, std::move(rule), std::move(text)};
}

void explain_table(const access::Caller& subject, const TableInfo& table, AccessOperation operation,
                   AccessExplanation& told) {
  const auto bit = bit_of(operation);
  const bool readable = access::allows(subject, access::read, table);
  const auto by = granting_roles(subject, table, bit);
  const bool passed = readable && access::allows(subject, bit, table);
  std::string text = passed      ? fmt::format("granted by {}", fmt::join(by, ", "))
                     : !readable ? fmt::format("no role of the user reads {}", table.name)
                                 : fmt::format("no role of the user grants this on {}", table.name);
  if (readable && !passed && !by.empty()) text = fmt::format("{} is written by the library only", table.name);
  told.steps.push_back(step("table", passed, by.empty() || passed ? "ACL-01" : "ACL-10", std::move(text)));
}

/// The row as the user meets it; the levels are asked in the order of ACL-04 by the very functions that decide.
void explain_row(const Unit& theirs, const TableInfo& table, const Row& row, AccessOperation operation,
                 AccessExplanation& told) {
  const bool in_domain = theirs.in_domain(table, row);
  const bool writes = operation != AccessOperation::read;
  const bool writable = in_domain && (!writes || theirs.may_write(table, row));
  const bool configuration = table.domain == DomainClass::configuration;
  told.steps.insert(told.steps.begin(),
                    step("domain", writable, !in_domain ? (configuration ? "DOM-12" : "DOM-11") : "DOM-13",
                         !in_domain  ? "the record lies in a domain that the user does not see"
                         : !writable ? "the record is inherited from a domain above and read-only"
                                     : "the record lies in the user's part of the tree"));
  const bool seen = theirs.in_scope(table, row);
  auto reached = writes && seen ? theirs.reach(table, bit_of(operation), row) : Result<void>();
  const bool passed = seen && reached.ok();
  told.steps.push_back(step(
      "rows", passed,
      seen && !passed           ? "ACL-07"
      : theirs.actor().external ? "EXT"
                                : "ACL-11",
      passed ? "the row rules of the roles admit the record" : "no row rule of the user's roles admits the record"));
  if (!seen) return;
  for (std::size_t i = 0; i < table.fields.size(); ++i) {
    if (!access::reads_field(theirs.caller(), table, i)) told.hidden_fields.push_back(table.fields[i].name);
  }
  told.steps.push_back(step("fields", true, "FLD-03",
                            told.hidden_fields.empty()
                                ? "every field is readable"
                                : fmt::format("{} fields are withheld", told.hidden_fields.size())));
}

void conclude(AccessExplanation& told) {
  const auto failed = std::find_if(told.steps.begin(), told.steps.end(), [](const auto& one) { return !one.passed; });
  told.allowed = failed == told.steps.end();
}

/// What the user gets when a level fails: what they do not read does not exist for them (ACL-05).
std::string code_of(const Unit& theirs, const TableInfo& table, const Row* row, const AccessExplanation& told) {
  if (told.allowed) return {};
  const bool exists =
      row == nullptr || (access::allows(theirs.caller(), access::read, table) && theirs.in_scope(table, *row));
  return exists ? "access_denied" : "not_found";
}

}  // namespace

Result<AccessExplanation> Session::explain_access(Ref<User> user, AccessOperation operation, std::string_view table,
                                                  std::optional<Id> record) {
  return impl_->read<AccessExplanation>([&](Unit& unit) -> Result<AccessExplanation> {
    if (auto allowed = administrators_only(unit, "explaining access"); !allowed) return allowed.error();
    const auto* info = unit.schema().find(table);
    if (info == nullptr) return engine::unknown_table(table);
    auto subject = rights_of(unit, user);
    if (!subject) return subject.error();
    const Row* row = nullptr;
    if (record) {
      row = unit.visible(*info, *record);
      if (row == nullptr) {
        return Error("not_found", Category::not_found,
                     fmt::format("there is no {} {}", info->name, record->to_string()));
      }
    }
    return impl_->as<AccessExplanation>(*subject, [&](Unit& theirs) {
      AccessExplanation told;
      explain_table(*subject, *info, operation, told);
      if (row != nullptr) explain_row(theirs, *info, *row, operation, told);
      conclude(told);
      told.code = code_of(theirs, *info, row, told);
      return told;
    });
  });
}

Result<std::vector<EffectiveGrant>> Session::effective_grants(Ref<User> user) {
  return impl_->read<std::vector<EffectiveGrant>>([&](Unit& unit) -> Result<std::vector<EffectiveGrant>> {
    if (user.id() != unit.actor().user) {
      if (auto allowed = administrators_only(unit, "listing grants"); !allowed) return allowed.error();
    }
    auto subject = rights_of(unit, user);
    if (!subject) return subject.error();
    const access::RowRules rules(*subject, unit.schema());
    std::vector<EffectiveGrant> grants;
    for (const TableInfo* table : unit.schema().tables()) {
      EffectiveGrant grant;
      grant.table = table->name;
      std::unordered_set<std::string> names;
      for (unsigned place = 0; place < access::operations; ++place) {
        const auto bit = 1U << place;
        if (!access::allows(*subject, bit, *table)) continue;
        grant.operations += "RCWD"[place];
        const bool cut = bit == access::read ? rules.rule(*table) != nullptr : rules.limit(*table, bit).has_value();
        grant.limited = grant.limited || cut;
        for (auto& name : granting_roles(*subject, *table, bit)) names.insert(std::move(name));
      }
      if (grant.operations.empty()) continue;
      grant.roles.assign(names.begin(), names.end());
      std::sort(grant.roles.begin(), grant.roles.end());
      grants.push_back(std::move(grant));
    }
    return grants;
  });
}

namespace {

Result<Id> role_row(Unit& unit, std::string_view name) {
  const auto found = unit.find(rule::where<Role>(&Role::name, std::string(name)), 1);
  if (!found.empty()) return model::row_id(found.front());
  return Error(
      Fault{"invalid_reference", "ACL-03", "user_role", std::nullopt, "role",
            fmt::format("there is no role \"{}\"; install the base data, or create it", name), "", std::nullopt},
      Category::invalid);
}

std::vector<Row> assignments(Unit& unit, Ref<User> user, Id role) {
  return unit.find(Condition::all(table_info<UserRole>(), {rule::where<UserRole>(&UserRole::user, user),
                                                           rule::where<UserRole>(&UserRole::role, Ref<Role>(role))}),
                   SIZE_MAX);
}

}  // namespace

Result<void> Session::assign_role(Ref<User> user, std::string_view role) {
  return impl_->write<void>([&](Unit& unit) -> Result<void> {
    auto id = role_row(unit, role);
    if (!id) return id.error();
    if (!assignments(unit, user, *id).empty() &&
        access::decide(unit.caller(), rule::Operation::insert, table_info<UserRole>())) {
      return {};
    }
    engine::WriteRequest request;
    request.table = &table_info<UserRole>();
    request.given = {rule::give<UserRole>(&UserRole::user, user),
                     rule::give<UserRole>(&UserRole::role, Ref<Role>(*id))};
    auto stored = unit.execute(request);
    if (!stored) return stored.error();
    return {};
  });
}

Result<void> Session::revoke_role(Ref<User> user, std::string_view role) {
  return impl_->write<void>([&](Unit& unit) -> Result<void> {
    auto id = role_row(unit, role);
    if (!id) return id.error();
    if (auto allowed = access::decide(unit.caller(), rule::Operation::erase, table_info<UserRole>()); !allowed) {
      return allowed;
    }
    for (const Row& row : assignments(unit, user, *id)) {
      engine::WriteRequest request;
      request.table = &table_info<UserRole>();
      request.operation = rule::Operation::erase;
      request.id = model::row_id(row);
      request.version = model::integer_at(row, model::version_field);
      if (auto gone = unit.execute(request); !gone) return gone.error();
    }
    return {};
  });
}

Result<void> Session::move_account(Ref<Account> account, Ref<Domain> domain) {
  return impl_->write<void>([&](Unit& unit) -> Result<void> {
    if (auto allowed = administrators_only(unit, "moving an account"); !allowed) return allowed;
    const auto& table = table_info<Account>();
    const Row* row = unit.visible(table, account.id());
    if (row == nullptr) {
      return Error("not_found", Category::not_found, fmt::format("there is no account {}", account.to_string()));
    }
    if (unit.property("domain.auto_account_domain") != "true") {
      return Error(Fault{"invalid_input", "DOM-07", table.name, account.id(), "domain",
                         "domains are switched off (property domain.auto_account_domain)", "", std::nullopt},
                   Category::invalid);
    }
    const auto known = unit.visible(table_info<Domain>(), domain.id()) != nullptr;
    Row moved = *row;
    moved[model::domain_field] = domain.id();
    if (!known || !unit.may_write(table, *row) || !unit.may_write(table, moved)) {
      return Error(Fault{"invalid_reference", "DOM-14", table.name, account.id(), "domain",
                         "name a domain in your part of the tree", "", std::nullopt},
                   Category::invalid);
    }
    return unit.update(table, account.id(), {{model::domain_field, Value(domain.id())}}, rule::Origin::cascade);
  });
}

Result<std::vector<PortalList>> Session::portal_lists() {
  return impl_->read<std::vector<PortalList>>(
      [](Unit& unit) -> Result<std::vector<PortalList>> { return access::offered_lists(unit.caller()); });
}

Result<Page<DynamicRecord>> Session::portal_list(PortalList list, std::optional<Ref<Account>> account,
                                                 const FindOptions& options) {
  return impl_->read<Page<DynamicRecord>>([&](Unit& unit) -> Result<Page<DynamicRecord>> {
    auto narrowed = access::portal_condition(unit.caller(), list, account);
    if (!narrowed) return narrowed.error();
    const auto& table = access::table_of(list);
    Page<DynamicRecord> page;
    auto rows = engine::find_page(unit, table, options, page.next, &*narrowed);
    if (!rows) return rows.error();
    for (Row& row : *rows) page.items.push_back({&table, std::move(row)});
    return page;
  });
}

Result<Page<Engagement>> Session::managed_engagements(const FindOptions& options) {
  return impl_->read<Page<Engagement>>([&](Unit& unit) -> Result<Page<Engagement>> {
    auto managed = access::managed_engagements(unit, unit.caller());
    if (!managed) return managed.error();
    Page<Engagement> page;
    auto rows = engine::find_page(unit, table_info<Engagement>(), options, page.next, &*managed);
    if (!rows) return rows.error();
    for (Row& row : *rows) page.items.push_back(typed<Engagement>(std::move(row)));
    return page;
  });
}

Result<std::vector<User>> Session::managed_users() {
  return impl_->read<std::vector<User>>([&](Unit& unit) -> Result<std::vector<User>> {
    auto managed = access::managed_engagements(unit, unit.caller());
    if (!managed) return managed.error();
    std::unordered_set<Id> owners;
    auto query = unit.query(*managed);
    query.scope = unit.actor().scope;
    auto rows = unit.fetch(query);
    if (!rows) return rows.error();
    const auto owner = model::field_of<Engagement>(&Engagement::customer_success_manager);
    for (const Row& row : *rows) owners.insert(model::id_at(row, owner));
    const bool manages = unit.caller().has_role("success_manager");
    std::vector<User> users;
    for (const Id id : manages ? access::reports(unit, unit.actor().user) : std::vector{unit.actor().user}) {
      const Row* found = unit.visible(table_info<User>(), id);
      if (found == nullptr) continue;
      const bool agent = owners.contains(id) || !manages;
      if (agent || access::is_agent(unit, id)) users.push_back(model::from_row<User>(*found));
    }
    return users;
  });
}

Result<std::vector<ParentChoice>> Session::parent_choices(std::string_view table) {
  return impl_->read<std::vector<ParentChoice>>([&](Unit& unit) -> Result<std::vector<ParentChoice>> {
    const bool engagements = table == "touchpoint";
    if (!engagements && table != "success_initiative") {
      return Error("invalid_input", Category::invalid, "parents are looked up for touchpoint and success_initiative");
    }
    const auto& caller = unit.caller();
    if (!caller.actor.external || !caller.has_role("customer_success_customer")) {
      return access::denied("EXT-11", table, std::nullopt, "",
                            "this list is for customers who work with the success team");
    }
    const auto& parents = engagements ? table_info<Engagement>() : table_info<SuccessOutcome>();
    std::vector<ParentChoice> choices;
    for (const Row& row :
         unit.find(Condition::all(parents, {Condition::equals(parents, parents.at("account"), caller.account),
                                            Condition::equals(parents, parents.at("active"), true)}),
                   SIZE_MAX)) {
      choices.push_back({model::row_id(row), std::string(model::text_at(row, parents.at("number"))),
                         std::string(model::text_at(row, parents.at("title")))});
    }
    return choices;
  });
}

namespace {

Condition within(const Condition& rows, std::string_view field, const PlannerOptions& options) {
  const auto& table = rows.table();
  std::vector<Condition> parts{rows};
  if (options.from) parts.push_back(Condition::compare(table, table.at(field), condition::Op::ge, *options.from));
  if (options.to) parts.push_back(Condition::compare(table, table.at(field), condition::Op::lt, *options.to));
  return Condition::all(table, std::move(parts));
}

Result<std::vector<Row>> planned(Unit& unit, const Condition& where) {
  auto query = unit.query(where);
  query.scope = unit.actor().scope;
  auto rows = unit.fetch(query);
  if (!rows) return rows;
  unit.compute(where.table(), *rows);
  unit.mask(where.table(), *rows);
  return rows;
}

PlannedEngagement header_of(const Row& row, bool header_only) {
  return {Ref<Engagement>(model::row_id(row)), model::get<Engagement>(row, &Engagement::number),
          model::get<Engagement>(row, &Engagement::title), model::get<Engagement>(row, &Engagement::account),
          header_only};
}

}  // namespace

Result<Planner> Session::planner(const PlannerOptions& options) {
  return impl_->read<Planner>([&](Unit& unit) -> Result<Planner> {
    if (unit.actor().system || !unit.caller().has_role("customer_success_agent")) {
      return access::denied("PLN-01", "touchpoint", std::nullopt, "", "the planner is for customer success agents");
    }
    const Id user = unit.actor().user;
    auto engagements = planned(unit, access::planned_engagements(user));
    if (!engagements) return engagements.error();
    auto touchpoints = planned(unit, within(access::planned_touchpoints(user), "due_date", options));
    if (!touchpoints) return touchpoints.error();
    auto meetings = planned(unit, within(access::planned_meetings(user), "start_at", options));
    if (!meetings) return meetings.error();

    Planner result;
    std::unordered_set<Id> shown;
    for (const Row& row : *engagements) {
      shown.insert(model::row_id(row));
      result.engagements.push_back(header_of(row, false));
    }
    const auto add_header = [&](Id engagement) {
      const auto& table = table_info<Engagement>();
      const Row* row = shown.insert(engagement).second ? unit.visible(table, engagement) : nullptr;
      if (row != nullptr) result.engagements.push_back(header_of(*row, true));
    };
    for (Row& row : *touchpoints) {
      result.touchpoints.push_back(typed<Touchpoint>(std::move(row)));
      add_header(result.touchpoints.back().engagement.id());
    }
    for (Row& row : *meetings) {
      result.meetings.push_back(typed<Meeting>(std::move(row)));
      add_header(result.meetings.back().engagement.id());
    }
    return result;
  });
}

}  // namespace steward
