#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "aggregator/core/error.hpp"

namespace tickbard {

/// Lines of a text file, plain or gzip (told by its content, not its name), or of standard input ("-").
/// Owner: one thread. Errors: open() and failed() say in one sentence what is wrong with which file.
/// Lifetime: the view that next() gives dies with the following next().
class LineReader {
 public:
  static Result<LineReader> open(const std::filesystem::path& file);

  LineReader(LineReader&&) noexcept;
  LineReader& operator=(LineReader&&) noexcept;
  ~LineReader();

  /// The next line without its end ("\n" or "\r\n"). False: at the end, or failed.
  /// A line above 16 MiB is given as an empty one with too_long(): it is no record of ours and must not eat the
  /// memory.
  /// At least kPadding readable bytes follow the line.
  bool next(std::string_view& line);

  std::uint64_t number() const { return number_; }         ///< of the last line given, from 1
  bool too_long() const { return too_long_; }              ///< the last line given was
  const std::string& failure() const { return failure_; }  ///< empty: no damage met so far

  static constexpr std::size_t kLongest = 16 << 20;
  static constexpr std::size_t kPadding = 64;

 private:
  struct File;

  LineReader(std::unique_ptr<File> file, std::string name);
  bool fill();

  std::unique_ptr<File> file_;
  std::string name_;
  std::vector<char> buffer_;
  std::size_t begin_ = 0;  ///< of what is not yet given out
  std::size_t end_ = 0;
  std::uint64_t number_ = 0;
  bool at_end_ = false;
  bool too_long_ = false;
  std::string failure_;
};

}  // namespace tickbard
