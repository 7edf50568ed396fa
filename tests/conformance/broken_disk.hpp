// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace steward::conformance {

/// SQLite's default VFS while it lives: the platform's, on a disk that can fail. Writes reach the real files at once,
/// so that reads see them. Beside them it keeps what the disk is sure to hold: the bytes of each file as of its last
/// sync, and what was asked for since then. The shared memory of a WAL is no part of the disk. For one thread; every
/// connection opened on it must be closed before it goes.
class BrokenDisk {
 public:
  enum class Fault {
    once,       ///< the operation fails, those after it work
    for_ever,   ///< it fails and so does every one after it, until mend()
    power_cut,  ///< the same for reads too; what the operation asked for may or may not reach the disk
  };

  BrokenDisk();
  ~BrokenDisk();
  BrokenDisk(const BrokenDisk&) = delete;
  BrokenDisk& operator=(const BrokenDisk&) = delete;

  /// Plans a fault at the so-many-th operation since the disk is there: a write, a truncation, a sync or a removal of
  /// a file. `full`: a failing write leaves its first half and says that the disk is full.
  void fail_at(std::int64_t operation, Fault fault, bool full = false);
  void mend();
  /// From now on syncs answer ok and do nothing.
  void ignore_syncs();

  [[nodiscard]] std::int64_t operations() const;
  /// Which of the operations were syncs.
  [[nodiscard]] const std::vector<std::int64_t>& syncs() const;
  /// True once the planned fault has happened.
  [[nodiscard]] bool failed() const;

  /// Writes the files of a database as the disk may hold them when the power goes now: all that was synced, and of
  /// the rest what the seed chooses; writes may be torn at a sector.
  void crash_image(const std::string& database, const std::string& to, std::uint32_t seed) const;

  struct State;

 private:
  std::unique_ptr<State> state_;
};

}  // namespace steward::conformance
