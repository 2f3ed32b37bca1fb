#include "daemon/net/url.hpp"

namespace tickbard {
namespace {

TEST(Url, parts) {
  struct Case {
    const char* text;
    const char* scheme;
    const char* host;
    int port;
    const char* target;
    bool has_path;
    const char* origin;
  };
  const std::vector<Case> cases{
      {"wss://ws.kraken.com/v2", "wss", "ws.kraken.com", 443, "/v2", true, "wss://ws.kraken.com"},
      {"ws://127.0.0.1:8080", "ws", "127.0.0.1", 8080, "/", false, "ws://127.0.0.1:8080"},
      {"ws://localhost:80/", "ws", "localhost", 80, "/", false, "ws://localhost"},
      {"WSS://Example.COM/a?b=c&d#frag", "wss", "Example.COM", 443, "/a?b=c&d", true, "wss://Example.COM"},
      {"https://h?x=1", "https", "h", 443, "/?x=1", false, "https://h"},
      {"http://[::1]:9/x", "http", "::1", 9, "/x", true, "http://[::1]:9"},
  };
  for (const Case& c : cases) {
    const auto url = Url::parse(c.text);
    ASSERT_TRUE(url) << c.text;
    EXPECT_EQ(url->scheme, c.scheme) << c.text;
    EXPECT_EQ(url->host, c.host) << c.text;
    EXPECT_EQ(url->port, c.port) << c.text;
    EXPECT_EQ(url->target(), c.target) << c.text;
    EXPECT_EQ(url->has_path, c.has_path) << c.text;
    EXPECT_EQ(url->origin(), c.origin) << c.text;
  }
}

TEST(Url, what_is_wrong_is_said) {
  const std::vector<std::pair<std::string, const char*>> cases{
      {"", "empty"},
      {"example.com", "no scheme"},
      {"ftp://x", "\"ftp\""},
      {"ws://", "no host"},
      {"ws://:80", "no host"},
      {"ws://host:", "port"},
      {"ws://host:0", "port"},
      {"ws://host:65536", "port"},
      {"ws://host:8o", "\"8o\""},
      {"ws://ho st", "space"},
      {"ws://host/\n", "control"},
      {"ws://[::1", "]"},
      {"ws://[::1]x", ":port"},
      {"ws://[host]", "IPv6"},
      {"ws://ho\"st", "unfit"},
  };
  for (const auto& [text, part] : cases) {
    const auto url = Url::parse(text);
    ASSERT_FALSE(url) << text;
    EXPECT_NE(url.error().text.find(part), std::string::npos) << url.error().text;
    EXPECT_NE(url.error().text.find("expected"), std::string::npos);
  }
}

TEST(Url, passwords_are_refused_and_not_repeated) {
  const auto url = Url::parse("wss://user:hunter2@host/");
  ASSERT_FALSE(url);
  EXPECT_EQ(url.error().text.find("hunter2"), std::string::npos);
  EXPECT_NE(url.error().text.find("key and secret"), std::string::npos);
}

}  // namespace
}  // namespace tickbard
