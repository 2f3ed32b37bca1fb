#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

namespace tickbard {

enum class LogLevel : std::uint8_t { debug, info, warn, error };

/// Where a component says what happened. May be called from any thread; must not throw; never gets a secret.
/// `component` is who speaks ("feed:us", "http"), `text` one sentence.
using LogFn = std::function<void(LogLevel, std::string_view component, std::string text)>;

}  // namespace tickbard
