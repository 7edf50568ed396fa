// SPDX-License-Identifier: Apache-2.0
#include "bench/peers.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <stdexcept>

#include "steward/id.hpp"

namespace steward::bench {

namespace {

constexpr std::size_t records_a_transaction = 1000;
constexpr std::int64_t millionths = 1'000'000;

/// Instant and counter, so that new rows lie side by side in the indexes as Steward's do.
void new_id(sqlite3_context* context, int, sqlite3_value**) {
  auto& count = *static_cast<std::uint64_t*>(sqlite3_user_data(context));
  unsigned char bytes[16];
  std::memset(bytes, 0x7F, sizeof bytes);
  const std::uint64_t number = ++count;
  for (int i = 0; i < 8; ++i) bytes[8 + i] = static_cast<unsigned char>(number >> (56 - 8 * i));
  sqlite3_result_blob(context, bytes, sizeof bytes, SQLITE_TRANSIENT);
}

void uuid(sqlite3_context* context, int, sqlite3_value** arguments) {
  if (sqlite3_value_bytes(arguments[0]) != 16) return sqlite3_result_null(context);
  std::array<std::uint8_t, 16> bytes{};
  std::memcpy(bytes.data(), sqlite3_value_blob(arguments[0]), bytes.size());
  const auto text = Id(bytes).to_string();
  sqlite3_result_text(context, text.data(), static_cast<int>(text.size()), SQLITE_TRANSIENT);
}

void amount(sqlite3_context* context, int, sqlite3_value** arguments) {
  if (sqlite3_value_type(arguments[0]) == SQLITE_NULL) {
    return sqlite3_result_text(context, "null", 4, SQLITE_STATIC);
  }
  const std::int64_t value = sqlite3_value_int64(arguments[0]);
  std::string text = fmt::format("{}{}", value < 0 ? "-" : "", std::abs(value) / millionths);
  if (value % millionths != 0) {
    text += fmt::format(".{:06}", std::abs(value) % millionths);
    text.erase(text.find_last_not_of('0') + 1);
  }
  sqlite3_result_text(context, text.data(), static_cast<int>(text.size()), SQLITE_TRANSIENT);
}

}  // namespace

Peer::Peer(const std::string& path, Instant now) : Raw(path, false), now_(now.time_since_epoch().count()) {
  const auto add = [this](const char* name, int arguments, int more, auto function) {
    sqlite3_create_function(handle(), name, arguments, SQLITE_UTF8 | more, &ids_, function, nullptr, nullptr);
  };
  add("new_id", 0, 0, new_id);
  add("uuid", 1, SQLITE_DETERMINISTIC, uuid);
  add("amount", 1, SQLITE_DETERMINISTIC, amount);
}

void Peer::run(const std::string& script) {
  const char* rest = script.c_str();
  while (rest[std::strspn(rest, " \n;")] != '\0') {
    auto statement = prepare_first(rest);
    if (sqlite3_bind_parameter_count(statement.handle()) > 0) statement.bind(1, now_);
    statement.run();
  }
}

void Peer::in_batches(std::size_t count, const std::function<void(std::size_t)>& each,
                      const std::function<void()>& last) {
  for (std::size_t done = 0; done < count;) {
    execute("BEGIN IMMEDIATE");
    const auto end = std::min(done + records_a_transaction, count);
    for (; done < end; ++done) each(done);
    last();
    execute("COMMIT");
  }
}

std::int64_t integer_of(Statement& statement, std::int64_t otherwise) {
  const std::int64_t result = statement.step() ? sqlite3_column_int64(statement.handle(), 0) : otherwise;
  sqlite3_reset(statement.handle());
  return result;
}

std::int64_t attainment_of(std::int64_t value, std::int64_t target) {
  return (std::clamp<std::int64_t>(value, 0, target) * 100 + target / millionths / 2) / (target / millionths);
}

}  // namespace steward::bench
