#include "tests/daemon/net/http_rig.hpp"

// Who gets one of the server's bounded places.

namespace tickbard {
namespace {

using test::Raw;
using test::Server;

TEST(HttpServer, connections_are_bounded_and_those_waiting_get_their_turn) {
  HttpServerOptions o;
  o.max_connections = 2;
  Server server(o);
  Raw a(server.port()), b(server.port());
  a.send("GET /later HTTP/1.1\r\nHost: h\r\n\r\n");
  const auto answer_a = server.later();
  b.send("GET /later HTTP/1.1\r\nHost: h\r\n\r\n");
  const auto answer_b = server.later();
  Raw third(server.port());
  third.send("GET /third HTTP/1.1\r\nHost: h\r\n\r\n");
  EXPECT_EQ(server.connections(), 2u);
  EXPECT_EQ(server.requests().size(), 2u) << "whoever is being answered keeps its place";
  HttpResponse long_one;
  long_one.body = std::string(1 << 20, 'x') + "the end";
  answer_a(std::move(long_one));
  EXPECT_TRUE(third.read_to("GET /third"));
  EXPECT_TRUE(a.read_to("the end")) << "its place was taken after the answer, not in it";
  answer_b({});
  EXPECT_TRUE(b.read_to("200 OK"));
}

TEST(HttpServer, connections_that_never_finish_asking_keep_nobody_out) {
  HttpServerOptions o;
  o.max_connections = 3;
  Server server(o);
  std::vector<std::unique_ptr<Raw>> half;
  const auto half_open = [&] {
    half.push_back(std::make_unique<Raw>(server.port()));
    half.back()->send("GET /half HTTP/1.1\r\nX: ");
  };
  for (int i = 0; i != 3; ++i) half_open();
  Raw asks(server.port());
  asks.send("GET /livez HTTP/1.1\r\nHost: h\r\n\r\n");
  EXPECT_TRUE(asks.read_to("GET /livez"));
  EXPECT_EQ(half[0]->read_all(), "") << "the one that waited longest has gone";
  half[1]->send("y\r\n\r\n");
  EXPECT_TRUE(half[1]->read_to("GET /half")) << "a later one could still ask";
  for (int i = 0; i != 20; ++i) half_open();
  Raw again(server.port());
  again.send("GET /readyz HTTP/1.1\r\nHost: h\r\n\r\n");
  EXPECT_TRUE(again.read_to("GET /readyz"));
  EXPECT_LE(server.connections(), 3u);
}

TEST(HttpServer, idle_connections_give_their_place_to_who_asks) {
  HttpServerOptions o;
  o.max_connections = 2;
  Server server(o);
  Raw first(server.port()), second(server.port());
  for (Raw* r : {&first, &second, &first}) {
    r->got.clear();
    r->send("GET /x HTTP/1.1\r\nHost: h\r\n\r\n");
    ASSERT_TRUE(r->read_to("GET /x"));
  }
  Raw third(server.port());
  third.send("GET /third HTTP/1.1\r\nHost: h\r\n\r\n");
  EXPECT_TRUE(third.read_to("GET /third"));
  EXPECT_FALSE(second.read_to("never")) << "idle for longest";
  first.got.clear();
  first.send("GET /y HTTP/1.1\r\nHost: h\r\n\r\n");
  EXPECT_TRUE(first.read_to("GET /y"));
}

}  // namespace
}  // namespace tickbard
