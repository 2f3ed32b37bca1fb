#include <atomic>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/ssl/context.hpp>
#include <condition_variable>
#include <mutex>

#include "daemon/net/http_server.hpp"
#include "daemon/net/tls.hpp"
#include "daemon/net/ws_client.hpp"
#include "daemon/net/ws_server.hpp"
#include "daemon/runtime/clock.hpp"
#include "tests/support/scripted_server.hpp"

namespace tickbard {
namespace {

using namespace std::chrono_literals;
using test::Script;
using test::ScriptedServer;

/// A client on this thread; run_until() turns its loop until something is so.
class Client {
 public:
  explicit Client(const std::string& url, const TlsContext* tls = nullptr) {
    WsClientOptions o;
    o.url = Url::parse(url).value();
    o.tls = tls;
    options = o;
  }

  void start() {
    WsClientHandlers on;
    on.on_open = [this] {
      open = true;
      if (at_open) at_open();
    };
    on.on_message = [this](std::string_view m) {
      // Under the address sanitizer this is where missing padding shows.
      for (std::size_t i = 0; i < 64; ++i) padding = padding ^ static_cast<unsigned>(m.data()[m.size() + i]);
      bytes += m.size();
      messages.emplace_back(m.substr(0, 100));
      if (at_message) at_message();
    };
    on.on_control = [this] { ++controls; };
    on.on_end = [this](const WsEnd& e) { ends.push_back(e); };
    client = std::make_unique<WsClient>(io, options, std::move(on));
    client->start();
  }

  template <class F>
  bool run_until(F&& f) {
    const auto limit = mono_now() + 20s;
    while (!f() && mono_now() < limit) {
      if (io.stopped()) io.restart();
      io.run_one_for(100ms);
    }
    return f();
  }
  bool run_to_end() {
    return run_until([&] { return !ends.empty(); });
  }

  WsClientOptions options;
  boost::asio::io_context io{1};
  std::unique_ptr<WsClient> client;
  std::function<void()> at_open, at_message;
  bool open = false;
  int controls = 0;
  volatile unsigned padding = 0;
  std::size_t bytes = 0;
  std::vector<std::string> messages;
  std::vector<WsEnd> ends;
};

bool has(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

TEST(WsClient, talks_and_ends_politely) {
  ScriptedServer server({{test::send("hello"), test::expect("who"), test::send("scripted")}});
  Client c(server.url());
  c.at_open = [&] { c.client->send("who are you"); };
  c.start();
  ASSERT_TRUE(c.run_until([&] { return c.messages.size() == 2; }));
  EXPECT_EQ(c.messages, (std::vector<std::string>{"hello", "scripted"}));
  c.client->close();
  ASSERT_TRUE(c.run_to_end());
  EXPECT_EQ(c.ends[0].kind, WsEndKind::closed);
  EXPECT_EQ(c.ends[0].close_code, 1000);
  EXPECT_TRUE(server.surprises().empty());
}

TEST(WsClient, many_sends_arrive_in_order) {
  Script script;
  for (int i = 0; i < 500; ++i) script.push_back(test::expect("n" + std::to_string(i) + "."));
  script.push_back(test::send("done"));
  ScriptedServer server({script});
  Client c(server.url());
  c.at_open = [&] {
    for (int i = 0; i < 500; ++i) c.client->send("n" + std::to_string(i) + ".");
  };
  c.start();
  ASSERT_TRUE(c.run_until([&] { return c.messages.size() == 1; }));
  EXPECT_TRUE(server.surprises().empty());
}

TEST(WsClient, sees_pings_and_pongs) {
  ScriptedServer server({{test::ping(), test::send("x")}});
  Client c(server.url());
  c.start();
  ASSERT_TRUE(c.run_until([&] { return c.controls == 1; }));
  c.client->ping();
  EXPECT_TRUE(c.run_until([&] { return c.controls == 2; }));
}

TEST(WsClient, reads_sixteen_mebibytes_and_refuses_one_byte_more) {
  for (const std::size_t extra : {0u, 1u}) {
    ScriptedServer server({{test::send(std::string((16 << 20) + extra, 'x'))}});
    Client c(server.url());
    c.start();
    ASSERT_TRUE(c.run_until([&] { return c.messages.size() == 1 || !c.ends.empty(); }));
    if (extra == 0) {
      EXPECT_EQ(c.bytes, std::size_t{16} << 20);
    } else {
      ASSERT_EQ(c.ends.size(), 1u);
      EXPECT_EQ(c.ends[0].close_code, 1009);
      EXPECT_TRUE(has(c.ends[0].sentence, "16777216")) << c.ends[0].sentence;
    }
  }
}

TEST(WsClient, puts_fragments_together) {
  test::ScriptOptions o;
  o.fragment_bytes = 10;
  const std::string text = "one message in a good many fragments of ten bytes each, as some servers send them";
  ScriptedServer server({{test::send(text), test::ping(), test::send(text)}}, o);
  Client c(server.url());
  c.start();
  ASSERT_TRUE(c.run_until([&] { return c.messages.size() == 2; }));
  EXPECT_EQ(c.messages[0], text);
  EXPECT_EQ(c.messages[1], text);
}

TEST(WsClient, a_paused_client_takes_nothing_and_loses_nothing) {
  constexpr std::size_t kMessages = 20'000;
  ScriptedServer server({{test::send_many(
      kMessages, [](std::size_t i) { return "message number " + std::to_string(i) + std::string(400, '.'); })}});
  Client c(server.url());
  bool right = true;
  c.at_message = [&] {
    right =
        right && c.messages.back().starts_with("message number " + std::to_string(c.messages.size() - 1) + ".");
    if (c.messages.size() % 5'000 == 0) c.client->pause_reading();
  };
  c.start();
  for (std::size_t stop = 5'000; stop <= kMessages; stop += 5'000) {
    ASSERT_TRUE(c.run_until([&] { return c.messages.size() == stop; }));
    for (int i = 0; i < 20; ++i) c.io.poll();
    EXPECT_EQ(c.messages.size(), stop);
    c.client->resume_reading();
  }
  EXPECT_TRUE(right);
}

TEST(WsClient, may_be_destroyed_from_inside_its_own_handlers) {
  ScriptedServer server({{test::send("x"), test::send("y")}});
  Client c(server.url());
  c.at_message = [&] { c.client.reset(); };
  c.start();
  ASSERT_TRUE(c.run_until([&] { return c.client == nullptr; }));
  c.io.restart();
  c.io.run();
  EXPECT_EQ(c.messages.size(), 1u);
  EXPECT_TRUE(c.ends.empty());
}

TEST(WsClient, how_an_open_connection_can_end) {
  struct Case {
    test::Step step;
    int code;
    const char* words;
    const char* says;
  };
  const std::vector<Case> cases{
      {test::close(1008, "max_connections"), 1008, "max_connections", "1008"},
      {test::close(1001, "maintenance"), 1001, "maintenance", "maintenance"},
      {test::drop(), 1006, "", "cut off"},
  };
  for (const Case& k : cases) {
    ScriptedServer server({{k.step}});
    Client c(server.url());
    c.start();
    ASSERT_TRUE(c.run_to_end());
    EXPECT_TRUE(c.open);
    EXPECT_EQ(c.ends[0].kind, WsEndKind::closed);
    EXPECT_EQ(c.ends[0].close_code, k.code);
    EXPECT_EQ(c.ends[0].close_text, k.words);
    EXPECT_EQ(c.ends[0].deaf_since.has_value(), k.code != 1006);
    EXPECT_TRUE(has(c.ends[0].sentence, k.says)) << c.ends[0].sentence;
    EXPECT_EQ(c.ends.size(), 1u);
  }
}

TEST(WsClient, closing_leaves_nothing_under_way_whenever_it_happens) {
  ScriptedServer server({{test::send("x"), test::expect("bye"), test::close(1000)}});
  for (int i = 0; i < 200; ++i) {
    Client c(server.url());
    c.at_message = [&] {
      if (i % 2 == 1) c.client->send("bye");  // the server's close frame and ours cross
      c.client->close();
    };
    c.start();
    c.io.run_for(20s);
    ASSERT_TRUE(c.io.stopped()) << "round " << i;
    ASSERT_EQ(c.ends.size(), 1u);
    ASSERT_EQ(c.ends[0].close_code, 1000) << "round " << i << ": " << c.ends[0].sentence;
  }
}

TEST(WsClient, close_ends_even_if_the_server_is_mute) {
  ScriptedServer server({{test::mute()}});
  Client c(server.url());
  c.start();
  ASSERT_TRUE(c.run_until([&] { return c.open; }));
  c.client->close();
  ASSERT_TRUE(c.run_to_end());
  EXPECT_EQ(c.ends.size(), 1u);
}

TEST(WsClient, nobody_listens_there) {
  std::string url;
  {
    ScriptedServer server({Script{}});
    url = server.url();
  }
  Client c(url + "/secret-path?apikey=12345");
  c.start();
  ASSERT_TRUE(c.run_to_end());
  EXPECT_EQ(c.ends[0].kind, WsEndKind::connect_failed);
  EXPECT_TRUE(has(c.ends[0].sentence, url)) << c.ends[0].sentence;
  EXPECT_FALSE(has(c.ends[0].sentence, "secret-path"));
  EXPECT_FALSE(has(c.ends[0].sentence, "12345"));
}

TEST(WsClient, a_name_without_an_address) {
  Client c("ws://no-such-host.invalid");
  c.start();
  ASSERT_TRUE(c.run_to_end());
  EXPECT_EQ(c.ends[0].kind, WsEndKind::connect_failed);
  EXPECT_TRUE(has(c.ends[0].sentence, "no-such-host.invalid")) << c.ends[0].sentence;
}

/// An HTTP server that answers every request with `status`, on a thread of its own.
class PlainHttp {
 public:
  explicit PlainHttp(int status)
      : server_(io_, {},
                [status](HttpRequest, HttpRespond respond) {
                  HttpResponse r;
                  r.status = status;
                  respond(r);
                }),
        thread_([this] { io_.run(); }) {}
  ~PlainHttp() {
    io_.stop();
    thread_.join();
  }
  std::string url() const { return "ws://127.0.0.1:" + std::to_string(server_.port()); }

 private:
  boost::asio::io_context io_{1};
  HttpServer server_;
  std::thread thread_;
};

TEST(WsClient, a_refused_upgrade_carries_the_status) {
  for (const auto& [status, hint] : std::vector<std::pair<int, const char*>>{
           {401, "check key"}, {404, "path"}, {429, "later"}, {451, "country"}, {503, "of its own"}}) {
    PlainHttp http(status);
    Client c(http.url());
    c.start();
    ASSERT_TRUE(c.run_to_end());
    EXPECT_EQ(c.ends[0].kind, WsEndKind::refused);
    EXPECT_EQ(c.ends[0].http_status, status);
    EXPECT_TRUE(has(c.ends[0].sentence, hint)) << c.ends[0].sentence;
  }
}

// What a message may unpack to is nobody's promise: 16 MiB of zeros fit into 16 KiB.
TEST(WsClient, compression_is_not_offered) {
  boost::asio::io_context io{1};
  std::string extensions = "not asked";
  HttpServer server(io, {}, [&](const HttpRequest& request, const HttpRespond& respond) {
    extensions = request.header("Sec-WebSocket-Extensions");
    respond({403, {}, {}, {}});
  });
  std::thread thread([&io] { io.run(); });
  Client c("ws://127.0.0.1:" + std::to_string(server.port()));
  c.start();
  EXPECT_TRUE(c.run_to_end());
  io.stop();
  thread.join();
  EXPECT_EQ(extensions, "");
}

// ---- TLS -----------------------------------------------------------------------------------------------------

class Wss : public ::testing::Test {
 protected:
  test::TemporaryFolder folder_;
  test::TestCertificate good_ = test::make_certificate(folder_.path(), "good");

  void expect_refused(const test::TestCertificate& served, const test::TestCertificate& trusted,
                      const char* says) {
    test::ScriptOptions o;
    o.certificate = &served;
    ScriptedServer server({{test::send("secret data")}}, o);
    const auto tls = TlsContext::client(trusted.chain).value();
    Client c(server.url("localhost"), &tls);
    c.start();
    ASSERT_TRUE(c.run_to_end());
    EXPECT_FALSE(c.open);
    EXPECT_EQ(c.ends[0].kind, WsEndKind::tls_failed);
    for (const char* part : {"localhost", says, "certificate", "check"}) {
      EXPECT_TRUE(has(c.ends[0].sentence, part)) << part << ": " << c.ends[0].sentence;
    }
  }
};

TEST_F(Wss, a_good_certificate_by_name_and_by_address) {
  test::ScriptOptions o;
  o.certificate = &good_;
  ScriptedServer server({{test::send("hello"), test::expect("you")}}, o);
  const auto tls = TlsContext::client(good_.chain).value();
  for (const char* host : {"localhost", "127.0.0.1"}) {
    Client c(server.url(host), &tls);
    c.at_open = [&] { c.client->send("and you"); };
    c.start();
    ASSERT_TRUE(c.run_until([&] { return !c.messages.empty() || !c.ends.empty(); }));
    ASSERT_TRUE(c.ends.empty()) << c.ends[0].sentence;
    EXPECT_EQ(c.messages[0], "hello");
  }
  EXPECT_TRUE(server.wait_for_messages(2));
}

TEST_F(Wss, an_expired_certificate) {
  const auto expired = test::make_certificate(folder_.path(), "expired", "DNS:localhost", -30, -1);
  expect_refused(expired, expired, "expired");
}

TEST_F(Wss, a_certificate_for_another_host) {
  const auto other = test::make_certificate(folder_.path(), "other", "DNS:example.org");
  expect_refused(other, other, "ostname mismatch");
}

TEST_F(Wss, a_certificate_nobody_vouches_for) {
  expect_refused(test::make_certificate(folder_.path(), "stranger"), good_, "self-signed");
}

TEST_F(Wss, a_port_without_tls) {
  ScriptedServer server({Script{}});
  const auto tls = TlsContext::client(good_.chain).value();
  Client c("wss://127.0.0.1:" + std::to_string(server.port()), &tls);
  c.start();
  ASSERT_TRUE(c.run_to_end());
  EXPECT_EQ(c.ends[0].kind, WsEndKind::tls_failed);
  EXPECT_TRUE(has(c.ends[0].sentence, "ws://")) << c.ends[0].sentence;
}

TEST_F(Wss, nothing_older_than_tls_1_2_and_no_server_unseen) {
  const auto client = TlsContext::client(good_.chain).value();
  EXPECT_EQ(SSL_CTX_get_min_proto_version(client.context().native_handle()), TLS1_2_VERSION);
  EXPECT_EQ(SSL_CTX_get_verify_mode(client.context().native_handle()), SSL_VERIFY_PEER);
  const auto server = TlsContext::server(good_.chain, good_.key).value();
  EXPECT_EQ(SSL_CTX_get_min_proto_version(server.context().native_handle()), TLS1_2_VERSION);
}

TEST_F(Wss, a_ca_file_that_is_none_is_said) {
  const auto missing = TlsContext::client(folder_.path() / "absent.pem");
  ASSERT_FALSE(missing);
  EXPECT_TRUE(has(missing.error().text, "absent.pem"));
  EXPECT_TRUE(has(TlsContext::client(good_.key).error().text, "PEM certificates"));
  EXPECT_TRUE(has(TlsContext::server(good_.chain, folder_.path() / "absent.key").error().text, "absent.key"));
  EXPECT_TRUE(TlsContext::client()) << "this machine's own authorities load";
}

}  // namespace
}  // namespace tickbard
