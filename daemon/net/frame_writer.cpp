#include "daemon/net/frame_writer.hpp"

#include <cstddef>
#include <utility>

#include "daemon/runtime/random.hpp"

namespace tickbard::net {

namespace {

void append_big_endian(std::string& out, std::uint64_t value, int bytes) {
  while (bytes-- > 0) out += static_cast<char>(value >> (8 * bytes) & 0xFF);
}

std::string masked(FrameOpcode opcode, std::string_view payload) {
  return client_frame(opcode, payload, static_cast<std::uint32_t>(random_seed()));
}

}  // namespace

std::string client_frame(FrameOpcode opcode, std::string_view payload, std::uint32_t mask) {
  constexpr std::size_t kLongestHeader = 14;
  constexpr std::uint64_t kFin = 0x80, kMasked = 0x80;
  std::string out;
  out.reserve(kLongestHeader + payload.size());
  append_big_endian(out, kFin | static_cast<std::uint64_t>(opcode), 1);
  const int more = payload.size() < 126 ? 0 : payload.size() < 65536 ? 2 : 8;
  append_big_endian(out, kMasked | (more == 0 ? payload.size() : more == 2 ? 126 : 127), 1);
  append_big_endian(out, payload.size(), more);
  const std::size_t key = out.size();
  append_big_endian(out, mask, 4);
  for (std::size_t i = 0; i < payload.size(); ++i) out += static_cast<char>(payload[i] ^ out[key + i % 4]);
  return out;
}

void FrameWriter::text(std::string_view text) {
  if (!closing_) waiting_.push_back(masked(FrameOpcode::text, text));
}

void FrameWriter::ping() {
  if (!closing_) waiting_.push_back(masked(FrameOpcode::ping, {}));
}

void FrameWriter::pong(std::string_view bytes) {
  if (!closing_) pong_ = masked(FrameOpcode::pong, bytes);
}

void FrameWriter::close(std::uint16_t code) {
  if (std::exchange(closing_, true)) return;
  std::string payload;
  append_big_endian(payload, code, 2);
  waiting_.push_back(masked(FrameOpcode::close, payload));
}

void FrameWriter::forget() {
  waiting_.clear();
  pong_.reset();
}

std::string_view FrameWriter::next() {
  sending_.clear();
  if (pong_) {
    sending_ = std::move(*pong_);
    pong_.reset();
  } else if (!waiting_.empty()) {
    sending_ = std::move(waiting_.front());
    waiting_.pop_front();
    closed_ = closing_ && waiting_.empty();
  }
  return sending_;
}

}  // namespace tickbard::net
