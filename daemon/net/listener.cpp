#include "daemon/net/listener.hpp"

#include <stdexcept>
#include <utility>

namespace tickbard::net {
namespace {

[[noreturn]] void refuse(const std::string& host, std::uint16_t port, const boost::system::error_code& error) {
  std::string hint = "; choose another address or port (0 takes a free one)";
  if (error == boost::asio::error::address_in_use)
    hint = "; another program listens there: stop it or choose another port";
  if (error == boost::asio::error::access_denied)
    hint = "; ports below 1024 need a privilege: choose a higher one";
  throw std::runtime_error("cannot listen on " + host + ":" + std::to_string(port) + ": " + error.message() +
                           hint);
}

}  // namespace

Listener::Listener(boost::asio::io_context& io, const std::string& host, std::uint16_t port, User user)
    : acceptor_(io.get_executor()), pause_(io.get_executor()), user_(std::move(user)) {
  boost::system::error_code error;
  const auto found = Resolver(io.get_executor()).resolve(host, std::to_string(port), Resolver::passive, error);
  if (error) refuse(host, port, error);
  const Tcp::endpoint wanted = found.begin()->endpoint();
  acceptor_.open(wanted.protocol(), error);
  if (!error) acceptor_.set_option(boost::asio::socket_base::reuse_address(true), error);
  if (!error) acceptor_.bind(wanted, error);
  if (!error) acceptor_.listen(boost::asio::socket_base::max_listen_connections, error);
  if (error) refuse(host, port, error);
  endpoint_ = acceptor_.local_endpoint();
}

void Listener::accept() {
  if (accepting_ || stopped_ || !user_.has_room()) return;
  accepting_ = true;
  acceptor_.async_accept([self = shared_from_this()](boost::system::error_code error, Socket socket) {
    self->accepting_ = false;
    if (self->stopped_) return;
    if (!error) {
      boost::system::error_code ignored;
      socket.set_option(Tcp::no_delay(true), ignored);
      const auto remote = socket.remote_endpoint(ignored);
      self->user_.take(std::move(socket), text_of(remote));
      return self->accept();
    }
    // Out of descriptors, as a rule: trying again at once would burn the processor until some are free.
    self->pause_.expires_after(std::chrono::milliseconds{100});
    self->pause_.async_wait([self](boost::system::error_code) { self->accept(); });
  });
}

void Listener::room_again() {
  accept();
}

void Listener::stop() {
  stopped_ = true;
  boost::system::error_code ignored;
  acceptor_.close(ignored);
  pause_.cancel();
  user_ = {};
}

}  // namespace tickbard::net
