#include "daemon/net/listen_address.hpp"

namespace tickbard {
namespace {

TEST(ListenAddress, is_a_host_and_a_port) {
  const auto v4 = parse_listen("127.0.0.1:8787");
  ASSERT_TRUE(v4);
  EXPECT_EQ(v4->host, "127.0.0.1");
  EXPECT_EQ(v4->port, 8787);
  const auto v6 = parse_listen("[::1]:0");
  ASSERT_TRUE(v6);
  EXPECT_EQ(v6->host, "::1");
  EXPECT_EQ(listen_text(v6->host, v6->port), "[::1]:0");
  for (const char* bad : {"", "8787", ":8787", "host:", "host:x", "host:65536", "::1:80", "[]:1", "host:1x"}) {
    EXPECT_FALSE(parse_listen(bad)) << bad;
  }
}

TEST(ListenAddress, loopback_is_this_machine_only) {
  for (const char* near : {"127.0.0.1", "127.9.9.9", "localhost", "::1", "[::1]"})
    EXPECT_TRUE(is_loopback(near)) << near;
  for (const char* far :
       {"0.0.0.0", "::", "10.0.0.1", "127.example.com", "1270.0.0.1", "localhost.example.com", ""}) {
    EXPECT_FALSE(is_loopback(far)) << far;
  }
}

}  // namespace
}  // namespace tickbard
