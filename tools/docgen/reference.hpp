// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <string>

namespace docgen {

/// The generated pages of docs/reference: file name and content.
std::map<std::string, std::string> reference_pages();

}  // namespace docgen
