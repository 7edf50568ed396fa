// SPDX-License-Identifier: Apache-2.0
// expect: a table states what roles are granted on
#include "model/builder.hpp"
#include "steward/model.hpp"

namespace steward {

struct Note : Record {
  std::string text;
};
template <>
struct Describe<Note> {
#ifdef WRONG
  static constexpr TableSpec table{.name = "note", .title = "A note."};
#else
  static constexpr TableSpec table{.name = "note", .access = AccessClass::collaboration, .title = "A note."};
#endif
  static void fields(auto& f) { f("text", &Note::text).text(); }
};

const TableInfo& notes() { return table_info<Note>(); }

}  // namespace steward
