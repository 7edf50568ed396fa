// SPDX-License-Identifier: Apache-2.0
#include "call.hpp"
#include "engine/describe.hpp"

using namespace steward;
using namespace steward::capi;

namespace {

steward_view view_of(const std::string& text) { return {text.c_str(), text.size()}; }

/// Fills as much of `out` as the caller's version has. Only the known part is written.
template <class T>
std::int32_t fill_struct(T* out, const T& full) {
  const std::uint32_t size = out->struct_size;
  if (size < sizeof(std::uint32_t) * 2 || size > 1024) return STEWARD_MISUSE;
  std::memset(out, 0, size);
  std::memcpy(out, &full, std::min<std::size_t>(size, sizeof(T)));
  out->struct_size = size;
  return STEWARD_OK;
}

}  // namespace

const char* steward_version(void) { return STEWARD_VERSION; }

uint32_t steward_abi_version(void) { return STEWARD_ABI_VERSION; }

uint64_t steward_live_handles(void) { return Handles::instance().live(); }

const char* steward_status_name(int32_t status) {
  const auto name = engine::category_name(static_cast<Category>(status));
  return name.empty() ? "" : name.data();  // names are literals
}

int32_t steward_id_parse(const char* text, size_t text_size, steward_id* out, steward_error* error) {
  zero(out);
  return guarded(error, [&]() -> Result<void> {
    if (out == nullptr) return null_argument("out");
    const auto read = text_argument("text", text, text_size);
    if (!read) return read.error();
    const auto id = Id::parse(*read);
    if (!id) return invalid_input("text", "the text is no id");
    std::memcpy(out->bytes, id->bytes().data(), sizeof out->bytes);
    return {};
  });
}

int32_t steward_id_format(const steward_id* id, char* out, steward_error* error) {
  if (out != nullptr) *out = '\0';
  return guarded(error, [&]() -> Result<void> {
    if (out == nullptr) return null_argument("out");
    const auto read = id_argument("id", id);
    if (!read) return read.error();
    const auto text = read->to_string();
    std::memcpy(out, text.c_str(), text.size() + 1);
    return {};
  });
}

int32_t steward_error_get(steward_error error, steward_error_info* out) {
  return guarded(nullptr, [&]() -> Result<void> {
    if (out == nullptr) return null_argument("out");
    steward_error_info full{};
    if (fill_struct(out, full) != STEWARD_OK) return misuse("bad_struct_size", "out has a bad struct_size");
    const auto object = find_object<ErrorObject>(error.v);
    if (object == nullptr) return bad_handle("error");
    full.category = static_cast<std::int32_t>(object->error.category());
    full.retryable = object->error.retryable() ? 1 : 0;
    full.fault_count = static_cast<std::uint32_t>(object->error.faults().size());
    full.code = view_of(object->error.code());
    full.message = view_of(object->error.message());
    static_cast<void>(fill_struct(out, full));
    return {};
  });
}

int32_t steward_error_fault(steward_error error, size_t index, steward_fault_info* out) {
  return guarded(nullptr, [&]() -> Result<void> {
    if (out == nullptr) return null_argument("out");
    steward_fault_info full{};
    if (fill_struct(out, full) != STEWARD_OK) return misuse("bad_struct_size", "out has a bad struct_size");
    const auto object = find_object<ErrorObject>(error.v);
    if (object == nullptr) return bad_handle("error");
    const auto& faults = object->error.faults();
    if (index >= faults.size()) return invalid_input("index", "there is no such fault");
    const Fault& fault = faults[index];
    full.has_record = fault.record_id ? 1 : 0;
    if (fault.record_id) std::memcpy(full.record.bytes, fault.record_id->bytes().data(), sizeof full.record.bytes);
    full.has_index = fault.index ? 1 : 0;
    full.index = fault.index.value_or(0);
    full.code = view_of(fault.code);
    full.rule = view_of(fault.rule);
    full.table = view_of(fault.table);
    full.field = view_of(fault.field);
    full.message = view_of(fault.message);
    full.details = view_of(fault.details);
    static_cast<void>(fill_struct(out, full));
    return {};
  });
}

int32_t steward_error_free(steward_error error) { return free_handle<ErrorObject>(error.v); }

int32_t steward_text_data(steward_text text, const char** out, size_t* out_size) {
  zero(out, out_size);
  return guarded(nullptr, [&]() -> Result<void> {
    if (out == nullptr) return null_argument("out");
    const auto object = find_object<TextObject>(text.v);
    if (object == nullptr) return bad_handle("text");
    *out = object->text.c_str();
    if (out_size != nullptr) *out_size = object->text.size();
    return {};
  });
}

int32_t steward_text_free(steward_text text) { return free_handle<TextObject>(text.v); }
