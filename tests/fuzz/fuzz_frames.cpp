#include <sstream>

#include "aggregator/feed/protocol.hpp"
#include "daemon/replay/recording.hpp"
#include "daemon/replay/source.hpp"
#include "tests/fuzz/check.hpp"
#include "tests/fuzz/memory_file.hpp"
#include "tests/fuzz/survival.hpp"

namespace tickbard::fuzz {

namespace {

/// Every line is a frame, one that is left out, or counted as unreadable.
std::string wrong_with_recording(const std::filesystem::path& file) {
  auto recording = Recording::open(file);
  if (!recording) return "a file in memory cannot be opened: " + recording.error().text;
  RecordedFrame frame;
  std::uint64_t frames = 0;
  while (recording->next(frame)) {
    ++frames;
    if (frame.raw.size() > LineReader::kLongest) return "a frame longer than a line";
    if (frame.recv_time && to_unix_nanos(*frame.recv_time) <= 0) return "a frame received before 1970";
  }
  return frames + recording->unreadable() <= recording->line() ? "" : "more frames than lines";
}

}  // namespace

const std::string_view kName = "frames";

/// The first line names a provider; the rest is a recording, plain or gzip.
std::string wrong_with(std::string_view input) {
  const auto end = std::min(input.find('\n'), input.size());
  ReplayOptions options;
  options.provider = input.substr(0, end);
  const std::string_view text = input.substr(std::min(end + 1, input.size()));
  if (find_provider(options.provider) == nullptr) return {};  // the command refuses it before it reads
  const MemoryFile file(text);
  options.file = file.path();
  if (std::string wrong = wrong_with_recording(options.file); !wrong.empty()) return wrong;

  std::ostringstream said;
  Complaints complaints(said);
  std::string wrong;
  std::uint64_t rejected = 0;
  const auto done = read_frames(options, complaints, [&](const FeedEvent& event, std::optional<UnixNanos>) {
    if (event.kind == FeedEventKind::trade || event.kind == FeedEventKind::snapshot) {
      wrong = wrong_with_print(event.tick);
    } else if (event.kind == FeedEventKind::rejected) {
      ++rejected;
    } else if (event.kind == FeedEventKind::streaming || event.kind == FeedEventKind::lost) {
      wrong = "an event that no recording makes";
    }
    return wrong.empty();
  });
  if (!wrong.empty()) return wrong;
  if (complaints.count() < rejected) return "a rejected trade without a complaint";
  return !done && done.error().text.empty() ? "refused without a word" : "";
}

}  // namespace tickbard::fuzz
