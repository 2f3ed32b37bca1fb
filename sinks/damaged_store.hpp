#pragma once

#include <filesystem>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "aggregator/core/event.hpp"
#include "sinks/error.hpp"

namespace tickbard {

/// A `sqlite:` store whose file is damaged is set aside, so that collecting goes on in a new one: trades are heard
/// once, and the old rows stay in the old file. Nothing is copied from it, since nothing vouches for its rows.
/// FILE.suspect carries from one start to the next what is still to be done: empty, the file is to be looked at;
/// else under which name it is being kept, and why. Owner: one thread, but of suspect().
class DamagedStore {
 public:
  explicit DamagedStore(std::filesystem::path file);

  /// The store failed at work: the next start looks at all of it, which takes too long for every start. Any
  /// thread. Errors: none; what cannot be noted on a disk that fails fails again.
  void suspect() const noexcept;
  bool is_suspected() const;

  /// What the new store has to be told of the old one, and a person.
  struct SetAside {
    std::string notice;
    std::vector<Event> events;  ///< a gap of each feed over all that the old one held, and an entry of event_log
  };

  /// Renames the file to *.corrupt.<now> where it is a damaged database; goes on where an earlier start was
  /// killed at that. nullopt: it stays and is trusted again; so is what never was a database and may be anybody's.
  StoreResult<std::optional<SetAside>> set_aside(UnixNanos now, std::span<const std::string> feeds) const;

  /// The new store has been told.
  void told() const;

 private:
  struct Begun {
    std::filesystem::path aside;
    std::string damage;
  };
  std::optional<Begun> begun() const;
  StoreResult<void> rename(const Begun& what) const;

  std::filesystem::path file_;
  std::filesystem::path note_;
};

}  // namespace tickbard
