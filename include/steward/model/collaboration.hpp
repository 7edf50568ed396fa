// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "steward/model/blocks.hpp"

namespace steward {

struct Activity;
struct Approval;
struct ArticleFeedback;
struct Attachment;
struct Contact;
struct Discussion;
struct DiscussionParticipant;
struct EmailMessage;
struct EmailTemplate;
struct Engagement;
struct KnowledgeArticle;
struct KnowledgeLink;
struct RecordLink;
struct Reminder;
struct Role;

/// What keeps a record from moving (GEN-11).
struct BlockedBy : Record {
  std::optional<Choice<BlockableTable>> blocked_table;
  std::optional<Id> blocked_record;
  std::string blocking_table;
  std::optional<Id> blocking_record;
  std::string reason;
  std::optional<Instant> resolved_at;
};
template <>
struct Describe<BlockedBy> {
  static constexpr TableSpec table{.name = "blocked_by",
                                   .access = AccessClass::collaboration,
                                   .domain_from = "blocked_record",
                                   .title = "What keeps a record from moving."};
  static void fields(auto& f) {
    f("blocked_table", &BlockedBy::blocked_table).required();
    f("blocked_record", &BlockedBy::blocked_record).in_table_of("blocked_table").cascade().required();
    f("blocking_table", &BlockedBy::blocking_table).max(64).names_table();
    f("blocking_record", &BlockedBy::blocking_record).in_table_of("blocking_table").nullify();
    f("reason", &BlockedBy::reason).text();
    f("resolved_at", &BlockedBy::resolved_at).overridable();
    auto& key = f.unique({"blocked_table", "blocked_record", "blocking_table", "blocking_record"}, "GEN-14",
                         "duplicate_blocked_by", "blocking_record");
    key.only_where = "blocking_record is not empty and resolved_at is empty";
    f.index({"blocked_table", "blocked_record", "resolved_at"});
    f.index({"blocking_table", "blocking_record"});
  }
};

/// An item of the host that belongs to a record.
struct RecordLink : Record {
  std::string record_table;
  std::optional<Id> record;
  Choice<LinkKind> kind = LinkKind::related;
  std::string target_table;
  std::string target_key;
  std::string label;
};
template <>
struct Describe<RecordLink> {
  static constexpr TableSpec table{.name = "record_link",
                                   .access = AccessClass::collaboration,
                                   .domain_from = "record",
                                   .title = "An item of the host that belongs to a record."};
  static void fields(auto& f) {
    f("record_table", &RecordLink::record_table).max(64).names_table().required();
    f("record", &RecordLink::record).in_table_of("record_table").cascade().required();
    f("kind", &RecordLink::kind).required();
    f("target_table", &RecordLink::target_table).max(64).required();
    f("target_key", &RecordLink::target_key).max(128).required();
    f("label", &RecordLink::label).max(160);
    f.unique({"record_table", "record", "kind", "target_table", "target_key"}, "GEN-14", "duplicate_record_link",
             "target_key");
    f.index({"record_table", "record"});
  }
};

/// A side discussion about a record.
struct Discussion : Record {
  std::string record_table;
  std::optional<Id> record;
  std::string message;
  Choice<DiscussionState> state = DiscussionState::open;
  std::optional<Ref<User>> started_by;
  std::optional<Instant> completed_at;
};
template <>
struct Describe<Discussion> {
  static constexpr TableSpec table{.name = "discussion",
                                   .access = AccessClass::collaboration,
                                   .domain_from = "record",
                                   .title = "A side discussion about a record."};
  static void fields(auto& f) {
    f("record_table", &Discussion::record_table).max(64).names_table().required();
    f("record", &Discussion::record).in_table_of("record_table").cascade().required();
    f("message", &Discussion::message).text().required();
    f("state", &Discussion::state).required();
    f("started_by", &Discussion::started_by).nullify().derived();
    f("completed_at", &Discussion::completed_at).derived();
    f.index({"record_table", "record"});
  }
};

/// One person of a discussion.
struct DiscussionParticipant : Record {
  Ref<Discussion> discussion;
  std::optional<Ref<User>> user;
  std::optional<Ref<Contact>> contact;
};
template <>
struct Describe<DiscussionParticipant> {
  static constexpr TableSpec table{.name = "discussion_participant",
                                   .access = AccessClass::collaboration,
                                   .domain_from = "discussion",
                                   .title = "One person of a discussion."};
  static void fields(auto& f) {
    f("discussion", &DiscussionParticipant::discussion).cascade().required();
    f("user", &DiscussionParticipant::user).cascade();
    f("contact", &DiscussionParticipant::contact).cascade();
    f.unique({"discussion", "user", "contact"}, "GEN-14", "duplicate_discussion_participant", "contact");
  }
};

/// One entry of the timeline of an engagement (TIM-01 to TIM-03).
struct Activity : Record {
  Ref<Engagement> engagement;
  Ref<Account> account;
  std::optional<Choice<ActivityType>> kind;
  std::string source_table;
  std::optional<Id> source_record;
  std::string title;
  std::string changes;
  std::optional<Instant> occurred_at;
  std::optional<Ref<User>> actor;
};
template <>
struct Describe<Activity> {
  static constexpr TableSpec table{.name = "activity",
                                   .access = AccessClass::history,
                                   .domain_from = "engagement",
                                   .system_written = true,
                                   .title = "One entry of the timeline of an engagement."};
  static void fields(auto& f) {
    f("engagement", &Activity::engagement).cascade().derived();
    f("account", &Activity::account).restrict().derived();
    f("kind", &Activity::kind).derived();
    f("source_table", &Activity::source_table).max(64).names_table().derived();
    f("source_record", &Activity::source_record).in_table_of("source_table").keep().derived();
    f("title", &Activity::title).max(255).derived();
    f("changes", &Activity::changes).json().derived();
    f("occurred_at", &Activity::occurred_at).derived();
    f("actor", &Activity::actor).nullify().derived();
    f.index({"engagement", "occurred_at"});
  }
};

/// A file on a record.
struct Attachment : Record {
  std::string record_table;
  std::optional<Id> record;
  std::string file_name;
  std::string content_type;
  std::optional<std::int64_t> size;
  std::string sha256;
  std::string content;
  std::string external_handle;
};
template <>
struct Describe<Attachment> {
  static constexpr TableSpec table{
      .name = "attachment", .access = AccessClass::attachment, .domain_from = "record", .title = "A file on a record."};
  static void fields(auto& f) {
    f("record_table", &Attachment::record_table).max(64).names_table().required();
    f("record", &Attachment::record).in_table_of("record_table").cascade().required();
    f("file_name", &Attachment::file_name).max(255).required();
    f("content_type", &Attachment::content_type).max(128).required();
    f("size", &Attachment::size).at_least(0).derived();
    f("sha256", &Attachment::sha256).max(64).derived();
    f("content", &Attachment::content).blob();
    f("external_handle", &Attachment::external_handle).max(1024);
    f.external({"id", "record_table", "record", "file_name", "content_type", "size", "content", "created_at"});
    f.external_input({"record_table", "record", "file_name", "content_type", "content"}, {});
    f.index({"record_table", "record"});
  }
};

/// A mail of a record: drafted, sent or received (EML-03).
struct EmailMessage : Record {
  std::string record_table;
  std::optional<Id> record;
  std::string record_number;
  Choice<EmailDirection> direction = EmailDirection::sent;
  Choice<EmailState> state = EmailState::draft;
  Choice<EmailKind> kind = EmailKind::manual;
  std::optional<Ref<User>> author;
  std::string from_address;  ///< by default the author's
  TextList to;
  TextList cc;
  TextList bcc;
  std::string subject;
  std::string body;
  bool important = false;
  bool unverified = false;
  std::optional<Ref<EmailTemplate>> template_;
  std::optional<Instant> sent_at;
  std::optional<Instant> received_at;
  std::string error;
};
template <>
struct Describe<EmailMessage> {
  static constexpr TableSpec table{.name = "email_message",
                                   .access = AccessClass::email_message,
                                   .domain_from = "record",
                                   .title = "A mail of a record: drafted, sent or received."};
  static void fields(auto& f) {
    f("record_table", &EmailMessage::record_table).max(64).names_table();
    f("record", &EmailMessage::record).in_table_of("record_table").keep();
    f("record_number", &EmailMessage::record_number).max(40).derived();
    f("direction", &EmailMessage::direction).required();
    f("state", &EmailMessage::state).derived();
    f("kind", &EmailMessage::kind).derived();
    f("author", &EmailMessage::author).nullify().derived();
    f("from_address", &EmailMessage::from_address).max(254).overridable();
    f("to", &EmailMessage::to);
    f("cc", &EmailMessage::cc);
    f("bcc", &EmailMessage::bcc);
    f("subject", &EmailMessage::subject).max(255);
    f("body", &EmailMessage::body).text();
    f("important", &EmailMessage::important);
    f("unverified", &EmailMessage::unverified).derived();
    f("template", &EmailMessage::template_).nullify();
    f("sent_at", &EmailMessage::sent_at).derived();
    f("received_at", &EmailMessage::received_at).derived();
    f("error", &EmailMessage::error).text().derived();
    f.index({"record_table", "record", "sent_at"});
    f.index({"author", "state", "updated_at"});
  }
};

/// An article that belongs to a record.
struct KnowledgeLink : Record {
  Ref<KnowledgeArticle> knowledge_article;
  std::string record_table;
  std::optional<Id> record;
  bool shared_with_customer = false;
};
template <>
struct Describe<KnowledgeLink> {
  static constexpr TableSpec table{.name = "knowledge_link",
                                   .access = AccessClass::collaboration,
                                   .domain_from = "record",
                                   .title = "An article that belongs to a record."};
  static void fields(auto& f) {
    f("knowledge_article", &KnowledgeLink::knowledge_article).restrict().required();
    f("record_table", &KnowledgeLink::record_table).max(64).names_table().required();
    f("record", &KnowledgeLink::record).in_table_of("record_table").cascade().required();
    f("shared_with_customer", &KnowledgeLink::shared_with_customer);
    f.unique({"knowledge_article", "record_table", "record"}, "GEN-14", "duplicate_knowledge_link", "record");
    f.index({"record_table", "record"});
  }
};

/// One reader's opinion of an article.
struct ArticleFeedback : Record {
  Ref<KnowledgeArticle> knowledge_article;
  Ref<User> user;
  std::optional<bool> helpful;
  bool flagged = false;
  std::string comment;
};
template <>
struct Describe<ArticleFeedback> {
  static constexpr TableSpec table{
      .name = "article_feedback", .access = AccessClass::collaboration, .title = "One reader's opinion of an article."};
  static void fields(auto& f) {
    f("knowledge_article", &ArticleFeedback::knowledge_article).cascade().required();
    f("user", &ArticleFeedback::user).cascade().required().derived();
    f("helpful", &ArticleFeedback::helpful);
    f("flagged", &ArticleFeedback::flagged);
    f("comment", &ArticleFeedback::comment).text();
    f.unique({"knowledge_article", "user"}, "GEN-14", "duplicate_article_feedback", "user");
  }
};

/// One approver's answer about a record.
struct Approval : Record {
  std::string record_table;
  std::optional<Id> record;
  std::optional<Ref<User>> approver;
  std::optional<Ref<Role>> approver_role;
  Choice<ApprovalState> state = ApprovalState::requested;
  std::optional<Instant> requested_at;
  std::string comments;
  std::optional<Instant> decided_at;
  std::optional<Ref<User>> decided_by;
};
template <>
struct Describe<Approval> {
  static constexpr TableSpec table{.name = "approval",
                                   .access = AccessClass::approval,
                                   .domain_from = "record",
                                   .title = "One approver's answer about a record."};
  static void fields(auto& f) {
    f("record_table", &Approval::record_table).max(64).names_table().required();
    f("record", &Approval::record).in_table_of("record_table").cascade().required();
    f("approver", &Approval::approver).nullify();
    f("approver_role", &Approval::approver_role).restrict();
    f("state", &Approval::state).required();
    f("requested_at", &Approval::requested_at).derived();
    f("comments", &Approval::comments).text();
    f("decided_at", &Approval::decided_at).derived();
    f("decided_by", &Approval::decided_by).nullify().derived();
    f.index({"record_table", "record"});
  }
};

/// Reminds a user of a record at an instant.
struct Reminder : Record {
  std::string record_table;
  std::optional<Id> record;
  Ref<User> user;
  std::optional<Instant> remind_at;
  std::string message;
  std::optional<Instant> done_at;
};
template <>
struct Describe<Reminder> {
  static constexpr TableSpec table{.name = "reminder",
                                   .access = AccessClass::collaboration,
                                   .domain_from = "record",
                                   .title = "Reminds a user of a record at an instant."};
  static void fields(auto& f) {
    f("record_table", &Reminder::record_table).max(64).names_table().required();
    f("record", &Reminder::record).in_table_of("record_table").cascade().required();
    f("user", &Reminder::user).cascade().required();
    f("remind_at", &Reminder::remind_at).required();
    f("message", &Reminder::message).max(255).required();
    f("done_at", &Reminder::done_at).overridable();
    f.index({"done_at", "remind_at"});
    f.index({"user", "done_at"});
  }
};

}  // namespace steward
