#include "sinks/failpoint.hpp"

#include <signal.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <charconv>
#include <string>

namespace tickbard {

namespace {

/// In the order of Failpoint.
constexpr std::array<std::string_view, 16> kNames{
    "close_before_journal",  "journal_before_commit",    "journal_after_commit", "store_before_commit",
    "store_after_commit",    "migration_before_version", "migration_between",    "salvage_before_rename",
    "salvage_after_rename",  "salvage_half_aside",       "salvage_after_aside",  "recovery_before_recall",
    "recovery_after_recall", "shutdown_before_flush",    "shutdown_after_flush", "shutdown_before_upload"};
static_assert(kNames.size() == static_cast<std::size_t>(Failpoint::shutdown_before_upload) + 1);

constexpr std::size_t kNone = kNames.size();

std::atomic<std::size_t> armed{kNone};
std::atomic<std::uint64_t> passings{0};  ///< until it strikes

}  // namespace

void failpoint(Failpoint place) {
  if (armed.load(std::memory_order_relaxed) != static_cast<std::size_t>(place)) return;
  if (passings.fetch_sub(1) == 1) ::raise(SIGKILL);
}

Result<void> arm_failpoint(std::string_view text) {
  if (text.empty()) return {};
  const std::size_t colon = std::min(text.find(':'), text.size());
  const auto name = std::find(kNames.begin(), kNames.end(), text.substr(0, colon));
  std::uint64_t n = 1;
  const std::string_view digits = text.substr(std::min(colon + 1, text.size()));
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), n);
  const bool counts = colon == text.size() || (error == std::errc{} && end == digits.data() + digits.size());
  if (name == kNames.end() || !counts || n == 0) {
    std::string sentence =
        "$" + std::string(kFailpointVariable) + " is \"" + std::string(text) +
        "\", which is no place to be killed at: write NAME or NAME:N, the N-th passing, with one of";
    for (const std::string_view known : kNames) sentence.append(" ").append(known);
    return Problem{sentence};
  }
  passings.store(n);
  armed.store(static_cast<std::size_t>(name - kNames.begin()));
  return {};
}

}  // namespace tickbard
