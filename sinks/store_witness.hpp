#pragma once

#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "sinks/event_sink.hpp"

namespace tickbard {

class Store;

/// A small file beside a `sqlite:` store (FILE.heard) that says how far each feed was stored. SQLite takes a store
/// whose log was damaged, lost or cut off, or that is an older copy, for whole as of some earlier commit; this
/// file knows better. It is written after each commit and not synced: behind after a power cut, it only knows
/// less. Owner: the store's thread; at a start the main thread. Errors: a file that cannot be written or read is
/// as none.
class StoreWitness {
 public:
  /// Feed-wide resume points of one feed.
  struct Heard {
    UnixNanos first{}, newest{};
  };

  /// `store`: its file; "": it is in memory, and nothing of it is meant to last.
  explicit StoreWitness(const std::filesystem::path& store);

  /// These were committed. Cheap where none is of a feed as a whole.
  void saw(std::span<const Event> committed);

  bool exists() const;
  const std::map<std::string, Heard>& heard() const { return heard_; }

  /// What the store lacks of what was committed: a gap of each feed and an entry of event_log, to be written into
  /// it; empty where nothing is missing. `told` becomes the sentence.
  StoreResult<std::vector<Event>> missing_from(Store& store, UnixNanos now, std::string& told) const;

 private:
  void write() const;

  std::filesystem::path file_;
  std::map<std::string, Heard> heard_;
};

/// The store as the journal thread's sink: what it commits, the witness sees. Lifetime: the store outlives it.
class WitnessedStore final : public EventSink {
 public:
  WitnessedStore(Store& store, StoreWitness witness) : store_(store), witness_(std::move(witness)) {}

  StoreResult<WriteReport> write(std::span<const Event> events, UnixNanos now) override;

 private:
  Store& store_;
  StoreWitness witness_;
};

}  // namespace tickbard
