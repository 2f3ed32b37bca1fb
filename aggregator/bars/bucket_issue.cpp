// The part of BucketStore that moves with time: closing, issuing, giving up.
#include <algorithm>
#include <bit>
#include <cstring>
#include <string_view>

#include "aggregator/bars/bucket_store.hpp"

namespace tickbard {
namespace {
constexpr std::chrono::minutes kMinute{1};

/// Slots outlast what may change them by this: bars that the disk refused for less than that are issued once more
/// after a kill, the last amendment included.
constexpr std::chrono::minutes kKeptLonger{1};

constexpr std::size_t kAhead = 8;  ///< buckets fetched before their turn

/// Its first eight bytes, zeros behind a shorter one: as a number they are ordered as the names are.
std::uint64_t beginning_of(const Symbol& symbol) {
  const std::string_view name = symbol.view();
  std::uint64_t bytes = 0;
  std::memcpy(&bytes, name.data(), std::min(name.size(), sizeof bytes));
  static_assert(std::endian::native == std::endian::little);
  return __builtin_bswap64(bytes);
}

/// For so many at once that to grow by and by would copy the first of them often.
void room_for(std::vector<Event>& out, std::size_t more) {
  if (out.capacity() - out.size() < more) out.reserve(std::max(out.size() + more, 2 * out.capacity()));
}

void add_bits(std::uint8_t& quality, std::uint8_t bits) {
  quality = static_cast<std::uint8_t>(quality | bits);
}
}  // namespace

void BucketStore::close_through(FeedId feed, UnixNanos limit, const Listening& listening) {
  for (const auto& page : books_[feed].pages()) {
    if (page->minute + kMinute > limit) break;
    if (page->closed) continue;
    page->closed = true;
    // An earlier run that closed the minute knew better than this one how it was heard.
    const std::uint8_t bits = page->earlier ? *page->earlier : listening.quality(page->minute);
    for (const SlotId slot : page->slots) {
      if ((pool_[slot].flags() & BucketData::kClosed) == 0) add_due(slot, bits);
    }
  }
}

void BucketStore::issue(std::vector<Event>& out, bool emit, const std::vector<const Listening*>& listening) {
  closed_.clear();
  collect_changed();
  for (const SlotId slot : again_) {
    if (!sides_[slot].queued) add_due(slot);
  }
  sort_due();
  room_for(out, due_.size());
  for (std::size_t i = 0; i < due_.size(); ++i) {
    // By name they lie anywhere.
    if (i + kAhead < due_.size()) fetch_whole(pool_[due_[i + kAhead].slot]);
    const FeedId feed = sides_[due_[i].slot].feed;
    issue_one(due_[i], out, emit, feed == kNoFeed ? nullptr : listening[feed]);
  }
  due_.clear();
  again_.clear();
  // Minutes of feeds that are no longer configured were issued just now, and nothing can change them any more.
  MinuteBook& orphans = books_[feeds_.size()];
  while (MinutePage* page = orphans.oldest()) {
    for (const SlotId slot : page->slots) {
      detach(slot);
      pool_.give_back(slot);
    }
    orphans.forget_oldest();
  }
}

void BucketStore::issue_one(const Due& due, std::vector<Event>& out, bool emit, const Listening* listening) {
  Side& side = sides_[due.slot];
  Bucket& bucket = pool_[due.slot];
  BucketData data = bucket.load();
  add_bits(data.quality, due.bits);
  side.queued = false;
  const bool was_closed = data.has(BucketData::kClosed);
  const bool changed = data.has(BucketData::kChanged);
  data.set(BucketData::kClosed);
  data.clear(BucketData::kChanged);
  if (!was_closed && side.feed != kNoFeed)
    closed_.push_back({side.feed, side.symbol, data.newest_time, data.last_id});

  if (!emit || !data.has_bar()) return bucket.amend(data);
  if (was_closed && !changed && data.revision > 0) {
    // Closed by an earlier run that may have died before the bar was safe: the same bar once more.
    out.emplace_back(data.bar());
    return;
  }
  if (was_closed && data.revision > 0) {
    add_bits(data.quality, quality::kAmended);
    tally_.bars_amended.add();
  } else {
    // Its first issue, if only now because its first price came late.
    if (was_closed && side.page->earlier) {
      add_bits(data.quality, *side.page->earlier);
    } else if (was_closed && listening != nullptr) {
      add_bits(data.quality, listening->quality(data.start()));
    }
    tally_.bars_closed.add();
  }
  ++data.revision;
  bucket.amend(data);
  emit_bar(data, data.quality, out);
}

void BucketStore::issue_open(std::vector<Event>& out, std::uint8_t bits,
                             const std::vector<const Listening*>& listening) {
  closed_.clear();
  for (std::size_t feed = 0; feed < feeds_.size(); ++feed) {
    for (const auto& page : books_[feed].pages()) {
      for (const SlotId slot : page->slots) {
        if ((pool_[slot].flags() & BucketData::kClosed) == 0) add_due(slot);
      }
    }
  }
  sort_due();
  for (const Due& due : due_) {
    BucketData data = pool_[due.slot].load();
    add_bits(data.quality, quality::kPartial);
    add_bits(data.quality, listening[sides_[due.slot].feed]->quality(due.minute));
    if (data.has_bar()) data.set(BucketData::kShown);
    const Side& side = sides_[due.slot];
    closed_.push_back({side.feed, side.symbol, data.newest_time, data.last_id});
    pool_[due.slot].publish(data);
    if (data.has_bar()) emit_bar(data, static_cast<std::uint8_t>(data.quality | bits), out);
  }
  due_.clear();
}

void BucketStore::evict_before(FeedId feed, UnixNanos limit) {
  MinuteBook& book = books_[feed];
  for (MinutePage* page = book.oldest(); page != nullptr && page->minute + kMinute < limit; page = book.oldest()) {
    for (const SlotId slot : page->slots) {
      const BucketData data = pool_[slot].load();
      if (!data.has_bar()) {
        const std::uint32_t waited = data.prints - data.carried;
        tally_.held.set(tally_.held.get() - waited);
        tally_.volume_only.add(waited);
      }
      detach(slot);
      book.leaving().push_back(slot);
    }
    book.forget_oldest();
  }
  while (!book.leaving().empty()) {
    const SlotId slot = book.leaving().front();
    if (pool_[slot].load().start() + kMinute + kKeptLonger >= limit) break;
    pool_.give_back(slot);
    book.leaving().pop_front();
  }
}

void BucketStore::let_go(FeedId feed, std::vector<Event>& out, bool emit,
                         const std::vector<const Listening*>& listening) {
  close_through(feed, UnixNanos::max(), *listening[feed]);
  issue(out, emit, listening);
  evict_before(feed, UnixNanos::max());
  books_[feed].begin_anew();
}

void BucketStore::collect_changed() {
  for (MinuteBook& book : books_) {
    for (const auto& page : book.pages()) {
      for (const SlotId slot : page->changed) add_due(slot);
      page->changed.clear();
    }
  }
}

void BucketStore::add_due(SlotId slot, std::uint8_t bits) {
  const Side& side = sides_[slot];
  due_.push_back({side.page->minute, beginning_of(symbols_.name(side.symbol)), slot, bits});
}

void BucketStore::sort_due() {
  const auto name = [this](const Due& d) { return symbols_.name(sides_[d.slot].symbol).view(); };
  std::sort(due_.begin(), due_.end(), [&name](const Due& a, const Due& b) {
    if (a.minute != b.minute) return a.minute < b.minute;
    return a.name != b.name ? a.name < b.name : name(a) < name(b);
  });
}

void BucketStore::emit_bar(const BucketData& data, std::uint8_t quality, std::vector<Event>& out) {
  Bar bar = data.bar();
  bar.quality = quality;
  for (std::size_t bit = 0; bit < tally_.bars_flagged.size(); ++bit) {
    if ((quality >> bit & 1) != 0) tally_.bars_flagged[bit].add();
  }
  out.emplace_back(std::move(bar));
}

}  // namespace tickbard
