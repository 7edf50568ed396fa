// SPDX-License-Identifier: Apache-2.0
#include "handles.hpp"

#include <unistd.h>

namespace steward::capi {

namespace {

// 32 bits of generation, 8 of kind, 24 of slot number counted from 1.
constexpr std::uint32_t slot_bits = 24;
constexpr std::uint32_t kind_bits = 8;
constexpr std::uint64_t slot_limit = (std::uint64_t{1} << slot_bits) - 1;

std::uint64_t pack(std::uint32_t generation, Kind kind, std::uint64_t slot) {
  return (std::uint64_t{generation} << (slot_bits + kind_bits)) | (static_cast<std::uint64_t>(kind) << slot_bits) |
         (slot + 1);
}

}  // namespace

Handles& Handles::instance() {
  // Never destroyed: a host may free its handles while the process ends.
  static auto* handles = new Handles;
  return *handles;
}

bool Handles::forked() const {
  const pid_t owner = owner_.load();
  return owner != 0 && owner != getpid();
}

std::uint64_t Handles::add(Kind kind, std::shared_ptr<Object> object) {
  if (forked()) return 0;
  const std::lock_guard lock(mutex_);
  if (free_.empty() && slots_.size() >= slot_limit) return 0;
  if (free_.empty()) {
    free_.reserve(slots_.size() + 1);  // so that remove need not allocate
    slots_.emplace_back();
    free_.push_back(static_cast<std::uint32_t>(slots_.size() - 1));
  }
  const std::uint32_t number = free_.back();
  free_.pop_back();
  Slot& slot = slots_[number];
  slot.kind = kind;
  slot.object = std::move(object);
  if (live_++ == 0) owner_ = getpid();
  return pack(slot.generation, kind, number);
}

Handles::Slot* Handles::slot_of(Kind kind, std::uint64_t handle) {
  const std::uint64_t number = handle & slot_limit;
  if (number == 0 || number > slots_.size()) return nullptr;
  Slot& slot = slots_[number - 1];
  const bool same = slot.object != nullptr && slot.kind == kind && pack(slot.generation, kind, number - 1) == handle;
  return same ? &slot : nullptr;
}

std::shared_ptr<Object> Handles::find(Kind kind, std::uint64_t handle) {
  if (forked()) return nullptr;
  const std::lock_guard lock(mutex_);
  const Slot* slot = slot_of(kind, handle);
  return slot != nullptr ? slot->object : nullptr;
}

bool Handles::remove(Kind kind, std::uint64_t handle) {
  if (forked()) return false;
  std::shared_ptr<Object> dying;  // destroyed outside the lock: it may free other things
  const std::lock_guard lock(mutex_);
  Slot* slot = slot_of(kind, handle);
  if (slot == nullptr) return false;
  dying = std::move(slot->object);
  slot->object = nullptr;
  slot->kind = Kind::none;
  // A slot whose generations are used up is never given out again.
  if (++slot->generation != 0) free_.push_back(static_cast<std::uint32_t>(slot - slots_.data()));
  if (--live_ == 0) owner_ = 0;
  return true;
}

std::uint64_t Handles::live() {
  if (forked()) return 0;
  const std::lock_guard lock(mutex_);
  return live_;
}

}  // namespace steward::capi
