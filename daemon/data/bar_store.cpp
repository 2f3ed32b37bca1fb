#include "daemon/data/bar_store.hpp"

#include <algorithm>
#include <tuple>

#include "sinks/derived/daily_bars.hpp"
#include "sinks/derived/dirty_days.hpp"
#include "sinks/derived/higher_bars.hpp"
#include "sinks/derived/instruments.hpp"

namespace tickbard {

namespace {
constexpr std::size_t kPoisonShown = 5;
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
  unchanged_ += rows - std::min(rows, *written);
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
