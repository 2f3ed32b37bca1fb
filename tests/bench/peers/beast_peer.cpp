#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/websocket/stream.hpp>
#include <functional>
#include <stdexcept>

#include "tests/bench/peers/peer.hpp"

namespace tickbard::test {

void receive_with_beast(std::uint16_t port, Peer& peer) {
  namespace asio = boost::asio;
  namespace beast = boost::beast;
  using Tcp = asio::ip::tcp;
  asio::io_context io{1};
  beast::websocket::stream<asio::basic_stream_socket<Tcp, asio::io_context::executor_type>> ws(io.get_executor());
  ws.next_layer().connect({asio::ip::address_v4::loopback(), port});
  ws.handshake("localhost", "/");
  beast::flat_buffer buffer;
  std::function<void()> read = [&] {
    ws.async_read(buffer, [&](beast::error_code error, std::size_t) {
      if (error) throw std::runtime_error("Beast: " + error.message());
      buffer.prepare(Peer::kPadding);
      const auto message = buffer.cdata();
      if (peer.take({static_cast<const char*>(message.data()), message.size()})) return;
      buffer.consume(buffer.size());
      read();
    });
  };
  read();
  io.run();
}

}  // namespace tickbard::test
