#pragma once

#include <functional>

#include "aggregator/core/tick.hpp"
#include "tests/bench/path/tape.hpp"
#include "tests/bench/peers/sums.hpp"

namespace tickbard::test {

/// The trades of the stretch as our decoder reads them, in order.
void for_each_trade(Tape& tape, const Stretch& stretch, const std::function<void(const Tick&)>& each);

std::uint64_t price_units(const Tick& tick);  ///< in 1e-4, as exact as the workload's prices are
std::uint64_t size_units(const Tick& tick);   ///< shares

/// What every peer has to end with.
Sums sums_of(Tape& tape, const Stretch& stretch);

}  // namespace tickbard::test
