// SPDX-License-Identifier: Apache-2.0
// Runs scoring models in memory: `example_model <file>...`, files of models/. Ends with 1 when a number comes out
// differently than its file says.

#include <iostream>

#include "models/model.hpp"

namespace {

/// False when something came out differently.
bool print_made(const std::vector<models::Made>& made) {
  bool good = true;
  for (const auto& one : made) {
    std::cout << "  " << one.operation << (one.note.empty() ? "" : ": ") << one.note << '\n';
    for (const auto& comparison : one.comparisons) {
      std::cout << "    " << comparison.path << " = " << comparison.found;
      if (!comparison.holds) std::cout << ", EXPECTED " << comparison.expected;
      std::cout << '\n';
      good = good && comparison.holds;
    }
  }
  std::cout << '\n';
  return good;
}

bool print_model(const std::string& path) {
  const auto model = models::read_model(path);
  if (!model) {
    std::cerr << "example_model: " << path << ": " << model.error().to_string() << '\n';
    return false;
  }
  std::cout << model->title << '\n';
  for (const auto& line : model->about) std::cout << "  " << line << '\n';
  std::cout << '\n';
  const auto made = models::run(*model);
  if (!made) {
    std::cerr << "example_model: " << path << ": " << made.error().to_string() << '\n';
    return false;
  }
  return print_made(*made);
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 2) {
    std::cerr << "usage: example_model <file>...\n";
    return 2;
  }
  bool good = true;
  for (int i = 1; i < argc; ++i) good = print_model(argv[i]) && good;
  return good ? 0 : 1;
}
