#include "daemon/replay/source.hpp"

#include <map>
#include <memory>
#include <ostream>

#include "aggregator/core/raw_text.hpp"
#include "aggregator/feed/protocol.hpp"
#include "daemon/replay/line_reader.hpp"
#include "daemon/replay/recording.hpp"
#include "daemon/replay/tick_csv.hpp"

namespace tickbard {

void Complaints::line(std::uint64_t number, const std::string& what) {
  if (++count_ <= kShown) err_ << "line " << number << ": " << what << '\n';
  if (count_ == kShown + 1) err_ << "further broken lines are only counted\n";
}

Result<void> read_ticks(const ReplayOptions& options, Complaints& complaints, const TakeEvent& take) {
  auto lines = LineReader::open(options.file);
  if (!lines) return lines.error();
  std::string_view line;
  while (line.empty()) {
    if (!lines->next(line)) {
      return Problem{lines->failure().empty() ? options.file.string() +
                                                    " is empty; the first line must name the columns "
                                                    "symbol,ts_ns,price,size"
                                              : lines->failure()};
    }
  }
  TickCsvOptions how;
  how.columns = options.columns;
  how.symbol = options.symbol;
  const Provider* provider = find_provider(options.provider);
  how.equity_symbols = provider && provider->equity_symbols;
  if (options.provider == "polygon") how.codes = ConditionCodes::numbers;
  if (options.provider == "alpaca") how.codes = ConditionCodes::letters;
  auto csv = TickCsv::from_header(line, std::move(how));
  if (!csv) return Problem{options.file.string() + ": " + csv.error().text};

  FeedEvent event;
  std::vector<FeedEvent> pieces;
  while (lines->next(line)) {
    if (line.empty()) continue;
    csv->read(line, event);
    if (event.kind == FeedEventKind::rejected) {
      complaints.line(lines->number(), csv->complaint());
      pieces.clear();
      put_raw_text(event.feed, line, pieces);
      for (const FeedEvent& piece : pieces) take(piece, std::nullopt);
    }
    if (!take(event, std::nullopt)) return {};
  }
  if (!lines->failure().empty()) return Problem{lines->failure()};
  return {};
}

namespace {

/// One protocol for each venue of a recording.
class Decoders {
 public:
  explicit Decoders(std::string provider) : provider_(std::move(provider)) {}

  Protocol& of(const std::string& venue) {
    std::unique_ptr<Protocol>& protocol = by_venue_[venue];
    if (!protocol) {
      Subscription subscription;
      subscription.symbols = {"*"};
      subscription.venue = venue;
      protocol = make_protocol(provider_, std::move(subscription));
    }
    return *protocol;
  }

 private:
  std::string provider_;
  std::map<std::string, std::unique_ptr<Protocol>, std::less<>> by_venue_;
};

bool is_complaint(const Notice& notice) {
  return notice.signal == Signal::nonsense || notice.signal == Signal::unknown;
}

}  // namespace

Result<void> read_frames(const ReplayOptions& options, Complaints& complaints, const TakeEvent& take) {
  auto recording = Recording::open(options.file);
  if (!recording) return recording.error();
  Decoders decoders(options.provider);
  Decoded decoded;
  RecordedFrame frame;
  bool any = false;
  const auto unreadable = [&] { complaints.line(recording->line(), "is no JSON frame"); };
  while (recording->next(frame, unreadable)) {
    any = true;
    decoded.clear();
    frame.raw.reserve(frame.raw.size() + Protocol::kPadding);
    decoders.of(frame.venue).on_message(frame.raw, frame.recv_time.value_or(UnixNanos{}), decoded);
    for (const Notice& notice : decoded.notices) {
      if (is_complaint(notice)) complaints.line(recording->line(), notice.text);
    }
    for (const FeedEvent& event : decoded.events) {
      if (event.kind == FeedEventKind::rejected) {
        complaints.line(recording->line(), "a trade was rejected: " + std::string(name_of(event.reject)));
      }
      if (event.kind != FeedEventKind::streaming && !take(event, frame.recv_time)) return {};
    }
  }
  if (!recording->failure().empty()) return Problem{recording->failure()};
  if (!any) {
    return Problem{
        options.file.string() +
        (recording->unreadable() == 0
             ? " holds no frame; each line must be one, as {\"recv_ns\": N, \"raw\": …} or the message itself"
             : " is no recording: no line of it is a JSON frame; a CSV of ticks is read with --format ticks")};
  }
  return {};
}

}  // namespace tickbard
