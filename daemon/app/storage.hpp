#pragma once

#include <memory>
#include <optional>
#include <string>

#include "daemon/app/cli.hpp"
#include "daemon/app/config.hpp"
#include "daemon/loops/store_loop.hpp"
#include "sinks/damaged_store.hpp"
#include "sinks/journal.hpp"
#include "sinks/store.hpp"
#include "sinks/store_witness.hpp"

namespace tickbard {

/// Where events are kept. With `sqlite:` the store itself takes them; with PostgreSQL the journal does, and an
/// uploader on a thread of its own replicates it. Owner: main builds; journal and store threads use their own
/// objects.
class Storage {
 public:
  /// Errors: kExitDone when usable, else the exit code, and `problem` is the sentence. A PostgreSQL that is away
  /// is no error: the journal keeps everything until it answers.
  ExitCode open(const Config& config, UnixNanos now, const LogFn& log, std::string& problem);

  /// What the journal thread writes to.
  EventSink& first_sink() { return journal_ ? static_cast<EventSink&>(*journal_) : *witnessed_; }

  /// For reading at start, before the loops run.
  Store& store() { return *store_; }
  bool store_answers() const { return answers_; }
  Journal* journal() const { return journal_.get(); }  ///< nullptr with `sqlite:`
  std::vector<std::filesystem::path> files(const Config& config) const;
  bool set_aside() const { return set_aside_; }  ///< this start found store or journal damaged

  /// The store itself failed at work: the next start has to look at all of it. Any thread.
  void suspect() const;

  /// Nothing to do with `sqlite:`. `caught_up` and `fail`: see StoreLoop.
  void start_upload(Doorbell& bell, const Config& config, const LogFn& log,
                    std::function<void(UnixNanos)> caught_up, std::function<void(std::string)> fail);
  void stop_upload(MonoTime deadline);

  const StoreLoop* upload() const { return loop_.get(); }  ///< nullptr with `sqlite:`

 private:
  StoreResult<MigrationReport> open_newest(const Config& config, UnixNanos now);
  StoreResult<MigrationReport> open_in_its_place(const Config& config, UnixNanos now, const LogFn& log);
  StoreResult<void> ask_witness(const StoreWitness& witness, UnixNanos now, const LogFn& log);
  ExitCode open_sqlite(const Config& config, UnixNanos now, const LogFn& log, std::string& problem);
  ExitCode open_postgres(const Config& config, UnixNanos now, const LogFn& log, std::string& problem);

  std::unique_ptr<Store> store_;               ///< sqlite: the journal thread's; PostgreSQL: the store thread's
  std::unique_ptr<WitnessedStore> witnessed_;  ///< the journal thread's; none with PostgreSQL
  std::optional<DamagedStore> damaged_;        ///< none with PostgreSQL, nor in memory
  std::unique_ptr<Journal> journal_;           ///< the journal thread's; none with `sqlite:`
  std::unique_ptr<Journal> upload_journal_;
  std::unique_ptr<Uploader> uploader_;
  std::unique_ptr<StoreLoop> loop_;
  bool answers_ = false;
  bool set_aside_ = false;
};

}  // namespace tickbard
