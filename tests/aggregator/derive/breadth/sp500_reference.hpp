#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "tests/aggregator/derive/breadth/sp500_data.hpp"

namespace tickbard::test {

using ReferenceDay = std::map<std::string, std::optional<double>>;

/// Breadth of every session by the definitions and nothing else: whole windows summed again for every close, highs
/// compared one by one, rates of change compared as fractions, keys written out. Shares no code with what it
/// judges, and counts in another unit.
std::vector<ReferenceDay> reference_breadth(const FileDays& days);

}  // namespace tickbard::test
