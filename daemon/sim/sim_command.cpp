#include "daemon/sim/sim_command.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <exception>
#include <ostream>

#include "aggregator/calendar/calendar.hpp"
#include "aggregator/calendar/zone.hpp"
#include "daemon/replay/recording.hpp"
#include "daemon/runtime/clock.hpp"
#include "daemon/sim/dialect.hpp"
#include "daemon/sim/sim_server.hpp"

namespace tickbard {
namespace {

constexpr std::string_view kName = "tickbard sim: ";
constexpr auto kStep = std::chrono::milliseconds(20);
constexpr int kGoodbyeSteps = 50;  // a second for the clients to say goodbye

/// Calls the server's step() on a timer until told to stop and the clients are gone.
class Pacer {
 public:
  Pacer(boost::asio::io_context& io, SimServer& server, const std::function<bool()>& stopped)
      : io_(io), server_(server), stopped_(stopped), timer_(io) {}

  void next() {
    timer_.expires_after(kStep);
    timer_.async_wait([this](boost::system::error_code) {
      if (leaving_ > 0) {
        if (server_.peers() == 0 || ++leaving_ > kGoodbyeSteps) return io_.stop();
      } else if (stopped_ && stopped_()) {
        leaving_ = 1;
        server_.stop();
      } else {
        server_.step();
      }
      next();
    });
  }

 private:
  boost::asio::io_context& io_;
  SimServer& server_;
  const std::function<bool()>& stopped_;
  boost::asio::steady_timer timer_;
  int leaving_ = 0;
};

}  // namespace

int run_sim(const SimOptions& options, const std::function<bool()>& stopped, std::ostream& out, std::ostream& err,
            const LogFn& log) {
  const auto problems = problems_with(options, wall_now());
  for (const Problem& problem : problems) err << kName << problem.text << '\n';
  if (!problems.empty()) return 2;
  if (!options.replay.empty()) {
    if (const auto recording = Recording::open(options.replay); !recording) {
      err << kName << recording.error().text << '\n';
      return 1;
    }
  }

  std::optional<Calendar> calendar;
  if (options.replay.empty() && market_style(options.provider) == MarketStyle::us_equity) {
    const auto zone = load_new_york_zone();
    auto made = zone ? Calendar::xnys(**zone, Calendar::xnys_exceptions()) : Result<Calendar>(zone.error());
    if (!made) {
      err << kName << made.error().text << '\n';
      return 1;
    }
    calendar.emplace(std::move(*made));
  }

  try {
    boost::asio::io_context io(1);
    SimServer server(io, options, calendar ? &*calendar : nullptr, {wall_now, mono_now}, log);
    out << "listening on " << server.url() << std::endl;
    Pacer pacer(io, server, stopped);
    pacer.next();
    io.run();
  } catch (const std::exception& e) {
    err << kName << e.what() << '\n';
    return 1;
  }
  log(LogLevel::info, "sim", "SIMULATED feed: stopped");
  return 0;
}

}  // namespace tickbard
