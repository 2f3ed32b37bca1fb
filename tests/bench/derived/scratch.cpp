#include "tests/bench/derived/scratch.hpp"

#include <fstream>
#include <sstream>
#include <stdexcept>

#include "aggregator/core/time_text.hpp"
#include "sinks/exact_text.hpp"
#include "sinks/store.hpp"
#include "tests/sinks/derived/derived_fixture.hpp"

namespace tickbard::test {

using std::chrono::sys_days;

std::unique_ptr<PostgresServer> bench_server() {
  if (const std::string absent = PostgresServer::why_absent(); !absent.empty()) throw std::runtime_error(absent);
  auto server = std::make_unique<PostgresServer>();
  for (const char* setting : {"shared_buffers = '1GB'", "work_mem = '256MB'", "max_wal_size = '16GB'"})
    server->sql("postgres", std::string("ALTER SYSTEM SET ") + setting);
  server->stop(PostgresServer::Stop::fast);
  server->start();
  return server;
}

Scratch::Scratch(PostgresServer& server, int symbols)
    : server_(server),
      database_(server.fresh_database()),
      calendars_(std::vector<const Calendar*>{&nyse()}),
      symbols_(symbols) {
  using namespace std::chrono;
  session_ = nyse().sessions_between(2026y / 11 / 20, 2026y / 11 / 20).front();
  const std::string url = server.url(database_);
  auto store = open_store(url, ".", OpenMode::read_write).value();
  store->migrate(false, UnixNanos{sys_days{2026y / 11 / 1}}).value();
  store->prepare_partitions(session_.pre_open, session_.post_close).value();
  from_ = open_tables(url, ".", OpenMode::read_only).value();
  to_ = open_tables(url, ".", OpenMode::read_write).value();
  run("scratch");
}

void Scratch::make_days(int sessions) {
  using namespace std::chrono;
  days_ = nyse().sessions_between(2000y / 1 / 1, 2026y / 11 / 19);
  days_.erase(days_.begin(), days_.end() - std::min<std::ptrdiff_t>(sessions, std::ssize(days_)));
  std::string rows;
  for (std::size_t i = 0; i < days_.size(); ++i)
    rows += (i == 0 ? "(" : ", (") + std::to_string(i) + ", '" + to_text(days_[i].date) + "')";
  sql("TRUNCATE bench_sessions; INSERT INTO bench_sessions VALUES " + rows);
  run("days", {{"symbols", std::to_string(symbols_)}});
}

void Scratch::make_minutes(int bars) {
  run("minutes", {{"symbols", std::to_string(symbols_)},
                  {"bars", std::to_string(bars)},
                  {"open", std::to_string(to_unix_seconds(minute_of(session_.open)))}});
}

std::string Scratch::run(std::string_view name, const Places& places) {
  const std::filesystem::path file = std::filesystem::path(TICKBARD_SOURCE_DIR "/tests/bench/derived/sql") / name;
  std::ifstream in(file.string() + ".sql");
  std::ostringstream read;
  read << in.rdbuf();
  std::string text = read.str();
  if (!in || text.empty()) throw std::runtime_error("cannot read " + file.string() + ".sql");
  for (const auto& [place, value] : places) {
    const std::string mark = "{" + std::string(place) + "}";
    for (std::size_t at = 0; (at = text.find(mark, at)) != std::string::npos; at += value.size())
      text.replace(at, mark.size(), value);
  }
  return sql(text);
}

std::string Scratch::sql(std::string_view statements) {
  return server_.sql(database_, statements);
}

DeriveContext Scratch::context() const {
  DeriveContext out{*from_, *to_, calendars_};
  out.now = UnixNanos{sys_days{session_.date} + std::chrono::days{3}};
  out.benchmark = "S00001";
  return out;
}

}  // namespace tickbard::test
