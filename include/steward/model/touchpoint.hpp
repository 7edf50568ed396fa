// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "steward/model/blocks.hpp"

namespace steward {

struct Contact;
struct Engagement;
struct SoldProduct;

/// A conversation with the customer (TCH-01 to TCH-12).
struct Touchpoint : Record, Closable<TouchpointCloseCode>, Due, Notify, Notes, Comments, Squad, Blockable, AccountCopy {
  std::string number;
  Ref<Engagement> engagement;
  std::string subject;
  std::string description;
  Choice<Channel> channel = Channel::web;
  std::optional<Ref<Contact>> contact;
  std::optional<Ref<User>> assigned_to;
  Choice<TouchpointCategory> category = TouchpointCategory::general_conversation;
  Choice<WorkState> state = WorkState::new_;
  Choice<Progress> progress = Progress::not_started;
  Choice<Priority> priority = Priority::low;
  bool product_related = false;
  std::optional<Ref<SoldProduct>> product;
  bool customer_visible = true;

  // Computed when the record is read.
  std::optional<Instant> next_meeting_at;
  bool upcoming = false;  ///< active, and due or scheduled ahead
};
template <>
struct Describe<Touchpoint> {
  static constexpr TableSpec table{.name = "touchpoint",
                                   .access = AccessClass::touchpoint,
                                   .prefix = "TCHP",
                                   .domain_from = "engagement",
                                   .domain_rule = "TCH-01",
                                   .required_rule = "TCH-02",
                                   .parent = "engagement",
                                   .closing = {.state = "state",
                                               .second = "progress",
                                               .close_rule = "TCH-03",
                                               .reopen_rule = "TCH-04",
                                               .children = "success_task",
                                               .ended_code = "touchpoint_closed",
                                               .ended_rule = "TCH-09"},
                                   .title = "A conversation with the customer."};
  static void fields(auto& f) {
    f("number", &Touchpoint::number).max(40).derived();
    f("engagement", &Touchpoint::engagement).required().restrict();
    f("subject", &Touchpoint::subject).max(160).required();
    f("description", &Touchpoint::description).text().required();
    f("channel", &Touchpoint::channel).required();
    f("contact", &Touchpoint::contact).nullify();
    f("assigned_to", &Touchpoint::assigned_to).nullify();
    f("category", &Touchpoint::category).required();
    f("state", &Touchpoint::state).required();
    f("progress", &Touchpoint::progress).required();
    f("priority", &Touchpoint::priority).required();
    f("product_related", &Touchpoint::product_related);
    f("product", &Touchpoint::product).nullify().same_account();
    f("customer_visible", &Touchpoint::customer_visible);
    Closable<TouchpointCloseCode>::fields(f);
    Due::fields(f);
    Notify::fields(f);
    Notes::fields(f);
    Comments::fields(f);
    Squad::fields(f);
    Blockable::fields(f);
    AccountCopy::fields(f);
    f("next_meeting_at", &Touchpoint::next_meeting_at).computed();
    f("upcoming", &Touchpoint::upcoming).computed();
    f.external({"id", "number", "account", "engagement", "subject", "description", "channel", "category", "state",
                "progress", "priority", "due_date", "contact", "product", "comments"});
    f.external_input({"engagement"},
                     {"subject", "description", "channel", "category", "priority", "contact", "product", "comments"});
    f.index({"engagement", "updated_at"});
    f.index({"engagement", "active", "due_date"});
    f.index({"assigned_to", "active"});
    f.index({"contact", "customer_visible"});
  }
};

}  // namespace steward
