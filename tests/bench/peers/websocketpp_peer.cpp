#include <stdexcept>
#include <string>
#include <websocketpp/client.hpp>
#include <websocketpp/config/asio_no_tls_client.hpp>

#include "tests/bench/peers/peer.hpp"

namespace tickbard::test {

void receive_with_websocketpp(std::uint16_t port, Peer& peer) {
  using Client = websocketpp::client<websocketpp::config::asio_client>;
  Client client;
  client.clear_access_channels(websocketpp::log::alevel::all);
  client.clear_error_channels(websocketpp::log::elevel::all);
  client.init_asio();
  client.set_message_handler([&](websocketpp::connection_hdl, const Client::message_ptr& message) {
    std::string& text = message->get_raw_payload();
    text.reserve(text.size() + Peer::kPadding);
    if (peer.take(text)) client.stop();
  });
  websocketpp::lib::error_code error;
  const auto connection = client.get_connection("ws://127.0.0.1:" + std::to_string(port) + "/", error);
  if (error) throw std::runtime_error("websocketpp: " + error.message());
  client.connect(connection);
  client.run();
}

}  // namespace tickbard::test
