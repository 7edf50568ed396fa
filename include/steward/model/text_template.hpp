// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "steward/model/blocks.hpp"

namespace steward {

struct FormTemplate;
struct ResponseTemplate;
struct SavedFilter;

/// A prepared mail.
struct EmailTemplate : Record {
  std::string key;
  std::string name;
  std::string record_table;
  TextList to;
  TextList cc;
  TextList bcc;
  std::string from_address;
  std::string subject;
  std::string body;
  bool active = true;
};
template <>
struct Describe<EmailTemplate> {
  static constexpr TableSpec table{.name = "email_template",
                                   .access = AccessClass::templates_and_advice,
                                   .domain = DomainClass::configuration,
                                   .title = "A prepared mail."};
  static void fields(auto& f) {
    f("key", &EmailTemplate::key).max(64).required();
    f("name", &EmailTemplate::name).max(100).required();
    f("record_table", &EmailTemplate::record_table).max(64).names_table().required();
    f("to", &EmailTemplate::to);
    f("cc", &EmailTemplate::cc);
    f("bcc", &EmailTemplate::bcc);
    f("from_address", &EmailTemplate::from_address).max(254);
    f("subject", &EmailTemplate::subject).max(255);
    f("body", &EmailTemplate::body).text().required();
    f("active", &EmailTemplate::active);
    f.unique({"key"}, "GEN-14", "duplicate_email_template", "key");
  }
};

/// A prepared reply.
struct ResponseTemplate : Record {
  std::string name;
  std::string short_code;
  TextList record_tables;
  std::string body;
  IdList roles;
  bool active = true;
};
template <>
struct Describe<ResponseTemplate> {
  static constexpr TableSpec table{.name = "response_template",
                                   .access = AccessClass::templates_and_advice,
                                   .domain = DomainClass::configuration,
                                   .title = "A prepared reply."};
  static void fields(auto& f) {
    f("name", &ResponseTemplate::name).max(100).required();
    f("short_code", &ResponseTemplate::short_code).max(40);
    f("record_tables", &ResponseTemplate::record_tables).required();
    f("body", &ResponseTemplate::body).text().required();
    f("roles", &ResponseTemplate::roles).list_of("role");
    f("active", &ResponseTemplate::active);
    f.unique({"name"}, "GEN-14", "duplicate_response_template", "name");
  }
};

/// Values that fill the empty fields of a new record.
struct FormTemplate : Record {
  std::string name;
  std::string record_table;
  bool active = true;
};
template <>
struct Describe<FormTemplate> {
  static constexpr TableSpec table{.name = "form_template",
                                   .access = AccessClass::templates_and_advice,
                                   .domain = DomainClass::configuration,
                                   .title = "Values that fill the empty fields of a new record."};
  static void fields(auto& f) {
    f("name", &FormTemplate::name).max(100).required();
    f("record_table", &FormTemplate::record_table).max(64).names_table().required();
    f("active", &FormTemplate::active);
    f.unique({"record_table", "name"}, "GEN-14", "duplicate_form_template", "name");
  }
};

/// A filter that a user gave a name.
struct SavedFilter : Record {
  Ref<User> user;
  std::string record_table;
  std::string name;
  std::string filter;
};
template <>
struct Describe<SavedFilter> {
  static constexpr TableSpec table{
      .name = "saved_filter", .access = AccessClass::collaboration, .title = "A filter that a user gave a name."};
  static void fields(auto& f) {
    f("user", &SavedFilter::user).cascade().derived();
    f("record_table", &SavedFilter::record_table).max(64).names_table().required();
    f("name", &SavedFilter::name).max(100).required();
    f("filter", &SavedFilter::filter).condition_by("record_table").required();
    f.unique({"user", "record_table", "name"}, "GEN-14", "duplicate_saved_filter", "name");
  }
};

}  // namespace steward
