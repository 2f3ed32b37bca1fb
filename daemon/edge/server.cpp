#include "daemon/edge/server.hpp"

#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <exception>
#include <utility>

#include "daemon/edge/http_stats.hpp"
#include "daemon/edge/metrics.hpp"
#include "daemon/edge/query_loop.hpp"
#include "daemon/edge/responses.hpp"
#include "daemon/edge/routes.hpp"
#include "daemon/edge/status.hpp"
#include "daemon/edge/store_reader.hpp"
#include "daemon/net/http_server.hpp"
#include "daemon/runtime/clock.hpp"
#include "daemon/runtime/named_thread.hpp"

namespace tickbard {
namespace {

/// A client that does not take its last answer must not hold up the end of the daemon.
constexpr std::chrono::seconds kLongestGoodbye{1};

QueryLoopOptions query_options(const EdgeOptions& options) {
  QueryLoopOptions out;
  out.max_waiting = options.max_queries;
  return out;
}

RouteOptions route_options(const EdgeOptions& options, std::string version) {
  return {options.tokens, {options.host}, std::move(version), options.context};
}

HttpServerOptions http_options(const EdgeOptions& options) {
  HttpServerOptions out;
  out.host = options.host;
  out.port = options.port;
  return out;
}

}  // namespace

struct EdgeServer::Impl {
  Impl(EdgeOptions options, EdgeSources edge_sources)
      : sources(std::move(edge_sources)),
        routes(route_options(options, sources.snapshot().version), route_sources()),
        queries(store_reader(options.store_url, options.store_base, wall_now), sources.forming,
                {mono_now, wall_now}, query_options(options)),
        guard(io.get_executor()),
        server(io, http_options(options),
               [this](HttpRequest request, HttpRespond respond) { handle(request, std::move(respond)); }) {
    queries.start();
    thread = NamedThread("edge", [this] { run(); });
  }

  void run() {
    io.run();
    // Stopped: what was asked is still answered, and with that the last work is gone.
    io.restart();
    server.stop();
    guard.reset();
    io.run_for(kLongestGoodbye);
  }

  RouteSources route_sources() {
    RouteSources out;
    out.bars_enabled = sources.bars_enabled;
    out.metrics = [this] { return metrics(); };
    out.status = [this] { return render_status(sources.snapshot()); };
    out.not_ready = sources.not_ready;
    out.stalled = sources.stalled;
    out.notices = [this] { return notices_of(sources.snapshot()); };
    return out;
  }

  std::string metrics() {
    MetricsSnapshot snapshot{sources.snapshot(), stats.read(), read_process_stats()};
    snapshot.http.connections = server.connections();
    snapshot.http.queries_waiting = queries.waiting();
    return render_metrics(snapshot);
  }

  void handle(const HttpRequest& request, HttpRespond respond) {
    const MonoTime asked = mono_now();
    Route route = Route::other;
    try {
      auto reply = routes.handle(request);
      route = reply.route;
      if (auto* question = std::get_if<Question>(&reply.what)) {
        ask(route, std::move(*question), asked, std::move(respond));
      } else {
        finish(route, asked, respond, std::get<HttpResponse>(std::move(reply.what)));
      }
    } catch (const std::exception& error) {
      finish(route, asked, respond,
             problem_response({500, "The answer could not be made: " + std::string(error.what()) + ".", {}, {}}));
    }
  }

  void ask(Route route, Question question, MonoTime asked, HttpRespond respond) {
    QueryJob job{std::move(question), [this, route, asked, respond](HttpResponse response) {
                   finish(route, asked, respond, std::move(response));
                 }};
    if (queries.submit(std::move(job))) return;
    finish(route, asked, respond,
           problem_response(
               {503, "Too many questions to the store wait already: ask again in some seconds.", {}, {}}));
  }

  void finish(Route route, MonoTime asked, const HttpRespond& respond, HttpResponse response) {
    stats.answered(route, response.status, mono_now() - asked);
    respond(std::move(response));
  }

  void stop() {
    if (!thread.joinable()) return;
    queries.stop();
    boost::asio::post(io, [this] { io.stop(); });
    thread.join();
  }

  EdgeSources sources;
  HttpStats stats;
  Routes routes;
  QueryLoop queries;
  boost::asio::io_context io{1};
  boost::asio::executor_work_guard<boost::asio::io_context::executor_type> guard;
  HttpServer server;
  NamedThread thread;
};

EdgeServer::EdgeServer(EdgeOptions options, EdgeSources sources)
    : impl_(std::make_unique<Impl>(std::move(options), std::move(sources))) {}

EdgeServer::~EdgeServer() {
  stop();
}

std::uint16_t EdgeServer::port() const {
  return impl_->server.port();
}
std::string EdgeServer::url() const {
  return impl_->server.url();
}
void EdgeServer::stop() {
  impl_->stop();
}

}  // namespace tickbard
