// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>

#include "bench/bench.hpp"
#include "bench/world.hpp"

// The first 50 engagements of many, listed by a user against the same list by the host's own code: what rights cost.

namespace steward::bench {

namespace {

constexpr std::size_t page_size = 50;
constexpr std::size_t most_tenants = 100;

Ref<User> add_agent(Session& session, std::string name, std::optional<Ref<Domain>> home) {
  User user;
  user.user_name = user.name = std::move(name);
  user.domain = home;
  const Ref<User> ref(need(session.create(user)).id);
  need(session.assign_role(ref, "customer_success_agent"));
  return ref;
}

double list(Session& session, std::size_t times) {
  FindOptions options;
  options.limit = page_size;
  return seconds([&] {
    for (std::size_t i = 0; i < times; ++i) {
      if (need(session.find<Engagement>(options)).items.size() != page_size)
        throw std::runtime_error("a page is short");
    }
  });
}

void compare(const Options& options, const std::string& name, World& world, Session user) {
  const std::size_t times = std::max<std::size_t>(1, options.creates / 10);
  measure(options, name, "system", options.engagements, [&](bool user_first) {
    Pair pair;
    const auto by_user = [&] { pair.steward = list(user, times); };
    if (user_first) by_user();
    pair.raw = list(world.session, times);
    if (!user_first) by_user();
    return pair;
  });
}

/// Every account gets a domain of its own below one of the tenants' domains, which lie below one provider's.
void separate(World& world, std::size_t accounts) {
  const std::size_t tenants = std::clamp<std::size_t>(accounts / (2 * page_size), 1, most_tenants);
  auto& session = world.session;
  FindOptions options;
  options.where = "key = \"domain.auto_account_domain\"";
  for (auto& property : need(session.find<Property>(options)).items) {
    property.value = "true";
    need(session.update(property));
  }
  std::vector<Ref<Account>> parents;
  for (std::size_t i = 0; i < tenants; ++i) {
    Account account;
    account.name = fmt::format("Tenant {}", i + 1);
    parents.emplace_back(need(session.create(account)).id);
  }
  need(session.begin());
  for (std::size_t i = 0; i < accounts; ++i) {
    Account account;
    account.name = fmt::format("Customer {}", i + 1);
    account.parent = parents[i % tenants];
    const Ref<Account> ref(need(session.create(account)).id);
    OnboardingCase onboarding;
    onboarding.account = ref;
    Engagement engagement;
    engagement.account = ref;
    engagement.initial_onboarding = Ref<OnboardingCase>(need(session.create(onboarding)).id);
    engagement.title = fmt::format("Engagement of customer {}", i + 1);
    need(session.create(engagement));
  }
  need(session.commit());
}

}  // namespace

void bench_access(const Options& options) {
  const Folder folder;
  {
    World world(folder.file("one.db"), Synchronous::normal);
    const auto filled = fill(world, options.engagements, true, 0);
    if (filled.accounts.empty()) throw std::runtime_error("nothing to list");
    const auto agent = add_agent(world.session, "Agent", std::nullopt);
    compare(options, "list 50 as an agent / as system", world, need(world.engine.session(agent)));
  }
  World world(folder.file("many.db"), Synchronous::normal);
  need(world.session.install_base_data());
  separate(world, options.engagements);
  FindOptions first;
  first.where = "name = \"Tenant 1\"";
  const auto tenant = need(world.session.find<Account>(first)).items.at(0);
  const auto agent = add_agent(world.session, "Agent of a tenant", tenant.domain);
  compare(options, "list 50 as an agent of one of many tenants / as system", world, need(world.engine.session(agent)));
}

}  // namespace steward::bench
