#pragma once

#include <cstdint>
#include <string_view>

#include "aggregator/core/time.hpp"
#include "sinks/error.hpp"

namespace tickbard {

/// A bar's start as both engines give it out: unix seconds.
MinuteStart minute_at(std::int64_t seconds);

/// The sentence for a table of `store` that holds what no tickbard wrote.
StoreError unreadable(std::string_view store, std::string_view table);

}  // namespace tickbard
