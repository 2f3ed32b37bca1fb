#pragma once

#include <map>
#include <set>
#include <span>
#include <string>
#include <vector>

#include "aggregator/derive/daily_bar.hpp"
#include "aggregator/derive/interval.hpp"
#include "sinks/store.hpp"
#include "sinks/tables.hpp"

namespace tickbard {

/// The calendar of each symbol, as `instruments` knows it.
/// Owner: one thread.
class ImportedSymbols {
 public:
  /// `given`: what --calendar says, for every symbol; empty: the stored one, else `fallback`.
  static StoreResult<ImportedSymbols> read(Tables& tables, std::string given, std::string fallback);

  const std::string& of(const Symbol& symbol) const;
  void seen(const Symbol& symbol);
  const std::set<Symbol>& symbols() const { return seen_; }

  /// What was seen since the last call and is new, or follows another calendar now.
  StoreResult<void> write(Tables& tables, UnixNanos now);

 private:
  struct Known {
    std::string calendar;
    bool is_active = true;
  };
  std::string given_, fallback_;
  std::map<Symbol, Known> known_;
  std::set<Symbol> seen_;
  std::vector<Symbol> fresh_;
};

/// Bars of a file on their way into a store, in batches of one transaction each. Minutes go the way of live ones:
/// a row is only replaced by a greater (revision, trade_count), and late days are marked dirty. Other intervals
/// mark the days of what they changed. A symbol's calendar is in the store before its first bar. Owner: one
/// thread. Errors: the first one ends the writing. Lifetime: what it refers to outlives it.
class BarStore {
 public:
  BarStore(Store& store, Tables& tables, ImportedSymbols& symbols, Interval interval, UnixNanos now)
      : store_(store), tables_(tables), symbols_(symbols), interval_(interval), now_(now) {}

  StoreResult<void> put(const Bar& bar);
  StoreResult<void> put(const DailyBar& day);
  StoreResult<void> finish();  ///< what is not yet written; call it once, at the end

  std::uint64_t changed() const { return changed_; }
  std::uint64_t unchanged() const { return unchanged_; }  ///< the store had the same, or what is no worse
  std::uint64_t kept() const { return kept_; }            ///< of these, the store's figures are others
  const std::vector<std::string>& kept_named() const { return kept_named_; }  ///< the first of them
  const std::vector<std::string>& poison() const { return poison_; }  ///< rows that the store can never take

 private:
  static constexpr std::size_t kBatch = 5000;

  StoreResult<void> flush();
  StoreResult<void> prepare();
  StoreResult<void> mark(std::span<const std::chrono::sys_days> days);
  StoreResult<void> write_minutes();
  StoreResult<void> write_others(std::size_t rows, StoreResult<std::size_t> written);
  std::vector<Bar> best_of_each() const;
  StoreResult<void> count_kept(std::uint64_t unchanged);

  Store& store_;
  Tables& tables_;
  ImportedSymbols& symbols_;
  const Interval interval_;
  const UnixNanos now_;
  std::vector<Bar> bars_;
  std::vector<DailyBar> days_;
  std::set<std::chrono::sys_days> touched_;   ///< by the batch
  std::set<std::chrono::sys_days> marked_;    ///< dirty by this file
  std::set<std::chrono::sys_days> prepared_;  ///< partitions are there
  std::uint64_t changed_ = 0, unchanged_ = 0, kept_ = 0;
  std::vector<std::string> poison_, kept_named_;
};

}  // namespace tickbard
