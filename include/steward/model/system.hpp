// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "steward/model/blocks.hpp"

// Tables of the library itself: domains, settings, numbers, jobs, currency.

namespace steward {

/// A tenant, or a part of one. Domains form a tree whose root is `global`.
struct Domain : Record {
  std::string name;
  std::optional<Ref<Domain>> parent;
  std::string path;                     ///< ids from the root, each followed by `/`
  std::optional<Ref<Account>> account;  ///< on the domain of one account
};
template <>
struct Describe<Domain> {
  static constexpr TableSpec table{.name = "domain",
                                   .access = AccessClass::system,
                                   .domain = DomainClass::none,
                                   .title = "A tenant or a part of one."};
  static void fields(auto& f) {
    f("name", &Domain::name).max(100).required();
    f("parent", &Domain::parent).restrict();
    f("path", &Domain::path).max(1024).derived();
    f("account", &Domain::account).nullify();
    f.unique({"parent", "name"}, "GEN-14", "duplicate_domain", "name");
    f.unique({"account"}, "GEN-14", "duplicate_domain", "account").nulls_ignored = true;
    f.index({"path"});
  }
};

/// A setting of the library.
struct Property : Record {
  std::string key;
  std::string value;
  Choice<PropertyType> type = PropertyType::string;
  std::string description;
};
template <>
struct Describe<Property> {
  static constexpr TableSpec table{
      .name = "property", .access = AccessClass::property, .domain = DomainClass::none, .title = "A setting."};
  static void fields(auto& f) {
    f("key", &Property::key).max(128).required();
    f("value", &Property::value).max(4000);
    f("type", &Property::type).required();
    f("description", &Property::description).text();
    f.unique({"key"}, "GEN-14", "duplicate_property", "key");
  }
};

/// The counter behind the numbers of one table in one domain (GEN-01).
struct NumberSequence : Record {
  std::string table_name;
  std::string prefix;
  std::int64_t next_value = 1;
  std::int64_t digits = 7;
};
template <>
struct Describe<NumberSequence> {
  static constexpr TableSpec table{
      .name = "number_sequence", .access = AccessClass::system, .title = "The counter behind record numbers."};
  static void fields(auto& f) {
    f("table_name", &NumberSequence::table_name).max(64).required().names_table();
    f("prefix", &NumberSequence::prefix).max(8).required();
    f("next_value", &NumberSequence::next_value).derived().at_least(1);
    f("digits", &NumberSequence::digits).required().at_least(1);
    auto& key = f.unique({"table_name"}, "GEN-14", "duplicate_sequence", "table_name");
    key.per_domain = true;
  }
};

/// One entry of a list(table) field.
struct ListValue : Fact {
  std::string owner_table;
  Id owner_record;
  std::string field;
  std::int64_t position = 0;
  std::string value_table;
  Id value_record;
};
template <>
struct Describe<ListValue> {
  static constexpr TableSpec table{.name = "list_value",
                                   .access = AccessClass::system,
                                   .flavour = Flavour::fact,
                                   .domain = DomainClass::none,
                                   .system_written = true,
                                   .title = "One entry of a list of references."};
  static void fields(auto& f) {
    f("owner_table", &ListValue::owner_table).max(64).derived().names_table();
    f("owner_record", &ListValue::owner_record).derived().in_table_of("owner_table").cascade();
    f("field", &ListValue::field).max(64).derived();
    f("position", &ListValue::position).derived();
    f("value_table", &ListValue::value_table).max(64).derived().names_table();
    f("value_record", &ListValue::value_record).derived().in_table_of("value_table").cascade();
    f.unique({"owner_table", "owner_record", "field", "value_record"}, "GEN-14", "duplicate_value", "value_record");
    f.index({"owner_table", "owner_record", "field", "position"});
    f.index({"value_table", "value_record"});
  }
};

/// A job that the host ticks.
struct ScheduledJob : Record {
  std::string key;
  bool active = true;
  Duration interval = Duration(86400);
  std::optional<Instant> last_run_at;
  std::optional<Instant> next_run_at;
};
template <>
struct Describe<ScheduledJob> {
  static constexpr TableSpec table{.name = "scheduled_job",
                                   .access = AccessClass::system,
                                   .domain = DomainClass::none,
                                   .title = "A job and when it is due."};
  static void fields(auto& f) {
    f("key", &ScheduledJob::key).max(64).required();
    f("active", &ScheduledJob::active);
    f("interval", &ScheduledJob::interval).required();
    f("last_run_at", &ScheduledJob::last_run_at).derived();
    f("next_run_at", &ScheduledJob::next_run_at).derived();
    f.unique({"key"}, "GEN-14", "duplicate_job", "key");
  }
};

/// One run of a job (engine 12).
struct JobRun : Fact {
  Ref<ScheduledJob> scheduled_job;
  Instant started_at;
  std::optional<Instant> finished_at;
  Choice<JobState> state = JobState::running;
  std::string counts;  ///< JSON object
  std::string error;
};
template <>
struct Describe<JobRun> {
  static constexpr TableSpec table{.name = "job_run",
                                   .access = AccessClass::system,
                                   .flavour = Flavour::fact,
                                   .domain = DomainClass::none,
                                   .system_written = true,
                                   .title = "One run of a job."};
  static void fields(auto& f) {
    f("scheduled_job", &JobRun::scheduled_job).derived().cascade();
    f("started_at", &JobRun::started_at).derived();
    f("finished_at", &JobRun::finished_at).derived();
    f("state", &JobRun::state).derived();
    f("counts", &JobRun::counts).json().derived();
    f("error", &JobRun::error).text().derived();
    f.index({"scheduled_job", "started_at"});
  }
};

/// What one unit of a currency is worth in the base currency on a day; the host supplies the rows.
struct ExchangeRate : Record {
  std::string currency;
  std::optional<Date> date;
  std::optional<Decimal> rate;
};
template <>
struct Describe<ExchangeRate> {
  static constexpr TableSpec table{.name = "exchange_rate",
                                   .access = AccessClass::host_data,
                                   .domain = DomainClass::none,
                                   .title = "A currency's worth on a day."};
  static void fields(auto& f) {
    f("currency", &ExchangeRate::currency).max(3).required();
    f("date", &ExchangeRate::date).required();
    f("rate", &ExchangeRate::rate).required().at_least(Decimal::from_units(1));
    f.unique({"currency", "date"}, "GEN-14", "duplicate_exchange_rate", "currency");
  }
};

}  // namespace steward
