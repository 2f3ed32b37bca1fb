#include <gtest/gtest.h>

#include <random>

#include "aggregator/derive/daily_rollup.hpp"
#include "aggregator/derive/higher_bars.hpp"
#include "tests/aggregator/derive/bars_kit.hpp"

namespace tickbard {
namespace {

using std::chrono::minutes;

struct Delivery {
  MinuteStart at;  ///< when the store has it
  Bar bar;
};

/// Some days of three symbols' minutes as they reach a store: gaps, halts, overnight prints, late minutes, minutes
/// issued again, rows read twice.
std::vector<Delivery> generated(const std::vector<Session>& sessions, unsigned seed) {
  std::mt19937 random(seed);
  const auto chance = [&](unsigned percent) { return random() % 100 < percent; };
  std::vector<Delivery> out;
  const std::array<unsigned, 3> active{95, 60, 6};
  const std::array<std::string_view, 3> names{"AAA", "BBB", "CCC"};
  for (const Session& s : sessions) {
    for (MinuteStart m = minute_of(s.pre_open) - minutes{30}; m < s.post_close + minutes{30}; m += minutes{1}) {
      for (std::size_t i = 0; i < names.size(); ++i) {
        const bool halted = i == 1 && m >= s.open + minutes{50} && m < s.open + minutes{90};
        if (halted || !chance(active[i])) continue;
        Bar b;
        b.symbol = sym(names[i]);
        b.start = m;
        const auto price = [&] { return Price{1'000'000'000 + static_cast<std::int64_t>(random() % 1'000'000)}; };
        b.open = price();
        b.close = price();
        b.high = std::max({b.open, b.close, price()});
        b.low = std::min({b.open, b.close, price()});
        b.volume = Volume{1 + random() % 100'000'000'000};
        if (chance(90)) b.vwap = Price{b.low.raw + (b.high.raw - b.low.raw) / 3};
        b.trade_count = 1 + static_cast<std::uint32_t>(random() % 50);
        b.quality = chance(3) ? quality::kGap : 0;
        const MinuteStart due = m + minutes{1} + minutes{chance(3) ? random() % 40 : 0};
        out.push_back({due, b});
        if (chance(2)) out.push_back({due, b});
        if (!chance(4)) continue;
        b.revision = 2;
        b.close = b.low;
        b.quality |= quality::kAmended;
        b.trade_count += 1;
        out.push_back({due + minutes{random() % 15}, b});
      }
    }
  }
  std::ranges::stable_sort(out, {}, &Delivery::at);
  return out;
}

using Stored = std::map<std::pair<std::string, MinuteStart>, Bar>;

void store(Stored& rows, const Bar& b) {
  Bar& row = rows[{std::string(b.symbol.view()), b.start}];
  if (row.symbol.empty() || b.revision >= row.revision) row = b;
}

std::vector<Bar> minutes_of(const Stored& rows, std::string_view symbol, MinuteStart from, MinuteStart to) {
  std::vector<Bar> out;
  for (const auto& [key, bar] : rows) {
    if (key.first == symbol && key.second >= from && key.second < to) out.push_back(bar);
  }
  return out;
}

struct Period {
  std::string_view name, first, last;
};

class StreamingEqualsBatch : public ::testing::TestWithParam<Period> {
 protected:
  std::vector<Session> sessions_ = xnys().sessions_between(day(GetParam().first), day(GetParam().last));
};

TEST_P(StreamingEqualsBatch, higher_bars_streamed_and_mended_are_those_of_the_whole_store) {
  for (const Align align : {Align::session, Align::clock}) {
    const auto deliveries = generated(sessions_, 7);
    Stored minutes_stored;
    std::array<Stored, kHigherIntervals.size()> kept;
    HigherBars stream(xnys(), align, minute_of(sessions_.front().pre_open) - minutes{60});
    std::size_t finished = 0, dirty = 0;
    const auto take = [&](const HigherBars::Harvest& h) {
      for (std::size_t i = 0; i < kept.size(); ++i) {
        for (const Bar& b : h.finished[i]) store(kept[i], b);
        finished += h.finished[i].size();
      }
      for (const DirtySpan& d : h.dirty) {
        const auto i =
            static_cast<std::size_t>(std::ranges::find(kHigherIntervals, d.interval) - kHigherIntervals.begin());
        const auto again = fold_bars(minutes_of(minutes_stored, d.symbol.view(), d.span.start, d.span.end),
                                     d.interval, align, xnys());
        ASSERT_EQ(again.size(), 1U);
        store(kept[i], again.front());
      }
      dirty += h.dirty.size();
    };

    MinuteStart clock = deliveries.front().at;
    for (const Delivery& d : deliveries) {
      if (d.at != clock) take(stream.advance(clock = d.at - minutes{2}));
      clock = d.at;
      store(minutes_stored, d.bar);
      stream.apply(d.bar);
    }
    take(stream.advance(clock + minutes{120}));

    EXPECT_GT(finished, 0U);
    EXPECT_GT(dirty, 0U);
    for (std::size_t i = 0; i < kept.size(); ++i) {
      std::vector<Bar> streamed, batch;
      for (const auto& [key, bar] : kept[i]) streamed.push_back(bar);
      for (const std::string_view symbol : {"AAA", "BBB", "CCC"}) {
        const auto all = minutes_of(minutes_stored, symbol, MinuteStart::min(), MinuteStart::max());
        for (const Bar& b : fold_bars(all, kHigherIntervals[i], align, xnys())) batch.push_back(b);
      }
      ASSERT_EQ(streamed.size(), batch.size()) << name_of(kHigherIntervals[i]);
      for (std::size_t n = 0; n < batch.size(); ++n) {
        ASSERT_EQ(streamed[n], batch[n]) << line_of(streamed[n]) << "\n" << line_of(batch[n]);
      }
    }
  }
}

TEST_P(StreamingEqualsBatch, T107_the_day_is_the_same_in_any_order) {
  Stored rows;
  for (const Delivery& d : generated(sessions_, 11)) store(rows, d.bar);
  for (const Session& s : sessions_) {
    auto bars =
        minutes_of(rows, "AAA", minute_of(s.pre_open) - minutes{30}, minute_of(s.post_close) + minutes{30});
    DailyRollup forward(sym("AAA"), s);
    for (const Bar& b : bars) forward.add(b);
    std::ranges::shuffle(bars, std::mt19937(3));
    DailyRollup shuffled(sym("AAA"), s);
    for (const Bar& b : bars) shuffled.add(b);
    ASSERT_TRUE(forward.bar(true));
    EXPECT_EQ(forward.bar(true), shuffled.bar(true)) << to_text(s.date);
    EXPECT_LE(forward.bar(true)->bars_rth, forward.bar(true)->expected_bars);
  }
}

INSTANTIATE_TEST_SUITE_P(Sessions, StreamingEqualsBatch,
                         ::testing::Values(Period{"T005_spring", "2026-03-06", "2026-03-09"},
                                           Period{"T006_autumn", "2026-10-30", "2026-11-02"},
                                           Period{"T102_half_day", "2026-11-25", "2026-11-30"}),
                         [](const auto& period) { return std::string(period.param.name); });

}  // namespace
}  // namespace tickbard
