#include "daemon/net/ws_upgrade.hpp"

#include <set>

#include "tests/support/server_frames.hpp"

namespace tickbard {
namespace {

using net::WsUpgrade;
using State = WsUpgrade::State;

std::string field_of(const std::string& request, const std::string& name) {
  const auto at = request.find("\r\n" + name + ": ");
  if (at == std::string::npos) return {};
  const auto from = at + name.size() + 4;
  return request.substr(from, request.find("\r\n", from) - from);
}

struct Asked {
  WsUpgrade upgrade{Url::parse("ws://feed.example:8080/stocks?key=1").value()};

  static std::string answer(const std::string& fields,
                            const std::string& first = "HTTP/1.1 101 Switching Protocols") {
    return first + "\r\n" + fields + "\r\n";
  }
};

TEST(WsUpgrade, a_good_answer_opens_and_what_follows_it_is_kept) {
  for (const bool at_once : {true, false}) {
    Asked asked;
    const std::string answer = test::upgrade_answer(asked.upgrade.request()) + "frames";
    if (at_once) {
      EXPECT_EQ(asked.upgrade.take(answer), State::open);
    } else {
      for (const char c : answer.substr(0, answer.size() - 7))
        EXPECT_EQ(asked.upgrade.take({&c, 1}), State::waiting);
      EXPECT_EQ(asked.upgrade.take("\nframes"), State::open);
    }
    EXPECT_EQ(asked.upgrade.rest(), "frames");
  }
}

TEST(WsUpgrade, asks_with_a_key_of_its_own_each_time) {
  std::set<std::string> keys;
  for (int i = 0; i < 10; ++i) {
    const Asked asked;
    const std::string& request = asked.upgrade.request();
    EXPECT_TRUE(request.starts_with("GET /stocks?key=1 HTTP/1.1\r\nHost: feed.example:8080\r\n")) << request;
    EXPECT_TRUE(request.ends_with("\r\n\r\n"));
    EXPECT_EQ(field_of(request, "Upgrade"), "websocket");
    EXPECT_EQ(field_of(request, "Connection"), "upgrade");
    EXPECT_EQ(field_of(request, "Sec-WebSocket-Version"), "13");
    EXPECT_EQ(field_of(request, "User-Agent"), "tickbard");
    EXPECT_EQ(field_of(request, "Sec-WebSocket-Extensions"), "");
    const std::string key = field_of(request, "Sec-WebSocket-Key");
    EXPECT_EQ(key.size(), 24u);
    EXPECT_TRUE(key.ends_with("==")) << "16 bytes";
    keys.insert(key);
  }
  EXPECT_EQ(keys.size(), 10u);
}

TEST(WsUpgrade, says_what_is_wrong_with_an_answer) {
  const std::string upgrade = "Upgrade: websocket\r\n", connection = "Connection: Upgrade\r\n";
  const std::vector<std::pair<std::string, std::string>> cases{
      {Asked::answer(upgrade + connection, "HTTP/1.0 101 Yes"), "HTTP/1.1"},
      {Asked::answer(upgrade), "Connection"},
      {Asked::answer(connection), "Upgrade"},
      {Asked::answer("Upgrade: h2c\r\n" + connection), "Upgrade"},
      {Asked::answer(upgrade + connection), "Sec-WebSocket-Accept field is missing"},
      {Asked::answer(upgrade + connection + "Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n"),
       "Sec-WebSocket-Accept field is invalid"},
      {"SSH-2.0-OpenSSH\r\n\r\n", "bad version"},
      {"HTTP/1.1 101 Yes\r\nX: " + std::string(20'000, 'x') + "\r\n\r\n", "limit"},
  };
  for (const auto& [answer, why] : cases) {
    Asked asked;
    EXPECT_EQ(asked.upgrade.take(answer), State::failed) << answer;
    EXPECT_NE(asked.upgrade.why().find(why), std::string::npos) << asked.upgrade.why();
  }
}

TEST(WsUpgrade, a_refusal_is_known_by_its_header_alone) {
  const std::string answer = Asked::answer("Content-Length: 1000\r\n", "HTTP/1.1 401 Unauthorized");
  Asked asked;
  for (const char c : answer.substr(0, answer.size() - 1)) ASSERT_EQ(asked.upgrade.take({&c, 1}), State::waiting);
  EXPECT_EQ(asked.upgrade.take("\nno key"), State::refused);
  EXPECT_EQ(asked.upgrade.status(), 401u);
  EXPECT_EQ(asked.upgrade.reason(), "Unauthorized");
  EXPECT_EQ(asked.upgrade.server(), "");
}

}  // namespace
}  // namespace tickbard
