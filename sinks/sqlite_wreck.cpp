#include "sinks/sqlite_wreck.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <bit>

namespace tickbard::sqlite {

namespace {

using Bytes = std::span<const unsigned char>;

constexpr std::size_t kLogHead = 32;
constexpr std::size_t kFrameHead = 24;
constexpr std::uint32_t kMagic = 0x377F0682;  // its last bit: whether the sums are of big-endian words

std::uint32_t big_endian(Bytes bytes, std::size_t at) {
  return std::uint32_t{bytes[at]} << 24U | std::uint32_t{bytes[at + 1]} << 16U |
         std::uint32_t{bytes[at + 2]} << 8U | std::uint32_t{bytes[at + 3]};
}

std::uint32_t little_endian(Bytes bytes, std::size_t at) {
  return std::uint32_t{bytes[at + 3]} << 24U | std::uint32_t{bytes[at + 2]} << 16U |
         std::uint32_t{bytes[at + 1]} << 8U | std::uint32_t{bytes[at]};
}

/// The running sum of a -wal: over its head, then over each frame in turn.
class LogSum {
 public:
  explicit LogSum(bool of_big_endian_words) : word_(of_big_endian_words ? big_endian : little_endian) {}
  void add(Bytes bytes) {
    for (std::size_t i = 0; i + 8 <= bytes.size(); i += 8) {
      first_ += word_(bytes, i) + second_;
      second_ += word_(bytes, i + 4) + first_;
    }
  }
  /// What is written down is big-endian always.
  bool is(Bytes bytes, std::size_t at) const {
    return big_endian(bytes, at) == first_ && big_endian(bytes, at + 4) == second_;
  }

 private:
  std::uint32_t (*word_)(Bytes, std::size_t);
  std::uint32_t first_ = 0, second_ = 0;
};

int open_to_read(const std::string& name, std::uint64_t& size) {
  const int fd = ::open(name.c_str(), O_RDONLY | O_CLOEXEC);
  struct stat info {};
  if (fd >= 0 && ::fstat(fd, &info) == 0) size = static_cast<std::uint64_t>(info.st_size);
  return fd;
}

bool possible_page_size(std::size_t size) {
  return size >= 512 && size <= 65'536 && std::has_single_bit(size);
}

}  // namespace

Wreck::Wreck(const std::filesystem::path& database, Parts parts) {
  log_ = open_to_read(database.string() + "-wal", log_size_);
  std::size_t said = log_size_ < kLogHead ? 0 : big_endian(read(log_, 0, kLogHead), 8);
  if (parts == Parts::all) file_ = open_to_read(database.string(), file_size_);
  if (!possible_page_size(said) && file_size_ >= 18) {
    const Page head = read(file_, 0, 18);
    said = std::size_t{head[16]} << 8U | head[17];
    if (said == 1) said = 65'536;
  }
  if (possible_page_size(said)) page_size_ = said;
  read_frames();
}

Wreck::~Wreck() {
  if (file_ >= 0) ::close(file_);
  if (log_ >= 0) ::close(log_);
}

Wreck::Page Wreck::read(int fd, std::uint64_t offset, std::size_t size) const {
  Page out(size, 0);
  std::size_t done = 0;
  while (done < size) {
    const ssize_t n = ::pread(fd, out.data() + done, size - done, static_cast<off_t>(offset + done));
    if (n <= 0) break;
    done += static_cast<std::size_t>(n);
  }
  return out;
}

std::uint64_t Wreck::frame_at(std::size_t index) const {
  return kLogHead + std::uint64_t{index} * (kFrameHead + page_size_);
}

void Wreck::read_frames() {
  if (log_size_ < kLogHead) return;
  const Page head = read(log_, 0, kLogHead);
  const std::uint32_t magic = big_endian(head, 0);
  LogSum sum((magic & 1U) != 0);
  sum.add(Bytes(head).first(24));
  log_head_verifies_ = (magic & ~1U) == kMagic && sum.is(head, 24) && big_endian(head, 8) == page_size_;
  bool verifies = log_head_verifies_;
  for (std::size_t i = 0; frame_at(i + 1) <= log_size_; ++i) {
    const Page bytes = read(log_, frame_at(i), kFrameHead + page_size_);
    Frame frame;
    frame.page = big_endian(bytes, 0);
    frame.commits = big_endian(bytes, 4) != 0;
    frame.of_this_generation = log_head_verifies_ && std::equal(&bytes[8], &bytes[16], &head[16]);
    sum.add(Bytes(bytes).first(8));
    sum.add(Bytes(bytes).subspan(kFrameHead));
    verifies = verifies && frame.of_this_generation && sum.is(bytes, 16);
    frame.verifies = verifies;
    if (frame.of_this_generation) newest_[frame.page] = i;
    frames_.push_back(frame);
  }
}

std::string Wreck::log_damage() const {
  if (log_size_ >= frame_at(1) && !log_head_verifies_) return "the head of its -wal does not verify";
  for (std::size_t i = 0; i != frames_.size(); ++i) {
    if (!frames_[i].verifies && frames_[i].of_this_generation && frames_[i].commits) {
      return "frame " + std::to_string(i + 1) + " of its -wal commits, but it or one before it does not verify";
    }
  }
  return {};
}

void Wreck::each_page(const std::function<void(std::span<const unsigned char>)>& visit) const {
  const auto frames = [&](bool of_this_generation) {
    for (std::size_t i = 0; i != frames_.size(); ++i) {
      if (frames_[i].of_this_generation == of_this_generation)
        visit(read(log_, frame_at(i) + kFrameHead, page_size_));
    }
  };
  frames(true);
  for (std::uint64_t at = 0; at < file_size_; at += page_size_) visit(read(file_, at, page_size_));
  frames(false);
  // The last frame may have been cut off in its midst.
  const std::uint64_t rest = frame_at(frames_.size()) + kFrameHead;
  if (rest < log_size_) visit(read(log_, rest, page_size_));
}

Wreck::Page Wreck::page(std::uint32_t number) const {
  if (const auto found = newest_.find(number); found != newest_.end()) {
    return read(log_, frame_at(found->second) + kFrameHead, page_size_);
  }
  return number == 0 ? Page(page_size_, 0) : read(file_, (std::uint64_t{number} - 1) * page_size_, page_size_);
}

}  // namespace tickbard::sqlite
