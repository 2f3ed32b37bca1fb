#include "daemon/replay/replay_command.hpp"

#include <algorithm>
#include <fstream>
#include <optional>
#include <ostream>

#include "aggregator/calendar/calendar.hpp"
#include "aggregator/feed/protocol.hpp"
#include "aggregator/market/market.hpp"
#include "daemon/replay/bar_csv.hpp"
#include "daemon/replay/pipeline.hpp"
#include "daemon/replay/source.hpp"
#include "daemon/replay/store_writer.hpp"

namespace tickbard {
namespace {

constexpr std::string_view kName = "tickbard replay: ";
constexpr int kDone = 0, kFailed = 1, kUsage = 2;

const Calendar& calendar_of(const ReplayOptions& options, const ReplayMarket& market, const Provider* provider) {
  const std::string name = !options.calendar.empty() ? options.calendar
                           : provider                ? std::string(provider->calendar)
                                                     : "always";
  return market.calendars->find(name)->second;
}

FeedTraits traits_of(const Calendar& calendar, const Provider* provider) {
  FeedTraits traits;
  traits.name = "replay";
  traits.calendar = &calendar;
  if (provider) {
    traits.rules = provider->rules;
    traits.increasing_ids = provider->increasing_ids;
    traits.sends_corrections = provider->sends_corrections;
    traits.consecutive_ids = provider->consecutive_ids;
  }
  return traits;
}

/// The sums of the conservation law; true if it holds.
bool conserves(const Tally& t, std::uint64_t& rejected) {
  rejected = 0;
  for (const Count& reason : t.rejected) rejected += reason.get();
  return t.received.get() ==
         t.counted.get() + t.volume_only.get() + rejected + t.duplicate.get() + t.too_late.get() + t.held.get();
}

/// Not one trade of the file could be used, and something in it could not be read: another file was meant, or
/// another provider.
bool is_garbage(const Tally& t, std::uint64_t broken) {
  std::uint64_t rejected = 0;
  (void)conserves(t, rejected);
  return broken > 0 && t.received.get() == rejected;
}

bool summarise(const Tally& t, std::uint64_t broken, std::ostream& err) {
  std::uint64_t rejected = 0;
  const bool holds = conserves(t, rejected);
  err << t.received.get() << " ticks received: " << t.counted.get() << " counted, " << t.volume_only.get()
      << " volume only, " << t.duplicate.get() << " duplicate, " << t.too_late.get() << " too late, " << rejected
      << " rejected";
  const char* before = " (";
  for (std::size_t r = 0; r < kRejectNames.size(); ++r) {
    if (t.rejected[r].get() == 0) continue;
    err << before << kRejectNames[r] << ' ' << t.rejected[r].get();
    before = ", ";
  }
  err << (rejected > 0 ? ")" : "") << ", " << t.held.get() << " held; " << t.bars_closed.get() << " bars, "
      << t.bars_amended.get() << " issued again; " << t.alerts_up.get() + t.alerts_down.get() << " alerts; "
      << broken << " broken lines; conservation "
      << (holds ? "holds" : "DOES NOT HOLD: please report this with the file") << '\n';
  return holds;
}

}  // namespace

int run_replay(const ReplayOptions& options, const ReplayMarket& market, std::ostream& out, std::ostream& err) {
  const auto problems = problems_with(options);
  for (const Problem& problem : problems) err << kName << problem.text << '\n';
  if (!problems.empty()) return kUsage;

  const Provider* provider = find_provider(options.provider);
  std::optional<StoreWriter> store;
  if (!options.store.empty()) {
    auto opened = StoreWriter::open(options.store, options.base);
    if (!opened) {
      err << kName << opened.error().text << '\n';
      return exit_code(opened.error().cls);
    }
    store.emplace(std::move(*opened));
  }

  BarTable table;
  const bool print = !options.out.empty();
  ReplayPipeline pipeline(market.options, traits_of(calendar_of(options, market, provider), provider),
                          *market.rules, [&](std::span<const Event> events, UnixNanos now) {
                            for (const Event& event : events) {
                              const Bar* bar = std::get_if<Bar>(&event);
                              if (bar && print) table.put(*bar);
                            }
                            return !store || store->take(events, now);
                          });

  Complaints complaints(err);
  const TakeEvent take = [&](const FeedEvent& event, std::optional<UnixNanos> recv) {
    return pipeline.apply(event, recv);
  };
  const auto read = options.format == ReplayFormat::ticks ? read_ticks(options, complaints, take)
                                                          : read_frames(options, complaints, take);
  if (!read) err << kName << read.error().text << '\n';
  // Of a file that was refused there is nothing to say; what a damaged one gave counts.
  if (!read && pipeline.tally().received.get() == 0) return kFailed;
  pipeline.finish();
  int code = read ? kDone : kFailed;

  if (store) {
    store->flush(pipeline.now());
    for (const std::string& row : store->poison()) err << row << '\n';
    if (store->error()) {
      err << kName << store->error()->text << '\n';
      code = exit_code(store->error()->cls);
    } else {
      err << store->describe() << ": " << store->written() << " rows new or better, " << store->unchanged()
          << " already there\n";
    }
  }
  if (options.out == "-") {
    table.print(out);
    out.flush();
  } else if (print) {
    std::ofstream file(options.out);
    table.print(file);
    if (!file.flush()) {
      err << kName << "cannot write " << options.out.string() << "; check the path, its rights and the space\n";
      code = kFailed;
    }
  }
  if (!summarise(pipeline.tally(), complaints.count(), err)) code = kFailed;
  if (code == kDone && is_garbage(pipeline.tally(), complaints.count())) {
    err << kName << "nothing in " << options.file.string() << " could be used: " << complaints.count()
        << " broken lines, and no trade in the others; check the file, --format and --provider\n";
    code = kFailed;
  }
  return code;
}

}  // namespace tickbard
