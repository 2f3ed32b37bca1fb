#include "daemon/loops/bucket_keeper.hpp"

#include "daemon/runtime/processors.hpp"

namespace tickbard {

namespace {

constexpr std::chrono::seconds kEvery{1};
/// To find out that there is no room takes for a moment what room there is. Steps.
constexpr int kTurnsOnFullDisk = 60;

}  // namespace

void BucketKeeper::step() {
  const bool ask = wait_for_room_ == 0;
  if (!ask) --wait_for_room_;
  const auto saved = saved_.save(ask);
  if (!saved && !failing_) {
    log_(LogLevel::error, "market",
         "open minutes do not reach the disk of state_dir: " + saved.error().text +
             "; a power cut now would lose them; check that disk, and what stands at that name");
  }
  if (saved && failing_) log_(LogLevel::info, "market", "open minutes reach the disk of state_dir again");
  failing_ = !saved;
  std::string trouble = buckets_.trouble();
  if (!trouble.empty() && trouble != told_) {
    log_(LogLevel::error, "market", trouble + "; bars go on in memory, but a crash would lose their open minutes");
  }
  told_ = std::move(trouble);
  // After the copy, which may need the room that this takes.
  if (ask && (saved_.lacks_room() || !buckets_.make_ahead())) wait_for_room_ = kTurnsOnFullDisk;
}

void BucketKeeper::start() {
  thread_ = NamedThread("buckets", [this] {
    give_way(kCopyNice);
    while (!stopping_.load()) {
      step();
      bell_.wait(kEvery);
    }
    step();
  });
}

void BucketKeeper::stop() {
  stopping_.store(true);
  bell_.ring();
  thread_.join();
}

}  // namespace tickbard
