#pragma once

#include <initializer_list>
#include <string>
#include <string_view>

namespace tickbard {

/// A UUID (version 8) made from the parts alone: the same row has the same id on every machine and in every
/// replay.
std::string uuid_of(std::initializer_list<std::string_view> parts);

}  // namespace tickbard
