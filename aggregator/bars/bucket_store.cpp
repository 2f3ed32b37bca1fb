#include "aggregator/bars/bucket_store.hpp"

#include <algorithm>
#include <utility>

namespace tickbard {

BucketStore::BucketStore(BucketMemory& memory, SymbolTable& symbols, Tally& tally, std::vector<BucketFeed> feeds)
    : symbols_(symbols), tally_(tally), feeds_(std::move(feeds)), pool_(memory), books_(feeds_.size() + 1) {
  for (std::size_t i = 0; i < feeds_.size(); ++i) books_[i].keep_trades(feeds_[i].keeps_trades);
  newest_.reserve(SymbolTable::kExpected);
  last_.reserve(SymbolTable::kExpected);
  sides_.reserve(BucketPool::kExpected);
  recover();
}

BucketStore::~BucketStore() = default;

Taken BucketStore::add(FeedId feed, SymbolIndex symbol, const Print& print) {
  if (newest_.size() <= symbol) ready_arrays(symbol);
  const MinuteStart minute = minute_of(print.time);
  Head at = newest_[symbol];
  if (at.slot == kNoSlot || at.minute != minute || at.page->closed) {
    settle(symbol);
    SlotId slot = find(symbol, minute);
    if (slot == kNoSlot) {
      if (books_[feed].forgotten(minute)) return Taken::too_late;
      slot = open_bucket(feed, symbol, minute);
    }
    at = head_of(slot);
  }
  BucketData data = at.bucket->load();
  if (data.has(BucketData::kTorn) && (data.has(BucketData::kClosed) || data.issued())) return Taken::too_late;

  const bool was_bar = data.has_bar();
  if (data.has(BucketData::kVoided) && print.effect.price) {
    // The prices it shows are those of cancelled prints: build it anew from what is left, and this one.
    data = rebuilt(at.slot, data);
    if (!data.add(print)) return Taken::overflow;
  } else if (!data.add(print)) {
    return Taken::overflow;
  }
  if (at.page->keeps_trades) at.page->prints.keep(symbol, print);

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
  queue_if_closed(at.slot, data);
  at.bucket->amend(data);
  if (!unsettled_.empty() && print.effect.price && std::erase(unsettled_, symbol) > 0) settle_voided(symbol);
  return taken;
}

void BucketStore::mark(SymbolIndex symbol, MinuteStart minute, std::uint8_t bits) {
  ready_arrays(symbol);
  settle(symbol);
  const SlotId slot = find(symbol, minute);
  if (slot == kNoSlot) return;
  BucketData data = pool_[slot].load();
  if ((data.quality & bits) == bits) return;
  data.quality = static_cast<std::uint8_t>(data.quality | bits);
  queue_if_closed(slot, data);
  pool_[slot].publish(data);
}

void BucketStore::mark_closed(FeedId feed, UnixNanos from, std::uint8_t bits) {
  for (const auto& page : books_[feed].pages()) {
    if (!page->closed || page->minute + std::chrono::minutes{1} <= from) continue;
    for (const SlotId slot : page->slots) mark(sides_[slot].symbol, page->minute, bits);
  }
}

void BucketStore::remember(SymbolIndex symbol, Price price) {
  ready_arrays(symbol);
  if (last_[symbol].minute == MinuteStart{}) last_[symbol].price = price;
}

std::optional<BucketStore::Found> BucketStore::take_back(SymbolIndex symbol, std::uint16_t exchange, TradeId id) {
  ready_arrays(symbol);
  settle(symbol);
  for (SlotId slot = newest_[symbol].slot; slot != kNoSlot; slot = sides_[slot].older) {
    const auto print = sides_[slot].page->prints.take_back(symbol, exchange, id);
    if (!print) continue;
    const Found found{sides_[slot].feed, *print};

    const BucketData old = pool_[slot].load();
    BucketData data = rebuilt(slot, old);
    if (old.has(BucketData::kShown) && !old.has(BucketData::kClosed))
      ++data.revision;  // fewer prints replace more
    if (old.has_bar()) {
      tally_.cancelled.add();
      if (!data.has(BucketData::kPriced) && (data.prints > 0 || data.issued())) {
        data.set(BucketData::kVoided);
        data.set_flat(old.close);
      }
    } else {
      tally_.held.set(tally_.held.get() - 1);
      tally_.volume_only.add();
    }
    queue_if_closed(slot, data);
    pool_[slot].publish(data);
    settle_voided(symbol);
    return found;
  }
  return std::nullopt;
}

std::optional<BucketData> BucketStore::read(SymbolIndex symbol, std::size_t place) const noexcept {
  if (symbol >= shown_size_.load(std::memory_order_acquire)) return std::nullopt;
  BucketData data;
  for (;;) {
    const Bucket* bucket = shown_[symbol][place].load(std::memory_order_acquire);
    if (bucket == nullptr) return std::nullopt;
    if (bucket->try_read(data)) break;
  }
  // The slot may have been given to another bucket since the pointer was read.
  if (!data.has(BucketData::kUsed) || !data.has_bar() || data.symbol != symbols_.name(symbol)) return std::nullopt;
  return data;
}

namespace {

/// As it would be issued now.
Bar shown_bar(const BucketData& data) {
  Bar bar = data.bar();
  if (data.has(BucketData::kClosed)) return bar;
  bar.revision = data.revision + 1;
  bar.quality = static_cast<std::uint8_t>(bar.quality | quality::kForming);
  return bar;
}

}  // namespace

std::optional<Bar> BucketStore::forming(SymbolIndex symbol) const noexcept {
  const auto data = read(symbol, 0);
  if (!data || data->has(BucketData::kClosed)) return std::nullopt;
  return shown_bar(*data);
}

std::vector<Bar> BucketStore::minutes_after(SymbolIndex symbol, MinuteStart after) const {
  std::vector<Bar> out;
  // From the newest on: one that begins meanwhile moves the others back, so one is met twice and none is missed.
  for (std::size_t place = 0; place < std::tuple_size_v<Shown>; ++place) {
    const auto data = read(symbol, place);
    if (!data) continue;
    if (data->start() <= after) break;
    if (out.empty() || data->start() < out.back().start) out.push_back(shown_bar(*data));
  }
  std::reverse(out.begin(), out.end());
  return out;
}

void BucketStore::ready_arrays(SymbolIndex symbol) {
  while (newest_.size() <= symbol) {
    newest_.emplace_back();
    last_.emplace_back();
    shown_.append();
    shown_size_.store(newest_.size(), std::memory_order_release);
  }
}

SlotId BucketStore::find(SymbolIndex symbol, MinuteStart minute) const {
  for (SlotId slot = newest_[symbol].slot; slot != kNoSlot; slot = sides_[slot].older) {
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
  show(symbol);
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
  SlotId* link = &newest_[symbol].slot;
  while (*link != kNoSlot && sides_[*link].page->minute > minute) link = &sides_[*link].older;
  side.older = *link;
  *link = slot;
  if (newest_[symbol].slot == slot) newest_[symbol] = head_of(slot);
}

/// The slot's content stays until it is given back to the pool.
void BucketStore::detach(SlotId slot) {
  Side& side = sides_[slot];
  LastPrice& last = last_[side.symbol];
  if (const BucketData data = pool_[slot].load(); data.has(BucketData::kPriced) && data.start() >= last.minute) {
    last = {data.start(), data.close};
  }
  Head& newest = newest_[side.symbol];
  SlotId* link = &newest.slot;
  while (*link != slot) link = &sides_[*link].older;
  *link = side.older;
  newest = newest.slot == kNoSlot ? Head{} : head_of(newest.slot);
  show(side.symbol);
  side.base.reset();
  side.page = nullptr;
  side.older = kNoSlot;
}

/// Lets readers see the symbol's newest minutes. The oldest first: who sees a new one sees those before it.
void BucketStore::show(SymbolIndex symbol) {
  std::array<const Bucket*, std::tuple_size_v<Shown>> chain{};
  SlotId slot = newest_[symbol].slot;
  for (auto place = chain.begin(); place != chain.end() && slot != kNoSlot; ++place, slot = sides_[slot].older)
    *place = &pool_[slot];
  for (std::size_t i = chain.size(); i-- > 0;) shown_[symbol][i].store(chain[i], std::memory_order_release);
}

/// The bucket from what an earlier run had, and every kept print that was not taken back.
BucketData BucketStore::rebuilt(SlotId slot, const BucketData& old) const {
  const Side& side = sides_[slot];
  BucketData data = side.base ? *side.base : BucketData::empty(old.symbol, old.start(), old.feed_key);
  side.page->prints.replay(side.symbol, data);
  for (const auto flag : {BucketData::kClosed, BucketData::kChanged, BucketData::kTorn, BucketData::kShown}) {
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

/// Minutes without a price-forming print that were issued or hold prints cannot be un-stored. They are flat at the
/// last valid price before them, else the next one after them, so that no withdrawn price lives on in a chart.
void BucketStore::settle_voided(SymbolIndex symbol) {
  settle(symbol);
  std::vector<SlotId> minutes;  // newest first
  Price valid = last_[symbol].price, next;
  for (SlotId slot = newest_[symbol].slot; slot != kNoSlot; slot = sides_[slot].older) {
    minutes.push_back(slot);
    if (const BucketData data = pool_[slot].load(); data.has(BucketData::kPriced)) next = data.open;
  }
  for (auto slot = minutes.rbegin(); slot != minutes.rend(); ++slot) {
    BucketData data = pool_[*slot].load();
    if (data.has(BucketData::kPriced)) valid = data.close;
    if (data.has(BucketData::kPriced) || !data.has(BucketData::kVoided)) continue;
    const Price flat = valid.raw > 0 ? valid : next;
    if (flat.raw == 0) {
      if (std::find(unsettled_.begin(), unsettled_.end(), symbol) == unsettled_.end())
        unsettled_.push_back(symbol);
    } else if (data.close != flat) {
      data.set_flat(flat);
      queue_if_closed(*slot, data);
      pool_[*slot].publish(data);
    }
  }
}

void BucketStore::queue_if_closed(SlotId slot, BucketData& data) {
  if (!data.has(BucketData::kClosed) || !data.has_bar()) return;
  data.set(BucketData::kChanged);
  queue(slot);
}

void BucketStore::queue(SlotId slot) {
  if (std::exchange(sides_[slot].queued, true)) return;
  changed_.push_back(slot);
}

/// What is half done of the symbol's minutes is done now, before its turn: no print, cancel or mark may find a
/// bucket open whose minute is over, or there at all when its minute was given up.
void BucketStore::settle(SymbolIndex symbol) {
  if (retired_ == 0 && !something_due()) return;
  SlotId older = kNoSlot;
  for (SlotId slot = newest_[symbol].slot; slot != kNoSlot; slot = older) {
    const Side& side = sides_[slot];
    older = side.older;
    if (side.page->retired) {
      leave(slot);
    } else if (side.page->closed && (pool_[slot].flags() & BucketData::kClosed) == 0) {
      ahead_.emplace(slot, end_of(slot, nullptr));
    }
  }
}

}  // namespace tickbard
