#include <arpa/inet.h>
#include <sys/socket.h>
#include <unistd.h>

#include <atomic>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <condition_variable>
#include <cstring>
#include <future>
#include <mutex>
#include <thread>

#include "daemon/net/http_server.hpp"
#include "daemon/net/ws_client.hpp"
#include "daemon/runtime/clock.hpp"
#include "tests/daemon/net/http_rig.hpp"

namespace tickbard {
namespace {

using namespace std::chrono_literals;

using test::has;
using test::Raw;
using test::Server;

const std::string kClose = "Connection: close\r\n\r\n";

TEST(HttpServer, answers_and_keeps_the_connection) {
  Server server;
  Raw c(server.port());
  c.send("GET /a?x=1 HTTP/1.1\r\nHost: h\r\nAccept: text/x\r\n\r\n");
  ASSERT_TRUE(c.read_to("GET /a?x=1 \n"));
  EXPECT_TRUE(c.got.starts_with("HTTP/1.1 200 OK\r\n"));
  for (const char* part : {"Server: tickbard\r\n", "Date: ", "Content-Length: 12\r\n", "X-Test: yes\r\n"}) {
    EXPECT_TRUE(has(c.got, part)) << part << c.got;
  }
  c.send("POST /b HTTP/1.1\r\nHost: h\r\nContent-Length: 4\r\n" + kClose + "body");
  EXPECT_TRUE(has(c.read_all(), "POST /b body\n"));
  const auto requests = server.requests();
  ASSERT_EQ(requests.size(), 2u);
  EXPECT_EQ(requests[0].header("ACCEPT"), "text/x");
  EXPECT_EQ(requests[0].header("absent"), "");
  EXPECT_EQ(requests[0].path(), "/a");
  EXPECT_EQ(requests[0].query(), "x=1");
  EXPECT_TRUE(requests[0].remote.starts_with("127.0.0.1:"));
}

TEST(HttpServer, head_has_the_length_and_no_body) {
  Server server;
  Raw c(server.port());
  c.send("HEAD /a HTTP/1.1\r\nHost: h\r\n" + kClose);
  const std::string all = c.read_all();
  EXPECT_TRUE(has(all, "Content-Length: 9\r\n")) << all;
  EXPECT_TRUE(all.ends_with("\r\n\r\n")) << all;
}

TEST(HttpServer, pipelined_requests_are_answered_in_order_even_if_the_first_takes_long) {
  Server server;
  Raw c(server.port());
  c.send("GET /later HTTP/1.1\r\nHost: h\r\n\r\nGET /2 HTTP/1.1\r\nHost: h\r\n\r\nGET /3 HTTP/1.1\r\nHost: h\r\n" +
         kClose);
  auto respond = server.later();
  ASSERT_TRUE(respond);
  std::thread other([&] {
    HttpResponse r;
    r.body = "the late one\n";
    respond(r);
    r.body = "a second answer";
    respond(std::move(r));
  });
  const std::string all = c.read_all();
  other.join();
  const auto first = all.find("the late one");
  const auto second = all.find("GET /2");
  const auto third = all.find("GET /3");
  EXPECT_LT(first, second);
  EXPECT_LT(second, third);
  EXPECT_NE(third, std::string::npos);
  EXPECT_FALSE(has(all, "a second answer"));
}

TEST(HttpServer, a_long_pipeline_is_read_in_portions_and_answered_wholly) {
  HttpServerOptions o;
  o.pipeline = 2;
  Server server(o);
  Raw c(server.port());
  std::string bytes;
  for (int i = 0; i < 100; ++i) bytes += "GET /n" + std::to_string(i) + " HTTP/1.1\r\nHost: h\r\n\r\n";
  c.send(bytes + "GET /last HTTP/1.1\r\nHost: h\r\n" + kClose);
  const std::string all = c.read_all();
  std::size_t at = 0;
  for (int i = 0; i < 100; ++i) {
    at = all.find("GET /n" + std::to_string(i) + " ", at);
    ASSERT_NE(at, std::string::npos) << i;
  }
  EXPECT_TRUE(has(all, "GET /last"));
}

TEST(HttpServer, a_forgotten_request_is_answered_500) {
  Server server;
  Raw c(server.port());
  c.send("GET /forget HTTP/1.1\r\nHost: h\r\n" + kClose);
  EXPECT_TRUE(c.read_all().starts_with("HTTP/1.1 500 "));
}

TEST(HttpServer, an_answer_after_the_servers_end_goes_nowhere) {
  HttpRespond respond;
  std::optional<Raw> c;
  {
    Server server;
    c.emplace(server.port());
    c->send("GET /later HTTP/1.1\r\nHost: h\r\n\r\n");
    respond = server.later();
  }
  respond({});
  EXPECT_EQ(c->read_all(), "");
}

TEST(HttpServer, bad_requests_are_told_what_is_wrong_and_never_reach_the_handler) {
  HttpServerOptions o;
  o.header_bytes = 1000;
  o.body_bytes = 100;
  Server server(o);
  struct Case {
    std::string bytes;
    const char* status;
  };
  const std::vector<Case> cases{
      {"NONSENSE\r\n\r\n", "400"},
      {"GET /a SPDY/9\r\n\r\n", "400"},
      {"GET /a HTTP/1.1\r\nContent-Length: many\r\n\r\n", "400"},
      {"GET /a HTTP/1.1\r\nBad Header\r\n\r\n", "400"},
      {"GET /a HTTP/1.1\r\nHost: localhost\r\nhost: evil.example\r\n\r\n", "400"},
      {"GET /a HTTP/1.1\r\nHost: h\r\nHost: h\r\n\r\n", "400"},
      {"GET /a HTTP/1.1\r\nX: " + std::string(2000, 'x') + "\r\n\r\n", "431"},
      {"POST /a HTTP/1.1\r\nContent-Length: 101\r\n\r\n", "413"},
      {"POST /a HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n65\r\n" + std::string(101, 'x') + "\r\n0\r\n\r\n",
       "413"},
  };
  for (const Case& k : cases) {
    Raw c(server.port());
    c.send(k.bytes);
    const std::string all = c.read_all();
    EXPECT_TRUE(all.starts_with(std::string("HTTP/1.1 ") + k.status)) << k.bytes.substr(0, 60) << " -> " << all;
    EXPECT_TRUE(has(all, "Connection: close"));
  }
  EXPECT_TRUE(server.requests().empty());
}

TEST(HttpServer, a_refusal_reaches_a_client_that_is_still_sending) {
  Server server;
  Raw c(server.port());
  c.send("POST /a HTTP/1.1\r\nContent-Length: 900000\r\n\r\n" + std::string(900'000, 'x'));
  EXPECT_TRUE(c.read_all().starts_with("HTTP/1.1 413 "));
}

TEST(HttpServer, an_expected_100_continue_is_given) {
  Server server;
  Raw c(server.port());
  c.send("POST /a HTTP/1.1\r\nHost: h\r\nExpect: 100-continue\r\nContent-Length: 2\r\n" + kClose);
  ASSERT_TRUE(c.read_to("HTTP/1.1 100 Continue\r\n\r\n"));
  c.send("hi");
  EXPECT_TRUE(has(c.read_all(), "POST /a hi"));
}

TEST(HttpServer, a_request_that_never_ends_is_given_up_and_an_idle_connection_is_closed) {
  HttpServerOptions o;
  o.read_timeout = 50ms;
  o.idle_timeout = 50ms;
  Server server(o);
  Raw slow(server.port());
  slow.send("GET /a HT");
  EXPECT_TRUE(slow.read_all().starts_with("HTTP/1.1 408 "));
  Raw idle(server.port());
  EXPECT_EQ(idle.read_all(), "");
}

TEST(HttpServer, a_waiting_answer_is_no_idle_connection) {
  HttpServerOptions o;
  o.idle_timeout = 20ms;
  Server server(o);
  Raw c(server.port());
  c.send("GET /later HTTP/1.1\r\nHost: h\r\n\r\n");
  auto respond = server.later();
  Raw other(server.port());
  EXPECT_EQ(other.read_all(), "") << "the idle timeout has passed for this one";
  respond({});
  EXPECT_TRUE(c.read_to("200 OK"));
}

TEST(HttpServer, stop_answers_what_was_asked_and_closes) {
  Server server;
  Raw idle(server.port());
  idle.send("GET /x HTTP/1.1\r\nHost: h\r\n\r\n");
  ASSERT_TRUE(idle.read_to("GET /x"));
  Raw busy(server.port());
  busy.send("GET /later HTTP/1.1\r\nHost: h\r\n\r\n");
  auto respond = server.later();
  server.stop();
  const std::string before = idle.got;
  EXPECT_EQ(idle.read_all(), before);
  HttpResponse r;
  r.body = "still answered";
  respond(std::move(r));
  const std::string all = busy.read_all();
  EXPECT_TRUE(has(all, "still answered"));
  EXPECT_TRUE(has(all, "Connection: close"));
}

TEST(HttpServer, a_port_in_use_is_said_with_what_to_do) {
  Server server;
  boost::asio::io_context io;
  HttpServerOptions o;
  o.port = server.port();
  try {
    HttpServer second(io, o, {});
    FAIL();
  } catch (const std::runtime_error& e) {
    EXPECT_TRUE(has(e.what(), std::to_string(o.port)));
    EXPECT_TRUE(has(e.what(), "another program listens there"));
  }
}

TEST(HttpServer, a_websocket_lives_on_the_same_port) {
  std::atomic<int> closed{0};
  HttpUpgrade upgrade;
  upgrade.admit = [](const HttpRequest& q) -> std::unique_ptr<HttpResponse> {
    if (q.path() == "/ws") return nullptr;
    auto no = std::make_unique<HttpResponse>();
    no->status = 404;
    return no;
  };
  upgrade.handlers.on_message = [](const WsPeerPtr& p, std::string_view m) {
    p->send(std::string(p->path()) + "?" + std::string(p->query()) + " " + std::string(m));
  };
  upgrade.handlers.on_close = [&](const WsPeerPtr&, std::uint16_t, std::string_view) { ++closed; };
  Server server({}, std::move(upgrade));

  boost::asio::io_context io{1};
  std::vector<std::string> got;
  std::vector<WsEnd> ends;
  std::unique_ptr<WsClient> client;
  const auto connect = [&](const std::string& path) {
    WsClientOptions o;
    o.url = Url::parse("ws://127.0.0.1:" + std::to_string(server.port()) + path).value();
    WsClientHandlers on;
    on.on_open = [&] { client->send("hello"); };
    on.on_message = [&](std::string_view m) {
      got.emplace_back(m);
      client->close();
    };
    on.on_end = [&](const WsEnd& e) { ends.push_back(e); };
    client = std::make_unique<WsClient>(io, std::move(o), std::move(on));
    client->start();
    io.restart();
    io.run_for(20s);
  };
  connect("/ws?a=b");
  EXPECT_EQ(got, std::vector<std::string>{"/ws?a=b hello"});
  connect("/elsewhere");
  ASSERT_EQ(ends.size(), 2u);
  EXPECT_EQ(ends[1].kind, WsEndKind::refused);
  EXPECT_EQ(ends[1].http_status, 404);
  Raw plain(server.port());
  plain.send("GET /ws HTTP/1.1\r\nHost: h\r\n" + kClose);
  EXPECT_TRUE(has(plain.read_all(), "GET /ws"));
  EXPECT_EQ(closed, 1);
}

}  // namespace
}  // namespace tickbard
