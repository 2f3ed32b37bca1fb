#pragma once

#include <filesystem>
#include <string>

namespace tickbard {

/// What is wrong with a journal, in a few words; empty if nothing is, or if there is none. Reads all of it: the
/// database's structure, the log beside it, and each row's check sum. Not judged: a journal of a newer tickbard,
/// and the rows of version 1, which had no sums.
std::string journal_damage(const std::filesystem::path& file);

}  // namespace tickbard
