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
  for (std::size_t i = 0; i < std::min(n, kSymbolAhead); ++i) expect_symbol(batch[i]);
  for (std::size_t i = 0; i < std::min(n, kStateAhead); ++i) expect_state(batch[i], i);
  for (std::size_t i = 0; i < std::min(n, kBucketAhead); ++i) expect_bucket(i);
  for (std::size_t i = 0; i < n; ++i) {
    if (i + kSymbolAhead < n) expect_symbol(batch[i + kSymbolAhead]);
    if (i + kStateAhead < n) expect_state(batch[i + kStateAhead], i + kStateAhead);
    if (i + kBucketAhead < n) expect_bucket(i + kBucketAhead);
    guess_ = expected_[i % kLookAhead];
    apply(batch[i], now);
  }
}

void Market::Stages::expect_symbol(const FeedEvent& event) {
  if (event.kind == FeedEventKind::trade) symbols_.expect(event.tick.symbol);
}

void Market::Stages::expect_state(const FeedEvent& event, std::size_t place) {
  SymbolIndex& expected = expected_[place % kLookAhead];
  expected = 0;
  if (event.kind != FeedEventKind::trade) return;
  const auto symbol = symbols_.likely(event.tick.symbol);
  if (!symbol || *symbol >= sources_.size()) return;
  expected = *symbol;
  fetch(&sources_[expected], sizeof(Source));
  alerts_.expect(expected);
  store_.expect(expected);
  PrintKey key;
  if (PrintKey::of(expected, event.tick.exchange, event.tick.id, event.tick.sequence, key)) {
    store_.expect(event.feed, key);
  }
}

void Market::Stages::expect_bucket(std::size_t place) {
  store_.expect_bucket(expected_[place % kLookAhead]);
}

}  // namespace tickbard
