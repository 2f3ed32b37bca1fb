#include "tests/support/server_frames.hpp"

#include <openssl/evp.h>

#include <algorithm>
#include <array>

#include "daemon/net/frame_reader.hpp"

namespace tickbard::test {

namespace {

void append_big_endian(std::string& out, std::uint64_t value, int bytes) {
  while (bytes-- > 0) out += static_cast<char>(value >> (8 * bytes) & 0xFF);
}

std::string line_of(const net::WsWord& word) {
  using Kind = net::WsWord::Kind;
  const std::string bytes(word.bytes);
  switch (word.kind) {
    case Kind::text:
      return "text " + bytes;
    case Kind::binary:
      return "binary " + bytes;
    case Kind::ping:
      return "ping " + bytes;
    case Kind::pong:
      return "pong " + bytes;
    case Kind::close:
      return "close " + std::to_string(word.code) + " " + bytes;
    case Kind::broken:
      return "broken " + std::to_string(word.code);
    case Kind::none:
      break;
  }
  return "nothing";
}

/// Under the address sanitizer this is where missing padding shows.
void touch_padding(std::string_view message) {
  static volatile unsigned seen = 0;
  for (std::size_t i = 0; i < net::FrameReader::kPadding; ++i)
    seen = seen ^ static_cast<unsigned char>(message.data()[message.size() + i]);
}

}  // namespace

std::string server_frame(unsigned first, std::string_view payload, unsigned mark, int length_bytes) {
  if (length_bytes < 0) length_bytes = payload.size() < 126 ? 0 : payload.size() < 65536 ? 2 : 8;
  std::string out(1, static_cast<char>(first));
  append_big_endian(out, mark | (length_bytes == 0 ? payload.size() : length_bytes == 2 ? 126 : 127), 1);
  append_big_endian(out, payload.size(), length_bytes);
  return out.append(payload);
}

std::string close_frame(unsigned code, std::string_view reason) {
  std::string payload;
  append_big_endian(payload, code, 2);
  return server_frame(0x88, payload.append(reason));
}

std::string upgrade_answer(std::string_view request) {
  const std::string_view name = "Sec-WebSocket-Key: ";
  const auto at = request.find(name) + name.size();
  const std::string text =
      std::string(request.substr(at, request.find("\r\n", at) - at)) + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
  std::array<unsigned char, EVP_MAX_MD_SIZE> accept{};
  unsigned size = 0;
  EVP_Digest(text.data(), text.size(), digest.data(), &size, EVP_sha1(), nullptr);
  EVP_EncodeBlock(accept.data(), digest.data(), static_cast<int>(size));
  return "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: "
         "Upgrade\r\nSec-WebSocket-Accept: " +
         std::string(reinterpret_cast<const char*>(accept.data())) + "\r\n\r\n";
}

Pieces all_at_once() {
  return pieces_of(std::string::npos);
}
Pieces pieces_of(std::size_t n) {
  return [n] { return n; };
}

Heard heard_by_reader(std::string_view bytes, std::size_t limit, const Pieces& pieces) {
  Heard heard;
  net::FrameReader reader(limit);
  while (!bytes.empty()) {
    const auto room = reader.prepare();
    const std::size_t n = bytes.copy(room.data(), std::min(room.size(), std::max<std::size_t>(pieces(), 1)));
    bytes.remove_prefix(n);
    reader.commit(n);
    for (auto word = reader.next(); word.kind != net::WsWord::Kind::none; word = reader.next()) {
      heard.push_back(line_of(word));
      if (word.kind == net::WsWord::Kind::broken || word.kind == net::WsWord::Kind::close) return heard;
      touch_padding(word.bytes);
    }
  }
  return heard;
}

}  // namespace tickbard::test
