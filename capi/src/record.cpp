// SPDX-License-Identifier: Apache-2.0
#include "base/json.hpp"
#include "call.hpp"
#include "model/json.hpp"

using namespace steward;
using namespace steward::capi;

namespace {

using base::Json;

/// Runs one operation of the JSON door, so that both ways in are held to the same checks, and gives its result.
Result<Json> call_result(Session& session, std::string_view operation, Json args) {
  const auto request =
      Json::object({{"v", Json::number(std::int64_t{1})}, {"op", Json::string(operation)}, {"args", std::move(args)}});
  const auto answer = session.call(request.dump());
  if (!answer) return answer.error();
  auto parsed = Json::parse(*answer, 1000);
  if (!parsed) return parsed.error();
  auto* result = parsed->find("result");
  return result != nullptr ? std::move(*result) : Json();
}

Result<void> give_result(steward_session session, std::string_view operation, const Json& args, steward_text* out) {
  return with_session(session, [&](Session& open) -> Result<void> {
    const auto result = call_result(open, operation, args);
    if (!result) return result.error();
    return out != nullptr ? give_text(result->dump(), out) : Result<void>();
  });
}

Result<Json> table_args(const char* table, size_t table_size) {
  const auto name = text_argument("table", table, table_size);
  if (!name) return name.error();
  return Json::object({{"table", Json::string(*name)}});
}

Result<void> add_id(Json& args, const steward_id* id) {
  const auto read = id_argument("id", id);
  if (!read) return read.error();
  args.set("id", Json::string(read->to_string()));
  return {};
}

Result<void> add_values(Json& args, const char* values, size_t size) {
  const auto text = text_argument("values", values, size);
  if (!text) return text.error();
  // Two levels go to the envelope around it.
  auto json = Json::parse(*text, Json::default_depth - 2);
  if (!json) return json.error();
  args.set("values", std::move(*json));
  return {};
}

Result<void> add_options(Json& args, const steward_write_options* options) {
  if (options == nullptr) return {};
  const auto read = struct_argument("options", options);
  if (!read) return read.error();
  if (read->confirm != 0) args.set("confirm", Json(true));
  return {};
}

}  // namespace

int32_t steward_record_create(steward_session session, const char* table, size_t table_size, const char* values,
                              size_t values_size, const steward_write_options* options, steward_text* out,
                              steward_error* error) {
  zero(out);
  return guarded(error, [&]() -> Result<void> {
    if (out == nullptr) return null_argument("out");
    auto args = table_args(table, table_size);
    if (!args) return args.error();
    if (auto added = add_values(*args, values, values_size); !added) return added;
    if (auto added = add_options(*args, options); !added) return added;
    return give_result(session, "create", *args, out);
  });
}

int32_t steward_record_get(steward_session session, const char* table, size_t table_size, const steward_id* id,
                           const int64_t* as_of_ms, steward_text* out, steward_error* error) {
  zero(out);
  return guarded(error, [&]() -> Result<void> {
    if (out == nullptr) return null_argument("out");
    auto args = table_args(table, table_size);
    if (!args) return args.error();
    if (auto added = add_id(*args, id); !added) return added;
    if (as_of_ms != nullptr) {
      const auto instant = instant_argument("as_of_ms", *as_of_ms);
      if (!instant) return instant.error();
      args->set("as_of", Json::string(to_string(*instant)));
    }
    return give_result(session, "get", *args, out);
  });
}

int32_t steward_record_update(steward_session session, const char* table, size_t table_size, const steward_id* id,
                              int64_t version, const char* values, size_t values_size,
                              const steward_write_options* options, steward_text* out, steward_error* error) {
  zero(out);
  return guarded(error, [&]() -> Result<void> {
    if (out == nullptr) return null_argument("out");
    auto args = table_args(table, table_size);
    if (!args) return args.error();
    if (auto added = add_id(*args, id); !added) return added;
    args->set("version", Json::number(version));
    if (auto added = add_values(*args, values, values_size); !added) return added;
    if (auto added = add_options(*args, options); !added) return added;
    return give_result(session, "update", *args, out);
  });
}

int32_t steward_record_remove(steward_session session, const char* table, size_t table_size, const steward_id* id,
                              int64_t version, const steward_write_options* options, steward_error* error) {
  return guarded(error, [&]() -> Result<void> {
    auto args = table_args(table, table_size);
    if (!args) return args.error();
    if (auto added = add_id(*args, id); !added) return added;
    args->set("version", Json::number(version));
    if (auto added = add_options(*args, options); !added) return added;
    return give_result(session, "remove", *args, nullptr);
  });
}

int32_t steward_record_find(steward_session session, const char* table, size_t table_size,
                            const steward_find_options* options, steward_cursor* out, steward_error* error) {
  zero(out);
  return guarded(error, [&]() -> Result<void> {
    if (out == nullptr) return null_argument("out");
    const auto name = text_argument("table", table, table_size);
    if (!name) return name.error();
    FindOptions wanted;
    if (options != nullptr) {
      const auto read = struct_argument("options", options);
      if (!read) return read.error();
      const auto where = text_argument("where", read->where.data, read->where.size);
      if (!where) return where.error();
      const auto order = text_argument("order_by", read->order_by.data, read->order_by.size);
      if (!order) return order.error();
      wanted.where = *where;
      wanted.order_by = *order;
      if (read->page_size != 0) wanted.limit = read->page_size;
    }
    const auto owner = find_object<SessionObject>(session.v);
    if (owner == nullptr) return bad_handle("session");
    return give(std::make_shared<CursorObject>(owner, std::string(*name), std::move(wanted)), out->v);
  });
}

int32_t steward_cursor_next(steward_cursor cursor, steward_text* out, size_t* out_count, steward_error* error) {
  zero(out, out_count);
  return guarded(error, [&]() -> Result<void> {
    if (out == nullptr) return null_argument("out");
    if (out_count == nullptr) return null_argument("out_count");
    const auto object = find_object<CursorObject>(cursor.v);
    if (object == nullptr) return bad_handle("cursor");
    const Use use(*object->session);
    if (!use.won()) return busy_session();
    if (object->at_end) return {};
    auto page = object->session->session.find(object->table, object->options);
    if (!page) return page.error();
    auto list = Json::array();
    for (const auto& record : page->items) list.push(model::row_to_json(*record.table, record.row));
    if (!page->items.empty()) {
      if (auto given = give_text(list.dump(), out); !given) return given;
    }
    *out_count = page->items.size();
    object->options.after = page->next;
    object->at_end = page->next.empty();
    return {};
  });
}

int32_t steward_cursor_free(steward_cursor cursor) { return free_handle<CursorObject>(cursor.v); }

int32_t steward_change_page(steward_session session, const char* token, size_t token_size, uint32_t limit,
                            steward_text* out, steward_error* error) {
  zero(out);
  return guarded(error, [&]() -> Result<void> {
    if (out == nullptr) return null_argument("out");
    const auto text = text_argument("token", token, token_size);
    if (!text) return text.error();
    auto args = Json::object({{"token", Json::string(*text)}});
    if (limit != 0) args.set("limit", Json::number(std::int64_t{limit}));
    return give_result(session, "changes", args, out);
  });
}
