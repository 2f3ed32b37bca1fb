#include "daemon/net/ws_upgrade.hpp"

#include <openssl/evp.h>

#include <array>
#include <boost/asio/buffer.hpp>
#include <boost/beast/http/empty_body.hpp>
#include <boost/beast/http/error.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/rfc7230.hpp>
#include <boost/beast/websocket/error.hpp>
#include <cstdint>

#include "daemon/runtime/random.hpp"

namespace tickbard::net {

namespace {

namespace http = boost::beast::http;
using Wrong = boost::beast::websocket::error;

std::string base64(const unsigned char* bytes, std::size_t n) {
  std::string out((n + 2) / 3 * 4 + 1, '\0');  // OpenSSL ends it with a NUL
  EVP_EncodeBlock(reinterpret_cast<unsigned char*>(out.data()), bytes, static_cast<int>(n));
  out.pop_back();
  return out;
}

std::string random_key() {
  std::array<std::uint64_t, 2> key{random_seed(), random_seed()};
  return base64(reinterpret_cast<const unsigned char*>(key.data()), sizeof key);
}

/// RFC 6455, 4.2.2: shows that the server read the key, and is no cache that answers anybody.
std::string answer_to(const std::string& key) {
  const std::string text = key + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
  unsigned size = 0;
  EVP_Digest(text.data(), text.size(), digest.data(), &size, EVP_sha1(), nullptr);
  return base64(digest.data(), size);
}

}  // namespace

struct WsUpgrade::Impl {
  State judge() {
    const auto& answer = parser.get();
    if (answer.result() != http::status::switching_protocols) return State::refused;
    const auto names = [&](http::field field, const char* token) {
      return http::token_list{answer[field]}.exists(token);
    };
    const auto accept = answer[http::field::sec_websocket_accept];
    if (answer.version() != 11) return fail(Wrong::bad_http_version);
    if (!names(http::field::connection, "upgrade")) return fail(Wrong::no_connection_upgrade);
    if (!names(http::field::upgrade, "websocket")) return fail(Wrong::no_upgrade_websocket);
    if (accept.empty()) return fail(Wrong::no_sec_accept);
    if (accept != answer_to(key)) return fail(Wrong::bad_sec_accept);
    return State::open;
  }

  State fail(boost::system::error_code error) {
    why = error.message();
    return State::failed;
  }

  const std::string key = random_key();
  std::string request, unread, why;
  http::response_parser<http::empty_body> parser;
  State state = State::waiting;
};

WsUpgrade::WsUpgrade(const Url& url) : impl_(std::make_unique<Impl>()) {
  impl_->request = "GET " + url.target() + " HTTP/1.1\r\nHost: " + url.authority() +
                   "\r\nUpgrade: websocket\r\nConnection: upgrade\r\nSec-WebSocket-Key: " + impl_->key +
                   "\r\nSec-WebSocket-Version: 13\r\nUser-Agent: tickbard\r\n\r\n";
}

WsUpgrade::~WsUpgrade() = default;

WsUpgrade::State WsUpgrade::take(std::string_view bytes) {
  impl_->unread += bytes;
  boost::system::error_code error;
  const std::size_t used = impl_->parser.put(boost::asio::buffer(impl_->unread), error);
  impl_->unread.erase(0, used);
  if (impl_->parser.is_header_done()) {
    impl_->state = impl_->judge();  // the body of a refusal is not waited for
  } else if (error && error != http::error::need_more) {
    impl_->state = impl_->fail(error);
  }
  return impl_->state;
}

const std::string& WsUpgrade::request() const {
  return impl_->request;
}
std::string_view WsUpgrade::rest() const {
  return impl_->unread;
}
unsigned WsUpgrade::status() const {
  return impl_->parser.get().result_int();
}
std::string WsUpgrade::reason() const {
  return std::string(impl_->parser.get().reason());
}
std::string WsUpgrade::server() const {
  return std::string(impl_->parser.get()[http::field::server]);
}
const std::string& WsUpgrade::why() const {
  return impl_->why;
}

}  // namespace tickbard::net
