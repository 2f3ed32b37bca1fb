#include "aggregator/bars/symbol_table.hpp"

namespace tickbard {

SymbolTable::Table::Table(std::size_t n)
    : mask(n - 1), places(std::make_unique<std::atomic<std::uint64_t>[]>(n)) {}

SymbolTable::SymbolTable() {
  tables_.push_back(std::make_unique<Table>(2 * kExpected));
  current_.store(tables_.back().get(), std::memory_order_release);
}

std::optional<SymbolIndex> SymbolTable::find(const Symbol& symbol) const noexcept {
  return find_if(symbol.hash(), [&](SymbolIndex i) { return names_[i] == symbol; });
}

std::optional<SymbolIndex> SymbolTable::intern(const Symbol& symbol) {
  if (const auto known = find(symbol)) return known;
  if (names_.full()) return std::nullopt;
  if (2 * (names_.size() + 1) > tables_.back()->mask + 1) grow();
  names_.append() = symbol;
  const auto index = static_cast<SymbolIndex>(names_.size() - 1);
  put(*tables_.back(), symbol, index);
  return index;
}

void SymbolTable::put(Table& table, const Symbol& symbol, SymbolIndex index) noexcept {
  const std::uint64_t hash = symbol.hash();
  std::size_t i = hash & table.mask;
  while (table.places[i].load(std::memory_order_relaxed) != 0) i = (i + 1) & table.mask;
  // Release: whoever finds it finds the name behind it.
  table.places[i].store((hash & kTag) | (index + 1), std::memory_order_release);
}

void SymbolTable::grow() {
  auto bigger = std::make_unique<Table>(2 * (tables_.back()->mask + 1));
  for (std::size_t i = 0; i < names_.size(); ++i) put(*bigger, names_[i], static_cast<SymbolIndex>(i));
  current_.store(bigger.get(), std::memory_order_release);
  tables_.push_back(std::move(bigger));
}

}  // namespace tickbard
