#pragma once

#include <deque>
#include <filesystem>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "tests/simulation/machine.hpp"

namespace tickbard::sim {

/// How one provider behaves.
struct Provider {
  FeedTraits traits;
  std::vector<Symbol> symbols;
  double rate = 1;         ///< prints a second, of all symbols
  bool snapshots = false;  ///< at connecting it sends the last prints of each symbol once more
};

/// Something on its way to us. Corrections and cancels name the print they are about by `place`.
struct Sent {
  UnixNanos due{};
  FeedEventKind kind = FeedEventKind::trade;
  std::size_t place = 0;
  Tick tick;
};

/// An interval in which bars of a feed may be less than whole, and why: what the verdict allows.
struct Disturbance {
  FeedId feed = 0;
  UnixNanos from{}, to{};
  bool figures_at_risk = false;  ///< open minutes may have lost figures: a torn slot, a power cut, a lost file
};

/// The world of one seed: exchanges, wires, a machine, and whatever strikes them. run() plays it to its quiet end.
/// Owner: one test. Time is true time, moved in steps of the loop alone.
class World {
 public:
  World(std::uint64_t seed, std::filesystem::path folder);

  /// Plays everything; afterwards the machine is at rest. The sentence is what went wrong on the way
  /// (conservation, no rest, a fresh print without a bar); empty: nothing.
  std::string run();

  const Truth& truth() const { return truth_; }
  const std::vector<Provider>& providers() const { return providers_; }
  const std::vector<Disturbance>& disturbances() const { return disturbances_; }
  UnixNanos first_heard(FeedId feed) const { return wires_[feed].first_heard; }
  const std::map<BarKey, std::uint32_t>& taken_back() const { return taken_back_; }
  const MarketOptions& options() const { return options_; }
  Machine& machine() { return machine_; }
  std::string story() const { return story_; }

 private:
  struct Wire {
    std::deque<Sent> on_the_way;  ///< by due
    bool connected = false;
    UnixNanos back_at{};  ///< when the next attempt succeeds
    UnixNanos lost_at{};
    std::optional<UnixNanos> first_print;  ///< that a process took in
    bool known = false;                    ///< something of it was committed: a later process knows it existed
    UnixNanos first_heard{};               ///< the last connection before it was known: nothing to lose before it
    std::uint64_t next_id = 1;
    std::map<std::string, std::uint64_t> sequence;
    std::map<std::string, std::int64_t> cents;
    std::vector<std::size_t> places;  ///< of its prints, oldest first
    std::vector<std::size_t> held;    ///< of prints that the market has, but not yet in a bar
  };

  void step();
  void trade(FeedId feed);
  void send(FeedId feed, Sent sent);
  void arrive(FeedId feed, const Sent& sent);
  void connect(FeedId feed);
  void cut(FeedId feed);
  void lose(FeedId feed, LostReason reason);
  void strike();
  void die(const char* how, bool figures_at_risk);
  void step_clock();
  void trade_now();
  void take_back(std::size_t place);
  bool may_take_back(std::size_t place) const;
  void apply(FeedEvent event);
  void note(const std::string& what);
  std::string imbalance();
  std::string settle();
  MonoTime mono() const { return MonoTime{std::chrono::hours{5} + (now_ - start_)}; }
  UnixNanos wall() const { return now_ + wall_off_; }

  Dice dice_;
  Dice damage_;  ///< of its own, so that seeds without damage tell the story they told before there was any
  UnixNanos start_, now_;
  std::chrono::nanoseconds wall_off_{0};
  UnixNanos trading_ends_;
  MarketOptions options_;
  std::vector<Provider> providers_;
  std::vector<Wire> wires_;
  Machine machine_;
  Truth truth_;
  std::uint64_t arrivals_ = 0;
  std::uint32_t connections_ = 0;
  UnixNanos boot_at_{}, died_at_{}, store_back_{}, disk_back_{}, next_sync_{};
  bool quiet_ = false;                                           ///< no more faults
  double kills_ = 0, cuts_ = 0, outages_ = 0, clock_steps_ = 0;  ///< chances a second
  bool power_cuts_ = false, flips_ = false;
  bool doubtful_ = false;  ///< bars were issued whose figures the machine may not have any more
  std::vector<Disturbance> disturbances_;
  std::map<BarKey, std::uint32_t> taken_back_;
  std::string story_, trouble_;
};

}  // namespace tickbard::sim
