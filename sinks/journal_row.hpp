#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <variant>

#include "aggregator/core/event.hpp"

namespace tickbard {

/// What a column of the journal holds; texts belong to somebody else.
using JournalCell = std::variant<std::monostate, std::int64_t, std::string_view>;

/// The columns of `journal_events` from `seq` to `body`, in their order: all that the check sum covers.
using JournalRow = std::array<JournalCell, 15>;

/// The check sum of a row's cells (CRC-64/XZ over their kinds, lengths and bytes): a changed bit is always seen,
/// any other damage but once in 2^64.
std::int64_t sum_of(std::span<const JournalCell> cells);

/// An event as the journal keeps it, exact. Owner: one thread. Lifetime: `row` points into the object and into the
/// event.
class JournalledEvent {
 public:
  JournalledEvent(std::uint64_t sequence, const Event& event, UnixNanos at);
  JournalledEvent(const JournalledEvent&) = delete;
  JournalledEvent& operator=(const JournalledEvent&) = delete;

  const JournalRow& row() const { return row_; }

 private:
  JournalRow row_{};
  std::string text_;
};

/// The event of a row whose check sum was right. Errors: nullopt for a body that this build does not understand.
std::optional<Event> event_of(const JournalRow& row);

std::uint64_t sequence_of(const JournalRow& row);
UnixNanos at_of(const JournalRow& row);
/// Of a bar; nullopt for other kinds.
std::optional<MinuteStart> minute_of(const JournalRow& row);
/// The text of a row without bars' columns, for a person; empty for a bar.
std::string_view body_of(const JournalRow& row);

}  // namespace tickbard
