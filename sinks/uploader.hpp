#pragma once

#include <array>
#include <chrono>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "aggregator/core/tally.hpp"
#include "sinks/journal.hpp"
#include "sinks/store.hpp"

namespace tickbard {

struct UploaderOptions {
  std::string instance;            ///< under which the store remembers how far this journal is stored
  std::vector<std::string> feeds;  ///< that get a gap where the store lost what is not kept any more
  std::size_t batch = 20'000;      ///< events read per step
  std::chrono::nanoseconds first_wait = std::chrono::milliseconds{200};  ///< doubles with each failure in a row
  std::chrono::nanoseconds longest_wait = std::chrono::seconds{15};
  std::chrono::nanoseconds human_wait = std::chrono::seconds{60};  ///< login, permission, schema, disk, other
  std::chrono::nanoseconds ask_again =
      std::chrono::minutes{1};  ///< with nothing to write, whether it still answers
  int partition_days = 7;       ///< daily partitions made ahead
};

/// Written by the uploader's thread, read by anyone.
struct UploaderStatus {
  Count up;                                                  ///< gauge: 1 while the store answers
  std::array<Count, kStoreErrorClassNames.size()> failures;  ///< of writing; `poison`: rows set aside
};

/// Moves events from the journal to the store, oldest first, the latest revision of each bar only. At each first
/// contact the store is asked how far it holds this journal: what a fail-over or a restored backup has lost is
/// sent again as far as the journal keeps it, and is a gap where it does not. Owner: the store thread. Errors:
/// none escape; step() says when to come back and what to tell a person; after journal_damage it is not to be
/// called. Lifetime: journal and store outlive it. `random` gives numbers in [0, 1) for the jitter.
class Uploader {
 public:
  enum class Outcome : std::uint8_t {
    moved,    ///< wrote something: come back at once
    idle,     ///< nothing to move: come back when something was journalled
    waiting,  ///< the store does not take it: come back at `next`
  };

  struct Step {
    Outcome outcome = Outcome::idle;
    MonoTime next{};                                    ///< waiting: not before this
    std::size_t events = 0;                             ///< taken from the journal
    std::optional<MinuteStart> oldest_bar, newest_bar;  ///< of the bars stored in this step
    std::optional<UnixNanos> oldest_bar_at;             ///< when the market gave out the first of them
    std::string sentence;                               ///< to be told to a person; empty: nothing new
    bool is_loss = false;                               ///< it tells of rows that are not in the store
    std::string journal_damage;                         ///< waiting, and nothing but a new start can help: why
  };

  Uploader(Journal& journal, Store& store, UploaderOptions options, std::function<double()> random);

  Step step(MonoTime now, UnixNanos wall);

  /// The next step() tries, however soon after a failure.
  void try_at_once() { not_before_ = MonoTime::min(); }

  const UploaderStatus& status() const { return status_; }

 private:
  Step failed(const StoreError& error, MonoTime now);
  template <class T>
  StoreResult<T> of_journal(StoreResult<T> answer);
  StoreResult<void> prepare(MonoTime now, UnixNanos wall);
  StoreResult<void> compare_numbers(UnixNanos wall);
  StoreResult<std::string> set_poison_aside(const std::vector<NumberedEvent>& batch,
                                            const std::vector<std::size_t>& places, const WriteReport& report,
                                            UnixNanos wall);
  void upload_others(UnixNanos wall);

  Journal& journal_;
  Store& store_;
  UploaderOptions options_;
  std::function<double()> random_;
  UploaderStatus status_;
  bool prepared_ = false;
  std::string journal_damage_;
  std::string news_;           ///< to be told at the end of the step
  bool news_is_loss_ = false;  ///< as Step::is_loss
  std::chrono::sys_days partitions_until_{};
  MonoTime answered_{};  ///< when the store last answered anything
  int failures_in_a_row_ = 0;
  MonoTime not_before_{};
  std::optional<StoreErrorClass> told_;  ///< the failure a person knows of
  std::uint64_t others_through_ = 0;     ///< alerts, gaps and the like stored ahead of refused bars
};

}  // namespace tickbard
