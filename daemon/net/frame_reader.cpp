#include "daemon/net/frame_reader.hpp"

#include <algorithm>
#include <cstring>

namespace tickbard::net {

namespace {

constexpr unsigned kContinuation = 0, kText = 1, kBinary = 2, kClose = 8, kPing = 9, kPong = 10;
constexpr std::uint16_t kProtocolError = 1002, kNoCode = 1005, kNoUtf8 = 1007, kTooLong = 1009;
constexpr std::size_t kLongestHeader = 10;

bool is_control(unsigned opcode) {
  return opcode >= kClose;
}

/// What a server may say in a close frame: the registered ones, and 3000 and above.
bool is_close_code(unsigned code) {
  if (code >= 3000) return true;
  return code >= 1000 && code <= 1013 && code != 1004 && code != 1005 && code != 1006;
}

std::uint64_t big_endian(const unsigned char* bytes, std::size_t n) {
  std::uint64_t value = 0;
  for (std::size_t i = 0; i < n; ++i) value = value << 8 | bytes[i];
  return value;
}

}  // namespace

FrameReader::FrameReader(std::size_t message_limit)
    : limit_(message_limit),
      capacity_(kBuffer),
      buffer_(std::make_unique_for_overwrite<char[]>(capacity_ + kPadding)) {}

std::span<char> FrameReader::prepare() {
  if (kept() == 0) at_ = filled_ = message_ = joined_ = 0;
  const std::size_t wanted = std::max(missing_, kRead);
  const bool large = kept() + wanted > kBuffer;
  calm_ = large || capacity_ == kBuffer ? 0 : calm_ + 1;
  if (calm_ > kCalm || capacity_ - filled_ < wanted) make_room(wanted);
  return {buffer_.get() + filled_, wanted};
}

void FrameReader::make_room(std::size_t wanted) {
  const std::size_t needed = kept() + wanted;
  if (calm_ <= kCalm && needed <= capacity_) return move_to(buffer_.get());
  // Twofold where more fragments may follow, so that these are not moved for each; never beyond what a message may
  // be.
  const std::size_t most = limit_ + kLongestHeader + kRead;
  calm_ = 0;
  capacity_ = std::max({kBuffer, needed, in_message_ ? std::min(2 * needed, most) : 0});
  auto grown = std::make_unique_for_overwrite<char[]>(capacity_ + kPadding);
  move_to(grown.get());
  buffer_ = std::move(grown);
}

/// What is kept, to the beginning of a buffer (which may be this one): the fragments, then what is unread.
void FrameReader::move_to(char* place) {
  const std::size_t joined = joined_ - message_, unread = filled_ - at_;
  if (joined != 0) std::memmove(place, buffer_.get() + message_, joined);
  if (unread != 0) std::memmove(place + joined, buffer_.get() + at_, unread);
  message_ = 0;
  at_ = joined_ = joined;
  filled_ = joined + unread;
}

WsWord FrameReader::any_frame() {
  while (!over_) {
    missing_ = 0;
    Header header;
    if (const char* wrong = read_header(header)) return broken(kProtocolError, wrong);
    if (header.size == 0) return {};
    if (!is_control(header.opcode) && header.length > limit_ - (joined_ - message_))
      return broken(kTooLong, "a message was too long");
    const std::size_t whole = header.size + static_cast<std::size_t>(header.length);
    if (filled_ - at_ < whole) {
      missing_ = whole - (filled_ - at_);
      return {};
    }
    const WsWord word = is_control(header.opcode) ? control_frame(header) : data_frame(header);
    if (word.kind != WsWord::Kind::none) return word;
  }
  return last_;
}

const char* FrameReader::read_header(Header& header) const {
  const std::size_t here = filled_ - at_;
  if (here < 2) return nullptr;
  const auto* const bytes = reinterpret_cast<const unsigned char*>(buffer_.get() + at_);
  if (const char* wrong = wrong_with(bytes[0], bytes[1])) return wrong;
  header.fin = (bytes[0] & 0x80U) != 0;
  header.opcode = bytes[0] & 0x0FU;
  header.length = bytes[1] & 0x7FU;
  const std::size_t more = header.length == 126 ? 2 : header.length == 127 ? 8 : 0;
  if (here < 2 + more) return nullptr;
  if (more != 0) {
    header.length = big_endian(bytes + 2, more);
    if (header.length < (more == 2 ? 126U : 65536U)) return "a frame's length took more bytes than it needs";
  }
  header.size = 2 + more;
  return nullptr;
}

const char* FrameReader::wrong_with(unsigned first, unsigned second) const {
  const unsigned opcode = first & 0x0FU;
  if ((first & 0x70U) != 0) return "a frame had reserved bits, and no extension was agreed on";
  if ((second & 0x80U) != 0) return "a frame was masked";
  if ((opcode > kBinary && opcode < kClose) || opcode > kPong) return "a frame had a reserved opcode";
  if (is_control(opcode)) {
    if ((first & 0x80U) == 0) return "a control frame was fragmented";
    if ((second & 0x7FU) > 125) return "a control frame was too long";
  } else if ((opcode == kContinuation) != in_message_) {
    return in_message_ ? "a message began within another" : "a fragment came without a message";
  }
  return nullptr;
}

WsWord FrameReader::data_frame(const Header& header) {
  const auto length = static_cast<std::size_t>(header.length);
  char* const payload = buffer_.get() + at_ + header.size;
  if (header.opcode != kContinuation) {
    text_ = header.opcode == kText;
    message_ = joined_ = static_cast<std::size_t>(payload - buffer_.get());
    utf8_.clear();
  }
  at_ += header.size + length;
  const bool whole = header.fin && header.opcode != kContinuation;
  if (text_ && !whole && (!utf8_.take({payload, length}) || (header.fin && !utf8_.complete())))
    return broken(kNoUtf8, "a text was not UTF-8");
  char* const end = buffer_.get() + joined_;
  if (end != payload && length != 0) std::memmove(end, payload, length);
  joined_ += length;
  in_message_ = !header.fin;
  if (in_message_) return {};
  const std::string_view bytes(buffer_.get() + message_, joined_ - message_);
  message_ = joined_ = at_;
  return {text_ ? WsWord::Kind::text : WsWord::Kind::binary, 0, bytes};
}

WsWord FrameReader::control_frame(const Header& header) {
  const std::string_view payload(buffer_.get() + at_ + header.size, static_cast<std::size_t>(header.length));
  at_ += header.size + payload.size();
  if (header.opcode == kClose) return close_frame(payload);
  return {header.opcode == kPing ? WsWord::Kind::ping : WsWord::Kind::pong, 0, payload};
}

WsWord FrameReader::close_frame(std::string_view payload) {
  WsWord word{WsWord::Kind::close, kNoCode, {}};
  if (payload.size() == 1) return broken(kProtocolError, "a close frame had half a code");
  if (!payload.empty()) {
    const auto code = static_cast<unsigned>(big_endian(reinterpret_cast<const unsigned char*>(payload.data()), 2));
    if (!is_close_code(code)) return broken(kProtocolError, "a close frame had a code that is none");
    word.code = static_cast<std::uint16_t>(code);
    word.bytes = payload.substr(2);
    if (!is_utf8(word.bytes)) return broken(kProtocolError, "the reason in a close frame was not UTF-8");
  }
  over_ = true;  // whatever follows is nothing to anybody
  last_ = {};
  return word;
}

WsWord FrameReader::broken(std::uint16_t code, std::string_view what) {
  over_ = true;
  last_ = {WsWord::Kind::broken, code, what};
  return last_;
}

}  // namespace tickbard::net
