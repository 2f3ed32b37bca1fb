// Longer bars from minutes and, of symbols without them, from imported 5-minute bars.
#include "sinks/derived/higher_bars.hpp"
#include "sinks/derived/instruments.hpp"
#include "tests/daemon/derive/derive_fixture.hpp"

using namespace tickbard;
using namespace tickbard::test;
using namespace std::chrono;

namespace {

class DeriveHigher : public EveryStore {};
INSTANTIATE_TEST_SUITE_P(Engines, DeriveHigher, ::testing::Values("sqlite", "postgres"));

}  // namespace

TEST_P(DeriveHigher, imported_fives_count_for_symbols_without_minutes_whoever_else_has_some) {
  DeriveRig rig(GetParam());
  const Session day = nyse_sessions(2026y / 11 / 17, 2026y / 11 / 17).front();
  const Calendar& always = *rig.calendars.find("always");
  const Session utc_day = always.session(2026y / 11 / 17).value();
  InstrumentRow coin;
  coin.symbol = symbol("BTC-USD");
  coin.calendar = "always";
  write_instruments(*rig.store.tables, std::vector{coin}, at(0)).value();
  Generator random(6);
  std::vector<Event> events;
  for (Bar& minute : random.minutes(symbol("AAPL"), day)) events.emplace_back(std::move(minute));
  rig.store.write(events);  // partitions too
  std::vector<Bar> fives;
  for (int i = 0; i < 12; ++i) {
    fives.push_back(bar("BTC-USD", minute_of(utc_day.open) + minutes{5 * i}));
    fives.push_back(bar("MSFT", minute_of(day.open) + minutes{5 * i}));
  }
  for (Bar& five : fives) five.volume = Volume{Int128{100'000'000}};
  write_higher(*rig.store.tables, Interval::m5, fives, at(0)).value();

  const DeriveContext context = rig.context(day.date);
  const auto hours_of = [&](const char* name) {
    return read_bars(*rig.reading, Interval::h1,
                     {symbol(name), minute_of(utc_day.open), minute_of(utc_day.post_close), 100, false})
        .value();
  };
  derive_higher(context, nyse(), std::span(&day, 1)).value();
  derive_higher(context, always, std::span(&utc_day, 1)).value();
  EXPECT_FALSE(hours_of("AAPL").empty()) << "from its minutes";
  ASSERT_EQ(hours_of("MSFT").size(), 1U) << "no minutes of its own";
  ASSERT_EQ(hours_of("BTC-USD").size(), 1U) << "another market has minutes on this day";
  EXPECT_EQ(hours_of("BTC-USD").front().bar.volume, Volume{Int128{1'200'000'000}});
  EXPECT_EQ(derive_higher(context, nyse(), std::span(&day, 1)).value().rows_changed, 0U);
  EXPECT_EQ(derive_higher(context, always, std::span(&utc_day, 1)).value().rows_changed, 0U);
}
