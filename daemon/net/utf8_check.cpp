#include "daemon/net/utf8_check.hpp"

#include <cstddef>
#include <cstring>

namespace tickbard::net {

bool Utf8Check::take(std::string_view piece) {
  constexpr std::uint64_t kHighBits = 0x8080808080808080;
  for (std::size_t at = 0; at < piece.size() && !broken_;) {
    std::uint64_t eight = 0;
    if (missing_ == 0 && piece.size() - at >= sizeof eight) {
      std::memcpy(&eight, piece.data() + at, sizeof eight);
      if ((eight & kHighBits) == 0) {
        at += sizeof eight;
        continue;
      }
    }
    broken_ = !take(static_cast<unsigned char>(piece[at++]));
  }
  return !broken_;
}

bool Utf8Check::take(unsigned byte) {
  if (missing_ != 0) {
    if (byte < lowest_ || byte > highest_) return false;
    --missing_;
    lowest_ = 0x80;
    highest_ = 0xBF;
    return true;
  }
  if (byte < 0x80) return true;
  if (byte < 0xC2 || byte > 0xF4) return false;  // a continuation, too long for what it says, or beyond U+10FFFF
  missing_ = byte < 0xE0 ? 1 : byte < 0xF0 ? 2 : 3;
  // The first bytes after which not all continuations are good: overlong forms, surrogates, beyond U+10FFFF.
  if (byte == 0xE0) lowest_ = 0xA0;
  if (byte == 0xED) highest_ = 0x9F;
  if (byte == 0xF0) lowest_ = 0x90;
  if (byte == 0xF4) highest_ = 0x8F;
  return true;
}

}  // namespace tickbard::net
