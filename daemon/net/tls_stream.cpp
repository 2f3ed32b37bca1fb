#include "daemon/net/tls_stream.hpp"

#include <openssl/err.h>
#include <sys/socket.h>
#include <sys/uio.h>

#include <algorithm>
#include <boost/asio/error.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/asio/ssl/error.hpp>
#include <cerrno>
#include <climits>
#include <cstring>
#include <new>

namespace tickbard::net {

namespace {

int at_most_int(std::size_t size) {
  return static_cast<int>(std::min<std::size_t>(size, INT_MAX));
}

bool is_would_block(int code) {
  return code == EAGAIN || code == EWOULDBLOCK;
}

}  // namespace

bool is_alert(const boost::system::error_code& error) {
  return error.category() == boost::asio::error::get_ssl_category() &&
         ERR_GET_REASON(static_cast<unsigned long>(error.value())) >= SSL_AD_REASON_OFFSET;
}

TlsStream::TlsStream(Socket socket, boost::asio::ssl::context& context)
    : socket_(std::move(socket)),
      fill_waiters_(socket_.get_executor(), Timer::time_point::max()),
      ssl_(SSL_new(context.native_handle()), SSL_free),
      bio_(BIO_new(method())) {
  if (!ssl_ || bio_ == nullptr) {
    BIO_free(bio_);
    throw std::bad_alloc();
  }
  BIO_set_data(bio_, this);
  BIO_set_init(bio_, 1);
  SSL_set_bio(ssl_.get(), bio_, bio_);
  SSL_set_mode(ssl_.get(), SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER);
}

TlsStream::Outcome TlsStream::try_handshake() {
  ERR_clear_error();
  return outcome_of(SSL_connect(ssl_.get()));
}

TlsStream::Outcome TlsStream::try_read(const boost::asio::mutable_buffer& room) {
  if (over_ || room.size() == 0) return {Want::nothing, over_, 0};
  auto* const to = static_cast<char*>(room.data());
  Outcome out;
  std::size_t n = 0;
  do {
    ERR_clear_error();
    out = outcome_of(SSL_read(ssl_.get(), to + n, at_most_int(room.size() - n)));
    n += out.n;
  } while (out.n != 0 && n < room.size());
  over_ = out.error;
  return n == 0 ? out : Outcome{Want::nothing, {}, n};
}

std::size_t TlsStream::read_some(const boost::asio::mutable_buffer& room, Error& error) {
  if (!filling_) drained_ = false;  // whether it still is, only the socket can tell
  const Outcome out = try_read(room);
  error = out.want == Want::nothing ? named(out.error) : Error(boost::asio::error::would_block);
  return out.n;
}

TlsStream::Outcome TlsStream::try_write(const boost::asio::const_buffer& bytes) {
  if (bytes.size() == 0) return {};
  ERR_clear_error();
  return outcome_of(SSL_write(ssl_.get(), bytes.data(), at_most_int(bytes.size())));
}

/// Asked right after the call: OpenSSL's list of errors is the thread's.
TlsStream::Outcome TlsStream::outcome_of(int result) {
  const Error of_socket = std::exchange(socket_error_, {});
  if (result > 0) return {Want::nothing, {}, static_cast<std::size_t>(result)};
  const int kind = SSL_get_error(ssl_.get(), result);
  if (kind == SSL_ERROR_WANT_READ) return {Want::bytes, {}, 0};
  if (kind == SSL_ERROR_WANT_WRITE) return {Want::room, {}, 0};
  if (kind == SSL_ERROR_ZERO_RETURN) return {Want::nothing, boost::asio::error::eof, 0};
  // With a reason of its own it may have sent an alert, to whom is no longer there: the reason counts.
  if (kind != SSL_ERROR_SSL && of_socket) return {Want::nothing, of_socket, 0};
  const auto reason = static_cast<int>(ERR_get_error());
  if (reason == 0) return {Want::nothing, boost::asio::ssl::error::unspecified_system_error, 0};
  return {Want::nothing, {reason, boost::asio::error::get_ssl_category()}, 0};
}

void TlsStream::end_fill(Error error, std::size_t n) {
  filling_ = false;
  at_ = 0;
  end_ = error ? 0 : n;
  drained_ = n < ahead_.size();
  if (error) over_ = error;
  fill_waiters_.cancel();
}

/// The socket's end is none of the stream's, unless the server has said goodbye in TLS.
TlsStream::Error TlsStream::named(Error error) const {
  const bool goodbye = (SSL_get_shutdown(ssl_.get()) & SSL_RECEIVED_SHUTDOWN) != 0;
  return error == boost::asio::error::eof && !goodbye ? Error(boost::asio::ssl::error::stream_truncated) : error;
}

int TlsStream::take(char* to, std::size_t size) {
  BIO_clear_retry_flags(bio_);
  if (at_ != end_) {
    const std::size_t n = std::min(size, end_ - at_);
    std::memcpy(to, ahead_.data() + at_, n);
    at_ += n;
    return static_cast<int>(n);
  }
  if (drained_) return nothing_here();
  std::array<iovec, 2> places{{{to, size}, {ahead_.data(), ahead_.size()}}};
  msghdr message{};
  message.msg_iov = places.data();
  message.msg_iovlen = places.size();
  ssize_t n = 0;
  do {
    n = ::recvmsg(socket_.native_handle(), &message, MSG_DONTWAIT);
  } while (n < 0 && errno == EINTR);
  if (n < 0 && is_would_block(errno)) return nothing_here();
  if (n <= 0) {
    socket_error_ = n == 0 ? Error(boost::asio::error::eof) : Error(errno, boost::system::system_category());
    return static_cast<int>(n);
  }
  const auto got = static_cast<std::size_t>(n);
  drained_ = got < size + ahead_.size();
  at_ = 0;
  end_ = got - std::min(got, size);
  return static_cast<int>(got - end_);
}

int TlsStream::nothing_here() {
  drained_ = true;
  BIO_set_retry_read(bio_);
  return -1;
}

int TlsStream::put(const char* from, std::size_t size) {
  BIO_clear_retry_flags(bio_);
  ssize_t n = 0;
  do {
    n = ::send(socket_.native_handle(), from, size, MSG_DONTWAIT | MSG_NOSIGNAL);
  } while (n < 0 && errno == EINTR);
  if (n >= 0) return static_cast<int>(n);
  if (is_would_block(errno)) {
    BIO_set_retry_write(bio_);
  } else {
    socket_error_.assign(errno, boost::system::system_category());
  }
  return -1;
}

const BIO_METHOD* TlsStream::method() {
  static const std::unique_ptr<BIO_METHOD, decltype(&BIO_meth_free)> once = [] {
    std::unique_ptr<BIO_METHOD, decltype(&BIO_meth_free)> made(
        BIO_meth_new(BIO_get_new_index() | BIO_TYPE_SOURCE_SINK, "tickbard socket"), BIO_meth_free);
    if (!made) throw std::bad_alloc();
    BIO_meth_set_read(made.get(), [](BIO* bio, char* to, int size) {
      return static_cast<TlsStream*>(BIO_get_data(bio))->take(to, static_cast<std::size_t>(size));
    });
    BIO_meth_set_write(made.get(), [](BIO* bio, const char* from, int size) {
      return static_cast<TlsStream*>(BIO_get_data(bio))->put(from, static_cast<std::size_t>(size));
    });
    // An end is told by the socket's error: OpenSSL's own word for it would break off with an alert.
    BIO_meth_set_ctrl(made.get(), [](BIO*, int what, long, void*) -> long { return what == BIO_CTRL_FLUSH; });
    return made;
  }();
  return once.get();
}

}  // namespace tickbard::net
