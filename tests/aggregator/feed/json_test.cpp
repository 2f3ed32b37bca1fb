#include "aggregator/feed/json.hpp"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace tickbard::json {

namespace {

using Kind = Token::Kind;

/// The token of {"x": <value>}, copied out.
struct Seen {
  Kind kind;
  std::string text;
};

Seen token(std::string_view value) {
  const simdjson::padded_string message{"{\"x\":" + std::string{value} + ",\"y\":1}"};
  simdjson::ondemand::parser parser;
  simdjson::ondemand::document document;
  Object object;
  Seen seen{Kind::absent, {}};
  EXPECT_EQ(parser.iterate(message).get(document), kOk) << value;
  EXPECT_EQ(document.get_object().get(object), kOk) << value;
  EXPECT_EQ(each_field(object,
                       [&](std::string_view key, Value& v) {
                         if (key == "x") {
                           const Token t = token_of(v);
                           seen = {t.kind, std::string{t.text}};
                         }
                         return kOk;
                       }),
            kOk)
      << value;
  return seen;
}

TEST(Json, a_token_is_the_text_on_the_wire) {
  const std::tuple<std::string_view, Kind, std::string_view> rows[] = {
      {"105944.20", Kind::number, "105944.20"},  // the zero at the end stays
      {"-1.5e-7", Kind::number, "-1.5e-7"},
      {"  7 \t\n", Kind::number, "7"},
      {"18239578009413566319", Kind::number, "18239578009413566319"},  // greater than any int64
      {"NaN", Kind::number, "NaN"},                                    // no JSON: reading it refuses it
      {"nul", Kind::number, "nul"},
      {"\"114.125\"", Kind::text, "114.125"},
      {"\"\"", Kind::text, ""},
      {"\"a b\"  ", Kind::text, "a b"},
      {R"("BTC\/USD")", Kind::text, "BTC/USD"},
      {R"("\u0041\"B")", Kind::text, "A\"B"},
      {"\"sixteen bytes ok\"", Kind::text, "sixteen bytes ok"},
      {R"("sixteen bytes ok\"")", Kind::text, "sixteen bytes ok\""},
      {R"("an escape beyond the first sixteen bytes \/")", Kind::text,
       "an escape beyond the first sixteen bytes /"},
      {R"("broken \x escape")", Kind::nested, ""},
      {"null", Kind::null, ""},
      {"true", Kind::boolean, "true"},
      {"false ", Kind::boolean, "false"},
      {"[1,2]", Kind::nested, ""},
      {"{\"a\":{}}", Kind::nested, ""},
  };
  for (const auto& [value, kind, text] : rows) {
    const Seen seen = token(value);
    EXPECT_EQ(seen.kind, kind) << value;
    EXPECT_EQ(seen.text, text) << value;
  }
}

TEST(Json, only_scalars_with_text_equal_a_text) {
  EXPECT_TRUE((Token{Kind::text, "T"}) == "T");
  EXPECT_TRUE((Token{Kind::number, "1"}) == "1");
  EXPECT_FALSE((Token{Kind::boolean, "true"}) == "true");
  EXPECT_FALSE(Token{} == "");
  EXPECT_FALSE(static_cast<bool>(Token{}));
  EXPECT_FALSE(static_cast<bool>(Token{Kind::null, {}}));
  EXPECT_TRUE(static_cast<bool>(Token{Kind::nested, {}}));
}

TEST(Json, fields_come_in_the_order_sent_and_names_keep_their_escapes) {
  const simdjson::padded_string message{
      std::string_view{R"({"b":[1,[2,{"c":3}]],"":0,"a\"x":1,"\u0061":2,"a":3})"}};
  simdjson::ondemand::parser parser;
  simdjson::ondemand::document document;
  Object object;
  ASSERT_EQ(parser.iterate(message).get(document), kOk);
  ASSERT_EQ(document.get_object().get(object), kOk);
  std::vector<std::string> keys;
  ASSERT_EQ(each_field(object,
                       [&](std::string_view key, Value&) {
                         keys.emplace_back(key);
                         return kOk;
                       }),
            kOk);
  EXPECT_EQ(keys, (std::vector<std::string>{"b", "", R"(a\"x)", R"(\u0061)", "a"}));
}

}  // namespace

}  // namespace tickbard::json
