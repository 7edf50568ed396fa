// SPDX-License-Identifier: Apache-2.0
#include <stdlib.h>

#include <atomic>
#include <filesystem>
#include <iterator>
#include <ranges>
#include <thread>

#include "columns/asked.hpp"
#include "support/portfolio.hpp"
#include "support/records.hpp"

// Through the door: what a user is told from columns is what the plain queries would have told them.

using namespace steward;
using namespace steward::test;

namespace {

struct TempFile {
  TempFile() {
    folder = (std::filesystem::temp_directory_path() / "steward-XXXXXX").string();
    if (mkdtemp(folder.data()) == nullptr) throw std::runtime_error("no temporary folder");
  }
  ~TempFile() {
    std::error_code ignored;
    std::filesystem::remove_all(folder, ignored);
  }
  TempFile(const TempFile&) = delete;
  TempFile& operator=(const TempFile&) = delete;
  [[nodiscard]] EngineOptions options() const {
    EngineOptions options;
    options.path = folder + "/steward.db";
    options.synchronous = Synchronous::normal;
    return options;
  }
  std::string folder;
};

/// One file with two engines: one that answers from columns, one that asks the store each time.
struct Company {
  Company() : p(file.options()), plain(open_plain()), chance(support::seed()) {
    p.separate_domains();
    const auto above = p.domain("above");
    const auto below = p.domain("below", Portfolio::ref(above));
    const auto beside = p.domain("beside");
    for (const auto& home : {above, below, beside}) {
      for (int i = 0; i < 3; ++i) add_account(Portfolio::ref(home));
    }
    users.push_back(p.user_with({"admin"}, Portfolio::ref(below)));
    users.push_back(p.user_with({"customer_success_agent"}, Portfolio::ref(above)));
    users.push_back(p.user_with({"customer_success_viewer"}, Portfolio::ref(beside)));
    users.push_back(customer());
  }

  Engine open_plain() {
    auto options = file.options();
    options.clock = p.clock;
    auto opened = require(Engine::open(options));
    opened.disable_rule_for_test("COLUMNS");
    return opened;
  }

  void add_account(Ref<Domain> home) {
    auto account = p.account(home);
    account.industry = chance.pick(std::vector<const char*>{"Bank", "Retail", ""});
    if (!accounts.empty() && chance.chance(50)) account.parent = Portfolio::ref(chance.pick(accounts));
    account = p.update(account);
    accounts.push_back(account);
    for (auto count = 1 + chance.below(3); count > 0; --count) add_engagement(account);
    p.contract(account, day("2025-01-01"));
  }

  void add_engagement(const Account& account) {
    auto engagement = p.new_engagement(account);
    engagement.stage = chance.chance(50) ? EngagementStage::renew : EngagementStage::adoption;
    engagement.renewal_date = day("2024-11-20") + std::chrono::days(chance.between(-60, 200));
    if (!engagements.empty() && chance.chance(30)) engagement.customer_success_manager = Portfolio::ref(p.user());
    engagement = p.create(engagement);
    engagements.push_back(engagement);
    const auto talk = p.touchpoint(engagement);
    for (auto count = chance.below(4); count > 0; --count) p.task(talk);
    if (chance.chance(50)) p.risk_signal(engagement);
  }

  User customer() {
    const auto& account = accounts.front();
    auto contact = p.contact(account);
    User entity;
    entity.user_name = p.unique("customer");
    entity.name = "Customer";
    entity.kind = UserKind::customer;
    entity.account = Portfolio::ref(account);
    entity.domain = account.domain;
    entity = p.create(entity);
    contact.user = Portfolio::ref(entity);
    p.update(contact);
    p.give_role(entity, "customer_success_customer");
    return entity;
  }

  void write() {
    if (chance.chance(30)) return add_engagement(chance.pick(accounts));
    auto engagement = require(p.session.get(Portfolio::ref(chance.pick(engagements))));
    engagement.stage = chance.chance(50) ? EngagementStage::expand : EngagementStage::lost;
    engagement.title = p.unique("Title");
    if (chance.chance(30)) engagement.parent = Portfolio::ref(chance.pick(engagements));
    if (engagement.parent && engagement.parent->id() == engagement.id) engagement.parent.reset();
    (void)p.session.update(engagement);
  }

  TempFile file;
  Portfolio p;
  Engine plain;
  Dice chance;
  std::vector<Account> accounts;
  std::vector<Engagement> engagements;
  std::vector<User> users;
};

}  // namespace

TEST_CASE("users are told from columns what plain queries tell them", "[columns][ACL-12][DOM-14]") {
  Company c;
  std::vector<std::pair<Session, Session>> doors;
  doors.emplace_back(require(c.p.engine.system_session()), require(c.plain.system_session()));
  for (const auto& user : c.users) {
    doors.emplace_back(require(c.p.engine.session(Portfolio::ref(user))),
                       require(c.plain.session(Portfolio::ref(user))));
  }
  std::size_t answered = 0;
  std::size_t grouped = 0;
  for (int round = 0; round < 60; ++round) {
    if (round % 3 == 0) c.write();
    auto& [fast, slow] = doors[static_cast<std::size_t>(round) % doors.size()];
    for (int i = 0; i < 5; ++i) {
      const auto card = random_card(c.chance);
      INFO(round << ": " << to_text(card));
      const auto found = fast.aggregate(card.table, card.options);
      const auto expected = slow.aggregate(card.table, card.options);
      REQUIRE(told(found) == told(expected));
      if (found) ++answered;
      if (found && found->size() > 1) ++grouped;
    }
  }
  CHECK(answered > 150);
  CHECK(grouped > 50);
}

TEST_CASE("several cards are answered as each alone", "[columns]") {
  Company c;
  for (const auto& user : c.users) {
    auto fast = require(c.p.engine.session(Portfolio::ref(user)));
    auto slow = require(c.plain.session(Portfolio::ref(user)));
    std::vector<AggregateCard> cards;
    while (cards.size() < 6) {
      auto card = random_card(c.chance);
      if (slow.aggregate(card.table, card.options)) cards.push_back(std::move(card));
    }
    const auto answers = require(fast.aggregate(cards));
    REQUIRE(answers.size() == cards.size());
    for (std::size_t i = 0; i < cards.size(); ++i) {
      INFO(to_text(cards[i]));
      CHECK(to_text(answers[i]) == told(slow.aggregate(cards[i].table, cards[i].options)));
    }
  }
}

static_assert(std::ranges::random_access_range<AggregateGroups> && std::ranges::sized_range<AggregateGroups>);

TEST_CASE("the groups of an answer are a range that owns its values", "[columns]") {
  Company c;
  const AggregateOptions options{.group_by = {"id", "title"}, .measures = {"count", "max(version)"}};
  AggregateGroups copy;
  CHECK(copy.empty());
  CHECK(copy.begin() == copy.end());
  std::string told;
  for (int round = 0; round < 2; ++round) {  // rows, then columns
    const auto groups = require(c.p.session.aggregate("engagement", options));
    REQUIRE(groups.size() > 1);
    copy = groups;
    told = to_text(groups);
    std::size_t at = 0;
    for (const auto& group : groups) {
      REQUIRE(group.key.size() == 2);
      REQUIRE(group.measures.size() == 2);
      CHECK(group.key.data() == groups[at++].key.data());
      CHECK(group.measures[0] == Value(std::int64_t{1}));
    }
    CHECK(at == groups.size());
    CHECK(groups.end() - groups.begin() == static_cast<std::ptrdiff_t>(at));
    CHECK((*std::ranges::prev(groups.end())).key.data() == groups[at - 1].key.data());
    CHECK(groups.front().key[0] == groups[0].key[0]);
  }
  CHECK(to_text(copy) == told);
  const auto moved = std::move(copy);
  CHECK(to_text(moved) == told);
}

TEST_CASE("a call inside a transaction of the host sees what that has written", "[columns]") {
  Company c;
  const AggregateOptions all{.measures = {"count"}};
  const auto count = [&] {
    const auto groups = require(c.p.session.aggregate("engagement", all));
    return groups.front().measures[0];
  };
  const auto before = count();
  CHECK(count() == before);
  require(c.p.session.begin());
  CHECK(count() == before);
  c.add_engagement(c.accounts.front());
  CHECK(count() == Value(std::get<std::int64_t>(before) + 1));
  c.p.session.rollback();
  CHECK(count() == before);
}

TEST_CASE("many threads ask while one writes, and each sees whole commits", "[columns]") {
  TempFile file;
  Portfolio p(file.options());
  const auto account = p.account();
  constexpr int commits = 40;
  constexpr int each = 3;
  const auto before = require(p.session.count<OnboardingCase>());
  std::atomic<bool> done{false};
  std::atomic<int> wrong{0};
  const auto ask = [&] {
    auto opened = p.engine.system_session();
    if (!opened) {
      ++wrong;
      return;
    }
    auto session = std::move(*opened);
    std::int64_t last = 0;
    const std::vector<AggregateCard> cards{
        {"onboarding_case", {.group_by = {"account.name"}, .measures = {"count", "count if (active = true)"}}},
        {"onboarding_case", {.measures = {"count"}}}};
    for (bool more = true; more;) {
      more = !done.load();  // once more after the last commit
      const auto answer = session.aggregate(cards);
      if (!answer || (*answer)[1].empty()) {
        if (!answer) ++wrong;
        continue;
      }
      const auto total = std::get<std::int64_t>((*answer)[1][0].measures[0]);
      std::int64_t grouped = 0;
      for (const auto& group : (*answer)[0]) grouped += std::get<std::int64_t>(group.measures[0]);
      if (total < last || (total - before) % each != 0 || grouped != total) ++wrong;
      last = total;
    }
    if (last != before + commits * each) ++wrong;
  };
  std::vector<std::thread> readers;
  for (int i = 0; i < 3; ++i) readers.emplace_back(ask);
  for (int commit = 0; commit < commits; ++commit) {
    require(p.session.begin());
    for (int i = 0; i < each; ++i) {
      OnboardingCase onboarding;
      onboarding.account = Portfolio::ref(account);
      require(p.session.create(onboarding));
    }
    require(p.session.commit());
  }
  done = true;
  for (auto& reader : readers) reader.join();
  CHECK(wrong == 0);
}
