// SPDX-License-Identifier: Apache-2.0
#include "stores/sqlite/taking.hpp"

#include <cstring>
#include <utility>

#include "stores/sqlite/codec.hpp"

namespace steward::stores {

namespace {

/// The arguments of a call.
class ValueCells final : public store::Cells {
 public:
  ValueCells(sqlite3_value** values, const std::int64_t* factors) : values_(values), factors_(factors) {}

  [[nodiscard]] Id id(std::size_t at) const override {
    std::array<std::uint8_t, 16> bytes{};
    const void* data = sqlite3_value_blob(values_[at]);
    if (data != nullptr && sqlite3_value_bytes(values_[at]) == 16) std::memcpy(bytes.data(), data, 16);
    return Id(bytes);
  }
  [[nodiscard]] std::string_view text(std::size_t at) const override {
    const auto* data = reinterpret_cast<const char*>(sqlite3_value_text(values_[at]));
    return data == nullptr ? std::string_view()
                           : std::string_view(data, static_cast<std::size_t>(sqlite3_value_bytes(values_[at])));
  }
  [[nodiscard]] std::int64_t number(std::size_t at) const override {
    return stored_number(sqlite3_value_int64(values_[at]), factors_[at]);
  }
  [[nodiscard]] bool is_empty(std::size_t at) const override { return sqlite3_value_type(values_[at]) == SQLITE_NULL; }

 private:
  sqlite3_value** values_;
  const std::int64_t* factors_;
};

}  // namespace

int Taking::install(sqlite3* db) {
  return sqlite3_create_function_v2(db, function, -1, SQLITE_UTF8 | SQLITE_DIRECTONLY, this, nullptr, &Taking::step,
                                    &Taking::tell, nullptr);
}

std::size_t Taking::most(sqlite3* db) {
  return static_cast<std::size_t>(sqlite3_limit(db, SQLITE_LIMIT_FUNCTION_ARG, -1));
}

void Taking::begin(const TableInfo& table, std::span<const std::size_t> fields, const store::UseCells& use) {
  factors_.clear();
  for (const auto field : fields) factors_.push_back(factor_of(table.fields[field]));
  use_ = &use;
  stopped_ = false;
  thrown_ = nullptr;
}

bool Taking::end() {
  use_ = nullptr;
  if (const auto thrown = std::exchange(thrown_, nullptr)) std::rethrow_exception(thrown);
  return stopped_;
}

/// Nothing may be thrown through SQLite.
void Taking::step(sqlite3_context* context, int count, sqlite3_value** values) {
  auto& own = *static_cast<Taking*>(sqlite3_user_data(context));
  if (own.use_ == nullptr || static_cast<std::size_t>(count) != own.factors_.size()) {
    sqlite3_result_error_code(context, SQLITE_MISUSE);
    return;
  }
  try {
    const ValueCells cells(values, own.factors_.data());
    (*own.use_)(cells);
    own.stopped_ = cells.stopped();
  } catch (...) {
    own.thrown_ = std::current_exception();
  }
  if (own.stopped_ || own.thrown_) sqlite3_result_error_code(context, SQLITE_ABORT);
}

void Taking::tell(sqlite3_context* context) { sqlite3_result_null(context); }

}  // namespace steward::stores
