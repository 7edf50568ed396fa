// SPDX-License-Identifier: Apache-2.0
#include "call.hpp"
#include "engine/operations_reports.hpp"

using namespace steward;
using namespace steward::capi;

namespace {

/// A callback of the host as one of the library.
ProgressCallback progress_callback(steward_progress_fn callback, void* user_data) {
  if (callback == nullptr) return {};
  return [callback, user_data](std::size_t done, std::size_t total, std::string_view phase) {
    const std::string name(phase);  // so that a zero byte follows
    steward_progress progress{};
    progress.struct_size = sizeof progress;
    progress.done = done;
    progress.total = total;
    progress.phase = {name.c_str(), name.size()};
    steward_progress_answer answer{};
    answer.struct_size = sizeof answer;
    callback(user_data, &progress, &answer);
    return answer.stop == 0;
  };
}

}  // namespace

int32_t steward_session_call(steward_session session, const char* request, size_t request_size, steward_text* out,
                             steward_error* error) {
  zero(out);
  return guarded(error, [&]() -> Result<void> {
    if (out == nullptr) return null_argument("out");
    const auto text = text_argument("request", request, request_size);
    if (!text) return text.error();
    return with_session(session, [&](Session& open) -> Result<void> {
      auto answer = open.call(*text);
      if (!answer) return answer.error();
      return give_text(std::move(*answer), out);
    });
  });
}

int32_t steward_session_warnings(steward_session session, steward_text* out, steward_error* error) {
  zero(out);
  return guarded(error, [&]() -> Result<void> {
    if (out == nullptr) return null_argument("out");
    return with_session(session, [&](Session& open) -> Result<void> {
      return give_text(engine::to_json(open.warnings()).dump(), out);
    });
  });
}

int32_t steward_transaction_begin(steward_session session, steward_error* error) {
  return guarded(error, [&] { return with_session(session, [](Session& open) { return open.begin(); }); });
}

int32_t steward_transaction_commit(steward_session session, steward_error* error) {
  return guarded(error, [&] { return with_session(session, [](Session& open) { return open.commit(); }); });
}

int32_t steward_transaction_rollback(steward_session session, steward_error* error) {
  return guarded(error, [&] {
    return with_session(session, [](Session& open) -> Result<void> {
      open.rollback();
      return {};
    });
  });
}

int32_t steward_job_run(steward_session session, const char* key, size_t key_size, steward_progress_fn progress,
                        void* user_data, steward_text* out, steward_error* error) {
  zero(out);
  return guarded(error, [&]() -> Result<void> {
    if (out == nullptr) return null_argument("out");
    const auto name = text_argument("key", key, key_size);
    if (!name) return name.error();
    return with_session(session, [&](Session& open) -> Result<void> {
      const auto ran = open.run_job(*name, progress_callback(progress, user_data));
      if (!ran) return ran.error();
      return give_text(engine::to_json(*ran).dump(), out);
    });
  });
}

int32_t steward_job_run_due(steward_session session, steward_progress_fn progress, void* user_data, steward_text* out,
                            steward_error* error) {
  zero(out);
  return guarded(error, [&]() -> Result<void> {
    if (out == nullptr) return null_argument("out");
    return with_session(session, [&](Session& open) -> Result<void> {
      const auto ran = open.run_due(progress_callback(progress, user_data));
      if (!ran) return ran.error();
      return give_text(engine::to_json(*ran).dump(), out);
    });
  });
}
