#pragma once

#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "aggregator/core/error.hpp"
#include "daemon/app/config_load.hpp"

namespace tickbard {

/// "--a.b_c=value", "--a.b_c value" and the dotless "--state_dir=…" to (key, text). Whether a key exists is the
/// configuration's affair, so that a misspelt flag is told together with everything else.
/// Errors: one sentence for an argument that has not this form, with the nearest of the command's own `options`
/// (without dashes).
Result<std::vector<std::pair<std::string, std::string>>> parse_config_flags(
    const std::vector<std::string>& arguments, const std::vector<std::string>& options = {});

/// Overwrites keys and passwords in the arguments of this process: every user of the machine can read those (ps).
/// Precondition: whoever needs them has copied them.
void hide_secrets(std::span<char*> arguments);

/// The inputs of a command: `file` as given, else $TICKBARD_CONFIG, else none.
ConfigInputs config_inputs(const std::string& file, Environment environment,
                           std::vector<std::pair<std::string, std::string>> flags);

/// All problems as one text for stderr, each with its own line.
std::string problems_text(const std::vector<std::string>& problems);

}  // namespace tickbard
