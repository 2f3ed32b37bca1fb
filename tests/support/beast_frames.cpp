// The only place in the tests that compiles Beast's websocket.
#include "tests/support/beast_frames.hpp"

#include <algorithm>
#include <boost/asio/buffers_iterator.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/websocket/stream.hpp>

#include "daemon/net/utf8_check.hpp"

namespace tickbard::test {

namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace websocket = beast::websocket;
using Error = boost::system::error_code;

/// A server under Beast's client: agrees to the upgrade, then says the given bytes and hangs up.
class Wire {
 public:
  using executor_type = asio::io_context::executor_type;

  Wire(asio::io_context& io, std::string_view bytes, const Pieces& pieces)
      : io_(io), bytes_(bytes), pieces_(pieces) {}

  executor_type get_executor() const { return io_.get_executor(); }

  template <class Buffers>
  std::size_t read_some(const Buffers& room, Error& error) {
    if (!answer_.empty()) {
      const std::size_t n = asio::buffer_copy(room, asio::buffer(answer_));
      answer_.erase(0, n);
      return n;
    }
    error = bytes_.empty() ? Error(asio::error::eof) : Error();
    const std::size_t most = std::min(bytes_.size(), std::max<std::size_t>(pieces_(), 1));
    const std::size_t n = asio::buffer_copy(room, asio::buffer(bytes_.data(), most));
    bytes_.remove_prefix(n);
    return n;
  }
  template <class Buffers>
  std::size_t read_some(const Buffers& room) {
    Error ignored;
    return read_some(room, ignored);
  }

  template <class Buffers>
  std::size_t write_some(const Buffers& bytes, Error& error) {
    error = {};
    for (auto at = asio::buffers_begin(bytes); at != asio::buffers_end(bytes); ++at) written_ += *at;
    if (!upgraded_ && written_.ends_with("\r\n\r\n")) agree();
    return asio::buffer_size(bytes);
  }
  template <class Buffers>
  std::size_t write_some(const Buffers& bytes) {
    Error ignored;
    return write_some(bytes, ignored);
  }

  /// The code of the close frame that the client sent; it sends nothing else but pongs.
  unsigned close_code() const {
    constexpr std::size_t kHeader = 6;
    std::string_view sent = written_;
    const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(sent[i]); };
    while (sent.size() >= kHeader) {
      if ((byte(0) & 0x0FU) == 8 && sent.size() >= kHeader + 2)
        return static_cast<unsigned>((byte(6) ^ byte(2)) << 8 | (byte(7) ^ byte(3)));
      sent.remove_prefix(std::min(sent.size(), kHeader + (byte(1) & 0x7FU)));
    }
    return 0;
  }

  friend void teardown(beast::role_type, Wire&, Error& error) { error = {}; }

 private:
  void agree() {
    answer_ = upgrade_answer(written_);
    written_.clear();
    upgraded_ = true;
  }

  asio::io_context& io_;
  std::string_view bytes_;
  const Pieces& pieces_;
  std::string answer_, written_;
  bool upgraded_ = false;
};

/// Text in one frame is left to whoever decodes it: as if that had happened.
void decode(Heard& heard) {
  const std::string_view text = "text ";
  const auto bad = std::find_if(heard.begin(), heard.end(), [&](const std::string& line) {
    return line.starts_with(text) && !net::is_utf8(std::string_view(line).substr(text.size()));
  });
  if (bad == heard.end()) return;
  heard.erase(bad, heard.end());
  heard.emplace_back("broken 1007");
}

std::string shown(const Heard& heard) {
  std::string out;
  for (const std::string& line : heard) out += "\n  " + (line.size() > 80 ? line.substr(0, 80) + "…" : line);
  return out;
}

}  // namespace

Heard heard_by_beast(std::string_view bytes, std::size_t limit, const Pieces& pieces) {
  asio::io_context io{1};
  websocket::stream<Wire, false> ws(io, bytes, pieces);
  Heard heard;
  Error error;
  ws.handshake("host", "/", error);
  if (error) return {"no upgrade: " + error.message()};
  ws.read_message_max(limit);
  ws.control_callback([&](websocket::frame_type type, beast::string_view payload) {
    if (type == websocket::frame_type::close) return;
    heard.push_back((type == websocket::frame_type::ping ? "ping " : "pong ") +
                    std::string(payload.data(), payload.size()));
  });
  while (true) {
    beast::flat_buffer message;
    ws.read(message, error);
    if (error) break;
    const auto data = message.cdata();
    heard.push_back((ws.got_text() ? "text " : "binary ") +
                    std::string(static_cast<const char*>(data.data()), data.size()));
  }
  if (error == websocket::error::closed) {
    const auto& reason = ws.reason();
    const unsigned code = reason.code == websocket::close_code::none ? 1005 : reason.code;
    heard.push_back("close " + std::to_string(code) + " " +
                    std::string(reason.reason.data(), reason.reason.size()));
  } else if (error != asio::error::eof) {
    heard.push_back("broken " + std::to_string(ws.next_layer().close_code()));
  }
  return heard;
}

std::string differs_from_beast(std::string_view bytes, std::size_t limit, const Pieces& pieces) {
  constexpr std::size_t kLongestHeader = 14;
  const std::string padded = std::string(bytes) + std::string(limit + kLongestHeader, '\0');
  Heard own = heard_by_reader(padded, limit, pieces), reference = heard_by_beast(padded, limit, all_at_once());
  const bool own_check = !own.empty() && own.back() == "broken 1007";
  decode(own);
  // Boost 1.81 does not see that a text ends within a character if its last fragment is empty.
  if (own_check && own.size() <= reference.size()) decode(reference);
  return own == reference ? "" : "our reader hears" + shown(own) + "\nand Beast" + shown(reference);
}

}  // namespace tickbard::test
