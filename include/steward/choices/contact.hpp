// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "steward/choice.hpp"

// Lists of touchpoints, meetings, mails and knowledge.

namespace steward {

enum class TouchpointCategory : std::int16_t {
  general_conversation = 1,
  value_and_adoption = 2,
  expansion_opportunities = 3,
  renewal_support = 4
};
template <>
struct ChoiceList<TouchpointCategory> {
  static constexpr std::string_view name = "touchpoint_category";
  static constexpr bool open = false;
  static constexpr ChoiceEntry<TouchpointCategory> values[] = {
      {TouchpointCategory::general_conversation, "general_conversation"},
      {TouchpointCategory::value_and_adoption, "value_and_adoption"},
      {TouchpointCategory::expansion_opportunities, "expansion_opportunities"},
      {TouchpointCategory::renewal_support, "renewal_support"}};
};

enum class TouchpointCloseCode : std::int16_t { addressed = 1, unaddressed = 2, canceled = 3 };
template <>
struct ChoiceList<TouchpointCloseCode> {
  static constexpr std::string_view name = "touchpoint_close_code";
  static constexpr bool open = false;
  static constexpr ChoiceEntry<TouchpointCloseCode> values[] = {{TouchpointCloseCode::addressed, "addressed"},
                                                                {TouchpointCloseCode::unaddressed, "unaddressed"},
                                                                {TouchpointCloseCode::canceled, "canceled"}};
};

enum class Channel : std::int16_t {
  web = 1,
  phone = 2,
  email = 3,
  chat = 4,
  social = 5,
  community = 6,
  alert = 7,
  virtual_agent = 8
};
template <>
struct ChoiceList<Channel> {
  static constexpr std::string_view name = "channel";
  static constexpr bool open = false;
  static constexpr ChoiceEntry<Channel> values[] = {
      {Channel::web, "web"},       {Channel::phone, "phone"},
      {Channel::email, "email"},   {Channel::chat, "chat"},
      {Channel::social, "social"}, {Channel::community, "community"},
      {Channel::alert, "alert"},   {Channel::virtual_agent, "virtual_agent"}};
};

enum class MeetingState : std::int16_t { draft = 1, scheduled = 2, completed = 3, canceled = 4 };
template <>
struct ChoiceList<MeetingState> {
  static constexpr std::string_view name = "meeting_state";
  static constexpr bool open = false;
  static constexpr ChoiceEntry<MeetingState> values[] = {{MeetingState::draft, "draft"},
                                                         {MeetingState::scheduled, "scheduled"},
                                                         {MeetingState::completed, "completed"},
                                                         {MeetingState::canceled, "canceled"}};
};

enum class MeetingType : std::int16_t { ad_hoc = 1, weekly_status = 2, qbr = 3, renewal = 4 };
template <>
struct ChoiceList<MeetingType> {
  static constexpr std::string_view name = "meeting_type";
  static constexpr bool open = false;
  static constexpr ChoiceEntry<MeetingType> values[] = {{MeetingType::ad_hoc, "ad_hoc"},
                                                        {MeetingType::weekly_status, "weekly_status"},
                                                        {MeetingType::qbr, "qbr"},
                                                        {MeetingType::renewal, "renewal"}};
};

enum class Cadence : std::int16_t { twice_a_week = 1, daily = 2, monthly = 3, quarterly = 4, weekly = 5 };
template <>
struct ChoiceList<Cadence> {
  static constexpr std::string_view name = "cadence";
  static constexpr bool open = false;
  static constexpr ChoiceEntry<Cadence> values[] = {{Cadence::twice_a_week, "twice_a_week"},
                                                    {Cadence::daily, "daily"},
                                                    {Cadence::monthly, "monthly"},
                                                    {Cadence::quarterly, "quarterly"},
                                                    {Cadence::weekly, "weekly"}};
};

enum class VideoSoftware : std::int16_t { zoom = 1, google_meet = 2, other = 3 };
template <>
struct ChoiceList<VideoSoftware> {
  static constexpr std::string_view name = "video_software";
  static constexpr bool open = true;
  static constexpr ChoiceEntry<VideoSoftware> values[] = {
      {VideoSoftware::zoom, "zoom"}, {VideoSoftware::google_meet, "google_meet"}, {VideoSoftware::other, "other"}};
};

enum class Sentiment : std::int16_t { positive = 1, neutral = 2, negative = 3 };
template <>
struct ChoiceList<Sentiment> {
  static constexpr std::string_view name = "sentiment";
  static constexpr bool open = false;
  static constexpr ChoiceEntry<Sentiment> values[] = {
      {Sentiment::positive, "positive"}, {Sentiment::neutral, "neutral"}, {Sentiment::negative, "negative"}};
};

enum class InviteResponse : std::int16_t { none = 1, accepted = 2, tentative = 3, declined = 4 };
template <>
struct ChoiceList<InviteResponse> {
  static constexpr std::string_view name = "invite_response";
  static constexpr bool open = false;
  static constexpr ChoiceEntry<InviteResponse> values[] = {{InviteResponse::none, "none"},
                                                           {InviteResponse::accepted, "accepted"},
                                                           {InviteResponse::tentative, "tentative"},
                                                           {InviteResponse::declined, "declined"}};
};

enum class EmailDirection : std::int16_t { sent = 1, received = 2 };
template <>
struct ChoiceList<EmailDirection> {
  static constexpr std::string_view name = "email_direction";
  static constexpr bool open = false;
  static constexpr ChoiceEntry<EmailDirection> values[] = {{EmailDirection::sent, "sent"},
                                                           {EmailDirection::received, "received"}};
};

enum class EmailState : std::int16_t { draft = 1, queued = 2, sent = 3, failed = 4, received = 5 };
template <>
struct ChoiceList<EmailState> {
  static constexpr std::string_view name = "email_state";
  static constexpr bool open = false;
  static constexpr ChoiceEntry<EmailState> values[] = {{EmailState::draft, "draft"},
                                                       {EmailState::queued, "queued"},
                                                       {EmailState::sent, "sent"},
                                                       {EmailState::failed, "failed"},
                                                       {EmailState::received, "received"}};
};

enum class EmailKind : std::int16_t {
  manual = 1,
  notification = 2,
  meeting = 3,
  meeting_notes = 4,
  onboarding = 5,
  template_approval = 6
};
template <>
struct ChoiceList<EmailKind> {
  static constexpr std::string_view name = "email_kind";
  static constexpr bool open = false;
  static constexpr ChoiceEntry<EmailKind> values[] = {
      {EmailKind::manual, "manual"},         {EmailKind::notification, "notification"},
      {EmailKind::meeting, "meeting"},       {EmailKind::meeting_notes, "meeting_notes"},
      {EmailKind::onboarding, "onboarding"}, {EmailKind::template_approval, "template_approval"}};
};

enum class LinkKind : std::int16_t {
  related = 1,
  origin = 2,
  appointment = 3,
  case_ = 4,
  change_request = 5,
  document = 6,
  incident = 7,
  problem = 8,
  project = 9,
  request = 10,
  work_order = 11
};
template <>
struct ChoiceList<LinkKind> {
  static constexpr std::string_view name = "link_kind";
  static constexpr bool open = true;
  static constexpr ChoiceEntry<LinkKind> values[] = {{LinkKind::related, "related"},
                                                     {LinkKind::origin, "origin"},
                                                     {LinkKind::appointment, "appointment"},
                                                     {LinkKind::case_, "case"},
                                                     {LinkKind::change_request, "change_request"},
                                                     {LinkKind::document, "document"},
                                                     {LinkKind::incident, "incident"},
                                                     {LinkKind::problem, "problem"},
                                                     {LinkKind::project, "project"},
                                                     {LinkKind::request, "request"},
                                                     {LinkKind::work_order, "work_order"}};
};

enum class JournalKind : std::int16_t { work_note = 1, comment = 2, discussion = 3 };
template <>
struct ChoiceList<JournalKind> {
  static constexpr std::string_view name = "journal_kind";
  static constexpr bool open = false;
  static constexpr ChoiceEntry<JournalKind> values[] = {{JournalKind::work_note, "work_note"},
                                                        {JournalKind::comment, "comment"},
                                                        {JournalKind::discussion, "discussion"}};
};

enum class DiscussionState : std::int16_t { open = 1, completed = 2 };
template <>
struct ChoiceList<DiscussionState> {
  static constexpr std::string_view name = "discussion_state";
  static constexpr bool open = false;
  static constexpr ChoiceEntry<DiscussionState> values[] = {{DiscussionState::open, "open"},
                                                            {DiscussionState::completed, "completed"}};
};

enum class ApprovalState : std::int16_t { requested = 1, approved = 2, rejected = 3, canceled = 4 };
template <>
struct ChoiceList<ApprovalState> {
  static constexpr std::string_view name = "approval_state";
  static constexpr bool open = false;
  static constexpr ChoiceEntry<ApprovalState> values[] = {{ApprovalState::requested, "requested"},
                                                          {ApprovalState::approved, "approved"},
                                                          {ApprovalState::rejected, "rejected"},
                                                          {ApprovalState::canceled, "canceled"}};
};

enum class ArticleState : std::int16_t { draft = 1, published = 2, retired = 3 };
template <>
struct ChoiceList<ArticleState> {
  static constexpr std::string_view name = "article_state";
  static constexpr bool open = false;
  static constexpr ChoiceEntry<ArticleState> values[] = {
      {ArticleState::draft, "draft"}, {ArticleState::published, "published"}, {ArticleState::retired, "retired"}};
};

enum class RecommendationType : std::int16_t { guidance = 1, decision_tree = 2, field = 3 };
template <>
struct ChoiceList<RecommendationType> {
  static constexpr std::string_view name = "recommendation_type";
  static constexpr bool open = false;
  static constexpr ChoiceEntry<RecommendationType> values[] = {{RecommendationType::guidance, "guidance"},
                                                               {RecommendationType::decision_tree, "decision_tree"},
                                                               {RecommendationType::field, "field"}};
};

enum class GeneratorKind : std::int16_t { query = 1, search = 2, callback = 3 };
template <>
struct ChoiceList<GeneratorKind> {
  static constexpr std::string_view name = "generator_kind";
  static constexpr bool open = false;
  static constexpr ChoiceEntry<GeneratorKind> values[] = {
      {GeneratorKind::query, "query"}, {GeneratorKind::search, "search"}, {GeneratorKind::callback, "callback"}};
};

enum class RecommendationOutcome : std::int16_t { succeeded = 1, failed = 2, dismissed = 3 };
template <>
struct ChoiceList<RecommendationOutcome> {
  static constexpr std::string_view name = "recommendation_outcome";
  static constexpr bool open = false;
  static constexpr ChoiceEntry<RecommendationOutcome> values[] = {{RecommendationOutcome::succeeded, "succeeded"},
                                                                  {RecommendationOutcome::failed, "failed"},
                                                                  {RecommendationOutcome::dismissed, "dismissed"}};
};

}  // namespace steward
