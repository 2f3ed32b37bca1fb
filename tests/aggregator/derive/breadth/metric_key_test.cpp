#include "aggregator/derive/breadth/metric_key.hpp"

#include <numeric>

#include "aggregator/derive/breadth/close_history.hpp"

namespace tickbard {
namespace {

std::vector<Price> prices(std::span<const std::int64_t> whole) {
  std::vector<Price> out;
  for (const std::int64_t n : whole) out.push_back(Price{n * 1'000'000'000});
  return out;
}

std::vector<Price> one_to(std::int64_t n) {
  std::vector<std::int64_t> whole(static_cast<std::size_t>(n));
  std::iota(whole.begin(), whole.end(), 1);
  return prices(whole);
}

CloseHistory history_of(std::span<const Price> closes) {
  CloseHistory history;
  history.clear();
  for (const Price c : closes) history.add(c);
  return history;
}

MetricKey key(std::string_view text) {
  const auto parsed = parse_metric_key(text);
  EXPECT_TRUE(parsed) << text;
  return parsed ? *parsed : MetricKey{};
}

TEST(MetricKey, every_spelling_becomes_the_one_canonical_text) {
  struct Case {
    const char *written, *canonical;
  };
  for (const Case& c :
       {Case{"sma:13", "sma:13"}, Case{" SMA : 13 ", "sma:13"}, Case{"sma:8:shift=5", "sma:8:shift=5"},
        Case{"sma:8:shift=0", "sma:8"}, Case{"roc:17", "roc:17"}, Case{"Roc:017:Shift= 5", "roc:17:shift=5"},
        Case{"sma:255", "sma:255"}, Case{"roc:1:shift=254", "roc:1:shift=254"}}) {
    EXPECT_EQ(to_text(key(c.written)), c.canonical) << c.written;
  }
}

TEST(MetricKey, anything_else_is_answered_with_the_grammar) {
  for (const char* text :
       {"", "sma", "sma:", "sma:0", "sma:-1", "sma:13.5", "ema:13", "sma:13:5", "sma:13:shift=", "sma:13:shift=-1",
        "sma:13:lag=5", "sma:8:shift=5:shift=5", "sma:256", "roc:250:shift=6", "sma:99999999999", "sma:1 3"}) {
    const auto parsed = parse_metric_key(text);
    ASSERT_FALSE(parsed) << text;
    EXPECT_NE(parsed.error().text.find("'" + std::string{text} + "'"), std::string::npos) << parsed.error().text;
    EXPECT_NE(parsed.error().text.find("sma:BARS"), std::string::npos);
  }
}

TEST(MetricValue, T116_sma_8_shift_5_is_of_the_bars_t_minus_12_to_t_minus_5) {
  EXPECT_EQ(metric_value(key("sma:8:shift=5"), one_to(20)), 11.5);
  EXPECT_EQ(metric_value(key("sma:8:shift=5"), history_of(one_to(20))), 11.5);
  EXPECT_EQ(metric_value(key("sma:8:shift=5"), one_to(13)), 4.5);
  EXPECT_EQ(metric_value(key("sma:8:shift=5"), one_to(12)), std::nullopt) << "13 bars are needed";
}

TEST(MetricValue, T118_a_rate_from_a_close_of_zero_is_no_number) {
  const std::int64_t from_zero[] = {0, 5, 6};
  EXPECT_EQ(metric_value(key("roc:2"), prices(from_zero)), std::nullopt);
  EXPECT_EQ(metric_value(key("roc:2"), history_of(prices(from_zero))), std::nullopt);
  EXPECT_EQ(metric_value(key("roc:1"), prices(from_zero)), 0.2);
}

TEST(MetricValue, T114_a_history_filled_in_later_gives_the_value_that_was_missing) {
  const auto whole = one_to(30);
  const std::span<const Price> late{whole.begin() + 18, whole.end()};
  EXPECT_EQ(metric_value(key("sma:13"), late), std::nullopt) << "12 bars known";
  EXPECT_EQ(metric_value(key("sma:13"), whole), 24.0) << "after the back-fill";
}

TEST(MetricValue, T115_a_corrected_close_moves_every_value_whose_window_has_it_and_no_other) {
  const auto before = one_to(60);
  auto after = before;
  after[30] = Price{999'000'000'000};
  for (std::size_t n = 1; n <= before.size(); ++n) {
    const bool inside = n > 30 && n <= 30 + 13;
    const auto was = metric_value(key("sma:13"), std::span{before}.first(n));
    const auto is = metric_value(key("sma:13"), std::span{after}.first(n));
    EXPECT_EQ(was != is, inside) << "after " << n << " bars";
  }
}

TEST(MetricValue, a_running_history_equals_whole_windows_for_every_key_at_every_bar) {
  std::vector<Price> closes;
  CloseHistory history;
  history.clear();
  std::uint64_t seed = 7;
  for (int i = 0; i < 700; ++i) {  // the history's room is used up more than twice
    seed = seed * 6'364'136'223'846'793'005U + 1;
    closes.push_back(Price{static_cast<std::int64_t>(seed >> 24) - (i % 97 == 0 ? (std::int64_t{1} << 40) : 0)});
    history.add(closes.back());
    const SecurityMetricValues all = security_metrics(history);
    for (std::size_t k = 0; k < all.size(); ++k) {
      ASSERT_EQ(all[k], metric_value(kSecurityMetrics[k], closes)) << security_metric_texts()[k] << " at " << i;
    }
    ASSERT_EQ(metric_value(key("sma:255"), history), metric_value(key("sma:255"), closes)) << i;
    ASSERT_EQ(metric_value(key("roc:250:shift=5"), history), metric_value(key("roc:250:shift=5"), closes)) << i;
  }
}

TEST(SecurityMetrics, are_named_as_the_cache_names_them) {
  const std::vector<std::string> expected{"sma:13", "sma:28",         "sma:46",  "sma:8:shift=5",
                                          "sma:20", "sma:50",         "sma:100", "sma:200",
                                          "roc:17", "roc:17:shift=5", "roc:27",  "roc:27:shift=4"};
  const auto texts = security_metric_texts();
  EXPECT_EQ((std::vector<std::string>{texts.begin(), texts.end()}), expected);
  for (std::size_t i = 0; i < texts.size(); ++i) EXPECT_EQ(key(texts[i]), kSecurityMetrics[i]) << texts[i];
}

TEST(MetricKey, a_mean_in_finer_units_is_divided_once) {
  CloseHistory units, thirds;
  units.clear();
  thirds.clear();
  for (const std::int64_t cents : {100, 200, 301}) {
    units.add(Price{cents * 10'000'000});
    thirds.add(Price{cents * 10'000'000 * 3});
  }
  EXPECT_EQ(metric_value(key("sma:3"), thirds, 3), metric_value(key("sma:3"), units));
  EXPECT_EQ(metric_value(key("roc:2"), thirds, 3), metric_value(key("roc:2"), units));
  // 1/3 + 1/3 + 1/3: rounded prices would make 0.333333333 of it
  CloseHistory third;
  third.clear();
  for (int i = 0; i < 3; ++i) third.add(Price{1'000'000'000});
  EXPECT_EQ(metric_value(key("sma:3"), third, 3), 1.0 / 3);
}

}  // namespace
}  // namespace tickbard
