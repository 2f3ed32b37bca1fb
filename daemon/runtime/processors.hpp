#pragma once

#include <cstddef>
#include <optional>
#include <span>

#include "aggregator/core/error.hpp"

namespace tickbard {

/// What threads are kept to by `ingest.cpus`: the market's thread to the first processor, the feeds' to the others
/// in turn; a single one has them all. None: any processor.
std::optional<unsigned> market_processor(std::span<const unsigned> cpus);
std::optional<unsigned> feed_processor(std::span<const unsigned> cpus, std::size_t feed);

/// Errors: a sentence that names the first processor that this process may not use, or says that it may not
/// choose.
Result<void> check_processors(std::span<const unsigned> cpus);

/// How many this process may use.
std::size_t usable_processors() noexcept;

/// Keeps the calling thread to the processor; to none in particular if there is none. False: the kernel refused,
/// and the thread runs where it did.
bool stay_on(std::optional<unsigned> cpu) noexcept;

/// Keeps the calling thread, and those that it starts, off the processors of threads that never sleep: whoever has
/// to be put aside for others loses milliseconds. Nothing changes where none would be left.
void stay_off(std::span<const unsigned> cpus) noexcept;

/// Lets the calling thread, whoever started it, run where the process's first one may.
void run_as_main() noexcept;

/// The order of threads where processors are few, behind those that take trades: what is written of trades, for
/// thousands of rows cost milliseconds; what is derived from that; and the copy for a power cut, for which nobody
/// waits.
constexpr int kRowsNice = 5, kDerivedNice = 10, kCopyNice = 19;

/// Where processors are few, the calling thread gives way to those that take trades: a little at 1, to everything
/// at 19.
void give_way(int niceness) noexcept;

}  // namespace tickbard
