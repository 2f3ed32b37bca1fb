#include "aggregator/feed/print.hpp"

#include <gtest/gtest.h>

#include "aggregator/core/time_text.hpp"

namespace tickbard {

namespace {

using json::Token;
using Kind = json::Token::Kind;

constexpr UnixNanos kReceived = from_unix_nanos(1'700'000'000'000'000'000);

Token text(std::string_view t) {
  return {Kind::text, t};
}
Token number(std::string_view t) {
  return {Kind::number, t};
}

TEST(Print, T012_a_time_in_every_form_of_every_provider) {
  const std::pair<Token, std::string_view> rows[] = {
      {number("1651684192"), "2022-05-04T17:09:52Z"},
      {number("1651684192536"), "2022-05-04T17:09:52.536Z"},
      {number("1651684192536123"), "2022-05-04T17:09:52.536123Z"},
      {number("1651684192536123456"), "2022-05-04T17:09:52.536123456Z"},
      {text("1651684192536"), "2022-05-04T17:09:52.536Z"},
      {text("1618678142.557535"), "2021-04-17T16:49:02.557535Z"},
      {number("1618678142.5"), "2021-04-17T16:49:02.5Z"},
      {text("2021-02-22T15:51:44.208Z"), "2021-02-22T15:51:44.208Z"},
      {text("2023-04-06T11:54:26.83915973Z"), "2023-04-06T11:54:26.83915973Z"},
      {text("2023-04-06T07:54:26-04:00"), "2023-04-06T11:54:26Z"},
  };
  for (const auto& [token, expected] : rows) {
    const auto time = read_time(token);
    ASSERT_TRUE(time) << token.text;
    EXPECT_EQ(to_rfc3339(*time), expected) << token.text;
  }
}

TEST(Print, T012_a_time_that_is_none) {
  const std::pair<Token, Reject> rows[] = {
      {number("0"), Reject::bad_time},
      {number("12345678901"), Reject::bad_time},
      {number("-1651684192"), Reject::bad_time},
      {number("99999999999999999999999"), Reject::bad_time},
      {text(""), Reject::bad_time},
      {text("now"), Reject::bad_time},
      {text("2022-05-04"), Reject::bad_time},
      {text("0000-00-00T00:00:00Z"), Reject::bad_time},
      {{Kind::null, {}}, Reject::bad_time},
      {{Kind::absent, {}}, Reject::malformed},
      {{Kind::boolean, "true"}, Reject::malformed},
      {{Kind::nested, {}}, Reject::malformed},
  };
  for (const auto& [token, reason] : rows) {
    const auto time = read_time(token);
    ASSERT_FALSE(time) << token.text;
    EXPECT_EQ(time.error(), reason) << token.text;
  }
}

TEST(Print, an_id_is_a_number_or_a_hash_and_never_one_for_the_other) {
  EXPECT_EQ(read_id(number("52983525033527")).value, 52983525033527u);
  EXPECT_EQ(read_id(text("15589")).value, 15589u);
  EXPECT_EQ(read_id(number("15589")), read_id(text("15589")));
  EXPECT_FALSE(read_id({}));
  EXPECT_FALSE(read_id({Kind::null, {}}));
  EXPECT_FALSE(read_id(text("")));
  for (const std::string_view other : {"e2429e31-8b9d-4195-900e-fd42be2dec89", "007", "1.5", "-3",
                                       "18446744073709551615", "99999999999999999999999"}) {
    EXPECT_EQ(read_id(text(other)).value >> 63, 1u) << other;
  }
}

TEST(Print, an_unsigned_number_or_nothing) {
  EXPECT_EQ(read_unsigned(number("18446744073709551615")), 18446744073709551615u);
  for (const std::string_view none : {"-1", "1.5", "18446744073709551616", "", "x"}) {
    EXPECT_EQ(read_unsigned(number(none)), 0u) << none;
  }
}

TEST(Print, the_first_unreadable_field_is_the_reason_and_the_others_are_still_read) {
  FeedEvent event;
  event.feed = 3;
  event.tick.recv_time = kReceived;
  PrintReader p{event, FeedEventKind::trade};
  p.price(number("0"));
  p.size(number("-1"));
  p.symbol(Symbol::parse("A"));
  p.time(number("1651684192"));
  EXPECT_EQ(event.kind, FeedEventKind::rejected);
  EXPECT_EQ(event.reject, Reject::bad_price);
  EXPECT_EQ(event.feed, 3);
  EXPECT_EQ(event.tick.symbol.view(), "A");
  EXPECT_EQ(event.tick.recv_time, kReceived);
  EXPECT_EQ(to_rfc3339(event.tick.event_time), "2022-05-04T17:09:52Z");
}

}  // namespace

}  // namespace tickbard
