// SPDX-License-Identifier: Apache-2.0
#include "portfolio/generator.hpp"

#include <algorithm>
#include <set>
#include <vector>

#include "portfolio/file_table.hpp"
#include "portfolio/random.hpp"
#include "portfolio/renewal_generator.hpp"
#include "portfolio/series_generator.hpp"
#include "portfolio/work_generator.hpp"

namespace portfolio {

namespace {

using Names = std::string_view;

constexpr std::array<Names, 24> heads{"Gen",  "Zorv", "Quil", "Brav", "Mold", "Tarn", "Pelv", "Drim",
                                      "Fask", "Yond", "Krel", "Ulm",  "Wesp", "Jarl", "Crun", "Hobb",
                                      "Stav", "Vimb", "Nold", "Perk", "Lant", "Grif", "Ospr", "Thal"};
constexpr std::array<Names, 6> middles{"ix", "un", "ar", "ol", "ev", "am"};
constexpr std::array<Names, 6> tails{"ify", "ody", "asko", "ento", "ulix", "orna"};
constexpr std::array<Names, 8> industries{"Retail",    "Manufacturing", "Health care", "Logistics",
                                          "Insurance", "Energy",        "Education",   "Public services"};
constexpr std::array<Names, 12> people{"Alex", "Robin", "Sam",  "Kim",  "Noa",  "Toni",
                                       "Jo",   "Sasha", "Luca", "Mika", "Rene", "Chris"};
constexpr std::array<Names, 5> departments{"Operations", "Service Desk", "Purchasing", "Workplace", "Finance"};
constexpr std::array<Names, 5> models{"Service Desk Suite", "Asset Register", "Field Planner", "Customer Portal",
                                      "Insight Reports"};
constexpr std::array<Names, 4> titles{"Rollout", "Value programme", "Adoption programme", "Service renewal"};
constexpr std::array<Names, 5> stages{"initial_onboarding", "adoption", "expand", "renew", "lost"};

constexpr std::size_t account_count = 176;
constexpr std::size_t engagement_count = 200;
constexpr int manager_count = 9;
constexpr std::string_view genixify_product = "Cloud X Product";

std::string lower(std::string_view text) {
  std::string result(text);
  for (char& c : result) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  return result;
}

/// Such customers buy by the year more often.
bool hesitates(Archetype archetype) {
  return archetype == Archetype::sliding || archetype == Archetype::recovering || archetype == Archetype::struggling;
}

class Generator {
 public:
  explicit Generator(std::uint64_t seed) : random_(seed) {}

  std::map<std::string, std::string> run() {
    write_users();
    write_models();
    for (std::size_t i = 1; i <= account_count; ++i) write_account(i);
    for (std::size_t i = 1; i <= engagement_count; ++i) write_engagement(i);
    auto files = generate_series(customers_, random_.next());
    files.merge(generate_work(journeys_, random_.next()));
    files["renewals.csv"] = generate_renewals(renewals_, random_.next());
    files["users.csv"] = users_.text();
    files["product_models.csv"] = models_.text();
    files["accounts.csv"] = accounts_.text();
    files["contacts.csv"] = contacts_.text();
    files["contracts.csv"] = contracts_.text();
    files["sold_products.csv"] = sold_.text();
    files["onboarding_cases.csv"] = cases_.text();
    files["engagements.csv"] = engagements_.text();
    files["engagement_contracts.csv"] = links_.text();
    files["applicable_sold_products.csv"] = uses_.text();
    return files;
  }

 private:
  void write_users() {
    for (int i = 0; i < manager_count; ++i) {
      const auto name = people[static_cast<std::size_t>(i)];
      users_.row({lower(name), lower(name), name, lower(name) + "@provider.example"});
    }
  }

  void write_models() {
    models_.row({"cloud-x", genixify_product});
    for (std::size_t i = 0; i < models.size(); ++i) models_.row({"model-" + std::to_string(i + 1), models[i]});
  }

  std::string company(std::size_t number) {
    if (number == genixify) return "Genixify";
    std::string name;
    do {
      name = std::string(random_.pick(heads)) + std::string(random_.pick(middles)) + std::string(random_.pick(tails));
    } while (name == "Genixify" || !taken_.insert(name).second);
    return name;
  }

  Archetype archetype(std::size_t number) {
    if (number == genixify) return Archetype::steady;
    const int dice = random_.between(1, 100);
    if (dice <= 38) return Archetype::healthy;
    if (dice <= 62) return Archetype::steady;
    if (dice <= 75) return Archetype::sliding;
    if (dice <= 85) return Archetype::recovering;
    if (dice <= 93) return Archetype::struggling;
    return Archetype::silent;
  }

  void write_account(std::size_t number) {
    const auto account = numbered("ACC", number);
    const auto name = company(number);
    accounts_.row({account, account, name, random_.pick(industries), "EUR"});
    Customer customer{number, account, archetype(number), {}};
    const int contact_count = random_.between(1, 3);
    for (int i = 0; i < contact_count; ++i) {
      const auto person = people[(number + static_cast<std::size_t>(i) * 5) % people.size()];
      contacts_.row({account + "-" + std::to_string(i + 1), account, person, random_.pick(departments),
                     lower(person) + "@" + lower(name) + ".example"});
    }
    write_products(customer);
    names_.push_back(name);
    customers_.push_back(std::move(customer));
  }

  void write_products(Customer& customer) {
    const bool example = customer.number == genixify;
    const int count = example ? 1 : random_.between(1, 2);
    const int first = random_.between(0, 4);
    for (int i = 0; i < count; ++i) {
      const auto model = static_cast<std::size_t>((first + i * 2) % 5);
      const auto sold = "SP-" + customer.key + "-" + std::to_string(i + 1);
      const auto quantity = std::to_string(random_.between(2, 60) * 10);
      sold_.row({sold, sold, example ? genixify_product : models[model], customer.key,
                 example ? std::string("cloud-x") : "model-" + std::to_string(model + 1), quantity});
      customer.products.push_back(sold);
    }
  }

  /// The second engagement is the worked example; the others take the accounts in turn, some a second time.
  void write_engagement(std::size_t number) {
    const std::size_t owner = number <= account_count ? number : genixify + 4 * (number - account_count);
    const Customer& customer = customers_[owner - 1];
    const bool example = number == genixify;
    const auto engagement = numbered("ENG", number);
    const auto onboarding = numbered("ONB", number);
    const auto go_live = day_after("2023-06-01", random_.between(0, 430));
    const auto stage = example ? stages[1] : pick_stage();
    const auto state = example ? Names("in_progress") : pick_state(stage);
    write_case(onboarding, customer, stage, go_live);
    const auto manager = people[static_cast<std::size_t>(random_.between(0, manager_count - 1))];
    const bool ended = state == "closed" || state == "canceled";
    const Names code = state == "closed" ? (stage == "lost" ? Names("lost") : Names("completed")) : Names();
    engagements_.row({engagement, customer.key, names_[owner - 1] + " " + std::string(random_.pick(titles)),
                      lower(manager), customer.key + "-1", onboarding, stage, state, code,
                      ended ? "Ended before the period shown." : ""});
    write_contract(number, engagement, customer, ended ? std::string() : lower(manager));
    for (const auto& product : customer.products) uses_.row({engagement, product});
    if (!ended) {
      journeys_.push_back({number, engagement, lower(manager), customer.key + "-1", numbered("CTR", number),
                           customer.products.front(), std::string(stage)});
    }
  }

  Names pick_stage() {
    const int dice = random_.between(1, 100);
    if (dice <= 18) return stages[0];
    if (dice <= 58) return stages[1];
    if (dice <= 75) return stages[2];
    return dice <= 94 ? stages[3] : stages[4];
  }

  Names pick_state(Names stage) {
    if (stage == "lost") return "closed";
    const int dice = random_.between(1, 100);
    if (stage == "initial_onboarding" && dice <= 20) return "new";
    if (dice <= 30 && stage == "initial_onboarding") return "define";
    if (dice > 95) return "closed";
    return dice > 92 ? "canceled" : "in_progress";
  }

  void write_case(std::string_view onboarding, const Customer& customer, Names stage, std::string_view go_live) {
    const bool going = stage == "initial_onboarding";
    const int dice = random_.between(1, 10);
    const Names state = !going      ? Names("closed")
                        : dice <= 2 ? Names("new")
                        : dice == 3 ? Names("blocked")
                                    : Names("active");
    cases_.row({onboarding, customer.key,
                going ? day_after("2024-11-01", random_.between(0, 150)) : std::string(go_live), state,
                going ? Names() : Names("successful_no_issues")});
  }

  /// Contracts of one year come up for renewal in the period shown; `manager` is empty when nobody cares any more.
  void write_contract(std::size_t number, std::string_view engagement, const Customer& customer,
                      const std::string& manager) {
    const auto contract = numbered("CTR", number);
    const int start = random_.between(0, 500);
    const int years = random_.between(1, 3);
    const bool dateless = number != genixify && random_.chance(6);
    const bool yearly = number != genixify && (years == 1 || (years == 2 && hesitates(customer.archetype)));
    const int due = 48 + start / 4;
    const auto begins = yearly ? day_after(first_day, due + 30 - 364) : day_after("2023-03-01", start);
    const auto ends = dateless ? std::string() : day_after(begins, yearly ? 364 : 365 * std::max(years, 2) - 1);
    const auto renews = dateless ? std::string() : day_after(ends, -30);
    const auto value = std::to_string(random_.between(12, 900) * 500) + ".00 EUR";
    contracts_.row(
        {contract, contract, "Subscription " + contract, customer.key, "active", begins, ends, renews, value});
    links_.row({engagement, contract});
    if (yearly && !dateless && !manager.empty()) {
      renewals_.push_back({customer.key, contract, manager, customer.archetype, due, value});
    }
  }

  Random random_;
  std::set<std::string> taken_;
  std::vector<std::string> names_;
  std::vector<Customer> customers_;
  std::vector<Journey> journeys_;
  std::vector<Renewal> renewals_;
  FileTable users_{"external_id,user_name,name,email"};
  FileTable models_{"external_id,name"};
  FileTable accounts_{"external_id,number,name,industry,currency"};
  FileTable contacts_{"external_id,account,first_name,last_name,email"};
  FileTable contracts_{"external_id,number,name,account,state,start_date,end_date,renewal_date,value"};
  FileTable sold_{"external_id,number,name,account,product_model,quantity"};
  FileTable cases_{"external_id,account,go_live_date,state,resolution_code"};
  FileTable engagements_{
      "external_id,account,title,customer_success_manager,primary_contact,initial_onboarding,stage,state,close_code,"
      "close_notes"};
  FileTable links_{"engagement,contract"};
  FileTable uses_{"engagement,sold_product"};
};

}  // namespace

std::map<std::string, std::string> generate(std::uint64_t seed) { return Generator(seed).run(); }

}  // namespace portfolio
