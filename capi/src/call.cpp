// SPDX-License-Identifier: Apache-2.0
#include "call.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <new>

#include "base/text.hpp"

namespace steward::capi {

namespace {

// Beyond this a size is taken for garbage: reading the tail would leave the caller's memory.
constexpr std::size_t max_struct = 1024;

constexpr std::int64_t first_instant = -62135596800000;  // 0001-01-01T00:00:00.000Z
constexpr std::int64_t last_instant = 253402300799999;   // 9999-12-31T23:59:59.999Z

Error fault(std::string_view code, std::string_view field, std::string message) {
  return {Fault{std::string(code), "", "", std::nullopt, std::string(field), std::move(message), "", std::nullopt},
          Category::invalid};
}

}  // namespace

Error misuse(std::string_view code, std::string_view message) {
  return {std::string(code), Category::misuse, std::string(message)};
}

Error null_argument(std::string_view name) { return misuse("null_argument", fmt::format("{} is NULL", name)); }

Error bad_handle(std::string_view kind) { return misuse("bad_handle", fmt::format("this is no live {} handle", kind)); }

Error busy_session() { return {"session_busy", Category::busy, "the session is in use by another call", true}; }

Error invalid_input(std::string_view field, std::string_view message) {
  return fault("invalid_input", field, std::string(message));
}

Error current_exception_error() noexcept {
  // What the exception says could hold data of a customer, so it is not passed on.
  try {
    try {
      throw;
    } catch (const std::bad_alloc&) {
      return {"out_of_memory", Category::internal, "there was not enough memory", true};
    } catch (...) {
      return {"internal_error", Category::internal, "a bug of the library: an exception reached its edge"};
    }
  } catch (...) {
    // Not even the error could be made; this one is made while the process has memory.
    static const Error none("out_of_memory", Category::internal, "there was not enough memory", true);
    return none;
  }
}

std::int32_t report(const Error& error, steward_error* out) noexcept {
  const auto status = static_cast<std::int32_t>(error.category());
  if (out != nullptr) {
    try {
      out->v = Handles::instance().add(Kind::error, std::make_shared<ErrorObject>(error));
    } catch (...) {
      out->v = 0;  // the category is still told
    }
  }
  return status == STEWARD_OK ? STEWARD_INTERNAL : status;
}

bool refused_after_fork() noexcept { return Handles::instance().forked(); }

Result<std::string_view> text_argument(std::string_view name, const char* data, std::size_t size) {
  if (data == nullptr) {
    if (size != 0) return null_argument(name);
    return std::string_view();
  }
  if (size > max_text) return fault("invalid_input", name, fmt::format("{} is longer than 64 MiB", name));
  const std::string_view text(data, size);
  if (!base::valid_utf8(text)) return fault("invalid_input", name, fmt::format("{} is no valid UTF-8", name));
  return text;
}

Result<void> copy_struct(std::string_view name, const void* given, void* known, std::size_t size, std::size_t minimum) {
  if (given == nullptr) return null_argument(name);
  std::uint32_t stated = 0;
  std::memcpy(&stated, given, sizeof stated);
  if (stated < minimum || stated > max_struct) {
    return misuse("bad_struct_size", fmt::format("{} has the struct_size {}", name, stated));
  }
  const auto* bytes = static_cast<const unsigned char*>(given);
  if (stated > size && std::any_of(bytes + size, bytes + stated, [](unsigned char byte) { return byte != 0; })) {
    return Error("option_unknown", Category::unsupported,
                 fmt::format("{} asks for something that this library does not know", name));
  }
  std::memcpy(known, given, std::min<std::size_t>(stated, size));
  return {};
}

Result<Id> id_argument(std::string_view name, const steward_id* id) {
  if (id == nullptr) return null_argument(name);
  std::array<std::uint8_t, 16> bytes{};
  std::memcpy(bytes.data(), id->bytes, bytes.size());
  return Id(bytes);
}

bool valid_instant(std::int64_t milliseconds) { return milliseconds >= first_instant && milliseconds <= last_instant; }

Result<Instant> instant_argument(std::string_view name, std::int64_t milliseconds) {
  if (!valid_instant(milliseconds)) {
    return fault("out_of_range", name, fmt::format("{} lies outside the years 1 to 9999", name));
  }
  return Instant(std::chrono::milliseconds(milliseconds));
}

}  // namespace steward::capi
