// SPDX-License-Identifier: Apache-2.0
#include "words.hpp"

#include "model/tables.hpp"
#include "steward/model.hpp"

namespace docgen {

using namespace steward;

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
