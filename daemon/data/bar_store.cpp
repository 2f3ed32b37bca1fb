#include "daemon/data/bar_store.hpp"

#include <algorithm>
#include <cmath>
#include <tuple>

#include "aggregator/core/time_text.hpp"
#include "sinks/derived/bars_at.hpp"
#include "sinks/derived/daily_bars.hpp"
#include "sinks/derived/dirty_days.hpp"
#include "sinks/derived/higher_bars.hpp"
#include "sinks/derived/instruments.hpp"

namespace tickbard {

namespace {
constexpr std::size_t kPoisonShown = 5, kKeptShown = 5;

/// SQLite holds 15 digits.
bool differ(double a, double b) {
  return std::abs(a - b) > 1e-14 * std::max(std::abs(a), std::abs(b));
}
bool differ(Price a, Price b) {
  return differ(static_cast<double>(a.raw), static_cast<double>(b.raw));
}
bool differ(Volume a, Volume b) {
  return differ(static_cast<double>(a.raw), static_cast<double>(b.raw));
}

/// The figures that every file has, and the vwap if this one has it.
bool differ(const Bar& a, const Bar& file) {
  return differ(a.open, file.open) || differ(a.high, file.high) || differ(a.low, file.low) ||
         differ(a.close, file.close) || differ(a.volume, file.volume) ||
         (file.vwap && (!a.vwap || differ(*a.vwap, *file.vwap)));
}

std::string figures(const Bar& b) {
  return to_text(b.open) + ' ' + to_text(b.high) + ' ' + to_text(b.low) + ' ' + to_text(b.close) + ' ' +
         to_text(b.volume) + " (revision " + std::to_string(b.revision) + ", " + std::to_string(b.trade_count) +
         " trades)";
}
}  // namespace

StoreResult<void> BarStore::put(const Bar& bar) {
  bars_.push_back(bar);
  touched_.insert(std::chrono::floor<std::chrono::days>(bar.start));
  if (bars_.size() < kBatch) return {};
  return flush();
}

StoreResult<void> BarStore::put(const DailyBar& day) {
  days_.push_back(day);
  touched_.insert(std::chrono::sys_days{day.session});
  if (days_.size() < kBatch) return {};
  return flush();
}

StoreResult<void> BarStore::flush() {
  if (bars_.empty() && days_.empty()) return {};
  if (auto done = symbols_.write(tables_, now_); !done) return done;
  if (interval_ != Interval::d1) {
    if (auto done = prepare(); !done) return done;
  }
  StoreResult<void> done;
  if (interval_ == Interval::m1) {
    done = write_minutes();
  } else if (interval_ == Interval::d1) {
    done = write_others(days_.size(), write_daily(tables_, days_, now_));
  } else {
    const std::vector<Bar> best = best_of_each();
    done = write_others(bars_.size(), write_higher(tables_, interval_, best, now_));
  }
  bars_.clear();
  days_.clear();
  touched_.clear();
  return done;
}

/// Partitions of the days that are there, not of all between: a wrong date must not make thousands.
StoreResult<void> BarStore::prepare() {
  for (const std::chrono::sys_days day : touched_) {
    if (!prepared_.insert(day).second) continue;
    if (auto made = store_.prepare_partitions(day, day + std::chrono::days{1}); !made) return made;
  }
  return {};
}

StoreResult<void> BarStore::write_minutes() {
  const std::vector<Event> events(bars_.begin(), bars_.end());
  const auto report = store_.write(events, now_);
  if (!report) return report.error();
  changed_ += report->bars;
  unchanged_ += report->unchanged;
  for (const PoisonRow& row : report->poison) {
    if (poison_.size() < kPoisonShown) poison_.push_back(row.text);
  }
  return count_kept(report->unchanged);
}

/// A row that was not written is a copy of what is there, or another one that is no better. Who corrects a file
/// has to know which.
StoreResult<void> BarStore::count_kept(std::uint64_t unchanged) {
  if (unchanged == 0) return {};
  const auto there = bars_at(tables_, interval_, bars_);
  if (!there) return there.error();
  const auto key = [](const Bar& b) { return std::tie(b.start, b.symbol); };
  std::uint64_t kept = 0;
  for (const Bar& bar : bars_) {
    const auto at = std::lower_bound(there->begin(), there->end(), bar,
                                     [&](const Bar& a, const Bar& b) { return key(a) < key(b); });
    if (at == there->end() || key(*at) != key(bar) || !differ(*at, bar) || kept == unchanged) continue;
    ++kept;
    if (kept_named_.size() < kKeptShown)
      kept_named_.push_back(std::string(bar.symbol.view()) + " " + to_rfc3339(bar.start) + ": the store has " +
                            figures(*at) + ", the file " + figures(bar));
  }
  kept_ += kept;
  return {};
}

/// PostgreSQL takes a key once a statement.
std::vector<Bar> BarStore::best_of_each() const {
  std::vector<Bar> out = bars_;
  const auto key = [](const Bar& b) { return std::tie(b.start, b.symbol); };
  const auto rank = [](const Bar& b) { return std::tie(b.revision, b.trade_count); };
  std::stable_sort(out.begin(), out.end(), [&](const Bar& a, const Bar& b) {
    return key(a) != key(b) ? key(a) < key(b) : rank(b) < rank(a);
  });
  out.erase(std::unique(out.begin(), out.end(), [&](const Bar& a, const Bar& b) { return key(a) == key(b); }),
            out.end());
  return out;
}

StoreResult<void> BarStore::write_others(std::size_t rows, StoreResult<std::size_t> written) {
  if (!written) return written.error();
  changed_ += *written;
  const std::size_t unchanged = rows - std::min(rows, *written);
  unchanged_ += unchanged;
  if (interval_ != Interval::d1) {
    if (auto done = count_kept(unchanged); !done) return done;
  }
  if (*written == 0) return {};
  std::vector<std::chrono::sys_days> fresh;
  for (const std::chrono::sys_days day : touched_) {
    if (marked_.insert(day).second) fresh.push_back(day);
  }
  return mark(fresh);
}

StoreResult<void> BarStore::mark(std::span<const std::chrono::sys_days> days) {
  if (days.empty()) return {};
  return tables_.together([&]() -> StoreResult<void> {
    for (const std::chrono::sys_days day : days) {
      if (auto marked = mark_dirty(tables_, day, now_); !marked) return marked;
    }
    return {};
  });
}

/// A day is marked with its first rows, in case there is no end; and again, for a mark may have been taken away
/// while the rest of its rows came.
StoreResult<void> BarStore::finish() {
  if (auto done = flush(); !done) return done;
  return mark(std::vector<std::chrono::sys_days>(marked_.begin(), marked_.end()));
}

StoreResult<ImportedSymbols> ImportedSymbols::read(Tables& tables, std::string given, std::string fallback) {
  const auto rows = read_instruments(tables);
  if (!rows) return rows.error();
  ImportedSymbols out;
  out.given_ = std::move(given);
  out.fallback_ = std::move(fallback);
  for (const InstrumentRow& row : *rows) out.known_[row.symbol] = {row.calendar, row.is_active};
  return out;
}

const std::string& ImportedSymbols::of(const Symbol& symbol) const {
  if (!given_.empty()) return given_;
  const auto known = known_.find(symbol);
  return known == known_.end() || known->second.calendar.empty() ? fallback_ : known->second.calendar;
}

void ImportedSymbols::seen(const Symbol& symbol) {
  if (!seen_.insert(symbol).second) return;
  const auto known = known_.find(symbol);
  if (known == known_.end() || known->second.calendar != of(symbol)) fresh_.push_back(symbol);
}

StoreResult<void> ImportedSymbols::write(Tables& tables, UnixNanos now) {
  if (fresh_.empty()) return {};
  std::vector<InstrumentRow> rows;
  for (const Symbol& symbol : fresh_) {
    const auto known = known_.find(symbol);
    InstrumentRow row;
    row.symbol = symbol;
    row.calendar = of(symbol);
    row.is_active = known == known_.end() || known->second.is_active;
    rows.push_back(std::move(row));
  }
  fresh_.clear();
  const auto written = write_instruments(tables, rows, now);
  if (!written) return written.error();
  return {};
}

}  // namespace tickbard
