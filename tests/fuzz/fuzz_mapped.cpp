#include <fcntl.h>

#include <algorithm>
#include <cstring>

#include "aggregator/bars/bucket_pool.hpp"
#include "daemon/runtime/bucket_file.hpp"
#include "daemon/runtime/mapped_buckets.hpp"
#include "daemon/runtime/saved_buckets.hpp"
#include "tests/fuzz/check.hpp"
#include "tests/fuzz/scratch_folder.hpp"

namespace tickbard::fuzz {

namespace {

constexpr std::uint32_t kLayout = 1;
constexpr std::size_t kPage = 4096;
constexpr std::string_view kAside = ".corrupt.1";

/// What a file of ours begins with.
std::string honest_header(const ScratchFolder& folder) {
  folder.clear();
  const auto file = folder.write("honest", "");
  const int fd = ::open(file.c_str(), O_RDWR);
  const bool written = BucketFile::write_header(fd, kLayout, 0);
  ::close(fd);
  return written ? ScratchFolder::content_of(file, 48) : std::string{};
}

/// The file that an earlier run left: a page with the input in front, and as many chunks as its first byte says,
/// the last of them perhaps not whole.
struct Left {
  std::string front;
  std::size_t chunks = 0;
  std::size_t size = 0;

  explicit Left(std::string_view input) : front(input.substr(std::min<std::size_t>(1, input.size()))) {
    const unsigned first = input.empty() ? 0 : static_cast<unsigned char>(input.front());
    size = front.size();
    if (first % 4 == 3) return;  // nothing but the input
    chunks = first % 4;
    size = kPage + chunks * BucketMemory::kChunkBytes + first / 4 * 64;
    front.resize(std::min(front.size(), kPage));
  }
};

/// Its chunks hold nothing: they are what is handed out first.
std::string wrong_with_fresh(MappedBuckets& buckets, std::size_t chunks) {
  if (!buckets.existing().empty()) return "a chunk without a used slot counts as one of an earlier run";
  HeapBucketMemory heap;
  const auto empty = heap.grow();
  BucketPool::make_ready(empty);
  for (std::size_t i = 0; i <= chunks; ++i) {
    if (i == chunks) std::ranges::fill(empty, std::byte{0});
    const auto grown = buckets.grow();
    if (grown.size() != BucketMemory::kChunkBytes) return "it does not grow: " + buckets.trouble();
    if (std::memcmp(grown.data(), empty.data(), empty.size()) != 0) return "a chunk that is not empty";
    if (std::filesystem::file_size(buckets.file()) != kPage + std::max(i + 1, chunks) * BucketMemory::kChunkBytes)
      return "the file grows while it has room";
    grown.back() = std::byte{7};
  }
  return {};
}

/// A copy beside it that begins with the same bytes, and goes on with them: whether it is said to be of no use,
/// and what is there afterwards.
std::string wrong_with_copy(const std::filesystem::path& file, const std::filesystem::path& aside_as,
                            const std::string& front, bool fit) {
  std::string copy = front;
  copy.resize(kPage);
  while (!front.empty() && copy.size() < kPage + BucketMemory::kChunkBytes) copy += front;
  if (!front.empty()) std::ofstream(MappedBuckets::saved(file), std::ios::binary) << copy;
  const std::size_t before = std::filesystem::file_size(file);
  auto opened = MappedBuckets::open(file, kLayout, aside_as);
  if (!opened) return "it does not open: " + opened.error().text;
  const bool said = opened->notice().find("cannot be used") != std::string::npos;
  if (said == (fit || front.empty())) return "of the copy it says: " + opened->notice();
  if (opened->set_aside() || std::filesystem::exists(aside_as)) return "the file was set aside";
  if (std::filesystem::file_size(file) < before) return "the file lost a chunk";
  BucketPool pool(*opened);
  return SavedBuckets(*opened).save() ? "" : "no copy can be made";
}

}  // namespace

const std::string_view kName = "mapped";

std::string wrong_with(std::string_view input) {
  static const ScratchFolder folder;
  static const std::string honest = honest_header(folder);
  folder.clear();
  const Left left(input);
  const auto file = folder.write("buckets.map", left.front);
  const std::filesystem::path aside_as = file.string() + std::string(kAside);
  std::filesystem::resize_file(file, left.size);
  const std::string before = ScratchFolder::content_of(file, kPage);
  const bool fit = left.size == 0 || before.starts_with(honest);
  {
    auto opened = MappedBuckets::open(file, kLayout, aside_as);
    if (!opened) return "it does not open: " + opened.error().text;
    if (opened->notice().empty() != fit) return "fit is " + std::to_string(fit) + ", said was " + opened->notice();
    const auto aside = folder.named(kAside);
    if (aside.size() != (fit ? 0 : 1)) return "files set aside: " + std::to_string(aside.size());
    if (!fit && (std::filesystem::file_size(aside[0]) != left.size ||
                 ScratchFolder::content_of(aside[0], kPage) != before))
      return "what was set aside is not what was there";
    const std::size_t whole = left.size < kPage ? 0 : (left.size - kPage) / BucketMemory::kChunkBytes;
    if (std::string wrong = wrong_with_fresh(*opened, fit ? whole : 0); !wrong.empty()) return wrong;
  }
  {
    const auto again = MappedBuckets::open(file, kLayout, aside_as);
    if (!again || !again->notice().empty()) return "the next run cannot read what this one left";
  }
  std::filesystem::remove(aside_as);
  return wrong_with_copy(file, aside_as, left.front, left.front.starts_with(honest));
}

}  // namespace tickbard::fuzz
