#pragma once

#include "aggregator/derive/interval.hpp"
#include "sinks/tables.hpp"

namespace tickbard {

struct LastBar {
  Symbol symbol;
  std::optional<MinuteStart> start;  ///< none: no bar known
};

/// The start of each symbol's last bar (1m or 5m) before `before`, in the order asked. Bars are looked up back to
/// `since`; of a symbol without one the last minute before `since` that a daily bar of it knows stands in. Some
/// microseconds a symbol and hour.
StoreResult<std::vector<LastBar>> read_last_bars(Tables& tables, Interval interval,
                                                 std::span<const Symbol> symbols, MinuteStart since,
                                                 MinuteStart before = minute_of(kLatestEvent));

struct LastSession {
  Symbol symbol;
  std::optional<SessionDate> session;  ///< none: no daily bar
};

/// Each symbol's newest session with a daily bar, up to and including `until`, in the order asked.
StoreResult<std::vector<LastSession>> read_last_sessions(Tables& tables, std::span<const Symbol> symbols,
                                                         SessionDate until);

/// Symbols in `instruments` or with a daily bar, without those that `instruments` calls inactive; sorted.
StoreResult<std::vector<Symbol>> stored_symbols(Tables& tables);

/// How many bars a session has.
struct SessionFill {
  SessionDate session{};
  std::uint64_t symbols = 0;
  std::uint64_t bars = 0;
};

struct FillSpan {
  SessionDate session{};
  MinuteStart from{}, to{};  ///< [from, to)
};

/// Counts bars of each span; `only`: of these symbols, empty: of all. Reads each span's bars once.
StoreResult<std::vector<SessionFill>> read_fill(Tables& tables, Interval interval, std::span<const FillSpan> spans,
                                                std::span<const Symbol> only = {});

/// The same from daily_bars, cheaply: symbols with a daily bar, and their regular minutes. Ascending; sessions
/// from first to last, both included, those without a row are not listed. `only`, where given, names the symbols
/// that count; `calendar`, where given, the calendar they follow.
struct FollowedCalendar {
  std::string_view name;          ///< empty: any
  std::string_view default_name;  ///< of symbols whose calendar is not stored
};
struct DailyFill {
  SessionDate session{};
  std::uint64_t symbols = 0, final_symbols = 0;
  std::uint64_t bars = 0, expected_bars = 0;
};
StoreResult<std::vector<DailyFill>> read_daily_fill(Tables& tables, SessionDate first, SessionDate last,
                                                    std::span<const Symbol> only = {},
                                                    const FollowedCalendar& calendar = {});

}  // namespace tickbard
