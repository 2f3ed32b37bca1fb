#pragma once

#include <cstring>

#include "tests/aggregator/bars/bar_kit.hpp"

namespace tickbard {

/// A bucket store with one feed that is heard since long ago, over memory that outlives it.
struct StoreBench {
  explicit StoreBench(BucketMemory& memory, bool keeps_trades = false, std::uint64_t feed_key = 1)
      : store(memory, symbols, tally, {{feed_key, keeps_trades}}) {
    listening.started(kTen - std::chrono::hours{9}, MonoTime{});
  }

  Taken add(std::string_view symbol, const Print& print) {
    return store.add(0, *symbols.intern(sym(symbol)), print);
  }

  /// The feed's clock passes ten plus `seconds`: what comes out.
  std::vector<std::string> pass(int seconds, bool emit = true) {
    store.close_through(0, kTen + std::chrono::seconds{seconds}, listening);
    std::vector<Event> events;
    store.issue(events, emit, heard);
    std::size_t all = SIZE_MAX;
    store.evict_orphans(all);
    return lines_of(events);
  }

  void evict(int seconds) { store.evict_before(0, kTen + std::chrono::seconds{seconds}); }

  std::string forming(std::string_view symbol) const {
    const auto index = symbols.find(sym(symbol));
    const auto bar = index ? store.forming(*index) : std::nullopt;
    return bar ? line_of(*bar) : "none";
  }

  SymbolTable symbols;
  Tally tally;
  Listening listening;
  std::vector<const Listening*> heard{&listening};
  BucketStore store;
};

/// Bytes as a killed process left them.
class ImageMemory final : public BucketMemory {
 public:
  /// A copy of what `memory` holds now.
  static ImageMemory of(BucketMemory& memory) {
    ImageMemory image;
    for (const auto chunk : memory.existing()) {
      const auto copy = image.heap_->grow();
      std::memcpy(copy.data(), chunk.data(), chunk.size());
    }
    return image;
  }

  std::vector<std::span<std::byte>> existing() override { return heap_->existing(); }
  std::span<std::byte> grow() override { return heap_->grow(); }

 private:
  std::unique_ptr<HeapBucketMemory> heap_ = std::make_unique<HeapBucketMemory>();
};

}  // namespace tickbard
