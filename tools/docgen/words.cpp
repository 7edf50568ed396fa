// SPDX-License-Identifier: Apache-2.0
#include "words.hpp"

#include "model/tables.hpp"
#include "steward/model.hpp"

namespace docgen {

using namespace steward;

std::string_view type_name(FieldType type) {
  switch (type) {
    case FieldType::string:
      return "string";
    case FieldType::text:
      return "text";
    case FieldType::integer:
      return "integer";
    case FieldType::decimal:
      return "decimal";
    case FieldType::hundredths:
      return "decimal(2)";
    case FieldType::money:
      return "money";
    case FieldType::boolean:
      return "boolean";
    case FieldType::date:
      return "date";
    case FieldType::datetime:
      return "datetime";
    case FieldType::duration:
      return "duration";
    case FieldType::choice:
      return "choice";
    case FieldType::ref:
      return "ref";
    case FieldType::rid:
      return "rid";
    case FieldType::id:
      return "id";
    case FieldType::list_ref:
      return "list";
    case FieldType::list_choice:
      return "list of choices";
    case FieldType::list_text:
      return "list of texts";
    case FieldType::json:
      return "json";
    case FieldType::condition:
      return "condition";
    case FieldType::journal:
      return "journal";
    case FieldType::blob:
      return "blob";
  }
  return "";
}

std::string_view kind_name(FieldKind kind) {
  switch (kind) {
    case FieldKind::stored:
      return "S";
    case FieldKind::derived:
      return "D";
    case FieldKind::overridable:
      return "SD";
    case FieldKind::computed:
      return "C";
    case FieldKind::journal:
      return "J";
  }
  return "";
}

std::string_view delete_name(OnDelete mode) {
  switch (mode) {
    case OnDelete::none:
      return "";
    case OnDelete::restrict:
      return "restrict";
    case OnDelete::cascade:
      return "cascade";
    case OnDelete::set_null:
      return "set null";
    case OnDelete::keep:
      return "keep";
  }
  return "";
}

std::string cell(std::string_view text) {
  std::string result;
  for (const char c : text) result += c == '|' ? std::string("\\|") : std::string(1, c);
  return result;
}

#define TABLE(T) &table_info<T>(),

const std::vector<Family>& families() {
  static const std::vector<Family> all{
      {"Engine and integration",
       "Tenants, rights, settings, jobs, history, and what goes to and comes from other systems.",
       {STEWARD_TABLES_SYSTEM(TABLE)}},
      {"Mirrors of the host",
       "What the host knows better: customers, people, contracts, products.",
       {STEWARD_TABLES_HOST(TABLE)}},
      {"Success work",
       "Engagements and the plan, the plays, the people and the conversations below them.",
       {STEWARD_TABLES_WORK(TABLE)}},
      {"Metrics, health, risk and adoption",
       "From delivered values to scores, risks and the use of products.",
       {STEWARD_TABLES_METRICS(TABLE)}},
      {"Process and collaboration",
       "Files, imports, playbooks, the timeline, mail, approvals, recommendations.",
       {STEWARD_TABLES_PROCESS(TABLE)}},
  };
  return all;
}

}  // namespace docgen
