// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <string>
#include <vector>

#include "models/json.hpp"
#include "steward/engine.hpp"

namespace models {

/// One call of the JSON door, as a model file writes it.
struct Call {
  std::string note;  ///< for people
  std::string operation;
  Json arguments;  ///< with `${name}` where an answer before this one goes
  std::string as;  ///< the name under which the answer is kept; may be empty
  Json expect;     ///< path in the answer -> value
  Json shown;      ///< a score as a view shows it; null for most calls
};

/// A model file: what to set up, a sample to try it with, and what comes out then.
struct Model {
  std::string title;
  std::vector<std::string> about;
  steward::Instant now;
  std::vector<Call> setup;
  std::vector<Call> sample;
  std::vector<Call> expected;
};

/// What a call expects and what its answer holds, both as text.
struct Comparison {
  std::string path;
  std::string expected;
  std::string found;
  bool holds = false;
};
struct Made {
  std::string operation;
  std::string note;
  std::vector<Comparison> comparisons;
};

/// Answers by the name under which they are kept.
using Names = std::map<std::string, Json, std::less<>>;

/// Codes `file_unreadable`, `json_invalid`, `model_invalid`.
[[nodiscard]] steward::Result<Model> read_model(const std::string& path);
[[nodiscard]] steward::Result<Model> parse_model(std::string_view text);

/// The set-up alone, without the sample, in one transaction: what goes into a store of your own. Gives what it named.
[[nodiscard]] steward::Result<Names> install(steward::Session& session, const Model& model);

/// The whole model in a store of its own, in memory or in a new file, at the time that the model names: the calls
/// that expect something. An error names the call that failed.
[[nodiscard]] steward::Result<std::vector<Made>> run(const Model& model, const std::string& path = {});

/// Rounded once, half away from zero, to at most six places: 66.66 divided by 10 is shown as 6.67.
[[nodiscard]] std::string shown(steward::Decimal value, int places, int divided_by = 1);

}  // namespace models
