// SPDX-License-Identifier: Apache-2.0
#include "model/schema.hpp"

#include <catch2/catch.hpp>
#include <stdexcept>

#include "model/row.hpp"
#include "steward/model.hpp"

using namespace steward;

namespace {

HostField field(std::string name, FieldType type, std::string target = {}, TextList choices = {}) {
  HostField made;
  made.name = std::move(name);
  made.type = type;
  made.target = std::move(target);
  made.choices = std::move(choices);
  return made;
}

HostTable incident() {
  HostTable table;
  table.name = "incident";
  table.domain_from = "account";
  table.fields = {field("title", FieldType::string),
                  field("account", FieldType::ref, "account"),
                  field("parent", FieldType::ref, "incident"),
                  field("severity", FieldType::choice, "", {"minor", "major"}),
                  field("notes", FieldType::text),
                  field("cost", FieldType::money)};
  table.fields[0].required = true;
  table.fields[0].max_length = 80;
  return table;
}

/// Declares the table after the change and expects a refusal that names the field.
template <class Change>
void check_refused(std::string_view at, Change&& change) {
  model::Schema schema;
  HostTable table = incident();
  change(table);
  const auto result = schema.declare(table);
  INFO(at);
  REQUIRE_FALSE(result);
  CHECK(result.error().code() == "invalid_input");
  CHECK(result.error().category() == Category::invalid);
  CHECK(result.error().faults().at(0).field == at);
  INFO("a refused table leaves nothing behind");
  CHECK(schema.find("incident") == nullptr);
  CHECK(schema.host_tables().empty());
  CHECK(schema.choices("incident.severity") == nullptr);
}

}  // namespace

TEST_CASE("a schema starts with the library's tables in dependency order") {
  const model::Schema schema;
  REQUIRE(schema.tables().size() == all_tables().size());
  for (std::size_t i = 0; i < all_tables().size(); ++i) CHECK(schema.tables()[i] == all_tables()[i]);
  CHECK(schema.find("account") == &table_info<Account>());
  CHECK(schema.find("incident") == nullptr);
  CHECK(&schema.at("engagement") == &table_info<Engagement>());
  CHECK_THROWS_AS(schema.at("incident"), std::logic_error);
}

TEST_CASE("a host table has the common fields where every record table has them") {
  model::Schema schema;
  const auto declared = schema.declare(incident());
  REQUIRE(declared);
  const TableInfo& table = **declared;
  CHECK(schema.tables().back() == &table);
  CHECK(schema.find("incident") == &table);
  REQUIRE(schema.host_tables().size() == 1);
  CHECK(schema.host_tables()[0].name == "incident");
  CHECK(table.host_declared);
  CHECK(table.host_owned);
  CHECK_FALSE(table.system_written);
  CHECK(table.domain_from == std::vector<std::string>{"account"});
  const TableInfo& account = table_info<Account>();
  for (std::size_t i = 0; i <= model::domain_field; ++i) {
    CHECK(table.fields[i].name == account.fields[i].name);
    CHECK(table.fields[i].type == account.fields[i].type);
    CHECK(table.fields[i].kind == account.fields[i].kind);
    CHECK(table.fields[i].nullable == account.fields[i].nullable);
    CHECK(table.fields[i].default_value == account.fields[i].default_value);
  }
  for (const auto& each : table.fields) {
    CHECK(each.read == nullptr);
    CHECK(each.write == nullptr);
  }
  CHECK(table.at("title") == model::domain_field + 1);
  REQUIRE(table.unique.size() == 1);
  CHECK(table.unique[0].fields == std::vector<std::string>{"external_id"});
  CHECK(table.unique[0].per_domain);
  CHECK(table.unique[0].nulls_ignored);
}

TEST_CASE("a host table that is not separated has no domain") {
  model::Schema schema;
  HostTable table = incident();
  table.domain = DomainClass::none;
  table.domain_from.clear();
  const auto declared = schema.declare(table);
  REQUIRE(declared);
  CHECK_FALSE((*declared)->has("domain"));
  CHECK((*declared)->at("title") == model::domain_field);
  CHECK_FALSE((*declared)->unique[0].per_domain);
}

TEST_CASE("the fields of a host table are as declared") {
  model::Schema schema;
  const TableInfo& table = **schema.declare(incident());
  const auto get = [&](std::string_view name) -> const FieldInfo& { return table.fields[table.at(name)]; };
  CHECK(get("title").required);
  CHECK(get("title").max_length == 80);
  CHECK(get("notes").max_length == 65536);
  CHECK(get("account").target == "account");
  CHECK(get("account").on_delete == OnDelete::restrict);
  CHECK(get("severity").choice_list == "incident.severity");
  CHECK(*schema.choices("incident.severity") == std::vector<std::string>{"minor", "major"});
  CHECK_FALSE(schema.is_open("incident.severity"));
  const Row row = model::default_row(table);
  CHECK(row.values.size() == table.fields.size());
  CHECK(row[model::version_field] == Value(std::int64_t{1}));
}

TEST_CASE("host tables refer to each other and to the library's, and the schema knows who points where") {
  model::Schema schema;
  const std::size_t before = schema.references_to("account").size();
  const TableInfo* declared = *schema.declare(incident());
  REQUIRE(schema.references_to("account").size() == before + 1);
  CHECK(schema.references_to("account").back().table == declared);
  CHECK(schema.references_to("account").back().field == declared->at("account"));
  REQUIRE(schema.references_to("incident").size() == 1);
  CHECK(schema.references_to("incident")[0].field == declared->at("parent"));
  CHECK(schema.references_to("nothing").empty());
  CHECK_FALSE(schema.references_to("domain").empty());
  for (const auto& reference : schema.polymorphic_references()) {
    CHECK(reference.table->fields[reference.field].type == FieldType::rid);
  }
  CHECK_FALSE(schema.polymorphic_references().empty());
}

TEST_CASE("a host table with a bad head is refused") {
  check_refused("", [](HostTable& table) { table.name = "account"; });
  for (const char* name : {"", "Incident", "1st", "_x", "in-cident", "sqlite_x", "steward_x", "\xC3\xA4"}) {
    check_refused("", [&](HostTable& table) { table.name = name; });
  }
  check_refused("", [](HostTable& table) { table.name = std::string(64, 'a'); });
  check_refused("", [](HostTable& table) { table.fields.clear(); });
  check_refused("nothing", [](HostTable& table) { table.domain_from = "nothing"; });
  check_refused("title", [](HostTable& table) { table.domain_from = "title"; });
  check_refused("account", [](HostTable& table) { table.domain = DomainClass::none; });
  model::Schema schema;
  REQUIRE(schema.declare(incident()));
  CHECK_FALSE(schema.declare(incident()));
}

TEST_CASE("a host table with a bad field is refused") {
  for (const char* name : {"", "Title", "not", "and", "or", "id", "domain", "external_id", "account", "cost_amount"}) {
    check_refused(name, [&](HostTable& table) { table.fields.push_back(field(name, FieldType::string)); });
  }
  for (const FieldType type : {FieldType::rid, FieldType::id, FieldType::list_ref, FieldType::list_choice,
                               FieldType::list_text, FieldType::condition, FieldType::journal, FieldType::hundredths}) {
    check_refused("x", [&](HostTable& table) { table.fields.push_back(field("x", type)); });
  }
  check_refused("x", [](HostTable& table) { table.fields.push_back(field("x", FieldType::ref)); });
  check_refused("x", [](HostTable& table) { table.fields.push_back(field("x", FieldType::ref, "nothing")); });
  check_refused("x", [](HostTable& table) { table.fields.push_back(field("x", FieldType::ref, "context_data")); });
  check_refused("x", [](HostTable& table) { table.fields.push_back(field("x", FieldType::string, "account")); });
  check_refused("x", [](HostTable& table) { table.fields.push_back(field("x", FieldType::choice)); });
  check_refused("x", [](HostTable& table) { table.fields.push_back(field("x", FieldType::choice, "", {"a", "a"})); });
  check_refused("x", [](HostTable& table) { table.fields.push_back(field("x", FieldType::choice, "", {"A b"})); });
  check_refused("x", [](HostTable& table) { table.fields.push_back(field("x", FieldType::string, "", {"a"})); });
  check_refused("x", [](HostTable& table) {
    table.fields.push_back(field("x", FieldType::date));
    table.fields.back().max_length = 3;
  });
}

TEST_CASE("open lists grow, closed ones do not") {
  model::Schema schema;
  const std::size_t before = schema.choices("unit")->size();
  REQUIRE(schema.is_open("unit"));
  CHECK(schema.choice_rank("unit", "parsecs") == before);
  REQUIRE(schema.extend("unit", {"parsecs", "count"}));
  CHECK(schema.choices("unit")->size() == before + 1);
  CHECK(schema.choice_rank("unit", "parsecs") == before);
  CHECK(schema.choice_rank("unit", "count") == 0);
  for (const auto& [list, value] :
       {std::pair("nothing", "x"), std::pair("work_state", "x"), std::pair("unit", "X y")}) {
    const auto result = schema.extend(list, {value});
    REQUIRE_FALSE(result);
    CHECK(result.error().code() == "invalid_input");
  }
  CHECK(schema.choices("nothing") == nullptr);
  CHECK_FALSE(schema.is_open("nothing"));
}

TEST_CASE("the extension of one schema is unknown to another") {
  model::Schema first;
  REQUIRE(first.extend("unit", {"parsecs"}));
  const model::Schema second;
  CHECK(second.choice_rank("unit", "parsecs") == second.choices("unit")->size());
}
