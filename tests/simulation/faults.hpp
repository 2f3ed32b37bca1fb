#pragma once

#include <map>

#include "sinks/journal.hpp"
#include "sinks/store.hpp"
#include "tests/simulation/dice.hpp"
#include "tests/simulation/truth.hpp"

namespace tickbard::sim {

/// Thrown where a SIGKILL strikes: nothing of the process runs after it.
struct Killed {};

/// What may go wrong with writing at this moment, each with its chance a call.
struct WriteFaults {
  bool away = false;         ///< refuses everything
  double refused = 0;        ///< an error, and nothing was written
  double answer_lost = 0;    ///< an error, though everything was written
  double killed_before = 0;  ///< the process dies, and nothing was written
  double killed_after = 0;   ///< the process dies after the commit, before anyone learns of it
};

/// The bars that some commit has made safe: (revision, trade_count) of the best of each minute.
using SafeBars = std::map<BarKey, std::pair<std::uint32_t, std::uint32_t>>;

/// One write through the faults. `really` performs it.
StoreResult<WriteReport> write_with(WriteFaults& faults, Dice& dice, SafeBars& safe, std::span<const Event> events,
                                    const std::function<StoreResult<WriteReport>()>& really);

/// The store at the far end of a bad network: the real one behind, refusing, forgetting to answer, or the last
/// thing the process sees. Owner: one thread. Lifetime: everything handed in outlives it.
class FarStore final : public Store {
 public:
  FarStore(Store& real, WriteFaults& faults, Dice& dice, SafeBars& safe)
      : real_(real), faults_(faults), dice_(dice), safe_(safe) {}

  StoreResult<WriteReport> write(std::span<const Event> events, UnixNanos now) override;
  StoreResult<WriteReport> write_marked(std::span<const Event> events, const UploadMark& mark,
                                        UnixNanos now) override;
  StoreResult<std::optional<UploadMark>> upload_mark(std::string_view instance) override;
  StoreResult<std::vector<StoredBar>> bars(const BarQuery& query) override;
  StoreResult<std::vector<SymbolClose>> closes_in(MinuteStart from, MinuteStart to) override;
  StoreResult<std::vector<ResumePoint>> resume_points(std::string_view feed) override;
  StoreResult<std::vector<StoredAlert>> alerts(UnixNanos from, UnixNanos to, std::size_t limit) override;
  StoreResult<std::vector<StoredGap>> gaps(UnixNanos from, UnixNanos to, std::size_t limit) override;
  StoreResult<SchemaState> schema() override;
  StoreResult<MigrationReport> migrate(bool dry_run, UnixNanos now) override;
  StoreResult<void> prepare_partitions(UnixNanos from, UnixNanos to) override;
  StoreResult<void> write_calendar(std::string_view name, std::span<const Session> sessions) override;
  std::string describe() const override { return "the far store"; }

 private:
  template <class F>
  auto when_there(F&& f) -> decltype(f());

  Store& real_;
  WriteFaults& faults_;
  Dice& dice_;
  SafeBars& safe_;
};

/// A journal on a bad disk. As FarStore.
class BadDisk final : public EventSink {
 public:
  BadDisk(EventSink& real, WriteFaults& faults, Dice& dice, SafeBars& safe)
      : real_(real), faults_(faults), dice_(dice), safe_(safe) {}
  StoreResult<WriteReport> write(std::span<const Event> events, UnixNanos now) override;

 private:
  EventSink& real_;
  WriteFaults& faults_;
  Dice& dice_;
  SafeBars& safe_;
};

}  // namespace tickbard::sim
