#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <functional>
#include <span>
#include <utility>
#include <vector>

#include "aggregator/bars/bucket_pool.hpp"
#include "aggregator/bars/symbol_table.hpp"
#include "aggregator/core/feed_event.hpp"
#include "aggregator/core/fetch.hpp"

namespace tickbard::test {

/// One symbol's newest minute, as the market keeps it: each print is published under the sequence lock.
class LockedMinute {
 public:
  explicit LockedMinute(Bucket& bucket) : bucket_(&bucket) {}
  void expect() const { fetch(bucket_, Bucket::kBytes); }
  void begin(const BucketData& data) { bucket_->publish(data); }
  void add(const Print& print) {
    if (bucket_->take(print)) return;
    BucketData data = bucket_->load();
    data.add(print);
    bucket_->amend(data);
  }

 private:
  Bucket* bucket_;
};

/// The same figures in a plain struct, which no other thread could read: no version, no check words, no overflow
/// noticed, no print that counts for less than the others.
class PlainMinute {
 public:
  struct alignas(64) Data {
    Int128 volume = 0, turnover = 0;
    std::int64_t open = 0, close = 0, high = INT64_MIN, low = INT64_MAX;
    UnixNanos open_time = UnixNanos::max(), close_time = UnixNanos::min(), newest_time{};
    std::uint64_t open_sequence = 0, close_sequence = 0, last_id = 0, prints = 0;
  };
  explicit PlainMinute(Data& data) : data_(&data) {}
  void expect() const { fetch(data_, sizeof(Data)); }
  void begin(const BucketData&) { *data_ = {}; }
  void add(const Print& p) {
    Data& d = *data_;
    d.volume += p.size.raw;
    d.turnover += Int128{p.price.raw} * p.size.raw;
    d.high = std::max(d.high, p.price.raw);
    d.low = std::min(d.low, p.price.raw);
    if (p.time != d.open_time ? p.time < d.open_time : p.sequence < d.open_sequence) {
      d.open = p.price.raw;
      d.open_time = p.time;
      d.open_sequence = p.sequence;
    }
    if (p.time != d.close_time ? p.time > d.close_time : p.sequence >= d.close_sequence) {
      d.close = p.price.raw;
      d.close_time = p.time;
      d.close_sequence = p.sequence;
    }
    d.newest_time = std::max(d.newest_time, p.time);
    d.last_id = std::max(d.last_id, p.id.value);
    ++d.prints;
  }

 private:
  Data* data_;
};

/// A print's way through the market to its symbol's newest minute, without any other duty: the same table of
/// symbols, the same distances of fetching ahead (aggregator/market/stages_usual.cpp). Owner: one thread.
template <class Minute>
class MinuteTable {
 public:
  explicit MinuteTable(std::function<Minute()> make) : make_(std::move(make)) {}

  void apply(std::span<const FeedEvent> batch) {
    const std::size_t n = batch.size();
    for (std::size_t i = 0; i < std::min(n, kSymbolAhead); ++i) expect_symbol(batch[i], i);
    for (std::size_t i = 0; i < std::min(n, kStateAhead); ++i) expect_head(i);
    for (std::size_t i = 0; i < std::min(n, kMinuteAhead); ++i) expect_minute(i);
    for (std::size_t i = 0; i < n; ++i) {
      if (i + kSymbolAhead < n) expect_symbol(batch[i + kSymbolAhead], i + kSymbolAhead);
      if (i + kStateAhead < n) expect_head(i + kStateAhead);
      if (i + kMinuteAhead < n) expect_minute(i + kMinuteAhead);
      take(batch[i].tick, expected_[i % kLookAhead]);
    }
  }

 private:
  static constexpr std::size_t kSymbolAhead = 24, kStateAhead = 16, kMinuteAhead = 8, kLookAhead = 32;

  struct alignas(32) Head {
    std::int64_t at = 0;
    std::uint64_t name = 0;  ///< the short form, as the market's
    Minute minute;
  };

  void expect_symbol(const FeedEvent& event, std::size_t place) {
    symbols_.expect(hashes_[place % kLookAhead] = event.tick.symbol.hash());
  }
  void expect_head(std::size_t place) {
    const auto likely = symbols_.likely(hashes_[place % kLookAhead]);
    expected_[place % kLookAhead] = likely.value_or(0);
    if (likely) fetch(&heads_[*likely], sizeof(Head));
  }
  void expect_minute(std::size_t place) const {
    const SymbolIndex likely = expected_[place % kLookAhead];
    if (likely < heads_.size()) heads_[likely].minute.expect();
  }

  void take(const Tick& tick, SymbolIndex likely) {
    Head& head = heads_[likely < heads_.size() && is_name_of(likely, tick.symbol) ? likely : index(tick)];
    const MinuteStart minute = minute_of(tick.event_time);
    if (const std::int64_t at = minute.time_since_epoch().count(); head.at != at) {
      head.at = at;
      head.minute.begin(BucketData::empty(tick.symbol, minute, 1));
    }
    head.minute.add({tick.price, tick.size, tick.event_time, tick.sequence, tick.id, tick.exchange, {}});
  }

  bool is_name_of(SymbolIndex index, const Symbol& symbol) const {
    const std::uint64_t name = symbol.short_form();
    return name != 0 ? name == heads_[index].name : symbols_.name(index) == symbol;
  }

  SymbolIndex index(const Tick& tick) {
    const SymbolIndex index = *symbols_.intern(tick.symbol);
    if (index == heads_.size()) heads_.push_back({0, tick.symbol.short_form(), make_()});
    return index;
  }

  std::function<Minute()> make_;
  SymbolTable symbols_;
  std::vector<Head> heads_;
  std::array<std::uint64_t, kLookAhead> hashes_{};
  std::array<SymbolIndex, kLookAhead> expected_{};
};

}  // namespace tickbard::test
