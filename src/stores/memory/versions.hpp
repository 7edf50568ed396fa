// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <limits>
#include <optional>
#include <utility>
#include <vector>

namespace steward::stores {

/// Who looks: a reader at a commit, or the one writer, who also sees what is not committed yet.
struct View {
  std::uint64_t commit = 0;
  bool writer = false;
};

/// What the writer did to one entry since the last commit.
template <class T>
struct Local {
  std::optional<T> pending;
  bool hidden = false;  ///< the committed content is deleted or replaced
};

/// The contents of one entry over the commits that somebody may still look at.
template <class T>
struct Versions {
  static constexpr std::uint64_t open_end = std::numeric_limits<std::uint64_t>::max();
  struct Version {
    std::uint64_t from = 0;
    std::uint64_t to = open_end;
    T content;
  };
  std::vector<Version> committed;
  Local<T> local;

  [[nodiscard]] const T* visible(View view) const {
    if (view.writer) {
      if (local.pending) return &*local.pending;
      if (local.hidden || committed.empty() || committed.back().to != open_end) return nullptr;
      return &committed.back().content;
    }
    for (auto version = committed.rbegin(); version != committed.rend(); ++version) {
      if (version->from <= view.commit) return view.commit < version->to ? &version->content : nullptr;
    }
    return nullptr;
  }

  void commit(std::uint64_t number) {
    if (local.hidden && !committed.empty() && committed.back().to == open_end) committed.back().to = number;
    if (local.pending) committed.push_back({number, open_end, std::move(*local.pending)});
    local = {};
  }

  [[nodiscard]] bool idle() const { return committed.empty() && !local.pending && !local.hidden; }
};

}  // namespace steward::stores
