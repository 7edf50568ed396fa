// SPDX-License-Identifier: Apache-2.0
// The JSON door: each line of the input is a request to one engine.
#include <cstring>

#include "door.hpp"
#include "json_mutator.hpp"

using namespace steward::fuzz;

namespace {

constexpr int max_requests = 32;

#ifdef STEWARD_FUZZ_PLANT
/// A bug that a run must find: a stored record whose name begins with no letter; every name of the corpus does.
void planted(const steward::base::Json& answer) {
  const auto* result = answer.find("result");
  const auto* name = result != nullptr ? result->find("name") : nullptr;
  const auto* text = name != nullptr ? name->as_string() : nullptr;
  if (text == nullptr || text->empty()) return;
  const auto first = static_cast<unsigned char>(text->front() | 0x20);
  if (first < 'a' || first > 'z') broken("the planted bug is found");
}
#endif

}  // namespace

// Half of the inputs change one value of one request and stay JSON, the others any bytes.
extern "C" std::size_t LLVMFuzzerCustomMutator(std::uint8_t* data, std::size_t size, std::size_t max_size,
                                               unsigned seed) {
  JsonMutator mutator(seed);
  if (mutator.below(2) == 0) return LLVMFuzzerMutate(data, size, max_size);
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const auto before = text.rfind('\n', mutator.below(size));
  const auto begin = before == std::string_view::npos ? 0 : before + 1;
  const auto end = std::min(text.find('\n', begin), size);
  const auto request = steward::base::Json::parse(text.substr(begin, end - begin));
  if (!request) return LLVMFuzzerMutate(data, size, max_size);
  const auto changed =
      std::string(text.substr(0, begin)) + mutator.mutated(*request).dump() + std::string(text.substr(end));
  if (changed.size() > max_size) return LLVMFuzzerMutate(data, size, max_size);
  std::memcpy(data, changed.data(), changed.size());
  return changed.size();
}

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const Door door;
  std::string_view rest(reinterpret_cast<const char*>(data), size);
  for (int i = 0; i < max_requests && !rest.empty(); ++i) {
    const auto end = rest.find('\n');
    const auto line = rest.substr(0, end);
    const auto answer = door.call(line);
    if (answer) {
      demand(answer->size() == 3 && answer->find("v") != nullptr && answer->find("warnings") != nullptr,
             "the envelope is whole");
#ifdef STEWARD_FUZZ_PLANT
      planted(*answer);
#endif
    }
    rest = end == std::string_view::npos ? std::string_view() : rest.substr(end + 1);
  }
  return 0;
}
