#pragma once

#include <cstdint>
#include <string_view>

namespace tickbard::net {

/// Whether bytes that come in pieces are UTF-8: said no at the first byte that no continuation could mend.
/// Owner: whoever holds it. Errors: none.
class Utf8Check {
 public:
  /// False: the text is broken, and stays so until clear().
  bool take(std::string_view piece);
  bool complete() const { return missing_ == 0; }  ///< no character is cut off at its end
  void clear() { *this = {}; }

 private:
  bool take(unsigned byte);

  // Bytes missing to the character begun, and what the next of them may be.
  std::uint8_t missing_ = 0, lowest_ = 0x80, highest_ = 0xBF;
  bool broken_ = false;
};

inline bool is_utf8(std::string_view text) {
  Utf8Check check;
  return check.take(text) && check.complete();
}

}  // namespace tickbard::net
