#pragma once

#include <span>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "aggregator/derive/baselines/symbol_day.hpp"

namespace tickbard {

/// Every symbol's day so far, of one calendar, as the stored minutes are followed. At a restart the stored minutes
/// of the session are applied again, and the book is what it was. Owner: one thread. Lifetime: the calendar
/// outlives it.
class DayBook {
 public:
  struct Changes {
    std::vector<Symbol> changed;  ///< their days have grown; sorted
    std::vector<Symbol> stale;  ///< a minute came late or again: read the session's minutes and rebuild(); sorted
  };

  explicit DayBook(const Calendar& calendar) : calendar_(calendar) {}

  /// One stored minute; symbols in any order. The first of a later session begins the symbol's new day; minutes of
  /// sessions before its day, and of no session, are nothing.
  void apply(const Bar& minute);

  /// What apply() and rebuild() did since the last call. A stale symbol is told once.
  Changes take();

  /// The symbol's day from all its stored minutes. Precondition: of one session, oldest first; at least one.
  void rebuild(const Symbol& symbol, std::span<const Bar> minutes);

  /// None if no minute of the symbol was applied. Its session may be an earlier one than today's.
  const SymbolDay* find(const Symbol& symbol) const;

  std::size_t symbols() const { return days_.size(); }

 private:
  const Session* session_at(MinuteStart m);

  const Calendar& calendar_;
  const Session* session_ = nullptr;  ///< of the last minute: nearly always the next one's too
  std::unordered_map<Symbol, SymbolDay> days_;
  std::unordered_set<Symbol> changed_, stale_;
};

}  // namespace tickbard
