#include "sinks/event_json.hpp"

#include <gtest/gtest.h>

#include "tests/sinks/builders.hpp"

namespace tickbard::test {
namespace {

/// Events have no comparison of their own; their JSON is exact, so equal JSON is equal events.
void expect_round_trip(const Event& event) {
  const std::string once = event_to_json(event);
  const auto back = event_from_json(event.index(), once);
  ASSERT_TRUE(back.has_value()) << once;
  EXPECT_EQ(back->index(), event.index());
  EXPECT_EQ(event_to_json(*back), once);
}

TEST(EventJson, every_kind_comes_back_exactly) {
  Alert bare = alert("ÄÖ", at(1, 1));
  bare.previous_close.reset();
  bare.conditions = {};
  bare.conditions.truncated = true;
  bare.segment = Segment::overnight;
  const std::vector<Event> events{
      bar("A", minute()),
      alert("BRK.B", at(0, 123'456'789), false),
      bare,
      Gap{"us", at(0, 7), {}, LostReason::tls_failed},
      Gap{"us", at(0), at(9), LostReason::shutdown},
      LogEntry{at(3), "us", "rejected", "A", "quote \" backslash \\ newline \n"},
      ResumePoint{"us", "", at(4), UINT64_MAX},
      Instrument{symbol("BRK.B"), "xnys", "us"},
      SessionPrint{symbol("A"), SessionDate{std::chrono::year{2026} / 11 / 27}, PrintRole::corrected_close,
                   price("0.000000001"), Size{INT64_MAX}, at(0, 123'456'789), "12", TradeId{UINT64_MAX}},
      SessionPrint{symbol("A"),
                   SessionDate{std::chrono::year{1999} / 1 / 4},
                   PrintRole::opening_print,
                   price("1"),
                   Size{1},
                   at(0),
                   "",
                   {}},
      WithdrawnPrint{symbol("A"), SessionDate{std::chrono::year{2026} / 11 / 27}, "12", TradeId{UINT64_MAX}},
  };
  for (const Event& event : events) expect_round_trip(event);
}

TEST(EventJson, T039_a_volume_beyond_64_bits_comes_back_exactly) {
  Bar b = bar("A", minute());
  b.volume.raw = (static_cast<Int128>(INT64_MAX) + 1) * 1'000'003;
  b.vwap.reset();
  const auto back = event_from_json(0, event_to_json(b));
  ASSERT_TRUE(back.has_value());
  EXPECT_EQ(std::get<Bar>(*back), b);
}

TEST(EventJson, bytes_that_are_no_text_become_marks) {
  const auto back = event_from_json(3, event_to_json(LogEntry{at(0), "us", "rejected", "", "a\xFFz"}));
  ASSERT_TRUE(back.has_value());
  EXPECT_EQ(std::get<LogEntry>(*back).detail, "a\xEF\xBF\xBDz");
}

// A journal written by an earlier build must read the same: a kind is stored as its number.
TEST(EventJson, kinds_keep_their_numbers) {
  EXPECT_EQ(Event(Bar{}).index(), 0U);
  EXPECT_EQ(Event(Alert{}).index(), 1U);
  EXPECT_EQ(Event(Gap{}).index(), 2U);
  EXPECT_EQ(Event(LogEntry{}).index(), 3U);
  EXPECT_EQ(Event(ResumePoint{}).index(), 4U);
  EXPECT_EQ(Event(Instrument{}).index(), 5U);
  EXPECT_EQ(Event(SessionPrint{}).index(), 6U);
  EXPECT_EQ(Event(WithdrawnPrint{}).index(), 7U);
}

TEST(EventJson, a_session_print_of_before_ids_were_kept_reads_without_one) {
  const auto back =
      event_from_json(6, R"({"symbol":"A","session":"2026-11-27","role":"closing_print","price":1000,)"
                         R"("size":5,"event_time":7,"exchange":"12"})");
  ASSERT_TRUE(back.has_value());
  EXPECT_EQ(std::get<SessionPrint>(*back).exchange, "12");
  EXPECT_FALSE(std::get<SessionPrint>(*back).id);
}

TEST(EventJson, a_value_outside_its_table_is_refused) {
  const std::string good = event_to_json(alert("A", at(0)));
  for (const std::string key : {"reference_source", "tape", "segment"}) {
    for (const std::string value : {"-1", "9", "255", "9223372036854775807"}) {
      const auto begin = good.find('"' + key + '"') + key.size() + 3;
      std::string bad = good;
      bad.replace(begin, good.find_first_of(",}", begin) - begin, value);
      EXPECT_FALSE(event_from_json(1, bad)) << bad;
    }
  }
}

TEST(EventJson, what_is_not_ours_is_refused) {
  EXPECT_FALSE(event_from_json(1, "{}").has_value());
  EXPECT_FALSE(event_from_json(1, "not json").has_value());
  EXPECT_FALSE(event_from_json(2, R"({"feed":"us","from":"yesterday","to":null,"reason":"closed"})").has_value());
  EXPECT_FALSE(event_from_json(5, R"({"symbol":"A","calendar":"xnys"})").has_value());
  const std::string print =
      event_to_json(SessionPrint{symbol("A"), SessionDate{std::chrono::year{2026} / 11 / 27},
                                 PrintRole::official_close, price("1"), Size{1}, at(0), "12", TradeId{3}});
  for (const auto& [ours, foreign] : std::vector<std::pair<std::string, std::string>>{
           {"official_close", "breakfast"}, {"2026-11-27", "2026-13-27"}}) {
    std::string altered = print;
    altered.replace(altered.find(ours), ours.size(), foreign);
    EXPECT_FALSE(event_from_json(6, altered).has_value()) << altered;
  }
  EXPECT_TRUE(event_from_json(6, print).has_value());
  EXPECT_FALSE(event_from_json(7, R"({"symbol":"A","session":"soon","exchange":"12","id":3})").has_value());
  EXPECT_FALSE(event_from_json(99, "{}").has_value());
}

}  // namespace
}  // namespace tickbard::test
