#include <algorithm>
#include <array>
#include <cstring>

#include "aggregator/bars/bucket_store.hpp"
#include "tests/fuzz/check.hpp"

namespace tickbard::fuzz {

namespace {

constexpr std::size_t kSlots = 15;  // of the one chunk that an earlier run left
constexpr std::uint64_t kFeedKey = 1;

struct LeftSlot {
  BucketData data;
  bool whole = false;  ///< its check words fit
};

/// Memory as an earlier run left it: any bytes. Its slots get check words that fit, for no fuzzer finds those;
/// those with a bit in the last two bytes of the header keep what they have, as do the torn ones.
class LeftMemory final : public BucketMemory {
 public:
  explicit LeftMemory(std::string_view bytes) {
    std::memcpy(left_.data(), bytes.data(), std::min(bytes.size(), left_.size()));
    std::uint16_t damaged = 0;
    std::memcpy(&damaged, &left_[Bucket::kBytes - sizeof damaged], sizeof damaged);
    for (std::size_t i = 0; i < kSlots; ++i) {
      Bucket& bucket = slot(i);
      if ((damaged >> i & 1) == 0 && !bucket.torn()) bucket.publish(bucket.load());
    }
  }
  std::vector<std::span<std::byte>> existing() override { return {std::span<std::byte>(left_)}; }
  std::span<std::byte> grow() override { return heap_.grow(); }

  std::vector<LeftSlot> slots() {
    std::vector<LeftSlot> out;
    for (std::size_t i = 0; i < kSlots; ++i) {
      const Bucket& bucket = slot(i);
      out.push_back({bucket.load(), !bucket.torn() && bucket.belief() == Bucket::Belief::whole});
    }
    return out;
  }

 private:
  Bucket& slot(std::size_t i) { return *reinterpret_cast<Bucket*>(&left_[(i + 1) * Bucket::kBytes]); }

  HeapBucketMemory heap_;
  alignas(4096) std::array<std::byte, (kSlots + 1) * Bucket::kBytes> left_{};
};

struct Run {
  explicit Run(BucketMemory& memory) : store(memory, symbols, tally, {{kFeedKey, true}}) {
    listening.started(kEarliestEvent, MonoTime{});
  }
  std::vector<Event> all_issued() {
    std::vector<Event> out;
    store.close_through(0, kLatestEvent, listening);
    store.issue(out, true, heard);
    return out;
  }
  SymbolTable symbols;
  Tally tally;
  Listening listening;
  std::vector<const Listening*> heard{&listening};
  BucketStore store;
};

bool same_figures(const Bar& a, const Bar& b) {
  return a.symbol == b.symbol && a.start == b.start && a.open == b.open && a.high == b.high && a.low == b.low &&
         a.close == b.close && a.volume.raw == b.volume.raw && a.vwap == b.vwap && a.trade_count == b.trade_count;
}

/// Each bar stood in a slot just so: none is put together from what is left of several.
std::string wrong_with_issued(const std::vector<Event>& events, const std::vector<LeftSlot>& left) {
  for (const Event& event : events) {
    const Bar* bar = std::get_if<Bar>(&event);
    if (bar == nullptr) continue;
    if (!Symbol::parse(bar->symbol.view())) return "a bar of no symbol";
    const bool priced = bar->volume.raw > 0 || bar->vwap;
    if (priced && (bar->low.raw <= 0 || bar->low > std::min(bar->open, bar->close) ||
                   bar->high < std::max(bar->open, bar->close)))
      return "a bar out of shape";
    const bool stood = std::any_of(left.begin(), left.end(), [&](const LeftSlot& slot) {
      const BucketData& d = slot.data;
      return slot.whole && d.has(BucketData::kUsed) && d.sane() &&
             (same_figures(d.bar(), *bar) || d.has(BucketData::kVoided));
    });
    if (!stood) return "a bar that never stood so: " + std::string(bar->symbol.view());
  }
  return {};
}

}  // namespace

const std::string_view kName = "buckets";

/// The bytes of a chunk: its header and its slots. Whatever they are, a run begins, takes prints and issues bars.
std::string wrong_with(std::string_view input) {
  LeftMemory memory(input);
  const std::vector<LeftSlot> left = memory.slots();
  const auto used = static_cast<std::size_t>(
      std::count_if(left.begin(), left.end(), [](const LeftSlot& s) { return s.data.has(BucketData::kUsed); }));
  std::size_t continued = 0;
  {
    Run run(memory);
    const auto& found = run.store.recovered();
    continued = found.buckets.size();
    if (found.wiped_chunks == 0 && continued + found.torn.size() + found.nameless < used)
      return "a slot in use was neither continued nor told of";
    for (const auto& torn : found.torn) {
      if (!Symbol::parse(torn.symbol.view())) return "a torn minute of no symbol is named";
    }
  }
  {
    Run run(memory);  // killed at once: nothing more is torn, nothing is lost
    const auto& found = run.store.recovered();
    if (found.wiped_chunks != 0 || found.nameless != 0) return "what one run left the next one cannot read";
    if (found.buckets.size() < continued) return "a second start lost a minute";
    if (std::string wrong = wrong_with_issued(run.all_issued(), left); !wrong.empty()) return wrong;
    Print print;
    print.price = {1'000'000'000};
    print.size = {100'000'000};
    print.time = kLatestEvent - std::chrono::minutes{1};
    if (run.store.add(0, *run.symbols.intern(*Symbol::parse("FRESH")), print) != Taken::counted)
      return "a fresh print is not taken";
  }
  return {};
}

}  // namespace tickbard::fuzz
