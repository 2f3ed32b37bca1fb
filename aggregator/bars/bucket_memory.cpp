#include "aggregator/bars/bucket_memory.hpp"

#include <cstring>
#include <new>

namespace tickbard {
namespace {
constexpr std::align_val_t kPage{4096};
}

std::vector<std::span<std::byte>> HeapBucketMemory::existing() {
  std::vector<std::span<std::byte>> all;
  for (const auto& chunk : chunks_) all.emplace_back(chunk.get(), kChunkBytes);
  return all;
}

std::span<std::byte> HeapBucketMemory::grow() {
  auto* bytes = static_cast<std::byte*>(::operator new(kChunkBytes, kPage));
  std::memset(bytes, 0, kChunkBytes);
  chunks_.emplace_back(bytes);
  return {bytes, kChunkBytes};
}

void HeapBucketMemory::Free::operator()(std::byte* p) const noexcept {
  ::operator delete(p, kPage);
}

}  // namespace tickbard
