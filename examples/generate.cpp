// SPDX-License-Identifier: Apache-2.0
// Writes the example portfolio: `example_generate <folder> [seed]`.

#include <cstdlib>
#include <fstream>
#include <iostream>
#include <string>

#include "portfolio/generator.hpp"

int main(int argc, char** argv) {
  if (argc < 2 || argc > 3) {
    std::cerr << "usage: example_generate <folder> [seed]\n";
    return 2;
  }
  char* end = nullptr;
  const std::uint64_t seed = argc == 3 ? std::strtoull(argv[2], &end, 10) : portfolio::shipped_seed;
  if (end != nullptr && *end != '\0') {
    std::cerr << "the seed is a whole number\n";
    return 2;
  }
  std::size_t bytes = 0;
  const auto files = portfolio::generate(seed);
  for (const auto& [name, text] : files) {
    const auto path = std::string(argv[1]) + "/" + name;
    std::ofstream stream(path, std::ios::binary);
    stream << text;
    if (!stream.flush()) {
      std::cerr << path << " cannot be written\n";
      return 1;
    }
    bytes += text.size();
  }
  std::cout << files.size() << " files, " << bytes << " bytes\n";
  return 0;
}
