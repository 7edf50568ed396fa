// SPDX-License-Identifier: Apache-2.0
#include "portfolio/loader.hpp"

#include <algorithm>
#include <array>
#include <iterator>
#include <utility>

#include "portfolio/cells.hpp"

namespace portfolio {

using namespace steward;

namespace {

const TableInfo* table_named(std::string_view name) {
  for (const TableInfo* table : all_tables()) {
    if (table->name == name) return table;
  }
  return nullptr;
}

/// One line as what to create, and what to write afterwards to end the record.
struct Write {
  NamedValues creation;
  NamedValues ending;
};

bool ends(const Value& value) {
  const auto* text = std::get_if<std::string>(&value);
  return text != nullptr && (*text == "closed" || *text == "canceled");
}

void hold_back_ending(const TableInfo& table, Write& write) {
  const auto& closing = table.closing;
  if (closing.state.empty()) return;
  const auto is_ended = [&](const auto& named) { return named.first == closing.state && ends(named.second); };
  if (std::none_of(write.creation.begin(), write.creation.end(), is_ended)) return;
  const auto stays = [&](const auto& named) {
    return named.first != closing.state && named.first != closing.code && named.first != "close_notes" &&
           named.first != "resolution_notes";
  };
  const auto ending = std::stable_partition(write.creation.begin(), write.creation.end(), stays);
  write.ending.assign(std::make_move_iterator(ending), std::make_move_iterator(write.creation.end()));
  write.creation.erase(ending, write.creation.end());
}

class TableLoader {
 public:
  TableLoader(Session& session, const TableInfo& table, const CsvFile& file, Keys& keys)
      : session_(session), table_(table), file_(file), keys_(keys) {
    report_.file = file.name;
    report_.refused = file.problems;
  }

  FileReport run() {
    for (const auto& row : file_.rows) {
      auto write = read(row);
      if (write && store(row, std::move(*write))) ++report_.loaded;
    }
    std::stable_sort(report_.refused.begin(), report_.refused.end(),
                     [](const Problem& a, const Problem& b) { return a.line < b.line; });
    return std::move(report_);
  }

 private:
  std::optional<Write> read(const CsvRow& row) {
    Write write;
    for (std::size_t i = 0; i < file_.header.size(); ++i) {
      if (row.fields[i].empty()) continue;
      const auto position = table_.find(file_.header[i]);
      if (!position) return refuse(row, file_.header[i], table_.name + " has no such field"), std::nullopt;
      auto value = read_cell(table_.fields[*position], row.fields[i], keys_);
      if (!value) return refuse(row, file_.header[i], value.error().message()), std::nullopt;
      write.creation.emplace_back(file_.header[i], std::move(*value));
    }
    hold_back_ending(table_, write);
    return write;
  }

  bool store(const CsvRow& row, Write write) {
    auto record = session_.create(table_.name, write.creation);
    if (record && !write.ending.empty()) {
      record = session_.update(table_.name, record->id(), record->version(), write.ending);
    }
    if (!record) return refuse(row, record.error()), false;
    if (const auto key = file_.column("external_id")) keys_.add(table_.name, row.fields[*key], record->id());
    return true;
  }

  void refuse(const CsvRow& row, std::string_view field, std::string what) {
    report_.refused.push_back(file_.problem(row, field, std::move(what)));
  }
  void refuse(const CsvRow& row, const Error& error) {
    const auto field = error.faults().empty() ? std::string() : error.faults().front().field;
    refuse(row, field, error.code() + ": " + error.message());
  }

  Session& session_;
  const TableInfo& table_;
  const CsvFile& file_;
  Keys& keys_;
  FileReport report_;
};

}  // namespace

void Keys::add(std::string_view table, const std::string& key, Id id) {
  if (!key.empty()) ids_[std::string(table)][key] = id;
}

std::optional<Id> Keys::find(std::string_view table, const std::string& key) const {
  const auto ids = ids_.find(table);
  if (ids == ids_.end()) return std::nullopt;
  const auto id = ids->second.find(key);
  if (id == ids->second.end()) return std::nullopt;
  return id->second;
}

Result<FileReport> load_table(Session& session, std::string_view table, const CsvFile& file, Keys& keys) {
  const auto* info = table_named(table);
  if (info == nullptr) {
    return Error("table_unknown", Category::invalid, "there is no table \"" + std::string(table) + "\"");
  }
  if (auto begun = session.begin(); !begun) return begun.error();
  auto report = TableLoader(session, *info, file, keys).run();
  if (auto committed = session.commit(); !committed) return committed.error();
  return report;
}

Result<std::vector<FileReport>> load_portfolio(Session& session, const std::string& folder, Keys& keys) {
  constexpr std::array<std::pair<std::string_view, std::string_view>, 20> files{{
      {"user", "users.csv"},
      {"product_model", "product_models.csv"},
      {"account", "accounts.csv"},
      {"contact", "contacts.csv"},
      {"contract", "contracts.csv"},
      {"sold_product", "sold_products.csv"},
      {"onboarding_case", "onboarding_cases.csv"},
      {"engagement", "engagements.csv"},
      {"engagement_contract", "engagement_contracts.csv"},
      {"applicable_sold_product", "applicable_sold_products.csv"},
      {"success_objective", "objectives.csv"},
      {"success_outcome", "outcomes.csv"},
      {"success_initiative", "initiatives.csv"},
      {"touchpoint", "touchpoints.csv"},
      {"customer_play", "customer_plays.csv"},
      {"internal_play", "internal_plays.csv"},
      {"success_task", "success_tasks.csv"},
      {"internal_play_task", "internal_play_tasks.csv"},
      {"meeting", "meetings.csv"},
      {"meeting_invitee", "meeting_invitees.csv"},
  }};
  std::vector<FileReport> reports;
  for (const auto& [table, name] : files) {
    auto file = read_csv(folder, std::string(name));
    if (!file) return file.error();
    auto report = load_table(session, table, *file, keys);
    if (!report) return report.error();
    reports.push_back(std::move(*report));
  }
  return reports;
}

}  // namespace portfolio
