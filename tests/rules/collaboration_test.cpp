// SPDX-License-Identifier: Apache-2.0
#include "plan_setup.hpp"

using namespace steward;
using namespace steward::test;
using namespace std::chrono_literals;

// Discussions, files, mails, approvals, feedback, reminders and links.

namespace {

/// An entity of a table whose rows belong to any record, tied to this one.
template <class Entity, class T>
Entity on(const T& record) {
  Entity entity;
  entity.record_table = Describe<T>::table.name;
  entity.record = record.id;
  return entity;
}

template <class T>
Discussion discussion_on(const T& record) {
  auto entity = on<Discussion>(record);
  entity.message = "How shall we go on?";
  return entity;
}
template <class T>
Attachment file_on(const T& record, std::string content = "abc") {
  auto entity = on<Attachment>(record);
  entity.file_name = "plan.txt";
  entity.content_type = "text/plain";
  entity.content = std::move(content);
  return entity;
}
JournalEntry post(const Discussion& discussion, std::string text) {
  JournalEntry entity;
  entity.record_table = discussion.record_table;
  entity.record = *discussion.record;
  entity.kind = JournalKind::discussion;
  entity.discussion = Portfolio::ref(discussion);
  entity.text = std::move(text);
  return entity;
}
KnowledgeArticle article(Portfolio& p) {
  KnowledgeArticle entity;
  entity.number = p.unique("KB");
  entity.title = p.unique("Article");
  entity.body = "Text.";
  return p.create(entity);
}
Role role(Portfolio& p) {
  Role entity;
  entity.name = p.unique("role");
  return p.create(entity);
}

}  // namespace

TEST_CASE("a note keeps its author and the number of the record", "[JRN-01][refuses]") {
  Portfolio p;
  auto touchpoint = p.touchpoint(p.engagement());
  const auto user = p.user();
  auto session = p.session_of(user);
  auto held = require(session.get(Portfolio::ref(touchpoint)));
  held.work_notes = "Called.";
  require(session.update(held));
  const auto notes = require(p.session.journal("touchpoint", touchpoint.id));
  REQUIRE(notes.size() == 1);
  CHECK(notes.front().author == Portfolio::ref(user));
  CHECK(notes.front().author_name == user.name);
  CHECK(notes.front().record_number == touchpoint.number);
}

TEST_CASE("a note of the system has no author but a name", "[JRN-01][accepts]") {
  Portfolio p;
  auto touchpoint = p.touchpoint(p.engagement());
  touchpoint.work_notes = "Imported.";
  p.update(touchpoint);
  const auto notes = require(p.session.journal("touchpoint", touchpoint.id));
  REQUIRE(notes.size() == 1);
  CHECK_FALSE(notes.front().author.has_value());
  CHECK(notes.front().text == "Imported.");
}

TEST_CASE("a discussion knows who started it and when it was completed", "[DIS-01][refuses]") {
  Portfolio p;
  const auto touchpoint = p.touchpoint(p.engagement());
  const auto user = p.user();
  auto session = p.session_of(user);
  auto discussion = require(session.create(discussion_on(touchpoint)));
  CHECK(discussion.started_by == Portfolio::ref(user));
  CHECK_FALSE(discussion.completed_at.has_value());
  p.advance(1h);
  discussion.state = DiscussionState::completed;
  CHECK(require(session.update(discussion)).completed_at == p.clock->now());
}

TEST_CASE("an open discussion is changed without being completed", "[DIS-01][accepts]") {
  Portfolio p;
  auto discussion = p.create(discussion_on(p.touchpoint(p.engagement())));
  CHECK_FALSE(discussion.started_by.has_value());
  discussion.message = "What next?";
  CHECK_FALSE(p.update(discussion).completed_at.has_value());
}

TEST_CASE("a completed discussion ends as one work note", "[DIS-02][refuses]") {
  Portfolio p;
  const auto touchpoint = p.touchpoint(p.engagement());
  auto discussion = p.create(discussion_on(touchpoint));
  p.create(post(discussion, "Call them."));
  p.advance(1min);
  p.create(post(discussion, "Done."));
  discussion.state = DiscussionState::completed;
  p.update(discussion);
  std::vector<std::string> notes;
  for (const auto& entry : require(p.session.journal("touchpoint", touchpoint.id))) {
    if (entry.kind == JournalKind::work_note) notes.push_back(entry.text);
  }
  REQUIRE(notes.size() == 1);
  CHECK(notes.front() == "Discussion\nsystem: How shall we go on?\nsystem: Call them.\nsystem: Done.");
}

TEST_CASE("an open discussion leaves no note", "[DIS-02][accepts]") {
  Portfolio p;
  const auto touchpoint = p.touchpoint(p.engagement());
  auto discussion = p.create(discussion_on(touchpoint));
  discussion.message = "What next?";
  p.update(discussion);
  CHECK(require(p.session.journal("touchpoint", touchpoint.id)).empty());
}

TEST_CASE("a completed discussion takes nothing more", "[DIS-03][refuses]") {
  Portfolio p;
  auto discussion = p.create(discussion_on(p.touchpoint(p.engagement())));
  discussion.state = DiscussionState::completed;
  discussion = p.update(discussion);
  CHECK(refused(p.session.create(post(discussion, "Late.")), "DIS-03", "discussion_closed", "discussion"));
  DiscussionParticipant participant;
  participant.discussion = Portfolio::ref(discussion);
  participant.user = Portfolio::ref(p.user());
  CHECK(refused(p.session.create(participant), "DIS-03", "discussion_closed", "discussion"));
  discussion.state = DiscussionState::open;
  CHECK(refused(p.session.update(discussion), "DIS-03", "discussion_closed", "state"));
}

TEST_CASE("an open discussion takes posts and participants", "[DIS-03][DIS-04][accepts]") {
  Portfolio p;
  const auto account = p.account();
  const auto discussion = p.create(discussion_on(p.engagement(account)));
  CHECK(accepted(p.session.create(post(discussion, "Hello."))));
  DiscussionParticipant participant;
  participant.discussion = Portfolio::ref(discussion);
  participant.user = Portfolio::ref(p.user());
  CHECK(accepted(p.session.create(participant)));
  CHECK(refused(p.session.create(participant), "GEN-14", "duplicate_discussion_participant", "contact"));
  participant.user.reset();
  participant.contact = Portfolio::ref(p.contact(account));
  CHECK(accepted(p.session.create(participant)));
}

TEST_CASE("a participant is one person", "[DIS-04][refuses]") {
  Portfolio p;
  const auto account = p.account();
  DiscussionParticipant participant;
  participant.discussion = Portfolio::ref(p.create(discussion_on(p.engagement(account))));
  CHECK(refused(p.session.create(participant), "DIS-04", "field_required", "user"));
  participant.user = Portfolio::ref(p.user());
  participant.contact = Portfolio::ref(p.contact(account));
  CHECK(refused(p.session.create(participant), "DIS-04", "invalid_input", "contact"));
}

TEST_CASE("a file lies in one place", "[ATT-01][refuses]") {
  Portfolio p;
  const auto engagement = p.engagement();
  auto file = file_on(engagement, "");
  CHECK(refused(p.session.create(file), "ATT-01", "field_required", "content"));
  file.content = "abc";
  file.external_handle = "files/1";
  CHECK(refused(p.session.create(file), "ATT-01", "invalid_input", "external_handle"));
}

TEST_CASE("a file is kept here or by the host, also on an ended record", "[ATT-01][accepts]") {
  Portfolio p;
  const auto touchpoint = end(p, p.touchpoint(p.engagement()), "closed");
  CHECK(accepted(p.session.create(file_on(touchpoint))));
  auto file = file_on(touchpoint, "");
  file.external_handle = "files/1";
  const auto stored = p.session.create(file);
  REQUIRE(accepted(stored));
  CHECK_FALSE(stored->size.has_value());
  CHECK(stored->sha256.empty());
}

TEST_CASE("size and hash of a file are computed", "[ATT-02][refuses]") {
  Portfolio p;
  auto file = p.create(file_on(p.engagement()));
  CHECK(file.size == 3);
  CHECK(file.sha256 == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  CHECK(file.content == "abc");
  file.content = std::string("\0\n ", 3);
  file = p.update(file);
  CHECK(file.size == 3);
  CHECK(file.content == std::string("\0\n ", 3));
  CHECK(file.sha256 != "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
}

TEST_CASE("renaming a file leaves its size and hash", "[ATT-02][accepts]") {
  Portfolio p;
  auto file = p.create(file_on(p.engagement()));
  file.file_name = "other.txt";
  const auto renamed = p.update(file);
  CHECK(renamed.sha256 == file.sha256);
  CHECK(renamed.size == 3);
}

TEST_CASE("a file over the limit is refused", "[ATT-03][refuses]") {
  Portfolio p;
  const auto engagement = p.engagement();
  p.property("attachment.max_bytes", "4", PropertyType::integer);
  CHECK(accepted(p.session.create(file_on(engagement, "1234"))));
  CHECK(refused(p.session.create(file_on(engagement, "12345")), "ATT-03", "attachment_too_large", "content"));
}

TEST_CASE("25 MiB are the limit unless another is set", "[ATT-03][accepts]") {
  Portfolio p;
  const auto engagement = p.engagement();
  const std::size_t limit = std::size_t{25} << 20;
  CHECK(accepted(p.session.create(file_on(engagement, std::string(limit, 'x')))));
  CHECK_FALSE(p.session.create(file_on(engagement, std::string(limit + 1, 'x'))).ok());
}

TEST_CASE("a file name keeps no path", "[ATT-04][refuses]") {
  Portfolio p;
  const auto engagement = p.engagement();
  auto file = file_on(engagement);
  file.file_name = R"(C:\Users\me\plan.txt)";
  CHECK(p.create(file).file_name == "plan.txt");
  file.file_name = "../../etc/passwd";
  CHECK(p.create(file).file_name == "passwd");
  file.file_name = "folder/";
  CHECK(refused(p.session.create(file), "GEN-02", "field_required", "file_name"));
}

TEST_CASE("a plain file name stays", "[ATT-04][accepts]") {
  Portfolio p;
  auto file = file_on(p.engagement());
  file.file_name = "plan 2024 (final).txt";
  CHECK(p.create(file).file_name == "plan 2024 (final).txt");
}

TEST_CASE("an approval is asked of one", "[APR-01][refuses]") {
  Portfolio p;
  const auto outcome = p.outcome(p.engagement());
  auto approval = on<Approval>(outcome);
  CHECK(refused(p.session.create(approval), "APR-01", "field_required", "approver"));
  approval.approver = Portfolio::ref(p.user());
  approval.approver_role = Portfolio::ref(role(p));
  CHECK(refused(p.session.create(approval), "APR-01", "invalid_input", "approver_role"));
}

TEST_CASE("a user or a role approves", "[APR-01][accepts]") {
  Portfolio p;
  const auto outcome = p.outcome(p.engagement());
  auto approval = on<Approval>(outcome);
  approval.approver = Portfolio::ref(p.user());
  CHECK(accepted(p.session.create(approval)));
  approval.approver.reset();
  approval.approver_role = Portfolio::ref(role(p));
  CHECK(accepted(p.session.create(approval)));
}

TEST_CASE("an approval notes request and answer", "[APR-02][refuses]") {
  Portfolio p;
  const auto user = p.user();
  auto approval = on<Approval>(p.outcome(p.engagement()));
  approval.approver = Portfolio::ref(user);
  const auto requested = p.create(approval);
  CHECK(requested.requested_at == p.clock->now());
  CHECK_FALSE(requested.decided_at.has_value());
  p.advance(1h);
  auto session = p.session_of(user);
  for (const auto answer : {ApprovalState::approved, ApprovalState::rejected}) {
    auto held = p.create(approval);
    held.state = answer;
    held = require(session.update(held));
    CHECK(held.decided_at == p.clock->now());
    CHECK(held.decided_by == Portfolio::ref(user));
    p.advance(1h);
  }
}

TEST_CASE("a canceled request was not decided", "[APR-02][accepts]") {
  Portfolio p;
  auto approval = on<Approval>(p.outcome(p.engagement()));
  approval.approver = Portfolio::ref(p.user());
  approval = p.create(approval);
  approval.comments = "Please hurry.";
  approval = p.update(approval);
  CHECK_FALSE(approval.decided_at.has_value());
  approval.state = ApprovalState::canceled;
  CHECK_FALSE(p.update(approval).decided_at.has_value());
}

TEST_CASE("a request that loses its approver is canceled", "[APR-03][refuses]") {
  Portfolio p;
  const auto user = p.user();
  auto approval = on<Approval>(p.outcome(p.engagement()));
  approval.approver = Portfolio::ref(user);
  approval = p.create(approval);
  require(p.session.remove(user));
  approval = p.again(approval);
  CHECK(approval.state == ApprovalState::canceled);
  CHECK_FALSE(approval.approver.has_value());
  CHECK_FALSE(approval.decided_at.has_value());
}

TEST_CASE("an answer outlives its approver", "[APR-03][accepts]") {
  Portfolio p;
  const auto user = p.user();
  auto approval = on<Approval>(p.outcome(p.engagement()));
  approval.approver = Portfolio::ref(user);
  approval = p.create(approval);
  approval.state = ApprovalState::approved;
  approval = p.update(approval);
  require(p.session.remove(user));
  CHECK(p.again(approval).state == ApprovalState::approved);
}

TEST_CASE("feedback is that of the acting user", "[FDB-01][refuses]") {
  Portfolio p;
  const auto user = p.user();
  auto session = p.session_of(user);
  ArticleFeedback feedback;
  feedback.knowledge_article = Portfolio::ref(article(p));
  feedback.helpful = true;
  const auto stored = session.create(feedback);
  REQUIRE(accepted(stored));
  CHECK(stored->user == Portfolio::ref(user));
  CHECK(refused(session.create(feedback), "GEN-14", "duplicate_article_feedback", "user"));
}

TEST_CASE("each reader has one opinion of an article and may change it", "[FDB-01][FDB-02][accepts]") {
  Portfolio p;
  ArticleFeedback feedback;
  feedback.knowledge_article = Portfolio::ref(article(p));
  auto first = p.session_of(p.user());
  auto second = p.session_of(p.user());
  auto held = require(first.create(feedback));
  CHECK(accepted(second.create(feedback)));
  held.helpful = false;
  held.flagged = true;
  held.comment = "It is outdated.";
  CHECK(accepted(first.update(held)));
  CHECK(refused(p.session.create(feedback), "GEN-02", "field_required", "user"));
}

TEST_CASE("who flags an article says why", "[FDB-02][refuses]") {
  Portfolio p;
  auto session = p.session_of(p.user());
  ArticleFeedback feedback;
  feedback.knowledge_article = Portfolio::ref(article(p));
  feedback.flagged = true;
  CHECK(refused(session.create(feedback), "FDB-02", "field_required", "comment"));
}

TEST_CASE("a reminder is for the acting user", "[RMD-01][refuses]") {
  Portfolio p;
  const auto user = p.user();
  auto session = p.session_of(user);
  auto reminder = on<Reminder>(p.engagement());
  reminder.remind_at = p.clock->now() + 24h;
  reminder.message = "Call.";
  const auto stored = session.create(reminder);
  REQUIRE(accepted(stored));
  CHECK(stored->user == Portfolio::ref(user));
}

TEST_CASE("a reminder may be for somebody else, and needs time and text", "[RMD-01][accepts]") {
  Portfolio p;
  const auto other = p.user();
  auto session = p.session_of(p.user());
  auto reminder = on<Reminder>(p.engagement());
  const auto bare = session.create(reminder);
  CHECK(refused(bare, "GEN-02", "field_required", "remind_at"));
  CHECK(refused(bare, "GEN-02", "field_required", "message"));
  reminder.user = Portfolio::ref(other);
  reminder.remind_at = p.clock->now();
  reminder.message = "Call.";
  CHECK(require(session.create(reminder)).user == Portfolio::ref(other));
}

TEST_CASE("a filter is that of the acting user", "[SVF-01][refuses][SVF-02][accepts]") {
  Portfolio p;
  const auto user = p.user();
  auto session = p.session_of(user);
  SavedFilter filter;
  filter.record_table = "engagement";
  filter.name = "Mine";
  filter.filter = "active = true";
  const auto stored = session.create(filter);
  REQUIRE(accepted(stored));
  CHECK(stored->user == Portfolio::ref(user));
  CHECK(accepted(session.remove(*stored)));
}

TEST_CASE("a filter has an owner, who stays", "[SVF-02][refuses][SVF-01][accepts]") {
  Portfolio p;
  SavedFilter filter;
  filter.record_table = "engagement";
  filter.name = "Nobody's";
  filter.filter = "active = true";
  CHECK(refused(p.session.create(filter), "SVF-02", "field_required", "user"));
  const auto user = p.user();
  auto stored = require(p.session_of(user).create(filter));
  stored.name = "Renamed";
  CHECK(p.update(stored).user == Portfolio::ref(user));
}

TEST_CASE("an article is linked to a record once", "[GEN-14]") {
  Portfolio p;
  auto link = on<KnowledgeLink>(p.engagement());
  link.knowledge_article = Portfolio::ref(article(p));
  const auto stored = p.create(link);
  CHECK_FALSE(stored.shared_with_customer);
  CHECK(refused(p.session.create(link), "GEN-14", "duplicate_knowledge_link", "record"));
}

TEST_CASE("an item of the host is linked to a record once a kind", "[GEN-14]") {
  Portfolio p;
  auto link = on<RecordLink>(p.engagement());
  link.target_table = "project_of_the_host";
  link.target_key = "P-1";
  CHECK(p.create(link).kind == LinkKind::related);
  CHECK(refused(p.session.create(link), "GEN-14", "duplicate_record_link", "target_key"));
  link.kind = LinkKind::document;
  CHECK(accepted(p.session.create(link)));
}

TEST_CASE("satellites go with their record", "[GEN-15]") {
  Portfolio p;
  const auto touchpoint = p.touchpoint(p.engagement());
  p.create(file_on(touchpoint));
  p.create(discussion_on(touchpoint));
  auto reminder = on<Reminder>(touchpoint);
  reminder.user = Portfolio::ref(p.user());
  reminder.remind_at = p.clock->now();
  reminder.message = "Call.";
  p.create(reminder);
  require(p.session.remove(touchpoint));
  CHECK(require(p.session.count<Attachment>()) == 0);
  CHECK(require(p.session.count<Discussion>()) == 0);
  CHECK(require(p.session.count<Reminder>()) == 0);
}
