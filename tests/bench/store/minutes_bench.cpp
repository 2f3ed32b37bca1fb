#include <fmt/format.h>
#include <unistd.h>

#include <stdexcept>

#include "tests/bench/common/figures.hpp"
#include "tests/bench/common/processor.hpp"
#include "tests/bench/store/store_bench.hpp"

namespace tickbard::test {
namespace {

constexpr std::size_t kMostAtOnce = 100'000;  // bars of one write of the days before
constexpr double kFlat = 1.5;                 // what ninety times the rows may cost a bar

/// Milliseconds for one symbol's stored minutes of the newest day, of several symbols. Errors: throws where a row
/// is missing.
std::vector<double> charts_ms(Store& store, const MadeUpBars& market, const StoreSizes& sizes) {
  std::vector<double> out;
  for (std::size_t i = 0; i < 31; ++i) {
    BarQuery query;
    query.symbol = market.symbol(i);
    query.from = minute_of_day(0);
    query.to = minute_of_day(sizes.minutes);
    std::size_t rows = 0;
    out.push_back(1e3 * seconds_of([&] { rows = store.bars(query).value().size(); }));
    if (rows != static_cast<std::size_t>(sizes.minutes)) throw std::runtime_error("a read misses stored minutes");
  }
  return out;
}

double ms_of_floor(Engine& engine, const std::vector<Event>& bars, MinuteStart at) {
  engine.floor->prepare(bars, stored_at(at));
  return 1e3 * seconds_of([&] { engine.floor->write(); });
}

double ms_of(Store& store, const std::vector<Event>& bars, MinuteStart at) {
  return 1e3 * seconds_of([&] { store.write(bars, stored_at(at)).value(); });
}

}  // namespace

void fill(Engine& engine, const MadeUpBars& market, const StoreSizes& sizes) {
  engine.store->prepare_partitions(minute_of_day(0, sizes.days - 1), minute_of_day(0)).value();
  for (int day = sizes.days - 1; day >= 0; --day) {
    std::vector<Event> bars;
    for (int m = 0; m < sizes.minutes; ++m) {
      const std::vector<Event> more = market.minute(minute_of_day(m, day));
      bars.insert(bars.end(), more.begin(), more.end());
      if (bars.size() < kMostAtOnce && m + 1 != sizes.minutes) continue;
      engine.floor->prepare(bars, stored_at(minute_of_day(m, day)));
      engine.floor->write();
      bars.clear();
    }
  }
  ::sync();  // what is still on its way to the disk is not for the next write to wait for
}

void bench_minutes(Engine& engine, const StoreSizes& sizes, Goals& goals) {
  const MadeUpBars market(sizes.symbols);
  fill(engine, market, sizes);
  fmt::print("{}, {} rows stored in {} days: ms, median [least-most]\n", engine.name,
             std::int64_t{sizes.symbols} * sizes.minutes * sizes.days, sizes.days);
  Figures ms;
  int next = sizes.minutes;
  for (Store* store : {engine.store.get(), engine.second.get()}) {  // a first write connects
    const MinuteStart at = minute_of_day(next++);
    ms_of(*store, market.minute(at), at);
  }
  for (int round = 0; round < sizes.rounds; ++round) {
    const MinuteStart mine = minute_of_day(next++), plain = minute_of_day(next++);
    const std::vector<Event> bars = market.minute(mine), better = market.minute(mine, 2);
    ms[engine.floor_name + ", the floor"].push_back(ms_of_floor(engine, market.minute(plain), plain));
    ms["ours"].push_back(ms_of(*engine.store, bars, mine));
    ms["ours, every row is there already"].push_back(ms_of(*engine.second, bars, mine));
    ms["ours, every row is replaced"].push_back(ms_of(*engine.second, better, mine));
  }
  ms["the minutes of one symbol's day"] = charts_ms(*engine.store, market, sizes);
  show(ms);
  goals.at_most(fmt::format("{}: a minute of 12,000 bars stored, times {}", engine.name, engine.floor_name),
                median_ratio(ms["ours"], ms[engine.floor_name + ", the floor"]), 1.5);
  goals.at_most(engine.name + ": ms for the minutes of one symbol's day",
                median(ms["the minutes of one symbol's day"]), 10);
}

void bench_growth(Engine& small, Engine& large, const StoreSizes& sizes, Goals& goals) {
  StoreSizes one = sizes;
  one.days = 1;
  const MadeUpBars history(sizes.symbols), market(StoreSizes{}.symbols);
  const double seconds = seconds_of([&] {
    fill(small, history, one);
    fill(large, history, sizes);
  });
  fmt::print("{}, full days of {} symbols, made in {:.0f} s: us a bar, median [least-most]\n", large.name,
             sizes.symbols, seconds);
  const std::string few = "1 day stored", many = fmt::format("{} days stored", sizes.days);
  const auto us_of = [&](Engine& engine, MinuteStart at) {
    return 1e3 * ms_of(*engine.store, market.minute(at), at) / static_cast<double>(market.size());
  };
  us_of(small, minute_of_day(sizes.minutes));  // the first write connects
  us_of(large, minute_of_day(sizes.minutes));
  Figures us;
  for (int round = 0; round < sizes.rounds; ++round) {
    const MinuteStart at = minute_of_day(sizes.minutes + 1 + round);
    us[few].push_back(us_of(small, at));
    us[many].push_back(us_of(large, at));
  }
  show(us);
  goals.figure(fmt::format("growth: {}: a bar, {}", large.name, few), median(us[few]), "us");
  goals.figure(fmt::format("growth: {}: a bar, {}", large.name, many), median(us[many]), "us");
  goals.at_most(fmt::format("growth: {}: a bar, {}: times {}", large.name, many, few),
                median_ratio(us[many], us[few]), kFlat);
}

}  // namespace tickbard::test
