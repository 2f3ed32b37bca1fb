#include "daemon/net/ws_client.hpp"

#include <boost/asio/ssl/context.hpp>
#include <utility>

#include "daemon/net/tls.hpp"
#include "daemon/net/ws_client_over.hpp"

namespace tickbard {

namespace {

std::shared_ptr<WsClient::Impl> make_client(boost::asio::io_context& io, WsClientOptions options,
                                            WsClientHandlers handlers) {
  if (!options.url.tls())
    return std::make_shared<net::ClientOver<net::Socket>>(io, std::move(options), std::move(handlers));
  auto& context = options.tls->context();
  return std::make_shared<net::ClientOver<net::TlsStream>>(io, std::move(options), std::move(handlers), context);
}

}  // namespace

WsClient::WsClient(boost::asio::io_context& io, WsClientOptions options, WsClientHandlers handlers)
    : impl_(make_client(io, std::move(options), std::move(handlers))) {}

WsClient::~WsClient() {
  impl_->abandon();
}
void WsClient::start() {
  impl_->start();
}
std::string WsClient::server() const {
  return impl_->server();
}
void WsClient::send(std::string text) {
  impl_->send(std::move(text));
}
void WsClient::ping() {
  impl_->ping();
}
void WsClient::pause_reading() {
  impl_->pause_reading();
}
void WsClient::resume_reading() {
  impl_->resume_reading();
}
void WsClient::close() {
  impl_->close();
}

}  // namespace tickbard
