// The part of BucketStore that finds an earlier run's buckets again.
#include <algorithm>

#include "aggregator/bars/bucket_store.hpp"

namespace tickbard {
namespace {

/// The name, if it is one: what is left of a slot may be any bytes.
std::optional<Symbol> readable(const Symbol& symbol) {
  if (symbol.view().size() > Symbol::kMaxBytes) return std::nullopt;
  const auto parsed = Symbol::parse(symbol.view());
  if (!parsed || *parsed != symbol) return std::nullopt;
  return symbol;
}

bool minute_possible(std::int64_t minute) {
  const MinuteStart at{std::chrono::minutes{minute}};
  return minute > 0 && minute < kLatestEvent.time_since_epoch() / std::chrono::minutes{1} && at >= kEarliestEvent;
}

}  // namespace

void BucketStore::recover() {
  const BucketPool::Recovery& scan = pool_.recovery();
  recovered_.wiped_chunks = scan.wiped_chunks;
  recovered_.nameless = scan.unknown;
  sides_.resize(pool_.capacity());
  for (const SlotId slot : scan.found) adopt_whole(slot);
  for (const SlotId slot : scan.torn) adopt_torn(slot, false);
  for (const SlotId slot : scan.damaged) adopt_torn(slot, true);
  if (recovered_.nameless > 0) pool_.vouch(false);
  if (intact()) return;
  // A symbol that seems to trade late in a minute of the earlier run may have traded before: in what is missing.
  for (MinuteBook& book : books_) {
    for (const auto& page : book.pages()) {
      if (page->earlier) page->earlier = static_cast<std::uint8_t>(*page->earlier | quality::kPartial);
    }
  }
}

void BucketStore::adopt_whole(SlotId slot) {
  BucketData data = pool_[slot].load();
  const auto name = readable(data.symbol);
  const auto symbol = name ? symbols_.intern(*name) : std::nullopt;
  if (!symbol) {
    ++recovered_.nameless;
    pool_.give_back(slot);
    return;
  }
  ready_arrays(*symbol);
  if (find(*symbol, data.start()) != kNoSlot) {  // two slots of one minute: not by our doing
    recovered_.torn.push_back({feed_of(data.feed_key), data.symbol, data.start(), data.issued(), true});
    pool_.give_back(slot);
    return;
  }
  const FeedId feed = feed_of(data.feed_key);
  attach(slot, feed, *symbol, data.start());
  if (!data.has_bar()) data.carried = data.prints;
  if (!data.has(BucketData::kClosed)) {
    data.quality = static_cast<std::uint8_t>(data.quality | quality::kPartial);
  } else if (!data.has(BucketData::kTorn)) {
    std::optional<std::uint8_t>& earlier = sides_[slot].page->earlier;
    earlier =
        static_cast<std::uint8_t>(earlier.value_or(0) | (data.quality & (quality::kPartial | quality::kGap)));
  }
  if (feed != kNoFeed && feeds_[feed].keeps_trades) {
    auto& base = sides_[slot].base = std::make_unique<BucketData>(data);
    if (data.has(BucketData::kVoided)) {  // the flat price it shows stands where its own range was
      base->clear(BucketData::kRanged);
      base->turnover = {};
      base->other_volume = base->volume;
    }
  }
  pool_[slot].publish(data);
  recovered_.buckets.push_back({feed, *symbol, data.newest_time, data.last_id});

  show(*symbol);
  // Closed by an earlier run: issued once more as it was.
  if ((feed == kNoFeed || data.has(BucketData::kClosed)) && data.has_bar()) queue(slot);
}

/// Its figures may mix two states, or are not what was written. The minute goes on without them, as partial; if a
/// bar of it was issued, that bar stands, and the minute is over.
void BucketStore::adopt_torn(SlotId slot, bool damaged) {
  const BucketData left = pool_[slot].load();
  const auto name = readable(left.symbol);
  const FeedId feed = feed_of(left.feed_key);
  const auto symbol =
      name && minute_possible(left.minute) && feed != kNoFeed ? symbols_.intern(*name) : std::nullopt;
  if (!symbol) {
    ++recovered_.nameless;
    pool_.give_back(slot);
    return;
  }
  ready_arrays(*symbol);
  recovered_.torn.push_back({feed, *name, left.start(), left.has(BucketData::kClosed) || left.issued(), damaged});
  if (find(*symbol, left.start()) != kNoSlot) {
    pool_.give_back(slot);
    return;
  }
  attach(slot, feed, *symbol, left.start());
  BucketData data = BucketData::empty(*name, left.start(), left.feed_key);
  data.set(BucketData::kTorn);
  if (left.has(BucketData::kClosed)) data.set(BucketData::kClosed);
  if (left.has(BucketData::kShown)) data.set(BucketData::kShown);
  data.revision = left.revision;
  data.quality = quality::kPartial;
  pool_[slot].publish(data);
}

void BucketStore::seal(FeedId feed, UnixNanos limit) {
  for (const auto& page : books_[feed].pages()) {
    if (page->minute + std::chrono::minutes{1} > limit) break;
    page->closed = true;
    for (const SlotId slot : page->slots) {
      BucketData data = pool_[slot].load();
      data.set(BucketData::kClosed);
      data.clear(BucketData::kChanged);
      pool_[slot].publish(data);
    }
  }
  books_[feed].forget_through(minute_of(limit) - std::chrono::minutes{1});
}

std::optional<MinuteStart> BucketStore::left_open(FeedId feed) const {
  for (const auto& page : books_[feed].pages()) {
    const auto open = [this](SlotId slot) { return !pool_[slot].load().has(BucketData::kClosed); };
    if (std::any_of(page->slots.begin(), page->slots.end(), open)) return page->minute;
  }
  return std::nullopt;
}

FeedId BucketStore::feed_of(std::uint64_t key) const {
  for (std::size_t i = 0; i < feeds_.size(); ++i) {
    if (feeds_[i].key == key) return static_cast<FeedId>(i);
  }
  return kNoFeed;
}

}  // namespace tickbard
