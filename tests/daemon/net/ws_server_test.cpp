#include "daemon/net/ws_server.hpp"

#include <boost/asio/io_context.hpp>

#include "daemon/net/ws_client.hpp"
#include "daemon/runtime/clock.hpp"

namespace tickbard {
namespace {

using namespace std::chrono_literals;

/// Server and clients on one loop, turned by run_until(): no threads, and every interleaving is the kernel's.
class WsServerTest : public ::testing::Test {
 protected:
  struct Client {
    std::unique_ptr<WsClient> socket;
    bool open = false;
    std::vector<std::string> got;
    std::vector<WsEnd> ends;
  };

  void serve(WsServerOptions options = {}) {
    WsHandlers on;
    on.on_open = [this](const WsPeerPtr& p) {
      peers_.push_back(p);
      if (at_open_) at_open_(p);
    };
    on.on_message = [this](const WsPeerPtr& p, std::string_view m) {
      received_.emplace_back(m);
      if (at_message_) at_message_(p, m);
    };
    on.on_drained = [this](const WsPeerPtr&) { ++drained_; };
    on.on_close = [this](const WsPeerPtr& p, std::uint16_t code, std::string_view reason) {
      closed_.push_back(std::to_string(p->id()) + " " + std::to_string(code) + " " + std::string(reason));
    };
    server_ = std::make_unique<WsServer>(io_, options, std::move(on));
  }

  std::shared_ptr<Client> connect(const std::string& target = "/") {
    auto c = std::make_shared<Client>();
    WsClientOptions o;
    o.url = Url::parse(server_->url() + target).value();
    WsClientHandlers on;
    on.on_open = [c = c.get()] { c->open = true; };
    on.on_message = [c = c.get()](std::string_view m) { c->got.emplace_back(m); };
    on.on_end = [c = c.get()](const WsEnd& e) { c->ends.push_back(e); };
    c->socket = std::make_unique<WsClient>(io_, std::move(o), std::move(on));
    c->socket->start();
    return c;
  }

  template <class F>
  bool run_until(F&& f) {
    const auto limit = mono_now() + 20s;
    while (!f() && mono_now() < limit) {
      if (io_.stopped()) io_.restart();
      io_.run_one_for(100ms);
    }
    return f();
  }

  boost::asio::io_context io_{1};
  std::vector<WsPeerPtr> peers_;
  std::vector<std::string> received_, closed_;
  int drained_ = 0;
  std::function<void(const WsPeerPtr&)> at_open_;
  std::function<void(const WsPeerPtr&, std::string_view)> at_message_;
  std::unique_ptr<WsServer> server_;
};

TEST_F(WsServerTest, a_peer_knows_how_it_came) {
  serve();
  auto c = connect("/v2/iex?symbols=a,b");
  ASSERT_TRUE(run_until([&] { return c->open && !peers_.empty(); }));
  const WsPeer& p = *peers_[0];
  EXPECT_EQ(p.id(), 1u);
  EXPECT_EQ(p.path(), "/v2/iex");
  EXPECT_EQ(p.query(), "symbols=a,b");
  EXPECT_TRUE(p.remote().starts_with("127.0.0.1:"));
  EXPECT_EQ(server_->peers(), 1u);
}

TEST_F(WsServerTest, one_text_goes_to_many_and_comes_back) {
  serve();
  std::vector<std::shared_ptr<Client>> clients;
  for (int i = 0; i < 5; ++i) clients.push_back(connect());
  ASSERT_TRUE(run_until([&] { return peers_.size() == 5; }));
  const auto text = std::make_shared<const std::string>("to all");
  for (const auto& p : peers_) EXPECT_TRUE(p->send(text));
  ASSERT_TRUE(run_until(
      [&] { return std::all_of(clients.begin(), clients.end(), [](auto& c) { return c->got.size() == 1; }); }));
  EXPECT_EQ(text.use_count(), 1) << "nothing keeps what was sent";
  for (const auto& c : clients) c->socket->send("back");
  EXPECT_TRUE(run_until([&] { return received_ == std::vector<std::string>(5, "back"); }));
}

TEST_F(WsServerTest, the_send_queue_is_bounded_and_says_when_it_is_empty) {
  WsServerOptions o;
  o.limits.send_queue_bytes = 1000;
  serve(o);
  auto c = connect();
  ASSERT_TRUE(run_until([&] { return c->open && !peers_.empty(); }));
  int taken = 0;
  while (peers_[0]->send(std::string(100, 'x'))) ++taken;
  EXPECT_EQ(taken, 10);
  EXPECT_EQ(peers_[0]->queued_bytes(), 1000u);
  ASSERT_TRUE(run_until([&] { return c->got.size() == 10; }));
  ASSERT_TRUE(run_until([&] { return drained_ == 1; }));
  EXPECT_EQ(peers_[0]->queued_bytes(), 0u);
  EXPECT_TRUE(peers_[0]->send("more"));
}

TEST_F(WsServerTest, close_sends_what_is_queued_first) {
  serve();
  at_open_ = [](const WsPeerPtr& p) {
    for (int i = 0; i < 50; ++i) p->send("m" + std::to_string(i));
    p->close(4001, "enough");
    EXPECT_FALSE(p->send("too late"));
  };
  auto c = connect();
  ASSERT_TRUE(run_until([&] { return !c->ends.empty() && !closed_.empty(); }));
  EXPECT_EQ(c->got.size(), 50u);
  EXPECT_EQ(c->ends[0].close_code, 4001);
  EXPECT_EQ(c->ends[0].close_text, "enough");
  EXPECT_EQ(closed_.size(), 1u);
  EXPECT_EQ(server_->peers(), 0u);
}

TEST_F(WsServerTest, on_close_comes_once_whoever_ends_it_and_later_calls_are_harmless) {
  serve();
  auto a = connect();
  auto b = connect();
  ASSERT_TRUE(run_until([&] { return peers_.size() == 2 && a->open && b->open; }));
  auto c =
      connect();  // the last one on the server's side, too: connections that are made together come in any order
  ASSERT_TRUE(run_until([&] { return peers_.size() == 3 && c->open; }));
  a->socket->close();
  b->socket.reset();
  peers_[2]->drop();
  ASSERT_TRUE(run_until([&] { return closed_.size() == 3; }));
  for (const auto& p : peers_) {
    EXPECT_FALSE(p->send("x"));
    p->close();
    p->drop();
    p->ping();
    p->pause_reading();
    p->resume_reading();
  }
  run_until([&] { return !c->ends.empty(); });
  EXPECT_EQ(closed_.size(), 3u);
  EXPECT_EQ(server_->peers(), 0u);
}

TEST_F(WsServerTest, peers_are_bounded_and_those_waiting_get_their_turn) {
  WsServerOptions o;
  o.max_peers = 1;
  serve(o);
  auto a = connect();
  ASSERT_TRUE(run_until([&] { return a->open; }));
  auto b = connect();
  for (int i = 0; i < 50; ++i) io_.poll();
  EXPECT_FALSE(b->open);
  a->socket->close();
  EXPECT_TRUE(run_until([&] { return b->open; }));
}

TEST_F(WsServerTest, a_message_too_long_ends_the_connection) {
  WsServerOptions o;
  o.limits.message_bytes = 100;
  serve(o);
  auto c = connect();
  ASSERT_TRUE(run_until([&] { return c->open; }));
  c->socket->send(std::string(100, 'x'));
  c->socket->send(std::string(101, 'x'));
  ASSERT_TRUE(run_until([&] { return !c->ends.empty() && !closed_.empty(); }));
  EXPECT_EQ(received_.size(), 1u);
  EXPECT_TRUE(closed_[0].starts_with("1 1009")) << closed_[0];
}

TEST_F(WsServerTest, a_paused_peer_takes_nothing_until_it_goes_on) {
  serve();
  at_message_ = [](const WsPeerPtr& p, std::string_view) { p->pause_reading(); };
  auto c = connect();
  ASSERT_TRUE(run_until([&] { return c->open; }));
  for (int i = 0; i < 3; ++i) c->socket->send("m");
  ASSERT_TRUE(run_until([&] { return received_.size() == 1; }));
  for (int i = 0; i < 50; ++i) io_.poll();
  EXPECT_EQ(received_.size(), 1u);
  peers_[0]->resume_reading();
  EXPECT_TRUE(run_until([&] { return received_.size() == 2; }));
}

TEST_F(WsServerTest, whoever_does_not_shake_hands_is_cut_off) {
  WsServerOptions o;
  o.handshake_timeout = 20ms;
  o.max_peers = 1;
  serve(o);
  boost::asio::io_context other{1};
  WsServerOptions nowhere;
  WsServer mute(other, nowhere, {});  // never run: accepts in the kernel and says nothing
  WsClientOptions co;
  co.url = Url::parse(mute.url()).value();
  co.connect_timeout = 20ms;
  std::vector<WsEnd> ends;
  WsClientHandlers on;
  on.on_end = [&](const WsEnd& e) { ends.push_back(e); };
  WsClient client(io_, co, std::move(on));
  client.start();
  ASSERT_TRUE(run_until([&] { return !ends.empty(); }));
  EXPECT_EQ(ends[0].kind, WsEndKind::connect_failed);
  EXPECT_NE(ends[0].sentence.find("within 20 ms"), std::string::npos) << ends[0].sentence;
}

TEST_F(WsServerTest, stop_says_goodbye_to_everybody_and_accepts_no_more) {
  serve();
  auto a = connect();
  auto b = connect();
  ASSERT_TRUE(run_until([&] { return a->open && b->open && peers_.size() == 2; }));
  server_->stop();
  ASSERT_TRUE(run_until([&] { return a->ends.size() == 1 && b->ends.size() == 1 && closed_.size() == 2; }));
  EXPECT_EQ(a->ends[0].close_code, 1001);
  auto late = connect();
  ASSERT_TRUE(run_until([&] { return !late->ends.empty(); }));
  EXPECT_EQ(late->ends[0].kind, WsEndKind::connect_failed);
}

// A message and the server's close frame arrive in one piece, and the message makes the client close too: the
// frame is read while our own is being written. The two loops are turned by hand, so that it happens every time.
TEST_F(WsServerTest, crossing_close_frames_do_not_wait_for_each_other) {
  serve();
  boost::asio::io_context client_loop{1};
  std::unique_ptr<WsClient> client;
  bool open = false;
  std::vector<WsEnd> ends;
  WsClientOptions o;
  o.url = Url::parse(server_->url()).value();
  WsClientHandlers on;
  on.on_open = [&] { open = true; };
  on.on_control = [] {};
  on.on_message = [&](std::string_view) { client->close(); };
  on.on_end = [&](const WsEnd& end) { ends.push_back(end); };
  client = std::make_unique<WsClient>(client_loop, std::move(o), std::move(on));
  client->start();
  const auto limit = mono_now() + 20s;
  while ((!open || peers_.empty()) && mono_now() < limit) {
    io_.poll();
    client_loop.run_one_for(1ms);
  }
  ASSERT_EQ(peers_.size(), 1u);
  client_loop.poll();
  peers_[0]->send("now");
  peers_[0]->close(1000);
  io_.poll();
  ASSERT_TRUE(ends.empty());
  while (ends.empty() && mono_now() < limit) {
    client_loop.run_one_for(1ms);
    io_.poll();
  }
  ASSERT_EQ(ends.size(), 1u);
  EXPECT_EQ(ends[0].close_code, 1000) << ends[0].sentence;
  client.reset();
  client_loop.restart();
  client_loop.run_for(20s);
  EXPECT_TRUE(client_loop.stopped()) << "something is still under way";
}

TEST_F(WsServerTest, may_be_destroyed_with_peers_and_from_inside_a_handler) {
  serve();
  at_message_ = [this](const WsPeerPtr&, std::string_view) { server_.reset(); };
  auto a = connect();
  auto b = connect();
  ASSERT_TRUE(run_until([&] { return a->open && b->open; }));
  a->socket->send("end it");
  ASSERT_TRUE(run_until([&] { return !a->ends.empty() && !b->ends.empty(); }));
  EXPECT_TRUE(closed_.empty());
  EXPECT_FALSE(peers_[0]->send("x"));
}

}  // namespace
}  // namespace tickbard
