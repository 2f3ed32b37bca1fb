#include "aggregator/bars/print_log.hpp"

namespace tickbard {
namespace {

std::uint8_t packed(const PrintEffect& e) {
  return static_cast<std::uint8_t>((e.price ? 1 : 0) | (e.range ? 2 : 0) | (e.volume ? 4 : 0));
}

PrintEffect unpacked(std::uint8_t bits) {
  return {(bits & 1) != 0, (bits & 2) != 0, (bits & 4) != 0};
}

}  // namespace

PrintKey PrintLog::key_of(SymbolIndex symbol, const Entry& e) {
  return {e.id, PrintKey::place_of(symbol, e.exchange(), e.kind())};
}

Print PrintLog::print_of(std::uint32_t n, const Trade& t) const {
  const Entry& e = entry(n);
  const Sequences* sequences = sequences_[(n - 1) / kChunk].get();
  Print p{t.price, t.size, t.time, 0, {}, e.exchange(), unpacked(e.effect())};
  if (e.kind() == PrintKey::kBySequence) p.sequence = e.id;
  if (e.kind() == PrintKey::kById) {
    p.id = TradeId{e.id};
    if (sequences != nullptr) p.sequence = (*sequences)[(n - 1) % kChunk];
  }
  return p;
}

void PrintLog::make_room(std::size_t chunk_of_symbol) {
  if (chunk_of_symbol >= newest_.size()) newest_.resize(chunk_of_symbol + 1);
  if (!newest_[chunk_of_symbol]) newest_[chunk_of_symbol] = std::make_unique<Newest>();
  const std::size_t at = size_ / kChunk;
  if (at == entries_.size()) {
    entries_.push_back(std::make_unique_for_overwrite<Entries>());
    trades_.emplace_back();
    sequences_.emplace_back();
  }
  last_entries_ = entries_[at].get();
  last_trades_ = trades_[at].get();
}

void PrintLog::keep(SymbolIndex symbol, const Print& print) {
  PrintKey key;
  if (!PrintKey::of(symbol, print.exchange, print.id, print.sequence, key)) {
    key = {0, PrintKey::place_of(symbol, print.exchange, 0)};
  }
  const bool just_noted = size_ != 0 && newest_of(symbol) == size_ && entry(size_).noted() &&
                          key_of(symbol, entry(size_)) == key &&
                          (trade(size_) == nullptr || trade(size_)->size.raw == 0);
  Entry& e = just_noted ? (*entries_[(size_ - 1) / kChunk])[(size_ - 1) % kChunk] : append(symbol, key, false);
  e.of = e.of % (1U << kEffectAt) | std::uint32_t{packed(print.effect)} << kEffectAt;
  auto& trades = trades_[(size_ - 1) / kChunk];
  if (!trades) {
    trades = std::make_unique<Trades>();
    last_trades_ = trades.get();
  }
  (*trades)[(size_ - 1) % kChunk] = {print.price, print.size, print.time};
  auto& sequences = sequences_[(size_ - 1) / kChunk];
  if (!sequences && print.id && print.sequence != 0) sequences = std::make_unique<Sequences>();
  if (sequences) (*sequences)[(size_ - 1) % kChunk] = print.sequence;
}

std::optional<Print> PrintLog::take_back(SymbolIndex symbol, std::uint16_t exchange, TradeId id) {
  for (std::uint32_t n = newest_of(symbol); n != kNone; n = entry(n).older) {
    const Entry& e = entry(n);
    const Trade* kept = trade(n);
    const bool known = e.kind() == PrintKey::kById ? e.id == id.value : !id;
    if (!known || e.exchange() != exchange || kept == nullptr || kept->size.raw == 0) continue;
    const Print print = print_of(n, *kept);
    (*trades_[(n - 1) / kChunk])[(n - 1) % kChunk].size = {};
    return print;
  }
  return std::nullopt;
}

void PrintLog::replay(SymbolIndex symbol, BucketData& data) const {
  std::vector<std::uint32_t> numbers;  // newest first
  for (std::uint32_t n = newest_of(symbol); n != kNone; n = entry(n).older) numbers.push_back(n);
  for (auto n = numbers.rbegin(); n != numbers.rend(); ++n) {
    if (const Trade* kept = trade(*n); kept != nullptr && kept->size.raw != 0) data.add(print_of(*n, *kept));
  }
}

void PrintLog::clear() {
  const std::size_t used = (size_ + kChunk - 1) / kChunk;
  entries_.resize(used);
  trades_.resize(used);
  sequences_.resize(used);
  for (auto& chunk : newest_) {
    if (chunk) chunk->fill(kNone);
  }
  size_ = 0;
}

}  // namespace tickbard
