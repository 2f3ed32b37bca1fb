#pragma once

#include <algorithm>

#include "aggregator/core/feed_event.hpp"

namespace tickbard {

/// What the ids alone say of a print.
enum class IdVerdict : std::uint8_t { fresh, duplicate, informational };

/// A verdict, and what the provider left out before the print.
struct JudgedId {
  IdVerdict verdict = IdVerdict::fresh;
  std::uint64_t skipped = 0;  ///< ids between this print and the one before it, where ids count by one
  UnixNanos since{};          ///< when that one traded
};

/// How far one symbol's trade ids are known, over reconnects and restarts.
/// A server may send trades of before the subscription again (a snapshot). Such a print is news only if the symbol
/// was known before this connection and the id is above all ids known then; otherwise it traded before we
/// listened. Within a connection a number left out is a print that the provider did not send; between two of them
/// the lost connection explains it. Owner: market thread.
class TradeIds {
 public:
  /// From the store or from bucket memory: everything up to `id`, which traded by `time`, is in bars.
  void resume(FeedId feed, std::uint64_t id, UnixNanos time) {
    if (feed_ != feed) *this = TradeIds{};
    feed_ = feed;
    if (id < last_) return;
    last_ = id;
    last_time_ = time;
  }

  /// `connection` counts the feed's connections; `increasing` says that a symbol's ids only grow.
  JudgedId judge(FeedId feed, std::uint32_t connection, const Tick& tick, bool snapshot, bool increasing) {
    if (feed_ != feed) {
      *this = TradeIds{};
      feed_ = feed;
    }
    if (connection_ != connection) {
      connection_ = connection;
      base_ = last_;
      base_time_ = last_time_;
      heard_ = false;
    }
    const std::uint64_t id = tick.id.value;
    if (snapshot && base_ == 0) {
      saw(id, tick.event_time);
      return {IdVerdict::informational};
    }
    if (snapshot && !increasing) return {IdVerdict::duplicate};
    // A print that traded after everything known is news whatever its id says: the provider began to count anew.
    if (increasing && id != 0 && id <= base_) {
      if (tick.event_time <= base_time_) return {IdVerdict::duplicate};
      last_ = base_ = 0;
      heard_ = false;
    }
    JudgedId judged;
    const bool counted = (id >> 63) == 0;  // with the top bit it is the hash of another text
    if (heard_ && counted && id > last_ + 1) judged = {IdVerdict::fresh, id - last_ - 1, last_time_};
    heard_ = heard_ || !snapshot;
    saw(id, tick.event_time);
    return judged;
  }

  /// True: judge() would call this print fresh, with nothing left out before it, and change no more than saw()
  /// does. `consecutive` says that ids count by one.
  bool expects(FeedId feed, std::uint32_t connection, TradeId id, bool increasing, bool consecutive) const {
    if (feed_ != feed || connection_ != connection || !heard_) return false;
    if (increasing && id.value <= base_) return false;
    return !consecutive || id.value == last_ + 1;
  }

  /// The print of this id was taken in.
  void saw(std::uint64_t id, UnixNanos time) {
    if (id < last_) return;
    last_ = id;
    last_time_ = time;
  }

  /// A print came that is not judged, for it is held or cannot be used: its number is not left out.
  void passed(TradeId id) {
    if (id.value == last_ + 1) last_ = id.value;
  }

 private:
  static constexpr FeedId kNoFeed = UINT16_MAX;

  std::uint32_t connection_ = 0;
  FeedId feed_ = kNoFeed;
  bool heard_ = false;      ///< a print of the present connection was judged
  std::uint64_t last_ = 0;  ///< greatest id seen
  std::uint64_t base_ = 0;  ///< greatest id known when the present connection began; 0: the symbol was not known
  UnixNanos last_time_{}, base_time_{};  ///< event time of those; max: not known
};

}  // namespace tickbard
