#pragma once

#include <array>
#include <atomic>
#include <memory>
#include <optional>
#include <unordered_map>
#include <vector>

#include "aggregator/bars/bucket_pool.hpp"
#include "aggregator/bars/due_order.hpp"
#include "aggregator/bars/id_runs.hpp"
#include "aggregator/bars/listening.hpp"
#include "aggregator/bars/minute_book.hpp"
#include "aggregator/bars/symbol_table.hpp"
#include "aggregator/core/event.hpp"
#include "aggregator/core/fetch.hpp"
#include "aggregator/core/tally.hpp"

namespace tickbard {

/// What became of a print that was put in.
enum class Taken : std::uint8_t {
  counted,
  held,      ///< its minute has no price yet
  overflow,  ///< a 128-bit sum cannot hold it
  too_late,  ///< its minute is final
};

/// What the store must know of a feed, by FeedId.
struct BucketFeed {
  std::uint64_t key = 0;      ///< a hash of its name: how its buckets are known again after a restart
  bool keeps_trades = false;  ///< its prints may be taken back
};

/// Every symbol's open minutes, and the closed ones that may still be amended.
/// Counts what it takes in, holds and gives up in the tally; the caller counts what it never hands in.
/// Owner: market thread; forming() and minutes_after() on any thread.
/// Errors: values. Lifetime: memory, symbols and tally outlive it. Buckets found in memory are continued: the
/// open ones as partial, the closed ones are issued once more as they were, which changes no row that is stored.
class BucketStore {
 public:
  BucketStore(BucketMemory& memory, SymbolTable& symbols, Tally& tally, std::vector<BucketFeed> feeds);
  ~BucketStore();

  // -- prints ------------------------------------------------------------------------------------------------

  /// False if this print of this minute was here already. Precondition: the minute is not forgotten().
  bool first_sight(FeedId feed, SymbolIndex symbol, MinuteStart minute, const PrintKey& key) {
    MinutePage& page = books_[feed].page(minute);
    if (!runs_.surely_new(feed, key, minute) && !page.unseen(symbol, key)) return false;
    page.prints.note(symbol, key);
    return true;
  }
  bool forgotten(FeedId feed, MinuteStart minute) const { return books_[feed].forgotten(minute); }

  Taken add(FeedId feed, SymbolIndex symbol, const Print& print);

  /// So that the symbol has a place in every array: precondition of add_usual() and of fetching ahead.
  void make_room(SymbolIndex symbol) { ready_arrays(symbol); }

  /// The page of the feed's newest minute if that is open; nullptr: none, or it is over.
  MinutePage* newest_page(FeedId feed) {
    MinutePage* page = books_[feed].newest();
    return page != nullptr && page->closed ? nullptr : page;
  }

  /// A minute of the feed is not over.
  bool open(FeedId feed) const {
    const auto& pages = books_[feed].pages();
    return !pages.empty() && !pages.back()->closed;
  }

  /// first_sight() and add() of the usual print: into the symbol's newest minute, which `page` is, open, the id
  /// greater than all of that minute and exchange. False, and nothing changed, where it is not that. `whose` is
  /// IdRuns' of the key. To count it is the caller's affair: as held where the minute is not priced() then.
  [[gnu::always_inline]] bool add_usual(SymbolIndex symbol, const PrintKey& key, std::uint64_t whose,
                                        MinutePage& page, const Print& print) {
    if (newest_[symbol].page != &page || !unsettled_.empty()) return false;
    IdRuns::Run* run = runs_.growing(whose, key.id, page.minute);
    if (run == nullptr || !newest_[symbol].bucket->take(print)) return false;
    runs_.grow(*run, whose, key.id, page.minute);
    page.prints.note(symbol, key);
    if (page.keeps_trades) {
      const Print kept = print;  // a copy here leaves the other one in registers
      page.prints.keep(symbol, kept);
    }
    return true;
  }

  /// The symbol's newest minute has a price. Precondition: add_usual() just put a print into it.
  bool priced(SymbolIndex symbol) const { return newest_[symbol].bucket->priced(); }

  /// A print and the feed in whose minute it stands.
  struct Found {
    FeedId feed = 0;
    Print print;
  };

  /// Takes a print out of its bar again; none if no amendable minute of the symbol holds it.
  std::optional<Found> take_back(SymbolIndex symbol, std::uint16_t exchange, TradeId id);

  /// Says of the symbol's minute, if it can still be amended, what its bar is to say from now on (quality bits).
  void mark(SymbolIndex symbol, MinuteStart minute, std::uint8_t bits);

  /// The same of all the feed's minutes that are over, but were not by `from`. All at once: a loss is rare.
  void mark_closed(FeedId feed, UnixNanos from, std::uint8_t bits);

  /// A price of the symbol from before this run: what a minute shows whose own prices are all taken back, until a
  /// minute of this run has left a later one.
  void remember(SymbolIndex symbol, Price price);

  // -- fetching ahead: brings into the cache what add() and first_sight() will look at ------------------------

  void expect(SymbolIndex symbol) const noexcept { __builtin_prefetch(&newest_[symbol], 1); }
  void expect_run(std::uint64_t whose) const noexcept { runs_.expect(whose); }
  void expect_bucket(SymbolIndex symbol) const noexcept {
    if (const Bucket* bucket = newest_[symbol].bucket) fetch_whole(*bucket, Bucket::kHotBytes);
  }

  // -- time --------------------------------------------------------------------------------------------------

  /// The feed's minutes that ended at or before `limit` are over: whatever comes for them from now on amends a
  /// bar, though issue_some() may not have come to it.
  void close_through(FeedId feed, UnixNanos limit, const Listening& listening);

  /// A minute that issue() closed, or issue_open() issued.
  struct Closed {
    FeedId feed;
    SymbolIndex symbol;
    UnixNanos newest_time;
    std::uint64_t last_id;
  };

  /// Issues bars that are due or were amended, by (minute, symbol): of all that was due when the first of them
  /// left, then of what has become due since. With `emit` false (bars are off) minutes close without a bar.
  /// closed() then lists the minutes that were. Works on `left` buckets and counts them down. True: something is
  /// still due.
  bool issue_some(std::vector<Event>& out, bool emit, const std::vector<const Listening*>& listening,
                  std::size_t& left);
  void issue(std::vector<Event>& out, bool emit, const std::vector<const Listening*>& listening);
  const std::vector<Closed>& closed() const { return closed_; }

  /// Issues open bars as they stand, as partial plus `bits`, and as revision 0: no closed bar, of this or another
  /// daemon, gives way to them. They go on afterwards. Precondition: nothing is due.
  void issue_open(std::vector<Event>& out, std::uint8_t bits, const std::vector<const Listening*>& listening);

  /// Gives up the feed's minutes that ended before `limit`: they are final at once, but for `left` buckets at a
  /// time only are they put away. True: some are left. Precondition: nothing is due.
  bool evict_some(FeedId feed, UnixNanos limit, std::size_t& left);
  void evict_before(FeedId feed, UnixNanos limit);

  /// The same of feeds that are no longer configured, whose minutes nothing can change any more. Their slots are
  /// given back at once. Precondition: nothing is due, and what was issued is not in the caller's hands alone.
  bool evict_orphans(std::size_t& left);

  /// Issues everything of the feed as it stands and lets it go, without making its minutes final.
  void let_go(FeedId feed, std::vector<Event>& out, bool emit, const std::vector<const Listening*>& listening);

  /// The symbol's newest minute if it is not closed.
  std::optional<Bar> forming(SymbolIndex symbol) const noexcept;

  /// The symbol's minutes after `after`, closed or not, oldest first: of those that may still be amended, the
  /// newest 16.
  std::vector<Bar> minutes_after(SymbolIndex symbol, MinuteStart after) const;

  // -- restart -----------------------------------------------------------------------------------------------

  /// What the scan of the memory brought.
  struct Recovered {
    struct Torn {
      FeedId feed = 0;
      Symbol symbol;
      MinuteStart minute{};
      bool was_issued = false;
      bool damaged = false;  ///< its bytes are not what was written; else it was caught mid-write
    };
    std::vector<Closed> buckets;   ///< every bucket that is continued
    std::vector<Torn> torn;        ///< figures thrown away
    std::size_t nameless = 0;      ///< the same, and it cannot be told whose they were
    std::size_t wiped_chunks = 0;  ///< as BucketPool::Recovery
  };
  const Recovered& recovered() const { return recovered_; }

  /// False: the memory may lack what an earlier run had (a power cut, a lost or damaged file).
  bool intact() const { return pool_.intact() && recovered_.nameless == 0; }

  /// The feed's minutes that ended by `limit` were issued by an earlier run, and its figures may be lost: nothing
  /// is added to them any more, for a poorer bar must not follow a better one.
  void seal(FeedId feed, UnixNanos limit);

  /// The feed's oldest minute that an earlier run left open.
  std::optional<MinuteStart> left_open(FeedId feed) const;

  /// What is in memory from now on is all there is, for the next run too.
  void vouch() { pool_.vouch(true); }

 private:
  static constexpr FeedId kNoFeed = UINT16_MAX;

  /// What is known of a slot outside the slot.
  struct Side {
    MinutePage* page = nullptr;
    std::unique_ptr<BucketData> base;  ///< what an earlier run had taken in, where prints may be taken back
    SymbolIndex symbol = 0;
    SlotId older = kNoSlot;  ///< the symbol's next older bucket
    FeedId feed = kNoFeed;
    bool queued = false;  ///< in changed_, or on its way from there to its issue
  };
  static_assert(sizeof(Side) == 32);  // two a cache line

  /// Where a symbol's chain of buckets begins, with all that a print into that minute needs.
  struct alignas(32) Head {
    MinuteStart minute{};
    Bucket* bucket = nullptr;
    MinutePage* page = nullptr;
    SlotId slot = kNoSlot;
  };
  Head head_of(SlotId slot) { return {sides_[slot].page->minute, &pool_[slot], sides_[slot].page, slot}; }

  /// What is said of a bucket when its turn comes.
  struct Issue {
    enum class What : std::uint8_t { nothing, again, bar };
    BucketData data;
    What what = What::nothing;
    bool closed_now = false;
  };

  /// A symbol's last price among the minutes that are no longer here.
  struct LastPrice {
    MinuteStart minute{};
    Price price;  ///< 0: none
  };

  void recover();
  void adopt_whole(SlotId slot);
  void adopt_torn(SlotId slot, bool damaged);
  FeedId feed_of(std::uint64_t key) const;

  void ready_arrays(SymbolIndex symbol);
  SlotId find(SymbolIndex symbol, MinuteStart minute) const;
  SlotId open_bucket(FeedId feed, SymbolIndex symbol, MinuteStart minute);
  void attach(SlotId slot, FeedId feed, SymbolIndex symbol, MinuteStart minute);
  void detach(SlotId slot);
  void show(SymbolIndex symbol);
  std::optional<BucketData> read(SymbolIndex symbol, std::size_t place) const noexcept;
  BucketData rebuilt(SlotId slot, const BucketData& old) const;
  void settle_voided(SymbolIndex symbol);
  void queue_if_closed(SlotId slot, BucketData& data);
  void queue(SlotId slot);
  void settle(SymbolIndex symbol);

  bool gathering() const { return !round_pages_.empty() || !round_changed_.empty(); }
  bool something_due() const { return gathering() || !order_.empty() || !closing_.empty() || !changed_.empty(); }
  void begin_round(std::vector<Event>& out);
  void gather(std::size_t& left);
  void add_due(SlotId slot);
  void take_turns(std::vector<Event>& out, const std::vector<const Listening*>& listening, std::size_t& left);
  Issue end_of(SlotId slot, const Listening* listening);
  void hand_out(SlotId slot, const Issue& issue, std::vector<Event>& out);
  void emit_bar(const BucketData& data, std::uint8_t quality, std::vector<Event>& out);
  void leave(SlotId slot);

  SymbolTable& symbols_;
  Tally& tally_;
  std::vector<BucketFeed> feeds_;
  BucketPool pool_;
  IdRuns runs_;
  std::vector<MinuteBook> books_;  ///< by FeedId, and one more for buckets of feeds that are no longer configured
  std::vector<Side> sides_;        ///< by SlotId
  std::vector<Head> newest_;       ///< by SymbolIndex
  std::vector<LastPrice> last_;    ///< by SymbolIndex
  std::vector<SymbolIndex> unsettled_;                       ///< with a voided minute and no valid price yet
  using Shown = std::array<std::atomic<const Bucket*>, 16>;  ///< the newest minute first; an amend window of them
  StableArray<Shown> shown_;                                 ///< by SymbolIndex, for readers
  std::atomic<std::size_t> shown_size_{0};

  // Closing goes on by rounds, for as many calls as they take: a round issues what was due when it began.
  std::vector<MinutePage*> closing_;      ///< over, and not in a round yet
  std::vector<SlotId> changed_;           ///< closed, and to be issued again (or late, for the first time)
  std::vector<MinutePage*> round_pages_;  ///< of this round, those that are not all in order_ yet
  std::vector<SlotId> round_changed_;     ///< the same of what was amended
  std::size_t gathered_ = 0;              ///< slots of round_pages_.back() that are in order_
  DueOrder order_{symbols_};
  std::unordered_map<SlotId, Issue> ahead_;  ///< amended before their turn came: what is to be said then
  bool emit_ = true;                         ///< as told last
  std::size_t retired_ = 0;                  ///< books with a page that is being given up
  std::vector<Closed> closed_;
  Recovered recovered_;
};

}  // namespace tickbard
