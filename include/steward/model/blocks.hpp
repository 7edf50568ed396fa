// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "steward/choices.hpp"
#include "steward/record.hpp"
#include "steward/table.hpp"

// Groups of fields that several tables share, each declared once.

namespace steward {

struct Account;
struct User;

/// Every record that can be closed or canceled (CLOSE and REOPEN, rules 3.2 and 3.3).
template <class Code>
struct Closable {
  bool active = true;
  std::optional<Choice<Code>> close_code;
  std::string close_notes;
  std::optional<Instant> closed_at;
  std::optional<Ref<User>> closed_by;

  static void fields(auto& f) {
    f("active", &Closable::active).derived();
    f("close_code", &Closable::close_code).overridable();
    f("close_notes", &Closable::close_notes).text();
    f("closed_at", &Closable::closed_at).derived();
    f("closed_by", &Closable::closed_by).derived().nullify();
  }
};

/// Who is told: of any update, of new work notes.
struct Notify {
  IdList watch_list;
  IdList work_notes_list;

  static void fields(auto& f) {
    f("watch_list", &Notify::watch_list).list_of("user");
    f("work_notes_list", &Notify::work_notes_list).list_of("user");
  }
};

/// Internal notes. Write only: a given text becomes a journal entry; read them with Session::journal.
struct Notes {
  std::string work_notes;
  static void fields(auto& f) { f("work_notes", &Notes::work_notes).journal(); }
};

/// Notes that the customer sees. Write only, as Notes.
struct Comments {
  std::string comments;
  static void fields(auto& f) { f("comments", &Comments::comments).journal(); }
};

/// When it is due.
struct Due {
  std::optional<Instant> due_date;
  std::optional<std::int64_t> days_remaining;  ///< whole days from today, negative when late; only while active
  bool overdue = false;                        ///< active and past its due date

  static void fields(auto& f) {
    f("due_date", &Due::due_date);
    f("days_remaining", &Due::days_remaining).computed();
    f("overdue", &Due::overdue).computed();
  }
};

/// Can be blocked by other work; blocking is a deliberate act (GEN-11).
struct Blockable {
  bool needs_attention = true;
  bool blocked = false;  ///< active, with a reason that is not resolved

  static void fields(auto& f) {
    f("needs_attention", &Blockable::needs_attention);
    f("blocked", &Blockable::blocked).computed();
  }
};

/// Who of the roster works on it; the rows are those of applicable_squad_member.
struct Squad {
  IdList squad;
  static void fields(auto& f) { f("squad", &Squad::squad).list_of("squad_member").linked(); }
};

/// True while a playbook has made the record but its texts are not entered yet; then they may be missing.
struct DraftFlag {
  bool incomplete = false;
  static void fields(auto& f) { f("incomplete", &DraftFlag::incomplete).derived(); }
};

/// The account of the engagement above, copied for the indexes (GEN-05).
struct AccountCopy {
  std::optional<Ref<Account>> account;
  static void fields(auto& f) { f("account", &AccountCopy::account).derived().restrict(); }
};

}  // namespace steward
