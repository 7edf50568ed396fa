// SPDX-License-Identifier: Apache-2.0
#include "access/rules.hpp"

#include <fmt/format.h>

#include <set>

#include "access/roles.hpp"
#include "steward/model.hpp"

namespace steward::access {

namespace {

using rule::Context;

/// Walks what the role contains, by the stored rows and by the new value of the changed one.
void contains_no_cycle(Context& context) {
  using steward::Role;
  if (!context.changed<Role>(&Role::contains)) return;
  const Id self = context.change.id();
  std::set<Id> seen;
  std::vector<Id> open = context.after<Role>(&Role::contains);
  while (!open.empty()) {
    const Id at = open.back();
    open.pop_back();
    if (at == self) {
      return context.refuse("invalid_input", "contains", "a role cannot contain itself, on whatever way");
    }
    if (!seen.insert(at).second) continue;
    const auto inner = context.work.get(Ref<Role>(at));
    if (inner) open.insert(open.end(), inner->contains.begin(), inner->contains.end());
  }
}

/// What a shipped role grants follows from its name, so neither the name nor what it contains is for callers.
void shipped_stays(Context& context) {
  using steward::Role;
  if (!context.by_caller()) return;
  const auto shipped = [](const std::string& name) { return role_index(name).has_value(); };
  const bool is_new = context.inserting();
  const bool renamed = !is_new && context.changed<Role>(&Role::name);
  if (renamed && (shipped(context.before<Role>(&Role::name)) || shipped(context.after<Role>(&Role::name)))) {
    context.refuse("field_read_only", "name", "the names of shipped roles are fixed");
  }
  if (!is_new && context.changed<Role>(&Role::contains) && shipped(context.before<Role>(&Role::name))) {
    context.refuse("field_read_only", "contains", "what a shipped role contains is fixed; make a role of your own");
  }
}

template <class T>
void of_the_customer(Context& context) {
  const auto& actor = context.work.actor();
  if (!context.by_caller() || !actor.external) return;
  context.set<T>(&T::customer_visible, true);
  if (!context.after<T>(&T::contact) && !actor.contact.is_nil())
    context.set<T>(&T::contact, Ref<Contact>(actor.contact));
}

}  // namespace

std::vector<rule::Rule> rules() {
  using enum rule::Phase;
  using rule::on_erase;
  using rule::on_insert;
  using rule::on_write;
  constexpr unsigned always = on_write | on_erase;
  return {
      {"ACL-03", "role", "Roles contain roles", validate, on_write, "invalid_input @contains", contains_no_cycle,
       "What a user may do is the union over their roles and everything that these contain; no role contains itself."},
      {"ROL-01", "role", "Shipped roles are fixed", validate, on_write,
       "field_read_only @name, field_read_only @contains", shipped_stays,
       "What a shipped role grants follows from its name; a host makes roles of its own that contain it."},
      {"EXT-03", "touchpoint", "Opened by a customer", derive, on_insert, "", of_the_customer<Touchpoint>,
       "What a customer user opens is visible to customers and theirs, unless they name another contact."},
      {"EXT-03", "success_initiative", "Opened by a customer", derive, on_insert, "",
       of_the_customer<SuccessInitiative>,
       "What a customer user opens is visible to customers and theirs, unless they name another contact."},
      {"ACL-01", "", "Deny by default", declared, always, "access_denied", nullptr,
       "A caller without a role sees and does nothing."},
      {"ACL-02", "", "Operations", declared, always, "", nullptr,
       "Roles grant reading, creating, changing and deleting, table by table; who reads may also count and add up."},
      {"ACL-04", "", "Order of checks", declared, always, "", nullptr,
       "Domain, table grant, row rules, field rules, then the business rules; the first level that fails answers."},
      {"ACL-05", "", "Hidden means absent", declared, always, "not_found", nullptr,
       "A record that domain, table grant or row rule hides does not exist for the caller; one that they read but may "
       "not write is refused."},
      {"ACL-06", "", "Writing needs reading", declared, always, "not_found", nullptr,
       "Changing or deleting a record asks for the right to read it."},
      {"ACL-07", "", "Row rules add up", declared, always, "access_denied", nullptr,
       "A row is visible, or writable, when one of the caller's roles admits it."},
      {"ACL-08", "", "Consequences run with system rights", declared, always, "", nullptr,
       "Derived values, cascades, roll-ups and jobs see and write what they need."},
      {"ACL-09", "", "Administrators", declared, always, "", nullptr,
       "An administrator has every role in their domain, but no wider \"my\" or \"managed\"."},
      {"ACL-10", "", "Written by the library", declared, always, "access_denied", nullptr,
       "History, occurrences of risks and links to other systems are created and changed by nobody."},
      {"ACL-11", "", "Satellites", declared, always, "access_denied", nullptr,
       "Notes, files, mails, discussions and playbook runs are read by whoever reads the record; files, drafts and "
       "personal rows are changed by their owner."},
      {"ACL-12", "", "Masked references", declared, always, "access_denied @field", nullptr,
       "A reference to a record that the caller does not read is empty and named in `masked`; nobody filters, sorts or "
       "groups by what they do not read."},
      {"FLD-01", "onboarding_case", "Fields of cases", declared, always, "", nullptr,
       "Remaining days, go-live date, products and stage of a case are for onboarding agents and customers."},
      {"FLD-02", "onboarding_task", "Fields of tasks", declared, always, "", nullptr,
       "Due date, remaining days, progress, company and priority of an onboarding task are for its readers and "
       "customers."},
      {"FLD-03", "", "Hidden fields", declared, always, "access_denied @field", nullptr,
       "A field that the caller does not read is empty and named in `masked`; they may set it once, not change it."},
      {"FLD-04", "", "Fields of customers", declared, always, "access_denied @field", nullptr,
       "Customer users read and give only the fields that the declaration of the table opens to them."},
      {"FLD-05", "journal_entry", "Notes and comments", declared, always, "", nullptr,
       "Work notes are for internal readers of the record, comments for all its readers."},
      {"FLD-06", "meeting", "Notes of a meeting", declared, always, "", nullptr,
       "Internal notes of a meeting are for internal readers, external notes for both."},
      {"EXT-01", "onboarding_case", "Customers and cases", declared, always, "not_found", nullptr,
       "Customer administrators and managers read the cases of their account, others those where they are the contact "
       "or in the team."},
      {"EXT-02", "onboarding_task", "Customers and tasks", declared, always, "not_found", nullptr,
       "Customers read the visible tasks of cases that they read."},
      {"EXT-04", "success_task", "Customers and success tasks", declared, always, "not_found", nullptr,
       "Customers read the visible tasks of work that they read."},
      {"EXT-05", "meeting", "Customers and meetings", declared, always, "not_found, access_denied @state", nullptr,
       "Customers read meetings of work that they read or are invited to, drafts only of their own, and change those "
       "that they arranged."},
      {"EXT-06", "contact", "Customers and contacts", declared, always, "not_found", nullptr,
       "Customers read their account and its contacts; their administrators keep the contacts and the team."},
      {"EXT-07", "import_file", "Customers and uploads", declared, always, "not_found", nullptr,
       "Customers read their own files and what became of the rows."},
      {"EXT-08", "journal_entry", "Customers and comments", declared, always, "", nullptr,
       "Customers read and add comments and files on records that they read."},
      {"EXT-09", "knowledge_article", "Customers and articles", declared, always, "not_found", nullptr,
       "Customers read published articles that none of their roles is shut out of."},
      {"EXT-10", "", "Everything else", declared, always, "not_found", nullptr,
       "Customers read nothing that no rule opens to them."},
      {"EXT-11", "touchpoint", "Naming a parent", declared, on_insert, "access_denied", nullptr,
       "A customer who works with the success team names open engagements and outcomes of their account, whose number "
       "and title alone they see."},
      {"PRT-10", "", "Offered lists", declared, always, "access_denied", nullptr,
       "A portal list whose role is missing is not offered, and refused when it is asked for."},
      {"PRT-11", "", "Own lists of customers", declared, always, "field_required @account", nullptr,
       "A customer's own list holds what is visible to customers and has them as contact; an internal caller names the "
       "account of a whole list."},
      {"PRT-12", "onboarding_case", "Products of a case", declared, always, "", nullptr,
       "The products of a case reach customers only while the case is visible to them."},
      {"PLN-01", "touchpoint", "Planner of account managers", declared, always, "access_denied", nullptr,
       "The account manager of an engagement plans it with its touchpoints and meetings."},
      {"PLN-02", "touchpoint", "Planner of success managers", declared, always, "", nullptr,
       "So does its customer success manager."},
      {"PLN-03", "engagement", "Planner of squads", declared, always, "", nullptr,
       "A member of the squad of an engagement plans the engagement, not what lies below."},
      {"PLN-04", "touchpoint", "Planner of touchpoints", declared, always, "", nullptr,
       "Who is assigned to a touchpoint, or in its squad, plans it and its meetings below a header of the engagement."},
      {"PLN-05", "meeting", "Planner of organizers", declared, always, "", nullptr,
       "The organizer of a meeting plans the meeting below a header of the engagement."},
      {"RPT-01", "user", "Reports of a user", declared, always, "", nullptr,
       "A user's reports are everyone whose chain of managers reaches them, inactive users included."},
      {"RPT-02", "engagement", "Managed engagements", declared, always, "access_denied", nullptr,
       "A success manager answers for the engagements of their reports, a success agent for their own."},
      {"RPT-03", "engagement", "Rights come after", declared, always, "", nullptr,
       "A report never shows an engagement that the caller could not read."},
      {"RPT-04", "user", "Narrowing the report", declared, always, "", nullptr,
       "A manager narrows it by the agents and owners among their reports, an agent by themselves."},
      {"RPT-05", "engagement", "The manager is the user's", declared, always, "", nullptr,
       "Who manages whom is said by the users, not by the account manager of an engagement."},
  };
}

}  // namespace steward::access
