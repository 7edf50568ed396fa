// SPDX-License-Identifier: Apache-2.0
#include "conformance/broken_disk.hpp"

#include <sqlite3.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <map>
#include <random>
#include <sstream>
#include <stdexcept>
#include <utility>
#include <vector>

namespace steward::conformance {

namespace {

/// What the disk writes whole or not at all.
constexpr std::size_t sector = 512;

/// Something asked of a file that no sync has followed yet.
struct Change {
  enum class Kind { write, truncate, remove };
  Kind kind = Kind::write;
  std::size_t at = 0;  ///< of the first byte; of a truncation: the new size
  std::string bytes;
};

struct HeldFile {
  std::string durable;
  std::vector<Change> pending;

  void settle();
  void settle_removals();
  [[nodiscard]] std::string after_power_cut(std::mt19937& random) const;
};

void apply_change(std::string& bytes, const Change& change) {
  if (change.kind != Change::Kind::write) {
    bytes.resize(change.kind == Change::Kind::truncate ? change.at : 0);
    return;
  }
  bytes.resize(std::max(bytes.size(), change.at + change.bytes.size()));
  bytes.replace(change.at, change.bytes.size(), change.bytes);
}

void HeldFile::settle() {
  for (const auto& change : pending) apply_change(durable, change);
  pending.clear();
}

// What came before a removal that is sure has no bearing any more.
void HeldFile::settle_removals() {
  const auto removes = [](const Change& change) { return change.kind == Change::Kind::remove; };
  const auto last = std::find_if(pending.rbegin(), pending.rend(), removes).base();
  if (last != pending.begin()) durable.clear();
  pending.erase(pending.begin(), last);
}

/// One side of a write that was under way, cut between two sectors; the whole write when it lies in one.
Change torn(const Change& change, std::mt19937& random) {
  const auto first = change.at / sector + 1;
  const auto last = (change.at + change.bytes.size() - 1) / sector;
  if (change.kind != Change::Kind::write || change.bytes.empty() || last < first) return change;
  const auto cut = (first + random() % (last - first + 1)) * sector - change.at;
  if (random() % 2 == 0) return {change.kind, change.at, change.bytes.substr(0, cut)};
  return {change.kind, change.at + cut, change.bytes.substr(cut)};
}

std::string HeldFile::after_power_cut(std::mt19937& random) const {
  auto bytes = durable;
  std::size_t begin = 0;
  std::size_t end = pending.size();
  // A removal happens or not; what came after it went to another file of the same name.
  for (std::size_t i = 0; i < end; ++i) {
    if (pending[i].kind != Change::Kind::remove) continue;
    if (random() % 2 == 0) {
      end = i;
    } else {
      begin = i + 1;
      bytes.clear();
    }
  }
  // Nothing of the rest, one to three writes of four, all but a part of the last one, or all.
  const auto kept = random() % 6;
  for (std::size_t i = begin; i < end; ++i) {
    const bool last = i + 1 == end;
    const bool whole = kept == 5 || random() % (last ? 2 : 8) != 0 || (kept == 4 && !last);
    if (random() % 4 >= kept) continue;
    apply_change(bytes, whole ? pending[i] : torn(pending[i], random));
  }
  return bytes;
}

std::string bytes_on(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

}  // namespace

struct BrokenDisk::State {
  sqlite3_vfs* real = nullptr;
  sqlite3_vfs vfs{};
  std::map<std::string, HeldFile> files;
  std::int64_t operations = 0;
  std::vector<std::int64_t> syncs;
  std::int64_t planned = 0;
  Fault fault = Fault::once;
  bool full = false;
  bool failed = false;
  bool off = false;
  bool deaf = false;

  enum class Course { works, fails, cut };
  /// Counts an operation and says what becomes of it; `cut`: the power goes while it is under way.
  Course next() {
    ++operations;
    if (off) return Course::fails;
    if (planned == 0 || operations < planned || (operations > planned && fault == Fault::once)) return Course::works;
    failed = true;
    off = fault == Fault::power_cut;
    return off ? Course::cut : Course::fails;
  }
};

namespace {

using Course = BrokenDisk::State::Course;

/// What SQLite holds of an open file; the platform's own follows behind it.
struct OpenFile {
  sqlite3_file base;
  BrokenDisk::State* disk;
  HeldFile* held;     ///< null: a file without a name, which a crash leaves nothing of
  bool syncs_folder;  ///< with its first sync, as a journal does that was not there before
};
static_assert(sizeof(OpenFile) % alignof(sqlite3_int64) == 0);

OpenFile& opened(sqlite3_file* file) { return *reinterpret_cast<OpenFile*>(file); }
sqlite3_file* real(sqlite3_file* file) { return reinterpret_cast<sqlite3_file*>(&opened(file) + 1); }
BrokenDisk::State& disk_of(sqlite3_vfs* vfs) { return *static_cast<BrokenDisk::State*>(vfs->pAppData); }
sqlite3_vfs* real(sqlite3_vfs* vfs) { return disk_of(vfs).real; }

/// A file met for the first time is on the disk as it lies there.
HeldFile& held_of(BrokenDisk::State& disk, const char* name) {
  const auto [at, fresh] = disk.files.try_emplace(name);
  if (fresh) at->second.durable = bytes_on(name);
  return at->second;
}

void note_change(HeldFile* held, Change change) {
  if (held != nullptr) held->pending.push_back(std::move(change));
}

int close_file(sqlite3_file* file) { return real(file)->pMethods->xClose(real(file)); }

int read_file(sqlite3_file* file, void* to, int size, sqlite3_int64 at) {
  if (opened(file).disk->off) return SQLITE_IOERR_READ;
  return real(file)->pMethods->xRead(real(file), to, size, at);
}

int write_file(sqlite3_file* file, const void* from, int size, sqlite3_int64 at) {
  auto& self = opened(file);
  const auto course = self.disk->next();
  const bool half = course == Course::fails && self.disk->full && !self.disk->off;
  const int reaching = course == Course::fails ? (half ? size / 2 : 0) : size;
  if (reaching != 0) {
    const std::string bytes(static_cast<const char*>(from), static_cast<std::size_t>(reaching));
    note_change(self.held, {Change::Kind::write, static_cast<std::size_t>(at), bytes});
  }
  if (course == Course::cut || (course == Course::fails && reaching == 0)) return SQLITE_IOERR_WRITE;
  const int done = real(file)->pMethods->xWrite(real(file), from, reaching, at);
  return half ? SQLITE_FULL : done;
}

int truncate_file(sqlite3_file* file, sqlite3_int64 size) {
  auto& self = opened(file);
  const auto course = self.disk->next();
  if (course != Course::fails) note_change(self.held, {Change::Kind::truncate, static_cast<std::size_t>(size), {}});
  if (course != Course::works) return SQLITE_IOERR_TRUNCATE;
  return real(file)->pMethods->xTruncate(real(file), size);
}

// The platform is not asked: what a crash leaves is told from what is held here.
int sync_file(sqlite3_file* file, int) {
  auto& self = opened(file);
  const auto course = self.disk->next();
  self.disk->syncs.push_back(self.disk->operations);
  if (course != Course::works) return SQLITE_IOERR_FSYNC;
  if (self.held == nullptr || self.disk->deaf) return SQLITE_OK;
  self.held->settle();
  if (std::exchange(self.syncs_folder, false)) {
    for (auto& [name, held] : self.disk->files) held.settle_removals();
  }
  return SQLITE_OK;
}

int file_size(sqlite3_file* file, sqlite3_int64* size) { return real(file)->pMethods->xFileSize(real(file), size); }
int lock_file(sqlite3_file* file, int level) { return real(file)->pMethods->xLock(real(file), level); }
int unlock_file(sqlite3_file* file, int level) { return real(file)->pMethods->xUnlock(real(file), level); }
int check_lock(sqlite3_file* file, int* held) { return real(file)->pMethods->xCheckReservedLock(real(file), held); }
int control_file(sqlite3_file* file, int what, void* with) {
  return real(file)->pMethods->xFileControl(real(file), what, with);
}
int sector_size(sqlite3_file* file) { return real(file)->pMethods->xSectorSize(real(file)); }
// Of what a file system may promise only this is kept: a torn write leaves the bytes beside it alone.
int promises(sqlite3_file* file) {
  return real(file)->pMethods->xDeviceCharacteristics(real(file)) & SQLITE_IOCAP_POWERSAFE_OVERWRITE;
}
int map_shared(sqlite3_file* file, int region, int size, int extend, void volatile** at) {
  return real(file)->pMethods->xShmMap(real(file), region, size, extend, at);
}
int lock_shared(sqlite3_file* file, int offset, int n, int flags) {
  return real(file)->pMethods->xShmLock(real(file), offset, n, flags);
}
void shared_barrier(sqlite3_file* file) { real(file)->pMethods->xShmBarrier(real(file)); }
int unmap_shared(sqlite3_file* file, int remove) { return real(file)->pMethods->xShmUnmap(real(file), remove); }

// Version 2: no mapped files, which would hide writes.
const sqlite3_io_methods file_methods = {2,         close_file, read_file,   write_file,     truncate_file, sync_file,
                                         file_size, lock_file,  unlock_file, check_lock,     control_file,  sector_size,
                                         promises,  map_shared, lock_shared, shared_barrier, unmap_shared,  nullptr,
                                         nullptr};

int open_file(sqlite3_vfs* vfs, const char* name, sqlite3_file* file, int flags, int* got) {
  auto& disk = disk_of(vfs);
  auto& self = opened(file);
  self.base.pMethods = nullptr;
  if (disk.off) return SQLITE_CANTOPEN;
  // Before the platform creates or empties it.
  self.disk = &disk;
  self.held = name == nullptr ? nullptr : &held_of(disk, name);
  const bool journal = (flags & (SQLITE_OPEN_WAL | SQLITE_OPEN_MAIN_JOURNAL)) != 0;
  self.syncs_folder = journal && self.held != nullptr && !std::filesystem::exists(name);
  const int done = disk.real->xOpen(disk.real, name, real(file), flags, got);
  if (done != SQLITE_OK) return done;
  self.base.pMethods = &file_methods;
  return SQLITE_OK;
}

int delete_file(sqlite3_vfs* vfs, const char* name, int sync_folder) {
  auto& disk = disk_of(vfs);
  const auto course = disk.next();
  auto& held = held_of(disk, name);
  if (course != Course::fails) note_change(&held, {Change::Kind::remove, 0, {}});
  if (course != Course::works) return SQLITE_IOERR_DELETE;
  if (sync_folder != 0 && !disk.deaf) held.settle();
  return disk.real->xDelete(disk.real, name, 0);
}

int access_file(sqlite3_vfs* vfs, const char* name, int flags, int* answer) {
  if (disk_of(vfs).off) return SQLITE_IOERR_ACCESS;
  return real(vfs)->xAccess(real(vfs), name, flags, answer);
}
int full_path(sqlite3_vfs* vfs, const char* name, int size, char* to) {
  return real(vfs)->xFullPathname(real(vfs), name, size, to);
}
int random_bytes(sqlite3_vfs* vfs, int size, char* to) { return real(vfs)->xRandomness(real(vfs), size, to); }
int sleep_for(sqlite3_vfs* vfs, int microseconds) { return real(vfs)->xSleep(real(vfs), microseconds); }
int time_now(sqlite3_vfs* vfs, double* days) { return real(vfs)->xCurrentTime(real(vfs), days); }
int last_error(sqlite3_vfs* vfs, int size, char* to) { return real(vfs)->xGetLastError(real(vfs), size, to); }
int time_now_ms(sqlite3_vfs* vfs, sqlite3_int64* now) { return real(vfs)->xCurrentTimeInt64(real(vfs), now); }

sqlite3_vfs vfs_over(BrokenDisk::State& disk) {
  sqlite3_vfs vfs{};
  vfs.iVersion = 2;
  vfs.szOsFile = static_cast<int>(sizeof(OpenFile)) + disk.real->szOsFile;
  vfs.mxPathname = disk.real->mxPathname;
  vfs.zName = "broken_disk";
  vfs.pAppData = &disk;
  vfs.xOpen = open_file;
  vfs.xDelete = delete_file;
  vfs.xAccess = access_file;
  vfs.xFullPathname = full_path;
  vfs.xRandomness = random_bytes;
  vfs.xSleep = sleep_for;
  vfs.xCurrentTime = time_now;
  vfs.xGetLastError = last_error;
  vfs.xCurrentTimeInt64 = time_now_ms;
  return vfs;
}

}  // namespace

BrokenDisk::BrokenDisk() : state_(std::make_unique<State>()) {
  state_->real = sqlite3_vfs_find(nullptr);
  if (state_->real == nullptr) throw std::runtime_error("SQLite has no VFS");
  state_->vfs = vfs_over(*state_);
  sqlite3_vfs_register(&state_->vfs, 1);
}

BrokenDisk::~BrokenDisk() {
  sqlite3_vfs_unregister(&state_->vfs);
  sqlite3_vfs_register(state_->real, 1);
}

void BrokenDisk::fail_at(std::int64_t operation, Fault fault, bool full) {
  state_->planned = operation;
  state_->fault = fault;
  state_->full = full;
}

void BrokenDisk::mend() {
  state_->planned = 0;
  state_->off = false;
}

void BrokenDisk::ignore_syncs() { state_->deaf = true; }
std::int64_t BrokenDisk::operations() const { return state_->operations; }
const std::vector<std::int64_t>& BrokenDisk::syncs() const { return state_->syncs; }
bool BrokenDisk::failed() const { return state_->failed; }

void BrokenDisk::crash_image(const std::string& database, const std::string& to, std::uint32_t seed) const {
  std::mt19937 random(seed);
  const auto name = std::filesystem::weakly_canonical(database).string();
  for (const auto& [path, held] : state_->files) {
    if (!path.starts_with(name)) continue;
    const auto bytes = held.after_power_cut(random);
    // A new file of which nothing was kept may not be there.
    if (bytes.empty() && path != name) continue;
    std::ofstream(to + path.substr(name.size()), std::ios::binary) << bytes;
  }
}

}  // namespace steward::conformance
