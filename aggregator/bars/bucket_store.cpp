#include "aggregator/bars/bucket_store.hpp"

#include <algorithm>

namespace tickbard {

BucketStore::BucketStore(BucketMemory& memory, SymbolTable& symbols, Tally& tally, std::vector<BucketFeed> feeds)
    : symbols_(symbols), tally_(tally), feeds_(std::move(feeds)), pool_(memory), books_(feeds_.size() + 1) {
  recover();
}

BucketStore::~BucketStore() = default;

Taken BucketStore::add(FeedId feed, SymbolIndex symbol, const Print& print) {
  ready_arrays(symbol);
  const MinuteStart minute = minute_of(print.time);
  SlotId slot = find(symbol, minute);
  if (slot == kNoSlot) {
    if (books_[feed].forgotten(minute)) return Taken::too_late;
    slot = open_bucket(feed, symbol, minute);
  }
  Side& side = sides_[slot];
  BucketData data = pool_[slot].load();
  if (data.has(BucketData::kTorn) && (data.has(BucketData::kClosed) || data.revision > 0)) return Taken::too_late;

  const bool was_bar = data.has_bar();
  const bool keep = side.feed != kNoFeed && feeds_[side.feed].keeps_trades;
  if (data.has(BucketData::kVoided) && print.effect.price) {
    // The prices it shows are those of cancelled prints: build it anew from what is left, and this one.
    data = rebuilt(slot, data);
    if (!data.add(print)) return Taken::overflow;
  } else if (!data.add(print)) {
    return Taken::overflow;
  }
  if (keep) trades_.append(side.trades, print);

  Taken taken = Taken::counted;
  if (!data.has_bar()) {
    tally_.held.add();
    taken = Taken::held;
  } else if (was_bar) {
    tally_.counted.add();
  } else {
    // The minute's first price: what waited for it counts now.
    const std::uint32_t waited = data.prints - 1 - data.carried;
    tally_.held.set(tally_.held.get() - waited);
    tally_.counted.add(waited + 1);
  }
  queue_if_closed(slot, data);
  pool_[slot].publish(data);
  return taken;
}

std::optional<BucketStore::Found> BucketStore::take_back(SymbolIndex symbol, std::uint16_t exchange, TradeId id) {
  ready_arrays(symbol);
  for (SlotId slot = newest_[symbol]; slot != kNoSlot; slot = sides_[slot].older) {
    Print* print = trades_.find(sides_[slot].trades, exchange, id);
    if (print == nullptr) continue;
    const Found found{sides_[slot].feed, *print};
    TradeLog::erase(*print);

    const BucketData old = pool_[slot].load();
    BucketData data = rebuilt(slot, old);
    if (old.has_bar()) {
      tally_.cancelled.add();
      if (!data.has(BucketData::kPriced) && (data.prints > 0 || data.revision > 0)) void_prices(slot, old, data);
    } else {
      tally_.held.set(tally_.held.get() - 1);
      tally_.volume_only.add();
    }
    queue_if_closed(slot, data);
    pool_[slot].publish(data);
    return found;
  }
  return std::nullopt;
}

std::optional<Bar> BucketStore::forming(SymbolIndex symbol) const noexcept {
  if (symbol >= open_size_.load(std::memory_order_acquire)) return std::nullopt;
  BucketData data;
  for (;;) {
    const Bucket* bucket = open_[symbol].load(std::memory_order_acquire);
    if (bucket == nullptr) return std::nullopt;
    if (bucket->try_read(data)) break;
  }
  // The slot may have been given to another bucket since the pointer was read.
  if (!data.has(BucketData::kUsed) || data.has(BucketData::kClosed) || !data.has_bar()) return std::nullopt;
  if (data.symbol != symbols_.name(symbol)) return std::nullopt;
  Bar bar = data.bar();
  bar.revision = data.revision + 1;
  bar.quality = static_cast<std::uint8_t>(bar.quality | quality::kForming);
  return bar;
}

void BucketStore::ready_arrays(SymbolIndex symbol) {
  while (newest_.size() <= symbol) {
    newest_.push_back(kNoSlot);
    open_.append();
    open_size_.store(newest_.size(), std::memory_order_release);
  }
}

SlotId BucketStore::find(SymbolIndex symbol, MinuteStart minute) const {
  for (SlotId slot = newest_[symbol]; slot != kNoSlot; slot = sides_[slot].older) {
    const MinuteStart at = sides_[slot].page->minute;
    if (at == minute) return slot;
    if (at < minute) return kNoSlot;
  }
  return kNoSlot;
}

SlotId BucketStore::open_bucket(FeedId feed, SymbolIndex symbol, MinuteStart minute) {
  const SlotId slot = pool_.take();
  tally_.on_heap.set(pool_.on_heap() ? 1 : 0);
  attach(slot, feed, symbol, minute);
  BucketData data = BucketData::empty(symbols_.name(symbol), minute, feeds_[feed].key);
  if (sides_[slot].page->closed) data.set(BucketData::kClosed);
  pool_[slot].publish(data);
  if (newest_[symbol] == slot) open_[symbol].store(&pool_[slot], std::memory_order_release);
  return slot;
}

/// Puts the slot in its feed's page and in its symbol's chain, which runs from the newest minute to the oldest.
void BucketStore::attach(SlotId slot, FeedId feed, SymbolIndex symbol, MinuteStart minute) {
  if (sides_.size() < pool_.capacity()) sides_.resize(pool_.capacity());
  MinutePage& page = books_[feed == kNoFeed ? feeds_.size() : feed].page(minute);
  page.slots.push_back(slot);
  Side& side = sides_[slot];
  side.symbol = symbol;
  side.feed = feed;
  side.page = &page;
  side.queued = false;
  SlotId* link = &newest_[symbol];
  while (*link != kNoSlot && sides_[*link].page->minute > minute) link = &sides_[*link].older;
  side.older = *link;
  *link = slot;
}

void BucketStore::detach(SlotId slot) {
  Side& side = sides_[slot];
  SlotId* link = &newest_[side.symbol];
  while (*link != slot) link = &sides_[*link].older;
  *link = side.older;
  auto& open = open_[side.symbol];
  if (open.load(std::memory_order_relaxed) == &pool_[slot]) open.store(nullptr, std::memory_order_release);
  trades_.clear(side.trades);
  side.base.reset();
  side.page = nullptr;
  side.older = kNoSlot;
  pool_.give_back(slot);
}

/// The bucket from what an earlier run had, and every kept print that was not taken back.
BucketData BucketStore::rebuilt(SlotId slot, const BucketData& old) const {
  const Side& side = sides_[slot];
  BucketData data = side.base ? *side.base : BucketData::empty(old.symbol, old.start(), old.feed_key);
  trades_.replay(side.trades, data);
  for (const auto flag : {BucketData::kClosed, BucketData::kChanged, BucketData::kTorn}) {
    data.clear(flag);
    if (old.has(flag)) data.set(flag);
  }
  data.clear(BucketData::kVoided);
  data.revision = old.revision;
  data.quality = old.quality;
  data.last_id = old.last_id;
  data.newest_time = old.newest_time;
  return data;
}

/// No print that may make a price is left, but the bar was issued or holds volume: it stays, flat at the price
/// that was valid before it, so that the withdrawn price does not live on in anybody's chart.
void BucketStore::void_prices(SlotId slot, const BucketData& old, BucketData& data) const {
  Price flat = old.close;
  for (SlotId s = sides_[slot].older; s != kNoSlot; s = sides_[s].older) {
    const BucketData earlier = pool_[s].load();
    if (!earlier.has(BucketData::kPriced)) continue;
    flat = earlier.close;
    break;
  }
  data.open = data.high = data.low = data.close = flat;
  data.set(BucketData::kVoided);
}

void BucketStore::queue_if_closed(SlotId slot, BucketData& data) {
  if (!data.has(BucketData::kClosed) || !data.has_bar()) return;
  data.set(BucketData::kChanged);
  Side& side = sides_[slot];
  if (side.queued) return;
  side.queued = true;
  side.page->changed.push_back(slot);
}

}  // namespace tickbard
