#pragma once

#include <atomic>
#include <string>

#include "daemon/runtime/doorbell.hpp"
#include "daemon/runtime/log.hpp"
#include "daemon/runtime/mapped_buckets.hpp"
#include "daemon/runtime/named_thread.hpp"
#include "daemon/runtime/saved_buckets.hpp"

namespace tickbard {

/// Brings a copy of the open minutes to the disk once a second, so that a power cut costs at most the last one,
/// tells a person when either file takes no more, and makes chunks ahead for the market. A thread of its own, behind
/// all others: a slow disk must hold up neither ticks nor commits. Owner: the `buckets` thread calls step().
/// Lifetime: `buckets` outlives it.
class BucketKeeper {
 public:
  BucketKeeper(MappedBuckets& buckets, LogFn log)
      : buckets_(buckets), saved_(buckets), log_(std::move(log)) {}

  void step();

  void start();

  /// After one last step. Precondition: the market loop has stopped.
  void stop();

 private:
  MappedBuckets& buckets_;
  SavedBuckets saved_;
  const LogFn log_;
  std::atomic<bool> stopping_{false};
  Doorbell bell_;

  // The thread's own.
  std::string told_;
  bool failing_ = false;
  int wait_for_room_ = 0;  ///< steps
  NamedThread thread_;
};

}  // namespace tickbard
