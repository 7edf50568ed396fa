// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>
#include <charconv>

#include "base/sha256.hpp"
#include "collaboration/rules_tables.hpp"
#include "steward/model.hpp"

namespace steward::collaboration {

namespace {

using rule::Context;
using rule::Phase;

constexpr std::int64_t default_max_bytes = std::int64_t{25} << 20;

std::int64_t max_bytes(const rule::Lookup& lookup) {
  const auto text = lookup.property("attachment.max_bytes");
  std::int64_t bytes = 0;
  const auto read = std::from_chars(text.data(), text.data() + text.size(), bytes);
  const bool whole = read.ec == std::errc() && read.ptr == text.data() + text.size();
  return whole && bytes > 0 ? bytes : default_max_bytes;
}

void one_place(Context& context) {
  need_one_of(context, "content", "external_handle",
              "a file lies in the store or in the host's file store: give content or external_handle");
}

/// Of a file that the host keeps nothing is known.
void measure(Context& context) {
  if (!context.changed<Attachment>(&Attachment::content)) return;
  const auto content = context.after<Attachment>(&Attachment::content);
  const bool held = !content.empty();
  context.set<Attachment>(&Attachment::size,
                          held ? std::optional(static_cast<std::int64_t>(content.size())) : std::nullopt);
  context.set<Attachment>(&Attachment::sha256, held ? base::sha256(content) : std::string());
}

void size_limit(Context& context) {
  if (!context.changed<Attachment>(&Attachment::content)) return;
  const auto size = static_cast<std::int64_t>(context.after<Attachment>(&Attachment::content).size());
  const auto limit = max_bytes(context.work);
  if (size <= limit) return;
  context.refuse("attachment_too_large", "content",
                 fmt::format("the file has {} bytes; at most {} are taken", size, limit));
}

/// Clients send the path the file had on their disk.
void plain_name(Context& context) {
  const auto name = context.after<Attachment>(&Attachment::file_name);
  const auto slash = name.find_last_of("/\\");
  if (slash != std::string::npos) context.set<Attachment>(&Attachment::file_name, name.substr(slash + 1));
}

}  // namespace

std::vector<rule::Rule> attachment_rules() {
  using enum Phase;
  using namespace rule;
  constexpr std::string_view table = "attachment";
  return {
      {"ATT-01", table, "One place", validate, on_write, "field_required @content, invalid_input @external_handle",
       one_place, "A file is given by its bytes or by a handle of the host's file store, not both."},
      {"ATT-02", table, "Size and hash", derive, on_write, "", measure,
       "Size and SHA-256 are computed from the bytes; of a file that the host keeps they are empty."},
      {"ATT-03", table, "Size limit", validate, on_write, "attachment_too_large @content", size_limit,
       "A file has at most as many bytes as the property attachment.max_bytes says, by default 25 MiB."},
      {"ATT-04", table, "File name", derive, on_write, "", plain_name, "A file name keeps no parts of a path."},
  };
}

}  // namespace steward::collaboration
