#include "daemon/edge/store_reader.hpp"

#include "tests/support/precompiled.hpp"
//
#include "tests/daemon/edge/store_support.hpp"

namespace tickbard {
namespace {

using namespace std::chrono_literals;
using test::bar;
using test::hm;
using test::minute;

struct StoreReaderTest : ::testing::Test {
  test::StoreFolder folder{"store-reader"};
  OpenStoreView open =
      store_reader("sqlite:bars.db", folder.path, [] { return test::at("2026-11-20T15:00:00Z"); });

  static std::vector<std::string> starts(const Result<std::vector<Bar>>& bars) {
    std::vector<std::string> out;
    if (!bars) return {bars.error().text};
    for (const auto& b : *bars) out.push_back(to_rfc3339(b.start).substr(5, 11));
    return out;
  }
};

using Starts = std::vector<std::string>;

TEST_F(StoreReaderTest, a_store_that_is_not_there_is_a_sentence) {
  const auto reader = open();
  if (reader) {
    const auto bars = reader->bars({test::symbol("A"), {}, {}, 10, true});
    ASSERT_FALSE(bars);
    EXPECT_FALSE(bars.error().text.empty());
  } else {
    EXPECT_NE(reader.error().text.find("bars.db"), std::string::npos) << reader.error().text;
  }
}

TEST_F(StoreReaderTest, the_newest_bars_are_found_however_old_they_are) {
  folder.write({bar("A", minute("2024-01-02T14:30:00Z")), bar("A", minute("2026-11-01T14:30:00Z")),
                bar("A", minute("2026-11-12T15:00:00Z")), bar("A", hm("14:58")), bar("A", hm("14:59")),
                bar("B", hm("14:57"))});
  const auto reader = open();
  ASSERT_TRUE(reader) << reader.error().text;
  const Symbol a = test::symbol("A");
  EXPECT_EQ(starts(reader->bars({a, {}, {}, 2, true})), (Starts{"11-20T14:59", "11-20T14:58"}));
  EXPECT_EQ(starts(reader->bars({a, {}, {}, 3, true})), (Starts{"11-20T14:59", "11-20T14:58", "11-12T15:00"}));
  EXPECT_EQ(starts(reader->bars({a, {}, {}, 10, true})),
            (Starts{"11-20T14:59", "11-20T14:58", "11-12T15:00", "11-01T14:30", "01-02T14:30"}));
  EXPECT_EQ(starts(reader->bars({a, {}, minute("2026-11-02T00:00:00Z"), 10, true})),
            (Starts{"11-01T14:30", "01-02T14:30"}));
  EXPECT_EQ(starts(reader->bars({a, {}, minute("2099-01-01T00:00:00Z"), 1, true})), (Starts{"11-20T14:59"}));
  EXPECT_EQ(starts(reader->bars({test::symbol("NONE"), {}, {}, 1, true})), Starts{});
}

TEST_F(StoreReaderTest, ranges_are_half_open_and_oldest_first) {
  folder.write({bar("A", hm("14:30")), bar("A", hm("14:31")), bar("A", hm("14:32"))});
  const auto reader = open();
  ASSERT_TRUE(reader) << reader.error().text;
  const Symbol a = test::symbol("A");
  EXPECT_EQ(starts(reader->bars({a, hm("14:30"), hm("14:32"), 10, false})),
            (Starts{"11-20T14:30", "11-20T14:31"}));
  EXPECT_EQ(starts(reader->bars({a, hm("14:31"), {}, 1, false})), (Starts{"11-20T14:31"}));
  EXPECT_EQ(starts(reader->bars({a, {}, {}, 2, false})), (Starts{"11-20T14:30", "11-20T14:31"}));
}

TEST_F(StoreReaderTest, bars_come_back_as_they_were_written_and_new_ones_are_seen) {
  auto written = bar("A", hm("14:30"), "0.1");
  written.high = test::price("123.456789");
  written.quality = quality::kAmended;
  written.revision = 2;
  folder.write({written});
  const auto reader = open();
  ASSERT_TRUE(reader) << reader.error().text;
  const auto bars = reader->bars({written.symbol, {}, {}, 10, true});
  ASSERT_TRUE(bars);
  EXPECT_EQ(*bars, std::vector<Bar>{written});
  folder.write({bar("A", hm("14:31"))});
  EXPECT_EQ(reader->bars({written.symbol, {}, {}, 10, true})->size(), 2U);
}

}  // namespace
}  // namespace tickbard
