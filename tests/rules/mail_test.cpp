// SPDX-License-Identifier: Apache-2.0
#include "plan_setup.hpp"

using namespace steward;
using namespace steward::test;
using namespace std::chrono_literals;

namespace {

template <class T>
EmailMessage mail_on(const T& record) {
  EmailMessage entity;
  entity.record_table = Describe<T>::table.name;
  entity.record = record.id;
  return entity;
}

}  // namespace

TEST_CASE("an outgoing mail is by the acting user", "[MSG-01][refuses]") {
  Portfolio p;
  auto user = p.user();
  user.email = "ada@example.com";
  user = p.update(user);
  auto session = p.session_of(user);
  const auto touchpoint = p.touchpoint(p.engagement());
  const auto mail = require(session.create(mail_on(touchpoint)));
  CHECK(mail.author == Portfolio::ref(user));
  CHECK(mail.from_address == "ada@example.com");
  CHECK(mail.record_number == touchpoint.number);
  CHECK(mail.state == EmailState::draft);
  CHECK(mail.kind == EmailKind::manual);
}

TEST_CASE("an incoming mail is received now", "[MSG-01][refuses]") {
  Portfolio p;
  auto mail = mail_on(p.engagement());
  mail.direction = EmailDirection::received;
  mail.from_address = "someone@example.com";
  mail = p.create(mail);
  CHECK(mail.state == EmailState::received);
  CHECK(mail.received_at == p.clock->now());
  CHECK_FALSE(mail.author.has_value());
}

TEST_CASE("a given sender stays", "[MSG-01][accepts]") {
  Portfolio p;
  auto session = p.session_of(p.user());
  auto mail = mail_on(p.engagement());
  mail.from_address = "team@example.com";
  CHECK(require(session.create(mail)).from_address == "team@example.com");
  CHECK(p.create(EmailMessage{}).from_address.empty());
}

TEST_CASE("a mail of a touchpoint goes to its contact and bears the account's name", "[EML-02][refuses]") {
  Portfolio p;
  const auto account = p.account();
  const auto contact = p.contact(account);
  auto touchpoint = p.new_touchpoint(p.engagement(account));
  touchpoint.contact = Portfolio::ref(contact);
  const auto mail = p.create(mail_on(p.create(touchpoint)));
  CHECK(mail.to == TextList{contact.email});
  CHECK(mail.subject == account.name);
}

TEST_CASE("a mail of another record bears its number and title", "[EML-02][refuses]") {
  Portfolio p;
  const auto engagement = p.engagement();
  const auto mail = p.create(mail_on(engagement));
  CHECK(mail.subject == engagement.number + " " + engagement.title);
  CHECK(mail.to.empty());
}

TEST_CASE("given recipients and subject stay, and incoming mails are not filled in", "[EML-02][accepts]") {
  Portfolio p;
  const auto account = p.account();
  auto touchpoint = p.new_touchpoint(p.engagement(account));
  touchpoint.contact = Portfolio::ref(p.contact(account));
  auto mail = mail_on(p.create(touchpoint));
  mail.to = {"someone@example.com"};
  mail.subject = "Hello";
  const auto stored = p.create(mail);
  CHECK(stored.to == TextList{"someone@example.com"});
  CHECK(stored.subject == "Hello");
  mail.direction = EmailDirection::received;
  mail.subject.clear();
  CHECK(p.create(mail).subject.empty());
}

TEST_CASE("the record of a mail exists", "[MSG-02][refuses]") {
  Portfolio p;
  auto mail = mail_on(p.engagement());
  mail.record = p.account().id;
  CHECK(refused(p.session.create(mail), "MSG-02", "invalid_reference", "record"));
  mail.record.reset();
  CHECK(refused(p.session.create(mail), "MSG-02", "field_required", "record"));
  mail.record = p.account().id;
  mail.record_table.clear();
  CHECK(refused(p.session.create(mail), "MSG-02", "field_required", "record_table"));
}

TEST_CASE("a mail outlives its record and may have none", "[MSG-02][accepts]") {
  Portfolio p;
  const auto touchpoint = p.touchpoint(p.engagement());
  auto mail = p.create(mail_on(touchpoint));
  require(p.session.remove(touchpoint));
  mail = p.again(mail);
  CHECK(mail.record == touchpoint.id);
  mail.important = true;
  CHECK(accepted(p.session.update(mail)));
  CHECK(accepted(p.session.create(EmailMessage{})));
}

TEST_CASE("no mail leaves from an ended touchpoint", "[EML-03][refuses]") {
  Portfolio p;
  const auto engagement = p.engagement();
  for (const auto* state : {"closed", "canceled"}) {
    const auto touchpoint = end(p, p.touchpoint(engagement), state);
    CHECK(refused(p.session.create(mail_on(touchpoint)), "EML-03", "touchpoint_closed", "record"));
  }
}

TEST_CASE("an ended touchpoint still receives mail, and drafts of before stay", "[EML-03][accepts]") {
  Portfolio p;
  auto touchpoint = p.touchpoint(p.engagement());
  auto draft = p.create(mail_on(touchpoint));
  touchpoint = end(p, touchpoint, "closed");
  auto mail = mail_on(touchpoint);
  mail.direction = EmailDirection::received;
  CHECK(accepted(p.session.create(mail)));
  draft.subject = "Hello";
  CHECK(accepted(p.session.update(draft)));
}
