#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "aggregator/derive/breadth/symbol_window.hpp"
#include "aggregator/derive/breadth/tally.hpp"

namespace tickbard {

/// The tallies of a range of sessions, filled symbol by symbol: memory for one symbol's window and one tally a
/// session, however many symbols pass.
/// Owner: one thread; threads may each fold a part of the symbols and merge.
class BreadthFold {
 public:
  /// `members`: of the set, those without any bar included; a part's fold has the part's members.
  BreadthFold(std::int32_t first_session, std::size_t sessions, std::uint32_t members);

  /// See SymbolWindow::clear.
  void begin_symbol(std::int64_t volume_scale = 1) { window_.clear(volume_scale); }

  /// The symbol's next day; those before the range (kBreadthWarmUp of them are enough) warm up, those after it do
  /// nothing. Errors: false, and nothing done, for a session not after the symbol's previous one.
  bool add(const BreadthBar& bar);

  /// The window of the symbol in work, for its metric values.
  const SymbolWindow& window() const { return window_; }

  std::int32_t first_session() const { return first_; }
  std::span<const BreadthTally> tallies() const { return tallies_; }

  /// Precondition: the same range of sessions, other symbols.
  void merge(const BreadthFold& other);

 private:
  std::int32_t first_;
  std::vector<BreadthTally> tallies_;
  SymbolWindow window_;
};

}  // namespace tickbard
