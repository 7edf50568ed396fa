// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <sys/types.h>

#include <atomic>
#include <cstdint>
#include <memory>
#include <mutex>
#include <type_traits>
#include <vector>

namespace steward::capi {

enum class Kind : std::uint8_t { none = 0, engine = 1, session = 2, cursor = 3, text = 4, error = 5 };

/// What a handle stands for.
struct Object {
  virtual ~Object() = default;
};

/// All live handles of the process. A handle is its slot, the kind of object and the generation of the slot, so
/// that a freed or invented one is told apart from the one that took its place. Thread-safe. This is the one
/// global of the library: a C handle carries no pointer that could lead to a table of its own.
class Handles {
 public:
  static Handles& instance();

  /// 0 when no handle is to be had, in a forked child that is.
  [[nodiscard]] std::uint64_t add(Kind kind, std::shared_ptr<Object> object);
  /// The object, which stays alive as long as the caller holds it; null for anything but a live handle of `kind`.
  [[nodiscard]] std::shared_ptr<Object> find(Kind kind, std::uint64_t handle);
  /// False for anything but a live handle of `kind`.
  [[nodiscard]] bool remove(Kind kind, std::uint64_t handle);
  [[nodiscard]] std::uint64_t live();
  /// True in a child of the process that made the live handles: its mutexes, files and locks are not the child's.
  [[nodiscard]] bool forked() const;

 private:
  struct Slot {
    std::uint32_t generation = 1;
    Kind kind = Kind::none;
    std::shared_ptr<Object> object;
  };
  [[nodiscard]] Slot* slot_of(Kind kind, std::uint64_t handle);

  std::mutex mutex_;
  std::vector<Slot> slots_;
  std::vector<std::uint32_t> free_;
  std::uint64_t live_ = 0;
  std::atomic<pid_t> owner_ = 0;  // who made the live handles; 0: nobody
};

template <class T>
[[nodiscard]] std::shared_ptr<T> find_object(std::uint64_t handle) {
  return std::static_pointer_cast<T>(Handles::instance().find(T::kind, handle));
}

}  // namespace steward::capi
