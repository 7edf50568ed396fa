// SPDX-License-Identifier: Apache-2.0
// Writes docs/reference from the declarations and the rule catalogue, or checks that it is up to date.
#include <fmt/format.h>

#include <filesystem>
#include <fstream>
#include <iostream>
#include <iterator>
#include <map>
#include <string>

#include "reference.hpp"

namespace {

std::string read_file(const std::filesystem::path& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

}  // namespace

int main(int argc, char** argv) {
  bool check = false;
  std::filesystem::path root = ".";
  for (int i = 1; i < argc; ++i) {
    if (const std::string_view argument = argv[i]; argument == "--check") {
      check = true;
    } else if (argument.starts_with('-')) {
      std::cerr << "usage: steward_docgen [--check] [ROOT]\n";
      return 2;
    } else {
      root = argument;
    }
  }
  int stale = 0;
  for (const auto& [name, text] : docgen::reference_pages()) {
    const auto path = root / "docs" / "reference" / name;
    if (read_file(path) == text) continue;
    if (check) {
      std::cerr << path.string() << " is out of date; run ./dev docs\n";
      ++stale;
      continue;
    }
    std::filesystem::create_directories(path.parent_path());
    std::ofstream(path, std::ios::binary) << text;
    std::cout << "wrote " << path.string() << "\n";
  }
  return stale == 0 ? 0 : 1;
}
