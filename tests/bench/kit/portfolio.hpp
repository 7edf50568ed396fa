// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string>

#include "bench/kit/kit.hpp"
#include "bench/world.hpp"
#include "steward/steward.hpp"

// The kit's portfolio as Steward has it. What the kit keeps in columns that we do not have stands in others:
// stage 5 as the state `define`, the status as the perceived health, region and segment as the account's industry,
// the yearly revenue as the go-live date, a day for each thousand.

namespace steward::bench::kit {

/// The day that the kit calls today.
inline constexpr std::int64_t today = 20'000;
/// The kit's four periods end within a day of a quarter's beginning. So many days earlier all end in one quarter, and
/// the latest value of each source record counts, as in the kit.
inline constexpr std::int64_t shift_days = 4;

/// The midnight with which a day begins, counted from 1970.
[[nodiscard]] Instant midnight(std::int64_t day);
/// Seconds of the kit's data as an instant of ours.
[[nodiscard]] Instant shifted(std::int64_t seconds);
[[nodiscard]] std::int64_t unshifted(Instant instant);

/// Gives an engagement the kit's stage of that number.
void set_stage(Engagement& engagement, std::int64_t number);

/// An open file with its clock and a session of the system.
struct Store {
  Store(const std::string& path, Instant now, Synchronous synchronous = Synchronous::normal);
  std::shared_ptr<ManualClock> clock;
  Engine engine;
  Session session;
};

/// The files that `prepare` makes beside the base: `portfolio` without metric data, `data` with it, `values` with one
/// value a metric and engagement as the kit's derived workloads read them, `tasks` with all tasks.
[[nodiscard]] std::string base_file(const Places& places, const std::string& name);
/// A copy of one of them in the work folder, written through to the disk.
[[nodiscard]] std::string fresh_copy(const Places& places, const std::string& name);
/// Makes those that are not there, or older than the kit's data or this program.
void prepare(const Places& places);

/// Commits every so many records.
class Batches {
 public:
  explicit Batches(Session& session);
  ~Batches();
  Batches(const Batches&) = delete;
  Batches& operator=(const Batches&) = delete;
  /// Before each record.
  void step();
  void finish();

 private:
  Session& session_;
  std::size_t count_ = 0;
  bool open_ = true;
};

/// A draft source that feeds engagements.
[[nodiscard]] DataSource add_source(Session& session, DataSource source);
void publish(Session& session, Ref<DataSource> source);

/// Makes the file of the dashboard group alone.
void prepare_dash(const Places& places);
/// The kit's tasks as a table of the host.
[[nodiscard]] HostTable kit_task_table();
/// Part of prepare(): `dash`, a portfolio of its own.
void add_dash(const Places& places, const std::string& path);

// Parts of prepare(), each on a copy of `portfolio`.
void add_metric_data(const Places& places, const std::string& path);
void add_values(const Places& places, const std::string& path);
void add_tasks(const Places& places, const std::string& path);

}  // namespace steward::bench::kit
