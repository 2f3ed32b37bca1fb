#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace tickbard {

/// Texts of the configuration to values and back. Pure; nullopt for a text that is none.

/// "2s", "15m", "1.5h", "90d", "250ms". A number without a unit is none.
std::optional<std::chrono::nanoseconds> parse_duration(std::string_view text);
/// The shortest form that parse_duration reads back: 120 s is "2m".
std::string duration_text(std::chrono::nanoseconds value);

/// Without blanks around it.
std::string_view trim(std::string_view text);

/// true/1/yes/on and false/0/no/off in any case; anything else is none (T-056).
std::optional<bool> parse_flag(std::string_view text);

/// A fraction in (0, 1] as millionths, exactly.
std::optional<std::int64_t> parse_fraction_ppm(std::string_view text);
std::string fraction_text(std::int64_t ppm);

/// "a, b,c" -> {"a","b","c"}; empty items are dropped.
std::vector<std::string> split_list(std::string_view text);
std::string join_list(std::span<const std::string> items);
/// The same for a sentence: "a, b, c".
std::string word_list(std::span<const std::string> items);

/// A value in a sentence: at most `most` bytes of it, whole characters, control bytes replaced. A terminal and a
/// log are no place for a value of any length.
std::string shortened(std::string_view text, std::size_t most = 60);
std::string quoted_value(std::string_view text);  ///< the same between quotes

/// The host of "scheme://user@host:port/path"; empty if there is none.
std::string_view url_host(std::string_view url);

}  // namespace tickbard
