#include <boost/asio/io_context.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/websocket/stream.hpp>
#include <stdexcept>

#include "daemon/net/socket.hpp"
#include "tests/bench/receive/readers.hpp"

namespace tickbard::test {

namespace {

namespace beast = boost::beast;

struct BeastReader {
  BeastReader(const Load& what, std::uint16_t port)
      : load(what), left(what.amount().messages), ws(io.get_executor()) {
    ws.next_layer().connect({boost::asio::ip::address_v4::loopback(), port});
    ws.handshake("localhost", "/");
  }

  void read() {
    ws.async_read(buffer, [this](beast::error_code error, std::size_t size) {
      if (error || size != load.message_bytes) throw std::runtime_error("Beast: " + error.message());
      buffer.consume(size);
      if (--left != 0) return read();
      reading = timed->a_message(load.amount());
      beast::get_lowest_layer(ws).close();
    });
  }

  const Load& load;
  std::size_t left;
  boost::asio::io_context io{1};
  beast::websocket::stream<net::Socket> ws;
  beast::flat_buffer buffer;
  std::unique_ptr<Timed> timed;
  Reading reading;
};

}  // namespace

Reading read_beast(const Load& load, std::uint16_t port) {
  BeastReader reader(load, port);
  reader.timed = std::make_unique<Timed>();
  reader.read();
  reader.io.run();
  return reader.reading;
}

}  // namespace tickbard::test
