// SPDX-License-Identifier: Apache-2.0
#include "health/color.hpp"

#include <algorithm>

#include "scoring/band.hpp"

namespace steward::health {

namespace {

const ColorBand* holding(const std::vector<const ColorBand*>& set, Decimal score) {
  std::vector<scoring::Band> ranges;
  for (const ColorBand* band : set) ranges.push_back({*band->min, *band->max});
  const auto at = scoring::band_of(score, ranges);
  return at ? set[*at] : nullptr;
}

}  // namespace

Bands Bands::load(const rule::Lookup& work) {
  auto all = work.all<ColorBand>(condition::Condition(table_info<ColorBand>()));
  std::erase_if(all, [](const ColorBand& band) { return !band.min || !band.max; });
  Bands bands;
  bands.bands_ = std::make_shared<const std::vector<ColorBand>>(std::move(all));
  return bands;
}

Bands::Set Bands::nearest(metrics::Domains& domains, Id domain, std::optional<Id> data_source) const {
  Set set;
  std::size_t depth = 0;
  for (const ColorBand& band : *bands_) {
    const bool global = band.type == ScopeType::global;
    if (data_source ? global || !band.data_source || band.data_source->id() != *data_source : !global) continue;
    const Id owner = band.domain ? band.domain->id() : Id();
    if (!domains.within(domain, owner)) continue;
    const std::size_t found = domains.separated() ? domains.depth(owner) : 0;
    if (!set.empty() && found < depth) continue;
    if (found > depth) set.clear();
    depth = found;
    set.push_back(&band);
  }
  return set;
}

const ColorBand* Bands::of(metrics::Domains& domains, Id domain, Decimal score, std::optional<Id> data_source) {
  if (data_source) {
    if (const ColorBand* own = holding(nearest(domains, domain, data_source), score)) return own;
  }
  const auto [at, fresh] = global_sets_.try_emplace(domain);
  if (fresh) at->second = nearest(domains, domain, std::nullopt);
  return holding(at->second, score);
}

std::string Bands::color(metrics::Domains& domains, Id domain, std::optional<Decimal> score) {
  const ColorBand* band = score ? of(domains, domain, *score) : nullptr;
  return band != nullptr ? band->color : std::string();
}

std::vector<const ColorBand*> Bands::global(metrics::Domains& domains, Id domain) const {
  Set set = nearest(domains, domain, std::nullopt);
  std::sort(set.begin(), set.end(), [](const ColorBand* a, const ColorBand* b) {
    return std::pair(*a->min, *a->max) < std::pair(*b->min, *b->max);
  });
  return set;
}

Result<std::optional<ColorBand>> color_of(rule::Work& work, Decimal score, std::optional<Ref<DataSource>> source,
                                          const metrics::Enabled& enabled) {
  auto bands = Bands::load(work);
  if (auto state = work.status(); !state) return state.error();
  metrics::Domains domains(work, enabled);
  const ColorBand* band =
      bands.of(domains, work.actor().domain, score, source ? std::optional(source->id()) : std::nullopt);
  return band != nullptr ? std::optional(*band) : std::nullopt;
}

}  // namespace steward::health
