// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <string>

#include "base/id.hpp"
#include "steward/engine.hpp"

namespace steward::test {

/// Where a test keeps its data: a file that goes with it, or memory.
class StoredFile {
 public:
  explicit StoredFile(bool file = true) {
    if (!file) return;
    path_ = (std::filesystem::temp_directory_path() /
             ("steward-metrics-test-" + base::RandomIdSource().next(Instant{}).to_string() + ".db"))
                .string();
  }
  ~StoredFile() {
    if (path_.empty()) return;
    for (const char* suffix : {"", "-wal", "-shm"}) std::filesystem::remove(path_ + suffix);
  }
  StoredFile(const StoredFile&) = delete;
  StoredFile& operator=(const StoredFile&) = delete;

  [[nodiscard]] EngineOptions options() const {
    EngineOptions options;
    options.path = path_;
    options.synchronous = Synchronous::normal;
    return options;
  }

 private:
  std::string path_;
};

}  // namespace steward::test
