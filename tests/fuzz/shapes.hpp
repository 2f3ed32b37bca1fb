#pragma once

#include <string_view>
#include <vector>

namespace tickbard::fuzz {

/// Messages of a provider as it sends them: what mutations start from.
std::vector<std::string_view> shapes(std::string_view provider);

}  // namespace tickbard::fuzz
