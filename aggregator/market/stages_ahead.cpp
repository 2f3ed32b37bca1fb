// Fetching ahead. With thousands of symbols nearly nothing that a print needs is in the nearest cache; but where
// it lies is known some prints before.
#include <algorithm>

#include "aggregator/core/fetch.hpp"
#include "aggregator/market/stages.hpp"

namespace tickbard {
namespace {
constexpr std::size_t kSymbolAhead = 24, kStateAhead = 16, kBucketAhead = 8;
}

void Market::Stages::apply(std::span<const FeedEvent> batch, MonoTime now) {
  static_assert(kSymbolAhead < kLookAhead);
  const std::size_t n = batch.size();
  begin(now);
  usual_.feed = nullptr;
  for (std::size_t i = 0; i < std::min(n, kSymbolAhead); ++i) expect_symbol(batch[i], i);
  for (std::size_t i = 0; i < std::min(n, kStateAhead); ++i) expect_state(batch[i], i);
  for (std::size_t i = 0; i < std::min(n, kBucketAhead); ++i) expect_bucket(i);
  for (std::size_t i = 0; i < n; ++i) {
    if (i + kSymbolAhead < n) expect_symbol(batch[i + kSymbolAhead], i + kSymbolAhead);
    if (i + kStateAhead < n) expect_state(batch[i + kStateAhead], i + kStateAhead);
    if (i + kBucketAhead < n) expect_bucket(i + kBucketAhead);
    guess_ = expected_[i % kLookAhead];
    if (took_usual(batch[i], now)) continue;
    apply(batch[i], now);
    usual_.feed = nullptr;
  }
}

void Market::Stages::expect_symbol(const FeedEvent& event, std::size_t place) {
  if (event.kind != FeedEventKind::trade) return;
  symbols_.expect(hashes_[place % kLookAhead] = event.tick.symbol.hash());
}

void Market::Stages::expect_state(const FeedEvent& event, std::size_t place) {
  SymbolIndex& expected = expected_[place % kLookAhead];
  expected = kNoSymbol;
  if (event.kind != FeedEventKind::trade) return;
  const auto symbol = symbols_.likely(hashes_[place % kLookAhead]);
  if (!symbol || *symbol >= sources_.size()) return;
  expected = *symbol;
  fetch_whole(sources_[expected]);
  alerts_.expect(expected);
  store_.expect(expected);
  PrintKey key;
  if (PrintKey::of(expected, event.tick.exchange, event.tick.id, event.tick.sequence, key)) {
    store_.expect(event.feed, key);
  }
}

void Market::Stages::expect_bucket(std::size_t place) {
  const SymbolIndex expected = expected_[place % kLookAhead];
  if (expected != kNoSymbol) store_.expect_bucket(expected);
}

}  // namespace tickbard
