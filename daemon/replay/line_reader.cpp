#include "daemon/replay/line_reader.hpp"

#include <unistd.h>
#include <zlib.h>

#include <cerrno>
#include <cstring>

namespace tickbard {

struct LineReader::File {
  gzFile handle = nullptr;
  ~File() {
    if (handle) gzclose(handle);
  }
};

LineReader::LineReader(std::unique_ptr<File> file, std::string name)
    : file_(std::move(file)), name_(std::move(name)), buffer_(256 * 1024 + kPadding) {}
LineReader::LineReader(LineReader&&) noexcept = default;
LineReader& LineReader::operator=(LineReader&&) noexcept = default;
LineReader::~LineReader() = default;

Result<LineReader> LineReader::open(const std::filesystem::path& file) {
  auto made = std::make_unique<File>();
  std::error_code ignored;
  if (file == "-") {
    made->handle = gzdopen(::dup(STDIN_FILENO), "rb");
  } else if (std::filesystem::is_directory(file, ignored)) {
    return Problem{"cannot read " + file.string() + ": it is a folder; name one file"};
  } else {
    made->handle = gzopen(file.c_str(), "rb");
  }
  if (!made->handle) {
    return Problem{"cannot open " + file.string() + ": " + std::strerror(errno) +
                   "; check the path and its rights"};
  }
  gzbuffer(made->handle, 128 * 1024);
  return LineReader(std::move(made), file == "-" ? "standard input" : file.string());
}

bool LineReader::fill() {
  if (begin_ > 0) {
    std::memmove(buffer_.data(), buffer_.data() + begin_, end_ - begin_);
    end_ -= begin_;
    begin_ = 0;
  }
  if (end_ + kPadding == buffer_.size()) buffer_.resize(buffer_.size() * 2);
  const std::size_t room = buffer_.size() - kPadding - end_;
  const int got = gzread(file_->handle, buffer_.data() + end_, static_cast<unsigned>(room));
  if (got > 0) {
    end_ += static_cast<std::size_t>(got);
    return true;
  }
  at_end_ = true;
  int code = Z_OK;
  const char* text = gzerror(file_->handle, &code);
  if (code != Z_OK && code != Z_STREAM_END) {
    failure_ = name_ + " is damaged after line " + std::to_string(number_) + " (" +
               (code == Z_ERRNO ? std::strerror(errno) : text) + "): get a whole copy";
  }
  return false;
}

bool LineReader::next(std::string_view& line) {
  std::size_t searched = 0;
  too_long_ = false;
  for (;;) {
    const char* from = buffer_.data() + begin_;
    const auto* found = static_cast<const char*>(std::memchr(from + searched, '\n', end_ - begin_ - searched));
    std::size_t length = 0;
    if (found) {
      length = static_cast<std::size_t>(found - from);
      begin_ += length + 1;
    } else if (at_end_) {
      length = end_ - begin_;
      if (length == 0 && !too_long_) return false;
      begin_ = end_;
    } else {
      searched = end_ - begin_;
      if (searched > kLongest) {  // forget it, and look for its end only
        too_long_ = true;
        begin_ = end_;
        searched = 0;
      }
      fill();
      continue;
    }
    ++number_;
    if (length > 0 && from[length - 1] == '\r') --length;
    line = too_long_ ? std::string_view{} : std::string_view(from, length);
    return true;
  }
}

}  // namespace tickbard
