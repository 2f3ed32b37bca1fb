#pragma once

#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "aggregator/core/error.hpp"
#include "aggregator/core/time.hpp"
#include "daemon/replay/line_reader.hpp"

namespace tickbard {

/// One message as a server once sent it.
struct RecordedFrame {
  std::optional<UnixNanos> recv_time;  ///< none: the recording does not say
  std::string venue;                   ///< empty: the recording has no venues
  std::string raw;                     ///< byte-exact
};

/// Frames of a recording, one JSON line each, in any of three forms:
///   {"recv_ns":N,"venue":"spot","raw":{…}|"text"}     (venue optional)
///   {"recv_s":N.N,"dir":"recv","raw":"text"}          (other directions are left out)
///   the frame itself                                   (an array, or an object without "raw")
/// Owner: one thread. Errors: as LineReader; lines that are no JSON are counted and left out.
class Recording {
 public:
  static Result<Recording> open(const std::filesystem::path& file);

  Recording(Recording&&) noexcept;
  Recording& operator=(Recording&&) noexcept;
  ~Recording();

  /// The next frame received; its strings are reused. False: at the end. `unreadable` is called at each line that
  /// is no JSON, while line() is its number.
  bool next(RecordedFrame& frame, const std::function<void()>& unreadable = {});

  std::uint64_t line() const { return lines_.number(); }
  std::uint64_t unreadable() const { return unreadable_; }
  const std::string& failure() const { return lines_.failure(); }

 private:
  struct Parser;
  enum class Read { frame, skip, unreadable };

  explicit Recording(LineReader lines);
  Read read(std::string_view line, RecordedFrame& frame);

  LineReader lines_;
  std::unique_ptr<Parser> parser_;
  std::uint64_t unreadable_ = 0;
};

}  // namespace tickbard
