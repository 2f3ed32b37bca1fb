#include "daemon/feed/connection.hpp"

#include <boost/asio/steady_timer.hpp>
#include <list>
#include <optional>

#include "aggregator/calendar/calendar.hpp"
#include "aggregator/feed/words.hpp"
#include "daemon/feed/event_outlet.hpp"
#include "daemon/feed/feed_thread.hpp"
#include "daemon/feed/print_meter.hpp"
#include "daemon/feed/ring_writer.hpp"
#include "daemon/feed/session_facts.hpp"
#include "daemon/net/tls.hpp"
#include "daemon/net/ws_client.hpp"
#include "daemon/runtime/clock.hpp"
#include "daemon/runtime/random.hpp"

namespace tickbard {
namespace {

namespace asio = boost::asio;

constexpr std::chrono::milliseconds kRoomCheck{1};  // how often a full ring is looked at again
constexpr std::chrono::seconds kActivityCheck{1};   // how often the calendar is asked
constexpr std::chrono::seconds kLongestGoodbye{5};  // for the market to take what was read, at shutdown
constexpr std::string_view kSimulated = "SIMULATED";

}  // namespace

/// Everything below `thread` belongs to it once it runs.
struct FeedConnection::Impl {
  Impl(FeedOptions o, std::unique_ptr<EventOutlet> to, AsioReactor* of_market, LogFn l)
      : options(std::move(o)),
        component("feed:" + options.name),
        log(std::move(l)),
        thread(of_market),
        session(options.name, times_of(options), options.seed != 0 ? options.seed : random_seed()),
        outlet(std::move(to)) {}

  Result<void> prepare() {
    auto settled = feed_url(options);
    if (!settled) return settled.error();
    url = *settled;
    if (!url.tls()) return {};
    auto made = TlsContext::client(options.ca_file);
    if (!made) return Problem{"feed \"" + options.name + "\": " + made.error().text};
    tls = *made;
    return {};
  }

  void begin() {
    session.start(mono_now());
    perform();
  }

  // ---- what happens to the socket ------------------------------------------------------------------------------

  void connect() {
    const std::uint64_t mine = ++generation;
    newly_read = true;
    protocol = make_protocol(options.provider->name, options.subscription);
    WsClientOptions o;
    o.url = url;
    o.tls = tls ? &*tls : nullptr;
    o.spin = options.spin ? &thread.spin_readers() : nullptr;
    o.connect_timeout =
        options.times.connect - options.times.connect / 10;  // it knows better than the session what was slow
    WsClientHandlers on;
    on.on_open = [this, mine] {
      if (mine == generation) opened();
    };
    on.on_message = [this, mine](std::string_view message) {
      if (mine == generation) message_came(message);
    };
    on.on_caught_up = [this] {
      publish();
      newly_read = true;
    };
    on.on_control = [this, mine] {
      if (mine == generation) session.control_seen(mono_now());
    };
    on.on_end = [this, mine](const WsEnd& end) { ended(mine, end); };
    client = std::make_unique<WsClient>(thread.io(), std::move(o), std::move(on));
    status.set_state("connecting to " + url.origin());
    client->start();
  }

  void opened() {
    status.connects.add();
    const std::string server = client->server();
    const bool simulated = server.find(kSimulated) != std::string::npos;
    status.set_notice(simulated ? "SIMULATED market, from " + server : std::string{});
    if (simulated) say(LogLevel::warn, "this feed is a SIMULATED market: its prices are made up or recorded");
    session.opened(mono_now(), protocol->keep_alive());
    decoded.turn();
    protocol->on_open(decoded);
    session.decoded(decoded, mono_now(), activity(mono_now()), false);
    if (waiting_for_room) hold();
    perform();
  }

  void message_came(std::string_view message) {
    if (std::exchange(newly_read, false)) {  // once a read, which may bring thousands of messages
      recv_time = wall_now();
      recv_mono = mono_now();
    }
    decoded.turn();
    protocol->on_message(message, recv_time, decoded);
    for (const Notice& n : decoded.notices) {
      if (n.signal == Signal::nonsense) status.nonsense.add();
    }
    session.decoded(decoded, recv_mono, activity(recv_mono));
    settle();  // handed to the market with what else came in with this read
  }

  void ended(std::uint64_t which, const WsEnd& end) {
    leaving.remove_if([which](const auto& l) { return l.first == which; });
    if (which == generation && client) {
      client.reset();
      session.closed(end_of(end), mono_now());
      perform();
    }
    finish_if_done();
  }

  // ---- what the session decides --------------------------------------------------------------------------------

  void perform() {
    settle();
    publish();
  }

  void settle() {
    // Most messages only bring prints.
    if (session.actions().empty() && decoded.events.size() < portion) return;
    // Performing can cause further actions (never many: each needs a fact from outside).
    while (!session.actions().empty()) {
      actions.swap(session.actions());
      for (SessionAction& action : actions) perform(action);
      actions.clear();
    }
    if (decoded.events.size() >= portion) hand_over(decoded.events.size());
    if (outlet->behind() != 0) wait_for_room();
    arm();
  }

  /// After all of a read, or of what else happened.
  void publish() {
    hand_over(decoded.events.size());
    outlet->publish();
    if (outlet->behind() != 0) wait_for_room();
    arm();
  }

  void perform(SessionAction& action) {
    using Kind = SessionAction::Kind;
    switch (action.kind) {
      case Kind::connect:
        return connect();
      case Kind::send:
        return client->send(std::move(action.text));
      case Kind::ping:
        return client->ping();
      case Kind::disconnect:
        return disconnect();
      case Kind::streaming:
        if (!status.up.exchange(true))  // said again with each confirmation
          status.since_nanos.store(to_unix_nanos(wall_now()), std::memory_order_relaxed);
        status.set_state("streaming from " + url.origin());
        hand_over(decoded.earlier);  // it comes before what told that the feed streams
        return tell(FeedEventKind::streaming, LostReason::closed, recv_time, {});
      case Kind::lost:
        hand_over(decoded.events.size());  // what came before the loss comes before it
        if (status.up.exchange(false))
          status.since_nanos.store(to_unix_nanos(wall_now()), std::memory_order_relaxed);
        return tell(FeedEventKind::lost, action.reason, wall_now(), mono_now() - action.since);
      case Kind::ended:
        return status.disconnects[static_cast<std::size_t>(action.reason)].add();
      case Kind::say:
        return say(action.warning ? LogLevel::warn : LogLevel::info, std::move(action.text));
      case Kind::stopped:
        status.stopped.store(true, std::memory_order_relaxed);
        return say(LogLevel::error, "stopped: " + action.text);
    }
  }

  void disconnect() {
    hand_over(decoded.events.size());
    if (!client) return;
    leaving.emplace_back(generation++, std::move(client));
    leaving.back().second->close();  // on_end takes it off the list
  }

  void tell(FeedEventKind kind, LostReason reason, UnixNanos noticed, std::chrono::nanoseconds ago) {
    FeedEvent event;
    event.kind = kind;
    event.lost = reason;
    event.feed = options.subscription.feed;
    event.tick.recv_time = noticed - ago;
    event.tick.event_time = noticed;
    put({&event, 1});
  }

  /// The first n of the events.
  void hand_over(std::size_t n) {
    if (n == 0) return;
    put(std::span(decoded.events).first(n));
    decoded.events.erase(decoded.events.begin(), decoded.events.begin() + static_cast<std::ptrdiff_t>(n));
    decoded.earlier = decoded.earlier < n ? 0 : decoded.earlier - n;
  }

  void put(std::span<const FeedEvent> events) {
    meter.count(events);
    outlet->put(events, mono_now());
  }

  void say(LogLevel level, std::string text) {
    text = hidden(text, options.subscription.credentials);
    if (!status.up.load(std::memory_order_relaxed))
      status.set_state(text);  // a remark while trades come is no state
    log(level, component, std::move(text));
  }

  // ---- time ----------------------------------------------------------------------------------------------------

  Activity activity(MonoTime now) {
    if (!options.calendar) return Activity::full;
    if (now >= next_activity_check) {
      next_activity_check = now + kActivityCheck;
      known_activity = activity_of(options.calendar->segment(wall_now()));
    }
    return known_activity;
  }

  /// The deadline moves with every message; the timer only when it would ring too late, which can wait for the end
  /// of a read. Ringing early does no harm.
  void arm() {
    const MonoTime due = session.deadline();
    if (due == MonoTime::max() || due >= armed) return;
    armed = due;
    deadline_timer.expires_at(std::chrono::time_point_cast<std::chrono::steady_clock::duration>(due));
    deadline_timer.async_wait([this](boost::system::error_code error) {
      if (error) return;
      armed = MonoTime::max();
      session.tick(mono_now(), activity(mono_now()));
      perform();
    });
  }

  // ---- the ring is full ----------------------------------------------------------------------------------------

  void wait_for_room() {
    outlet->publish();
    if (waiting_for_room) return;
    waiting_for_room = true;
    status.ring_full.add();
    hold();
    look_for_room();
  }

  void hold() {
    if (client) client->pause_reading();
    session.paused();
  }

  void look_for_room() {
    room_timer.expires_after(kRoomCheck);
    room_timer.async_wait([this](boost::system::error_code error) {
      if (error) return;
      if (!outlet->catch_up()) {
        if (stop_by && mono_now() >= *stop_by) return give_up();
        return look_for_room();
      }
      waiting_for_room = false;
      session.resumed(mono_now());
      if (client) client->resume_reading();
      perform();
      finish_if_done();
    });
  }

  // ---- the end -------------------------------------------------------------------------------------------------

  void stop() {
    if (stop_by) return;
    stop_by = mono_now() + kLongestGoodbye;
    session.stop(mono_now());
    status.set_state("stopped: shutdown");
    perform();
    finish_if_done();
  }

  void finish_if_done() {
    if (!stop_by || waiting_for_room || !leaving.empty()) return;
    deadline_timer.cancel();
    thread.finish();  // what is still under way belongs to connections that nobody listens to
  }

  void give_up() {
    say(LogLevel::error, std::to_string(outlet->behind()) +
                             " events could not be handed over before the shutdown: the market did not take them");
    waiting_for_room = false;
    finish_if_done();
  }

  FeedOptions options;
  const std::string component;
  const LogFn log;
  FeedStatus status;
  Url url;                        // constant after prepare()
  std::optional<TlsContext> tls;  // constant after prepare()

  FeedThread thread;
  asio::steady_timer deadline_timer{thread.io()}, room_timer{thread.io()};
  FeedSession session;
  PrintMeter meter{status};
  const std::unique_ptr<EventOutlet> outlet;
  const std::size_t portion = outlet->portion();
  std::unique_ptr<Protocol> protocol;
  std::unique_ptr<WsClient> client;
  std::list<std::pair<std::uint64_t, std::unique_ptr<WsClient>>>
      leaving;                   // saying goodbye; nobody listens to them
  std::uint64_t generation = 0;  // of client: what an older one still says is ignored
  Decoded decoded;
  std::vector<SessionAction> actions;
  UnixNanos recv_time{};  ///< when the message at hand was read
  MonoTime recv_mono{};
  bool newly_read = true;
  MonoTime armed = MonoTime::max(), next_activity_check{};
  Activity known_activity = Activity::full;
  bool waiting_for_room = false;
  std::optional<MonoTime> stop_by;
};

FeedConnection::FeedConnection(FeedOptions options, SpscRing<FeedEvent>& ring, Doorbell& bell, LogFn log)
    : impl_(std::make_unique<Impl>(std::move(options), std::make_unique<RingWriter>(ring, bell), nullptr,
                                   std::move(log))) {}

FeedConnection::FeedConnection(FeedOptions options, AsioReactor& reactor, TakeEvents take, LogFn log)
    : impl_(std::make_unique<Impl>(std::move(options), std::make_unique<DirectOutlet>(std::move(take)), &reactor,
                                   std::move(log))) {}

FeedConnection::~FeedConnection() {
  stop();
  join();
}

Result<void> FeedConnection::start() {
  if (auto ready = impl_->prepare(); !ready) return ready;
  Impl* const impl = impl_.get();
  impl->thread.start(impl->component, {impl->options.spin, impl->options.coalesce, impl->options.cpu},
                     [impl] { impl->begin(); });
  return {};
}

void FeedConnection::reload(Subscription subscription) {
  impl_->thread.post([impl = impl_.get(), s = std::move(subscription)]() mutable {
    if (impl->stop_by) return;
    impl->options.subscription = std::move(s);
    impl->status.stopped.store(false, std::memory_order_relaxed);
    impl->session.restart(mono_now(), "new settings: connecting again");
    impl->perform();
  });
}

void FeedConnection::stop() {
  impl_->thread.post([impl = impl_.get()] { impl->stop(); });
}

void FeedConnection::join() {
  impl_->thread.join();
}

const FeedStatus& FeedConnection::status() const {
  return impl_->status;
}

}  // namespace tickbard
