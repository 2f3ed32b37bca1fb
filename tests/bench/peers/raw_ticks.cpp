#include "tests/bench/peers/raw_ticks.hpp"

#include <fmt/format.h>
#include <libpq-fe.h>

#include <algorithm>
#include <bit>
#include <cstdlib>
#include <fstream>
#include <stdexcept>
#include <string>

#include "tests/bench/common/processor.hpp"
#include "tests/bench/peers/decoded_tape.hpp"
#include "tests/support/postgres_server.hpp"

namespace tickbard::test {

namespace {

constexpr char kTable[] = "CREATE TABLE ticks (symbol text, ts timestamptz, seq int8, price float8, size int8)";
constexpr char kCopy[] = "COPY ticks FROM STDIN (FORMAT binary)";
// The first and the last price by their number, without a sort: the fastest form that was found.
constexpr char kBars[] =
    "SELECT symbol, date_trunc('minute', ts), (min(ARRAY[seq, price]))[2], max(price), min(price), "
    "(max(ARRAY[seq, price]))[2], sum(size) FROM ticks GROUP BY 1, 2";
constexpr std::size_t kPiece = 64 << 10;
constexpr std::int64_t kMicrosTo2000 = 946'684'800'000'000;

template <class T>
void append(std::string& out, T value) {
  for (int bits = 8 * static_cast<int>(sizeof value); bits > 0; bits -= 8)
    out += static_cast<char>(static_cast<std::uint64_t>(value) >> (bits - 8) & 0xFF);
}

void append_long(std::string& out, std::int64_t value) {
  append(out, std::int32_t{8});
  append(out, value);
}

std::string encoded(Tape& tape, const Stretch& stretch, std::uint64_t& trades) {
  std::string out("PGCOPY\n\377\r\n\0\0\0\0\0\0\0\0\0", 19);
  for_each_trade(tape, stretch, [&](const Tick& tick) {
    const std::string_view symbol = tick.symbol.view();
    append(out, std::int16_t{5});
    append(out, static_cast<std::int32_t>(symbol.size()));
    out += symbol;
    append_long(out, to_unix_nanos(tick.event_time) / 1000 - kMicrosTo2000);
    append_long(out, static_cast<std::int64_t>(tick.sequence));
    append_long(out, std::bit_cast<std::int64_t>(static_cast<double>(price_units(tick)) / 10'000));
    append_long(out, static_cast<std::int64_t>(size_units(tick)));
    ++trades;
  });
  append(out, std::int16_t{-1});
  return out;
}

}  // namespace

struct RawTicks::Impl {
  explicit Impl(const std::string& url) : connection(PQconnectdb(url.c_str())) {
    if (PQstatus(connection) != CONNECTION_OK) throw std::runtime_error(PQerrorMessage(connection));
    run(kTable, PGRES_COMMAND_OK);
    run("SET max_parallel_workers_per_gather = 0", PGRES_COMMAND_OK);  // all its work is seen in the one process
  }
  ~Impl() { PQfinish(connection); }
  Impl(const Impl&) = delete;
  Impl& operator=(const Impl&) = delete;

  using Rows = std::unique_ptr<PGresult, decltype(&PQclear)>;
  Rows checked(PGresult* result, ExecStatusType wanted) const {
    Rows rows(result, PQclear);
    if (PQresultStatus(result) != wanted) throw std::runtime_error(PQerrorMessage(connection));
    return rows;
  }
  Rows run(const char* sql, ExecStatusType wanted) const { return checked(PQexec(connection, sql), wanted); }

  /// ns of the processor, of this process and of the server's that works for it.
  double cpu_ns() const {
    std::ifstream in(fmt::format("/proc/{}/schedstat", PQbackendPID(connection)));
    double server = 0;
    if (!(in >> server)) throw std::runtime_error("the kernel does not tell what PostgreSQL's process took");
    return server + nanos(CLOCK_PROCESS_CPUTIME_ID);
  }

  void copy(std::string_view rows) const {
    run(kCopy, PGRES_COPY_IN);
    for (; !rows.empty(); rows.remove_prefix(std::min(rows.size(), kPiece))) {
      const auto piece = rows.substr(0, kPiece);
      if (PQputCopyData(connection, piece.data(), static_cast<int>(piece.size())) != 1)
        throw std::runtime_error(PQerrorMessage(connection));
    }
    PQputCopyEnd(connection, nullptr);
    checked(PQgetResult(connection), PGRES_COMMAND_OK);
    PQgetResult(connection);
  }

  PGconn* connection;
};

RawTicks::RawTicks(PostgresServer& server) : impl_(std::make_unique<Impl>(server.url(server.fresh_database()))) {}
RawTicks::~RawTicks() = default;

RawTicks::Result RawTicks::run(Tape& tape, const Stretch& stretch) {
  Result result;
  const std::string rows = encoded(tape, stretch, result.sums.trades);
  impl_->run("TRUNCATE ticks", PGRES_COMMAND_OK);
  const double begun = impl_->cpu_ns();
  impl_->copy(rows);
  const double copied = impl_->cpu_ns();
  const auto bars = impl_->run(kBars, PGRES_TUPLES_OK);
  const double read = impl_->cpu_ns();
  for (int i = 0; i < PQntuples(bars.get()); ++i) {
    result.sums.close +=
        static_cast<std::uint64_t>(std::strtod(PQgetvalue(bars.get(), i, 5), nullptr) * 10'000 + 0.5);
    result.sums.volume += std::strtoull(PQgetvalue(bars.get(), i, 6), nullptr, 10);
  }
  result.copy_ns = (copied - begun) / static_cast<double>(result.sums.trades);
  result.query_ns = (read - copied) / static_cast<double>(result.sums.trades);
  return result;
}

}  // namespace tickbard::test
