/* SPDX-License-Identifier: Apache-2.0 */
/* A host in plain C11: what the header promises must be usable without a line of C++. */
#include "steward.h"

#include <string.h>

#pragma GCC diagnostic error "-Wpedantic"
#pragma GCC diagnostic error "-Wall"
#pragma GCC diagnostic error "-Wextra"
#pragma GCC diagnostic error "-Wstrict-prototypes"

#if !defined(__STDC_VERSION__) || __STDC_VERSION__ != 201112L || !defined(__STRICT_ANSI__)
#error "this file is to be compiled as strict C11"
#endif

_Static_assert(sizeof(steward_engine) == 8, "a handle is 64 bits");
_Static_assert(sizeof(steward_id) == 16, "an id is 16 bytes");
_Static_assert(STEWARD_INTERNAL == 11, "categories are never renumbered");

static void stop_at_once(void* user_data, const steward_progress* progress, steward_progress_answer* answer) {
  (void)progress;
  *(int*)user_data += 1;
  answer->stop = 1;
}

int steward_test_c_host(void);

/* 0, or the number of the step that failed. */
int steward_test_c_host(void) {
  static const char values[] = "{\"name\":\"Genixify\"}";
  steward_engine_options options;
  steward_engine engine = {0};
  steward_session session = {0};
  steward_text text = {0};
  steward_error error = {0};
  const char* data = NULL;
  size_t size = 0;
  int calls = 0;

  memset(&options, 0, sizeof options);
  options.struct_size = sizeof options;
  if (steward_engine_open(&options, &engine, &error) != STEWARD_OK) return 1;
  if (steward_session_open_system(engine, &session, NULL) != STEWARD_OK) return 2;
  if (steward_record_create(session, "account", 7, values, sizeof values - 1, NULL, &text, &error) != STEWARD_OK)
    return 3;
  if (steward_text_data(text, &data, &size) != STEWARD_OK || strstr(data, "Genixify") == NULL) return 4;
  if (steward_text_free(text) != STEWARD_OK) return 5;
  if (steward_job_run(session, "no_such_job", 11, stop_at_once, &calls, &text, &error) != STEWARD_NOT_FOUND) return 6;
  if (text.v != 0 || error.v == 0 || calls != 0) return 7;
  if (steward_error_free(error) != STEWARD_OK) return 8;
  if (steward_session_free(session) != STEWARD_OK || steward_engine_free(engine) != STEWARD_OK) return 9;
  return 0;
}
