#pragma once

#include <filesystem>
#include <map>
#include <string>

namespace tickbard::test {

/// Reference bars of a CSV with the columns ts_ns, symbol, open, high, low, close, volume, count: by
/// "symbol|unix seconds", as "open|high|low|close|volume|count" with numbers in one canonical writing.
std::map<std::string, std::string> reference_bars(const std::filesystem::path& csv);

/// A decimal without trailing zeros, so that "1.50" and "1.5" compare equal.
std::string canonical(const std::string& decimal);

}  // namespace tickbard::test
