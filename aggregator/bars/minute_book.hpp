#pragma once

#include <deque>
#include <memory>
#include <optional>
#include <vector>

#include "aggregator/bars/bucket_pool.hpp"
#include "aggregator/bars/duplicates.hpp"
#include "aggregator/bars/print_log.hpp"
#include "aggregator/core/time.hpp"

namespace tickbard {

/// One feed's minute: the buckets of the symbols that traded in it, so that closing it costs only what traded.
struct MinutePage {
  MinuteStart minute{};
  bool closed = false;                  ///< it is over, though a bar of it may not have left yet
  bool retired = false;                 ///< given up, though a bucket of it may not have been yet
  bool keeps_trades = false;            ///< they may be taken back
  std::uint8_t bits = 0;                ///< quality that its buckets close with
  std::optional<std::uint8_t> earlier;  ///< closed by an earlier run: how well the feed was heard, as quality bits
  std::vector<SlotId> slots;            ///< every bucket of this feed in this minute
  PrintLog prints;
  DuplicateSet seen;  ///< those of `prints` that had to be looked for: whole runs of ids that did not grow

  /// False if the print is here already. To be asked where its id alone does not tell.
  bool unseen(SymbolIndex symbol, const PrintKey& key);
};

/// One feed's minutes from the oldest still amendable to the newest, in order of time.
/// Owner: market thread.
/// Lifetime: a page stays at its address until forget_retired() is done; its memory serves a later page.
class MinuteBook {
 public:
  /// To be said before the first page.
  void keep_trades(bool yes) { keeps_trades_ = yes; }

  /// The page of that minute, made if there is none.
  MinutePage& page(MinuteStart minute) {
    return !pages_.empty() && pages_.back()->minute == minute ? *pages_.back() : older_or_new_page(minute);
  }

  std::vector<std::unique_ptr<MinutePage>>& pages() { return pages_; }
  const std::vector<std::unique_ptr<MinutePage>>& pages() const { return pages_; }
  MinutePage* newest() { return pages_.empty() ? nullptr : pages_.back().get(); }
  MinutePage* oldest() { return pages_.empty() ? nullptr : pages_.front().get(); }

  /// Minutes up to here are final: what is gone must not be begun anew.
  bool forgotten(MinuteStart minute) const { return forgotten_through_ && minute <= *forgotten_through_; }
  void forget_through(MinuteStart minute);

  /// Takes the oldest page out of the book: its minute is final at once, its buckets go by and by.
  /// Preconditions: there is one, and no other is retired.
  void retire_oldest();
  MinutePage* retired() { return retired_.get(); }
  /// Clears it a part at a time, counting `left` down; true once it is gone. Precondition: it has no bucket left.
  bool forget_retired(std::size_t& left);

  /// Slots of minutes that were given up, oldest first: not to be used again yet.
  std::deque<SlotId>& leaving() { return leaving_; }

  /// The feed begins anew, further back in time: no minute is final.
  void begin_anew() { forgotten_through_.reset(); }

 private:
  MinutePage& older_or_new_page(MinuteStart minute);

  std::vector<std::unique_ptr<MinutePage>> pages_;
  std::unique_ptr<MinutePage> retired_;
  std::vector<std::unique_ptr<MinutePage>> spare_;
  std::deque<SlotId> leaving_;
  std::optional<MinuteStart> forgotten_through_;
  bool keeps_trades_ = false;
};

}  // namespace tickbard
