#include <libwebsockets.h>

#include <stdexcept>
#include <string>

#include "tests/bench/peers/peer.hpp"

namespace tickbard::test {

namespace {

struct Taking {
  Peer& peer;
  std::string text;  // of a message that comes in pieces
  bool done = false, failed = false;
};

int on_event(lws* wsi, lws_callback_reasons reason, void*, void* in, std::size_t size) {
  auto& taking = *static_cast<Taking*>(lws_context_user(lws_get_context(wsi)));
  if (reason == LWS_CALLBACK_CLIENT_CONNECTION_ERROR || reason == LWS_CALLBACK_CLIENT_CLOSED) {
    taking.failed = !taking.done;
  } else if (reason == LWS_CALLBACK_CLIENT_RECEIVE) {
    taking.text.append(static_cast<const char*>(in), size);
    if (lws_remaining_packet_payload(wsi) != 0 || lws_is_final_fragment(wsi) == 0) return 0;
    taking.text.reserve(taking.text.size() + Peer::kPadding);
    taking.done = taking.peer.take(taking.text);
    taking.text.clear();
    return taking.done ? -1 : 0;
  }
  return 0;
}

}  // namespace

void receive_with_libwebsockets(std::uint16_t port, Peer& peer) {
  constexpr std::size_t kBuffer = 64 << 10;
  Taking taking{peer, {}};
  lws_protocols protocols[2]{};
  protocols[0].name = "ticks";
  protocols[0].callback = on_event;
  protocols[0].rx_buffer_size = kBuffer;
  lws_set_log_level(LLL_ERR, nullptr);
  lws_context_creation_info info{};
  info.port = CONTEXT_PORT_NO_LISTEN;
  info.protocols = protocols;
  info.pt_serv_buf_size = kBuffer;
  info.user = &taking;
  lws_context* const context = lws_create_context(&info);
  if (context == nullptr) throw std::runtime_error("libwebsockets makes no context");
  lws_client_connect_info to{};
  to.context = context;
  to.address = "127.0.0.1";
  to.port = port;
  to.path = "/";
  to.host = to.address;
  to.origin = to.address;
  if (lws_client_connect_via_info(&to) == nullptr) throw std::runtime_error("libwebsockets does not connect");
  while (!taking.done && !taking.failed) lws_service(context, 0);
  lws_context_destroy(context);
  if (taking.failed) throw std::runtime_error("libwebsockets lost the connection");
}

}  // namespace tickbard::test
