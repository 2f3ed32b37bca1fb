#pragma once

#include <filesystem>
#include <span>
#include <string>

#include "aggregator/core/time.hpp"
#include "sinks/error.hpp"

namespace tickbard {

/// Puts a new journal in the place of a damaged one, with every row of it that is whole, also of pages that
/// nothing leads to any more. The damaged files are kept as *.corrupt.<now>. A kill in between loses nothing:
/// finish_salvage() at the next start. Returns the sentence about it.
StoreResult<std::string> salvage_journal(const std::filesystem::path& file, const std::string& damage,
                                         UnixNanos now, std::span<const std::string> feeds);

/// Ends what a kill interrupted after the damaged file was moved away.
StoreResult<void> finish_salvage(const std::filesystem::path& file);

}  // namespace tickbard
