/* SPDX-License-Identifier: Apache-2.0 */
#ifndef STEWARD_H
#define STEWARD_H

/*
 * The C ABI of Steward: a small typed kernel, and one call that takes every operation as JSON.
 *
 * Status. Every function that can fail returns an int32_t: STEWARD_OK (0) or a category below. On failure, and
 * only then, `*error` becomes a handle that says more; pass NULL when the category is enough. Every other out
 * parameter is zeroed before anything else happens; out parameters that are not marked optional must not be NULL
 * (STEWARD_MISUSE).
 *
 * Handles. A handle is a small value; 0 is none. The library checks each one: a freed, foreign or invented
 * handle gives STEWARD_MISUSE, never a crash. A handle is freed with the function of its kind; freeing 0 is fine.
 * Freeing is allowed on any thread, also while another thread uses the handle: what is in use ends first. A
 * child keeps its parent open: an engine closes when its handle and all of its sessions and cursors are freed.
 *
 * Text. In: UTF-8 as pointer and size in bytes, not terminated, at most 64 MiB, checked; NULL with size 0 is the
 * empty text. Out: borrowed from a handle, valid until that handle is freed, followed by a zero byte. Nothing of
 * the library is ever passed to free().
 *
 * Threads. Everything may be called on every thread. A session and its cursors do one call at a time: a second
 * one meanwhile, or one out of a callback, gets STEWARD_BUSY. The library starts no threads. After fork() the
 * child gets STEWARD_MISUSE from every call as long as the parent had live handles: open the engine after it.
 *
 * Structs. One that can grow begins with struct_size: set it to sizeof before the call. A newer caller may pass
 * a longer struct; what this library does not know must be zero there (STEWARD_UNSUPPORTED).
 *
 * Units. Instants are milliseconds since 1970-01-01T00:00:00Z (years 1 to 9999). Decimals in columns are whole
 * millionths (micro-units). Ids are 16 bytes.
 */

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#if defined(__GNUC__)
#define STEWARD_EXPORT __attribute__((visibility("default")))
#else
#define STEWARD_EXPORT
#endif

#define STEWARD_VERSION "0.1.0"
#define STEWARD_ABI_VERSION 0u

/* Status. */

#define STEWARD_OK INT32_C(0)
#define STEWARD_INVALID INT32_C(1)         /* the input breaks a rule; mend it */
#define STEWARD_NOT_FOUND INT32_C(2)       /* no such record, or none that the caller may see */
#define STEWARD_DENIED INT32_C(3)          /* the caller may not do this */
#define STEWARD_CONFLICT INT32_C(4)        /* somebody else changed it first; read again */
#define STEWARD_BUSY INT32_C(5)            /* the store or the session is in use; try again */
#define STEWARD_CANCELLED INT32_C(6)       /* the callback asked to stop */
#define STEWARD_STORAGE INT32_C(7)         /* the store failed; nothing of the call was kept */
#define STEWARD_OUTCOME_UNKNOWN INT32_C(8) /* the commit may or may not have happened; read again */
#define STEWARD_UNSUPPORTED INT32_C(9)     /* this library cannot do it */
#define STEWARD_MISUSE INT32_C(10)         /* the call itself was wrong */
#define STEWARD_INTERNAL INT32_C(11)       /* a bug in the library, or no memory */

/* Handles and values. */

typedef struct {
  uint64_t v;
} steward_engine;
typedef struct {
  uint64_t v;
} steward_session;
typedef struct {
  uint64_t v;
} steward_cursor;
typedef struct {
  uint64_t v;
} steward_text;
typedef struct {
  uint64_t v;
} steward_error;

typedef struct {
  uint8_t bytes[16];
} steward_id;

/* Text that is borrowed. Out: `data` is never NULL and ends with a zero byte. */
typedef struct {
  const char* data;
  size_t size;
} steward_view;

/* The library. */

/* The version of the library, e.g. "0.1.0"; static. */
STEWARD_EXPORT const char* steward_version(void);
/* STEWARD_ABI_VERSION of the library; a host built against another one must not use it. */
STEWARD_EXPORT uint32_t steward_abi_version(void);
/* How many handles of all kinds are not freed yet; for leak checks. */
STEWARD_EXPORT uint64_t steward_live_handles(void);
/* The stable name of a status, e.g. "not_found"; "" for other numbers; static. */
STEWARD_EXPORT const char* steward_status_name(int32_t status);

/* Reads the 36 character form of an id, or 32 hex digits. STEWARD_INVALID `invalid_input` for anything else. */
STEWARD_EXPORT int32_t steward_id_parse(const char* text, size_t text_size, steward_id* out, steward_error* error);
/* Writes the 36 characters of an id and a zero byte into `out`, which has room for 37. */
STEWARD_EXPORT int32_t steward_id_format(const steward_id* id, char* out, steward_error* error);

/* Errors. */

typedef struct {
  uint32_t struct_size;
  int32_t category;     /* a status */
  int32_t retryable;    /* 1: the same call may succeed later without a change */
  uint32_t fault_count; /* violated rules, 0 when the error is of another nature */
  steward_view code;    /* stable, e.g. "version_conflict"; "validation_failed" with several faults */
  steward_view message; /* for a person; holds no customer data beyond ids */
} steward_error_info;

typedef struct {
  uint32_t struct_size;
  int32_t has_record; /* 1: `record` is the record concerned */
  int32_t has_index;  /* 1: `index` is the position in a batch */
  uint32_t reserved;
  uint64_t index;
  steward_id record;
  steward_view code; /* stable, e.g. "field_required" */
  steward_view rule; /* id in the rule catalogue, or empty */
  steward_view table;
  steward_view field;
  steward_view message;
  steward_view details; /* canonical JSON, or empty */
} steward_fault_info;

/* Fills `out` from an error; the texts are borrowed until the error is freed. */
STEWARD_EXPORT int32_t steward_error_get(steward_error error, steward_error_info* out);
/* Fills `out` from one fault; STEWARD_INVALID when `index` is not below fault_count. */
STEWARD_EXPORT int32_t steward_error_fault(steward_error error, size_t index, steward_fault_info* out);
STEWARD_EXPORT int32_t steward_error_free(steward_error error);

/* Texts. */

/* The bytes of a text, borrowed until it is freed. `out_size` may be NULL. */
STEWARD_EXPORT int32_t steward_text_data(steward_text text, const char** out, size_t* out_size);
STEWARD_EXPORT int32_t steward_text_free(steward_text text);

/* Engine. */

#define STEWARD_SYNCHRONOUS_FULL INT32_C(0)   /* a commit that returned survives a power cut */
#define STEWARD_SYNCHRONOUS_NORMAL INT32_C(1) /* faster; a power cut may lose the last commits, never half of one */

typedef struct {
  uint32_t struct_size;
  int32_t synchronous; /* STEWARD_SYNCHRONOUS_... */
  const char* path;    /* SQLite file, UTF-8; empty: a store in memory */
  size_t path_size;
  int32_t busy_timeout_ms; /* how long a writer waits for another; 0: 5000 */
  int32_t has_id_seed;     /* 1: ids are reproducible from id_seed (tests, demos) */
  uint64_t id_seed;
  int64_t clock_ms; /* with has_clock: the clock stands at this instant (tests, demos) */
  int32_t has_clock;
  uint32_t reserved; /* 0 */
} steward_engine_options;

/* Creates or opens a store; NULL options: in memory. Errors: STEWARD_INVALID `invalid_input`, STEWARD_UNSUPPORTED
 * `database_too_new`, STEWARD_STORAGE `not_a_database`, `storage_error`. */
STEWARD_EXPORT int32_t steward_engine_open(const steward_engine_options* options, steward_engine* out,
                                           steward_error* error);
/* Moves the clock of an engine that was opened with has_clock; STEWARD_MISUSE `no_manual_clock` for others. */
STEWARD_EXPORT int32_t steward_engine_set_clock(steward_engine engine, int64_t clock_ms, steward_error* error);
/* The catalogue as JSON: tables, choices, operations with their shapes, rules, categories. */
STEWARD_EXPORT int32_t steward_engine_describe(steward_engine engine, steward_text* out, steward_error* error);
STEWARD_EXPORT int32_t steward_engine_free(steward_engine engine);

/* Session. */

/* The door of one user; STEWARD_NOT_FOUND when there is no such active user. */
STEWARD_EXPORT int32_t steward_session_open(steward_engine engine, const steward_id* user, steward_session* out,
                                            steward_error* error);
/* The same, working in a domain below the user's own; STEWARD_DENIED `access_denied` for any other. */
STEWARD_EXPORT int32_t steward_session_open_in(steward_engine engine, const steward_id* user, const steward_id* domain,
                                               steward_session* out, steward_error* error);
/* The door of the host's own code; it sees every domain. Never hand it to a user's request. */
STEWARD_EXPORT int32_t steward_session_open_system(steward_engine engine, steward_session* out, steward_error* error);
/* Rolls an open transaction back. */
STEWARD_EXPORT int32_t steward_session_free(steward_session session);

/* One operation as JSON: `{"v":1,"op":...,"args":{...}}` in, `{"v":1,"result":...,"warnings":[...]}` out. The
 * operations and their shapes: steward_engine_describe, docs/json-operations.md. */
STEWARD_EXPORT int32_t steward_session_call(steward_session session, const char* request, size_t request_size,
                                            steward_text* out, steward_error* error);
/* The warnings of the last successful call as a JSON array, in the shape of faults. */
STEWARD_EXPORT int32_t steward_session_warnings(steward_session session, steward_text* out, steward_error* error);

/* A transaction of the host over several calls; each call inside is a savepoint: its failure undoes it alone. */
STEWARD_EXPORT int32_t steward_transaction_begin(steward_session session, steward_error* error);
/* STEWARD_OUTCOME_UNKNOWN when it cannot be known whether the commit happened. */
STEWARD_EXPORT int32_t steward_transaction_commit(steward_session session, steward_error* error);
/* Does nothing when no transaction is open. */
STEWARD_EXPORT int32_t steward_transaction_rollback(steward_session session, steward_error* error);

/* Records. */

typedef struct {
  uint32_t struct_size;
  int32_t confirm; /* 1: agrees to consequences that need a confirmation */
} steward_write_options;

/* Records are JSON objects by field name; `values` holds only what is given: null clears, an absent key keeps. All
 * violated rules come back together as the faults of one error. `options` may be NULL. */

/* Stores a new record and gives it as stored. */
STEWARD_EXPORT int32_t steward_record_create(steward_session session, const char* table, size_t table_size,
                                             const char* values, size_t values_size,
                                             const steward_write_options* options, steward_text* out,
                                             steward_error* error);
/* Reads a record, as it was at `*as_of_ms` when that is not NULL. STEWARD_NOT_FOUND also for what is hidden. */
STEWARD_EXPORT int32_t steward_record_get(steward_session session, const char* table, size_t table_size,
                                          const steward_id* id, const int64_t* as_of_ms, steward_text* out,
                                          steward_error* error);
/* Changes the given fields; STEWARD_CONFLICT `version_conflict` unless `version` is the stored one. */
STEWARD_EXPORT int32_t steward_record_update(steward_session session, const char* table, size_t table_size,
                                             const steward_id* id, int64_t version, const char* values,
                                             size_t values_size, const steward_write_options* options,
                                             steward_text* out, steward_error* error);
STEWARD_EXPORT int32_t steward_record_remove(steward_session session, const char* table, size_t table_size,
                                             const steward_id* id, int64_t version,
                                             const steward_write_options* options, steward_error* error);

typedef struct {
  uint32_t struct_size;
  uint32_t page_size;    /* 1 to 10000 records a page; 0: 100 */
  steward_view where;    /* a condition; empty: every record */
  steward_view order_by; /* `field`, `field desc`, several with commas; then by id */
} steward_find_options;

/* Begins to read the records that match; `options` may be NULL. A cursor holds no transaction: a page shows what is
 * stored when it is read. */
STEWARD_EXPORT int32_t steward_record_find(steward_session session, const char* table, size_t table_size,
                                           const steward_find_options* options, steward_cursor* out,
                                           steward_error* error);
/* The next page as a JSON array and its number of records; at the end `*out` is 0 and `*out_count` 0. */
STEWARD_EXPORT int32_t steward_cursor_next(steward_cursor cursor, steward_text* out, size_t* out_count,
                                           steward_error* error);
STEWARD_EXPORT int32_t steward_cursor_free(steward_cursor cursor);

/* One page of the change feed after `token` (empty: from the beginning), `limit` entries at most (0: 100), as
 * `{"entries":[...],"next":token}`. */
STEWARD_EXPORT int32_t steward_change_page(steward_session session, const char* token, size_t token_size,
                                           uint32_t limit, steward_text* out, steward_error* error);

/* Columns. */

typedef struct {
  uint32_t struct_size;
  int32_t all_or_nothing; /* 1: store nothing when a row is refused */
  steward_id data_source;
  steward_view source_table;    /* the table of the source records */
  size_t count;                 /* rows; at most 16777216 */
  const uint8_t* source_record; /* 16 bytes a row; NULL: by source_key */
  const int64_t* value_micro;   /* one of value_micro and value_double, the other NULL */
  const double* value_double;   /* rounded to 1e-6 from the shortest decimal */
  const int64_t* start_ms;
  const int64_t* end_ms;
  const int64_t* recorded_ms;     /* NULL: now */
  const steward_view* source_key; /* instead of source_record: a text a row, what stands in `key_field` */
  steward_view key_field;         /* a string field of the source table; empty: external_id */
} steward_ingest_columns;

typedef struct {
  uint32_t struct_size;
  int32_t all_or_nothing;
  steward_id indicator;
  steward_id breakdown; /* all zero: none */
  size_t count;
  const uint8_t* element_record; /* 16 bytes a row; NULL: overall scores */
  const int64_t* value_micro;
  const double* value_double;
  const int64_t* start_ms;
  const int64_t* end_ms;
  const int64_t* recorded_ms;
} steward_indicator_columns;

/* Adds deliveries of an external data source. The columns are borrowed for the call and need no alignment. `out`
 * becomes the report (IngestReport) with a fault for each refused row; `out_refused` (optional) their number. Refused
 * rows are no failure of the call. STEWARD_INVALID: `invalid_input` (a missing column, too many rows), `out_of_range`
 * (an instant outside the years 1 to 9999). */
STEWARD_EXPORT int32_t steward_metric_ingest(steward_session session, const steward_ingest_columns* columns,
                                             steward_text* out, uint64_t* out_refused, steward_error* error);
/* The same for scores of a performance indicator. */
STEWARD_EXPORT int32_t steward_indicator_ingest(steward_session session, const steward_indicator_columns* columns,
                                                steward_text* out, uint64_t* out_refused, steward_error* error);

/* A column to fill: a field and the caller's buffers of `capacity` entries. This struct never grows. */
typedef struct {
  steward_view field;
  int64_t* values; /* integers; decimals in micro-units; instants in ms; durations in s; dates in days since 1970;
                      booleans as 0 and 1 */
  uint8_t* valid;  /* 1: there is a value; may be NULL for fields that always have one */
} steward_column;

/* Writes the fields of the records of `table` that match `where` into the caller's buffers, in the order of their
 * ids: `ids` takes 16 bytes a record and may be NULL. `*out_count` becomes the number of records. With `capacity` 0
 * nothing but that number is given; a capacity below it gives STEWARD_INVALID `buffer_too_small` and leaves the
 * buffers alone. Engagement scores, for instance: table `engagement`, fields `health_score`, `health_coverage`,
 * `health_scored_at`. */
STEWARD_EXPORT int32_t steward_column_export(steward_session session, const char* table, size_t table_size,
                                             const char* where, size_t where_size, size_t capacity, uint8_t* ids,
                                             const steward_column* columns, size_t column_count, size_t* out_count,
                                             steward_error* error);

/* Jobs. */

typedef struct {
  uint32_t struct_size;
  uint32_t reserved;
  uint64_t done;
  uint64_t total;     /* 0: not known */
  steward_view phase; /* borrowed for the call */
} steward_progress;

typedef struct {
  uint32_t struct_size;
  int32_t stop; /* 0 when the callback is entered; set it to 1 to cancel */
} steward_progress_answer;

/* Called on the thread of the call, now and then, while the session is in use: calls with it get STEWARD_BUSY.
 * It must not throw nor jump out. */
typedef void (*steward_progress_fn)(void* user_data, const steward_progress* progress, steward_progress_answer* answer);

/* Runs a job by key, whether due or not, and gives its report (JobReport); `progress` may be NULL. A run that
 * fails or is cancelled says so in its report (state, error); inside a transaction of the host it fails the call
 * (STEWARD_CANCELLED and others). Errors: STEWARD_NOT_FOUND `job_unknown`, STEWARD_BUSY `job_running`. */
STEWARD_EXPORT int32_t steward_job_run(steward_session session, const char* key, size_t key_size,
                                       steward_progress_fn progress, void* user_data, steward_text* out,
                                       steward_error* error);
/* Runs every active job that is due, in catalogue order: a JSON array of reports. */
STEWARD_EXPORT int32_t steward_job_run_due(steward_session session, steward_progress_fn progress, void* user_data,
                                           steward_text* out, steward_error* error);

#ifdef __cplusplus
}
#endif

#endif /* STEWARD_H */
