// The part of BucketStore that moves with time: closing, issuing, giving up.
#include <algorithm>
#include <utility>

#include "aggregator/bars/bucket_store.hpp"

namespace tickbard {
namespace {
constexpr std::chrono::minutes kMinute{1};

/// Slots outlast what may change them by this: bars that the disk refused for less than that are issued once more
/// after a kill, the last amendment included.
constexpr std::chrono::minutes kKeptLonger{1};

constexpr std::size_t kAhead = 8;  ///< buckets fetched before their turn

/// Put in order at the price of one issued: neither the bucket nor an event is touched.
constexpr std::size_t kGatheredForOne = 4;

/// For so many, and for as many that come between them: to grow in their midst would copy them all in one go. What
/// is not needed of it is never touched.
void room_for(std::vector<Event>& out, std::size_t more) {
  if (out.capacity() - out.size() < more) out.reserve(std::max(out.size() + 2 * more, 2 * out.capacity()));
}

void add_bits(std::uint8_t& quality, std::uint8_t bits) {
  quality = static_cast<std::uint8_t>(quality | bits);
}
}  // namespace

void BucketStore::close_through(FeedId feed, UnixNanos limit, const Listening& listening) {
  for (const auto& page : books_[feed].pages()) {
    if (page->minute + kMinute > limit) break;
    if (std::exchange(page->closed, true)) continue;
    // An earlier run that closed the minute knew better than this one how it was heard.
    page->bits = page->earlier ? *page->earlier : listening.quality(page->minute);
    closing_.push_back(page.get());
  }
}

void BucketStore::issue(std::vector<Event>& out, bool emit, const std::vector<const Listening*>& listening) {
  std::size_t all = SIZE_MAX;
  issue_some(out, emit, listening, all);
}

bool BucketStore::issue_some(std::vector<Event>& out, bool emit, const std::vector<const Listening*>& listening,
                             std::size_t& left) {
  closed_.clear();
  emit_ = emit;
  while (left != 0 && something_due()) {
    if (gathering()) {
      gather(left);
    } else if (!order_.empty()) {
      take_turns(out, listening, left);
    } else {
      begin_round(out);
    }
  }
  return something_due();
}

void BucketStore::begin_round(std::vector<Event>& out) {
  std::swap(round_pages_, closing_);
  std::swap(round_changed_, changed_);
  std::size_t total = round_changed_.size();
  for (const MinutePage* page : round_pages_) total += page->slots.size();
  order_.expect(total);
  room_for(out, total);
}

/// Puts as many as `left` allows in order. Whether a bucket of a closed page is to be issued at all, its turn
/// tells.
void BucketStore::gather(std::size_t& left) {
  for (; left != 0 && gathering(); --left) {
    for (std::size_t i = 0; i < kGatheredForOne && gathering(); ++i) {
      if (!round_changed_.empty()) {
        add_due(round_changed_.back());
        round_changed_.pop_back();
      } else if (const MinutePage& page = *round_pages_.back(); gathered_ < page.slots.size()) {
        add_due(page.slots[gathered_++]);
      } else {
        gathered_ = 0;
        round_pages_.pop_back();
      }
    }
  }
  order_.end_portion();
}

void BucketStore::take_turns(std::vector<Event>& out, const std::vector<const Listening*>& listening,
                             std::size_t& left) {
  const std::vector<SlotId>& slots = order_.take(left);
  left -= slots.size();
  for (std::size_t i = 0; i < slots.size(); ++i) {
    // By name they lie anywhere.
    if (i + kAhead < slots.size()) fetch_whole(pool_[slots[i + kAhead]]);
    const SlotId slot = slots[i];
    if (!ahead_.empty()) {
      if (const auto early = ahead_.extract(slot)) {
        hand_out(slot, early.mapped(), out);
        continue;
      }
    }
    const Side& side = sides_[slot];
    if ((pool_[slot].flags() & BucketData::kClosed) != 0 && !side.queued) continue;  // closed by an earlier run
    hand_out(slot, end_of(slot, side.feed == kNoFeed ? nullptr : listening[side.feed]), out);
  }
}

/// Closes the bucket, or its amendment.
BucketStore::Issue BucketStore::end_of(SlotId slot, const Listening* listening) {
  Side& side = sides_[slot];
  Bucket& bucket = pool_[slot];
  Issue issue{bucket.load()};
  BucketData& data = issue.data;
  const bool was_closed = data.has(BucketData::kClosed);
  const bool changed = data.has(BucketData::kChanged);
  side.queued = false;
  data.set(BucketData::kClosed);
  data.clear(BucketData::kChanged);
  if (!was_closed) {
    issue.closed_now = true;
    add_bits(data.quality, side.page->bits);
  }
  if (emit_ && data.has_bar()) {
    if (was_closed && !changed && data.revision > 0) {
      // Closed by an earlier run that may have died before the bar was safe: the same bar once more.
      issue.what = Issue::What::again;
      return issue;
    }
    issue.what = Issue::What::bar;
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
  }
  bucket.amend(data);
  return issue;
}

void BucketStore::hand_out(SlotId slot, const Issue& issue, std::vector<Event>& out) {
  const BucketData& data = issue.data;
  if (const Side& side = sides_[slot]; issue.closed_now && side.feed != kNoFeed)
    closed_.push_back({side.feed, side.symbol, data.newest_time, data.last_id});
  if (issue.what == Issue::What::again) out.emplace_back(data.bar());
  if (issue.what == Issue::What::bar) emit_bar(data, data.quality, out);
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
  order_.end_portion();
  for (const SlotId slot : order_.take(SIZE_MAX)) {
    BucketData data = pool_[slot].load();
    const Side& side = sides_[slot];
    add_bits(data.quality, quality::kPartial);
    add_bits(data.quality, listening[side.feed]->quality(side.page->minute));
    if (data.has_bar()) data.set(BucketData::kShown);
    closed_.push_back({side.feed, side.symbol, data.newest_time, data.last_id});
    pool_[slot].publish(data);
    if (data.has_bar()) emit_bar(data, static_cast<std::uint8_t>(data.quality | bits), out);
  }
}

void BucketStore::evict_before(FeedId feed, UnixNanos limit) {
  std::size_t all = SIZE_MAX;
  evict_some(feed, limit, all);
}

bool BucketStore::evict_orphans(std::size_t& left) {
  return evict_some(static_cast<FeedId>(feeds_.size()), UnixNanos::max(), left);
}

bool BucketStore::evict_some(FeedId feed, UnixNanos limit, std::size_t& left) {
  MinuteBook& book = books_[feed];
  const auto page_due = [&] {
    return book.retired() != nullptr || (book.oldest() != nullptr && book.oldest()->minute + kMinute < limit);
  };
  const auto slot_due = [&] {
    return !book.leaving().empty() && pool_[book.leaving().front()].load().start() + kMinute + kKeptLonger < limit;
  };
  while (left != 0 && page_due()) {
    if (book.retired() == nullptr) {
      book.retire_oldest();
      ++retired_;
    }
    MinutePage& page = *book.retired();
    for (; left != 0 && !page.slots.empty(); --left) {
      const SlotId slot = page.slots.back();
      page.slots.pop_back();
      if (sides_[slot].page == &page) leave(slot);  // else it had to go before its turn
    }
    if (page.slots.empty() && book.forget_retired(left)) --retired_;
  }
  for (; left != 0 && slot_due(); --left) {
    pool_.give_back(book.leaving().front());
    book.leaving().pop_front();
  }
  return page_due() || slot_due();
}

/// The minute is final. The slot is given back when nobody needs it any more.
void BucketStore::leave(SlotId slot) {
  const BucketData data = pool_[slot].load();
  if (!data.has_bar()) {
    const std::uint32_t waited = data.prints - data.carried;
    tally_.held.set(tally_.held.get() - waited);
    tally_.volume_only.add(waited);
  }
  const FeedId feed = sides_[slot].feed;
  detach(slot);
  books_[feed == kNoFeed ? feeds_.size() : feed].leaving().push_back(slot);
}

void BucketStore::let_go(FeedId feed, std::vector<Event>& out, bool emit,
                         const std::vector<const Listening*>& listening) {
  close_through(feed, UnixNanos::max(), *listening[feed]);
  issue(out, emit, listening);
  evict_before(feed, UnixNanos::max());
  books_[feed].begin_anew();
}

void BucketStore::add_due(SlotId slot) {
  order_.add(sides_[slot].page->minute, sides_[slot].symbol, slot);
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
