#include "aggregator/bars/symbol_table.hpp"

namespace tickbard {

SymbolTable::Table::Table(std::size_t n)
    : mask(n - 1), places(std::make_unique<std::atomic<std::uint32_t>[]>(n)) {}

SymbolTable::SymbolTable() {
  tables_.push_back(std::make_unique<Table>(1024));
  current_.store(tables_.back().get(), std::memory_order_release);
}

std::optional<SymbolIndex> SymbolTable::find(const Symbol& symbol) const noexcept {
  const Table& table = *current_.load(std::memory_order_acquire);
  for (std::size_t i = symbol.hash() & table.mask;; i = (i + 1) & table.mask) {
    const std::uint32_t value = table.places[i].load(std::memory_order_acquire);
    if (value == 0) return std::nullopt;
    if (names_[value - 1] == symbol) return value - 1;
  }
}

std::optional<SymbolIndex> SymbolTable::intern(const Symbol& symbol) {
  if (const auto known = find(symbol)) return known;
  if (names_.full()) return std::nullopt;
  if (2 * (names_.size() + 1) > tables_.back()->mask + 1) grow();
  names_.append() = symbol;
  const auto value = static_cast<std::uint32_t>(names_.size());
  put(*tables_.back(), symbol, value);
  return value - 1;
}

void SymbolTable::put(Table& table, const Symbol& symbol, std::uint32_t value) noexcept {
  std::size_t i = symbol.hash() & table.mask;
  while (table.places[i].load(std::memory_order_relaxed) != 0) i = (i + 1) & table.mask;
  // Release: whoever finds the value finds the name behind it.
  table.places[i].store(value, std::memory_order_release);
}

void SymbolTable::grow() {
  auto bigger = std::make_unique<Table>(2 * (tables_.back()->mask + 1));
  for (std::size_t i = 0; i < names_.size(); ++i) put(*bigger, names_[i], static_cast<std::uint32_t>(i + 1));
  current_.store(bigger.get(), std::memory_order_release);
  tables_.push_back(std::move(bigger));
}

}  // namespace tickbard
