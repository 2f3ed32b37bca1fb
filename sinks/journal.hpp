#pragma once

#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "sinks/event_sink.hpp"

namespace tickbard {

struct NumberedEvent {
  std::uint64_t sequence = 0;
  UnixNanos at{};  ///< when the market gave it out, as told to append()
  Event event;
  std::optional<std::string> unreadable;  ///< the row's text where it cannot be read: `event` says nothing then
};

/// What is not in the store yet.
struct JournalStats {
  std::uint64_t pending = 0;                ///< events above the acknowledged number
  std::optional<UnixNanos> oldest_pending;  ///< when the oldest unacknowledged event was journalled
  std::uint64_t lost = 0;                   ///< events of damaged journals that nothing could bring back, ever
};

/// What the store did not hold though it was acknowledged.
struct Rewound {
  std::uint64_t again = 0;                 ///< events that are still kept: they are to be stored again
  std::uint64_t missing = 0;               ///< numbers that are not kept any more
  std::optional<UnixNanos> missing_until;  ///< when the first event was journalled that is kept; nullopt: none is
};

struct OpenedJournal;

/// The disk in front of a remote store: events get a number and are on the disk (WAL, synchronous=FULL) before
/// anyone acts on them. Numbers are dense within one file and never used twice, not even after a prune or after
/// the file was lost. Owner: one thread per object; the uploader opens a second object on the same file. Units:
/// exact integers (prices 1e-9, sizes 1e-8). Errors: values; after one of class `damaged` nothing but opening it
/// anew, in another process at best, can tell what the file holds.
class Journal : public EventSink {
 public:
  /// Makes the file if missing; a journal of an older layout is taken over. A damaged one is renamed to
  /// *.corrupt.<now>; every row of it that is whole goes on in a new one under its own number, and new numbers
  /// begin above every one used before. What is lost is counted, is a gap of each of `feeds` and an entry of
  /// event_log, and `notice` says it.
  static StoreResult<OpenedJournal> open(const std::filesystem::path& file, UnixNanos now,
                                         std::span<const std::string> feeds = {});

  /// A further object on a file that open() has checked.
  static StoreResult<std::unique_ptr<Journal>> attach(const std::filesystem::path& file);

  /// Commits, then returns the number of the last event (0 if there were none). `now` is when the events came out
  /// of the market: how long they took to the store is counted from it.
  virtual StoreResult<std::uint64_t> append(std::span<const Event> events, UnixNanos now) = 0;

  /// A row that cannot be read takes its place in the answer all the same, so that the reader can set it aside.
  virtual StoreResult<std::vector<NumberedEvent>> read_after(std::uint64_t sequence, std::size_t limit) = 0;

  /// As read_after, without bars: what can be stored while the bars' table refuses.
  virtual StoreResult<std::vector<NumberedEvent>> read_others_after(std::uint64_t sequence, std::size_t limit) = 0;

  /// Everything up to `sequence` is in the store. Goes back in rewind() alone.
  virtual StoreResult<void> acknowledge(std::uint64_t sequence) = 0;
  virtual StoreResult<std::uint64_t> acknowledged() = 0;

  /// The store itself says that it holds everything up to `stored`, and no more: it may have lost its last
  /// commits. nullopt: it knows nothing of this journal, and all that is kept is to be stored again. A number
  /// above all that are known here was lost here: it is not used again, and nothing counts as stored by it.
  virtual StoreResult<Rewound> rewind(std::optional<std::uint64_t> stored) = 0;

  /// Deletes the oldest rows that are acknowledged and were journalled before `older_than`, up to 50,000 at a
  /// time. Returns the rows deleted.
  virtual StoreResult<std::uint64_t> prune(UnixNanos older_than) = 0;

  /// Keeps an event that no store will take, with the reason, for a person to look at.
  virtual StoreResult<void> set_aside(const NumberedEvent& event, std::string_view reason, UnixNanos now) = 0;

  virtual StoreResult<JournalStats> stats() = 0;
};

struct OpenedJournal {
  std::unique_ptr<Journal> journal;
  std::string notice;  ///< empty: nothing to tell
};

}  // namespace tickbard
