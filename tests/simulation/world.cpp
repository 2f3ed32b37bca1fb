#include "tests/simulation/world.hpp"

#include <algorithm>
#include <array>
#include <string_view>

#include "aggregator/core/time_text.hpp"
#include "tests/scenarios/market_rig.hpp"

namespace tickbard::sim {

using std::chrono::milliseconds;
using std::chrono::minutes;
using std::chrono::nanoseconds;
using std::chrono::seconds;

namespace {

constexpr milliseconds kStep{100};
constexpr double kStepsASecond = 10;

std::vector<Provider> make_providers(Dice& dice) {
  std::vector<Provider> out;
  const auto add = [&](FeedTraits traits, std::vector<std::string_view> names, bool snapshots) {
    Provider p;
    p.traits = std::move(traits);
    p.snapshots = snapshots;
    const auto count = static_cast<std::size_t>(dice.between(1, static_cast<std::int64_t>(names.size())));
    for (std::size_t i = 0; i != count; ++i) p.symbols.push_back(sym(names[i]));
    p.rate = static_cast<double>(dice.between(2, 40)) / 10;
    out.push_back(std::move(p));
  };
  add({"tape", &xnys_calendar(), "", false, false}, {"AAPL", "MSFT", "NVDA"}, false);
  if (dice.chance(0.7)) add({"coins", &always_calendar(), "", true, false}, {"BTC-USD", "ETH-USD"}, true);
  if (dice.chance(0.7)) add({"amender", &xnys_calendar(), "", false, true}, {"SPY", "QQQ"}, false);
  return out;
}

MarketOptions make_options(Dice& dice) {
  MarketOptions options;
  options.amend_window = seconds{dice.between(30, 900)};
  return options;
}

std::vector<FeedTraits> traits_of(const std::vector<Provider>& providers) {
  std::vector<FeedTraits> out;
  for (const Provider& p : providers) out.push_back(p.traits);
  return out;
}

UnixNanos minute_end(UnixNanos t) {
  return minute_of(t) + minutes{1};
}

BarKey key_of(const Tick& tick) {
  return {std::string{tick.symbol.view()}, to_unix_seconds(minute_of(tick.event_time))};
}

}  // namespace

World::World(std::uint64_t seed, std::filesystem::path folder)
    : dice_(seed),
      damage_(~seed),
      start_(at("2026-11-20T14:27:00Z") + milliseconds{dice_.between(0, 59'999)}),
      now_(start_),
      trading_ends_(start_ + seconds{dice_.between(120, 600)}),
      options_(make_options(dice_)),
      providers_(make_providers(dice_)),
      wires_(providers_.size()),
      machine_(dice_.chance(0.5) ? Road::straight : Road::journalled, traits_of(providers_), options_,
               std::move(folder), dice_) {
  kills_ = dice_.chance(0.6) ? 1.0 / static_cast<double>(dice_.between(20, 300)) : 0;
  cuts_ = dice_.chance(0.6) ? 1.0 / static_cast<double>(dice_.between(20, 300)) : 0;
  outages_ = dice_.chance(0.6) ? 1.0 / static_cast<double>(dice_.between(20, 200)) : 0;
  power_cuts_ = dice_.chance(0.2);
  flips_ = damage_.chance(0.2);
  clock_steps_ = dice_.chance(0.3) ? 1.0 / static_cast<double>(dice_.between(20, 200)) : 0;
  boot_at_ = start_;
  died_at_ = start_;
  for (std::size_t i = 0; i != wires_.size(); ++i) wires_[i].lost_at = start_;
}

void World::note(const std::string& what) {
  story_ += to_rfc3339(now_).substr(11, 12) + "  " + what + "\n";
}

void World::apply(FeedEvent event) {
  event.tick.recv_time = wall();
  machine_.apply(event, mono());
}

// --- what trades, and how it comes to us -----------------------------------------------------------------------

void World::trade(FeedId feed) {
  const Provider& provider = providers_[feed];
  Wire& wire = wires_[feed];
  const Symbol& symbol = provider.symbols[static_cast<std::size_t>(
      dice_.between(0, static_cast<std::int64_t>(provider.symbols.size()) - 1))];
  const std::string name{symbol.view()};
  std::int64_t& cents = wire.cents.try_emplace(name, dice_.between(500, 50'000)).first->second;
  cents = std::max<std::int64_t>(1, cents + dice_.between(-5, 5));

  Sent sent;
  sent.tick.symbol = symbol;
  sent.tick.price.raw = cents * 10'000'000;
  sent.tick.size.raw = dice_.between(1, 400) * (provider.snapshots ? 12'345 : 100'000'000);
  sent.tick.event_time = now_ - milliseconds{dice_.between(0, 90)};
  sent.tick.id = TradeId::from_number(wire.next_id++);
  if (!provider.snapshots) sent.tick.sequence = ++wire.sequence[name];
  sent.due = now_;
  // Reports come late now and then; a feed whose ids are resume points keeps their order.
  if (!provider.snapshots) {
    if (dice_.chance(0.1)) sent.due += milliseconds{dice_.between(0, 1'900)};
    if (dice_.chance(0.02)) {
      const auto latest = minute_end(sent.tick.event_time) + options_.amend_window - seconds{5};
      sent.due = std::max(now_, now_ + nanoseconds{dice_.between(0, (latest - now_).count())});
    }
  }
  sent.place = truth_.traded(sent.tick);
  wire.places.push_back(sent.place);
  send(feed, sent);
  if (dice_.chance(0.02)) send(feed, sent);  // said twice

  if (provider.traits.sends_corrections && dice_.chance(0.05)) {
    Sent change = sent;
    change.kind = dice_.chance(0.5) ? FeedEventKind::cancel : FeedEventKind::correction;
    const auto latest = minute_end(sent.tick.event_time) + options_.amend_window - seconds{5};
    change.due = sent.due + nanoseconds{dice_.between(0, std::max<std::int64_t>(0, (latest - sent.due).count()))};
    change.tick.original = sent.tick.id;
    change.tick.id = TradeId::from_number(wire.next_id++);
    change.tick.price.raw += 10'000'000;
    send(feed, change);
  }
}

void World::send(FeedId feed, Sent sent) {
  auto& way = wires_[feed].on_the_way;
  const auto behind = std::upper_bound(way.begin(), way.end(), sent.due,
                                       [](UnixNanos due, const Sent& other) { return due < other.due; });
  way.insert(behind, std::move(sent));
}

bool World::may_take_back(std::size_t place) const {
  const Traded& print = truth_.prints()[place];
  if (print.fate != Fate::applied || print.refused || print.taken_back != 0 || print.due < boot_at_) return false;
  std::size_t left = 0;
  for (const Traded& other : truth_.prints()) {
    const bool same = other.tick.symbol == print.tick.symbol &&
                      minute_of(other.tick.event_time) == minute_of(print.tick.event_time);
    const bool stands = other.fate == Fate::applied && !other.refused && other.taken_back == 0;
    if (same && stands && other.due >= boot_at_) ++left;
  }
  return left >= 2;  // what becomes of a minute without any price is told in the market's own tests
}

void World::take_back(std::size_t place) {
  Traded& print = truth_.at(place);
  print.taken_back = ++arrivals_;
  ++taken_back_[key_of(print.tick)];
}

void World::arrive(FeedId feed, const Sent& sent) {
  Wire& wire = wires_[feed];
  const bool heard = wire.connected && machine_.running();
  FeedEvent event;
  event.kind = sent.kind;
  event.feed = feed;
  event.tick = sent.tick;
  if (sent.kind == FeedEventKind::cancel || sent.kind == FeedEventKind::correction) {
    if (!heard || !may_take_back(sent.place)) return;
    take_back(sent.place);
    if (sent.kind == FeedEventKind::correction) {
      Tick put = sent.tick;
      put.event_time = truth_.at(sent.place).tick.event_time;
      put.sequence = truth_.at(sent.place).tick.sequence;
      Traded& one = truth_.at(truth_.traded(put));
      one.fate = Fate::applied;
      one.arrival = arrivals_;
      one.due = sent.due;
      event.tick.event_time = now_;
    }
    return apply(event);
  }
  Traded& print = truth_.at(sent.place);
  if (print.fate == Fate::applied) {  // once more
    if (heard) apply(event);
    return;
  }
  print.due = now_;
  if (!heard) {
    print.unknowable = minute_end(print.tick.event_time) <= wire.lost_at;
    return;
  }
  print.fate = Fate::applied;
  print.unknowable = false;
  print.arrival = ++arrivals_;
  if (!wire.first_print) wire.first_print = now_;
  const Tally& tally = machine_.market().tally();
  const std::uint64_t refused = tally.too_late.get();
  const std::uint64_t held = tally.held.get();
  apply(event);
  wire.held.push_back(sent.place);
  if (tally.held.get() > held) return;
  // It went its way, and with it those that had waited for it. What is refused is refused for its age.
  std::sort(wire.held.begin(), wire.held.end(), [this](std::size_t a, std::size_t b) {
    return truth_.at(a).tick.event_time < truth_.at(b).tick.event_time;
  });
  for (std::size_t i = 0; i != tally.too_late.get() - refused; ++i) {
    truth_.at(wire.held[i]).refused = true;
    truth_.at(wire.held[i]).excused = doubtful_;
  }
  wire.held.clear();
}

// --- connections
// -------------------------------------------------------------------------------------------------

void World::connect(FeedId feed) {
  Wire& wire = wires_[feed];
  wire.connected = true;
  if (!wire.known) wire.first_heard = now_;
  disturbances_.push_back({feed, wire.lost_at, now_, false});
  FeedEvent streaming;
  streaming.kind = FeedEventKind::streaming;
  streaming.feed = feed;
  apply(streaming);
  if (!providers_[feed].snapshots) return;
  // The last 20 prints of each symbol, once more and in order.
  std::map<std::string, std::size_t> already;
  std::vector<std::size_t> again;
  for (auto place = wire.places.rbegin(); place != wire.places.rend(); ++place) {
    const Traded& print = truth_.prints()[*place];
    if (already[std::string{print.tick.symbol.view()}]++ < 20) again.push_back(*place);
  }
  const bool first = disturbances_.back().from == start_;
  ++connections_;
  for (auto place = again.rbegin(); place != again.rend(); ++place) {
    Traded& print = truth_.at(*place);
    FeedEvent event;
    event.kind = FeedEventKind::snapshot;
    event.feed = feed;
    event.tick = print.tick;
    if (print.fate == Fate::lost && !first) {
      print.fate = Fate::offered;
      print.arrival = ++arrivals_;
    }
    if (print.fate == Fate::offered) print.offered_in.push_back(connections_);
    apply(event);
  }
}

void World::cut(FeedId feed) {
  Wire& wire = wires_[feed];
  wire.back_at = now_ + milliseconds{dice_.between(100, 60'000)};
  note("the connection of " + providers_[feed].traits.name + " is lost");
  lose(feed, dice_.chance(0.5) ? LostReason::closed : LostReason::silent);
}

void World::lose(FeedId feed, LostReason reason) {
  wires_[feed].connected = false;
  wires_[feed].lost_at = now_;
  FeedEvent lost;
  lost.kind = FeedEventKind::lost;
  lost.feed = feed;
  lost.lost = reason;
  apply(lost);
}

// --- faults
// ------------------------------------------------------------------------------------------------------

void World::die(const char* how, bool figures_at_risk) {
  note(how);
  // What lost figures leave behind is over once a process has outlived the time in which bars may be amended.
  if (now_ - boot_at_ > std::max<nanoseconds>(options_.amend_window, options_.close_delay) + seconds{61})
    doubtful_ = false;
  doubtful_ = doubtful_ || figures_at_risk;
  machine_.kill();
  died_at_ = now_;
  boot_at_ = now_ + milliseconds{dice_.between(100, 90'000)};
  for (std::size_t i = 0; i != wires_.size(); ++i) {
    Wire& wire = wires_[i];
    if (wire.connected) wire.lost_at = now_;
    wire.first_print.reset();
    // What still waited is lost, and of a minute long over.
    for (const std::size_t place : wire.held) {
      truth_.at(place).fate = Fate::lost;
      truth_.at(place).unknowable = true;
    }
    wire.held.clear();
    wire.connected = false;
    wire.back_at = boot_at_ + milliseconds{dice_.between(50, 3'000)};
    if (figures_at_risk) disturbances_.push_back({static_cast<FeedId>(i), now_, now_, true});
  }
}

void World::strike() {
  if (quiet_) return;
  const auto due = [&](double a_second) { return dice_.chance(a_second / kStepsASecond); };
  if (now_ >= store_back_) machine_.network.away = false;
  if (now_ >= disk_back_) machine_.disk.away = false;
  if (due(outages_)) {
    machine_.network.away = true;
    store_back_ = now_ + seconds{dice_.between(1, 200)};
    note("the store is away");
  }
  if (due(outages_ / 4)) {
    machine_.disk.away = true;
    disk_back_ = now_ + seconds{dice_.between(1, 30)};
    note("the disk refuses");
  }
  if (due(clock_steps_)) step_clock();
  if (!machine_.running()) return;
  for (std::size_t i = 0; i != wires_.size(); ++i) {
    if (wires_[i].connected && due(cuts_)) cut(static_cast<FeedId>(i));
  }
  if (due(kills_ / 4)) {
    note("stop in good order");
    for (std::size_t i = 0; i != wires_.size(); ++i) {
      if (wires_[i].connected) lose(static_cast<FeedId>(i), LostReason::shutdown);
    }
    machine_.stop(mono(), wall());
    for (Wire& wire : wires_) wire.held.clear();  // the flush took them in
    die("stopped", false);
  } else if (due(kills_)) {
    const bool flipped = flips_ && damage_.chance(0.5);
    if (flipped) machine_.buckets().flip(damage_);
    die(flipped ? "killed, and a bit of a slot changed" : "killed", flipped);
  } else if (due(kills_ / 4)) {
    machine_.buckets().remember();
    trade_now();
    machine_.buckets().tear(dice_);
    die("killed while a slot was written", true);
  } else if (power_cuts_ && due(kills_ / 4)) {
    machine_.buckets().cut_power(dice_);
    die("the power was cut", true);
  } else if (due(kills_ / 20)) {
    machine_.buckets().lose();
    die("killed, and the file of the open minutes is gone", true);
  }
}

/// Somebody sets the machine's clock, or a time server does. Not before every feed was heard: at a start the clock
/// is right, for the service waits for time-sync.target.
void World::step_clock() {
  if (!std::all_of(wires_.begin(), wires_.end(), [](const Wire& w) { return w.first_print.has_value(); })) return;
  constexpr std::array<seconds, 6> kFar{seconds{2},     seconds{100},    seconds{3'600},
                                        seconds{7'200}, seconds{86'400}, seconds{0}};
  const nanoseconds far = kFar[static_cast<std::size_t>(dice_.between(0, 5))] + milliseconds{200};
  wall_off_ = dice_.chance(0.3) ? nanoseconds{0} : dice_.chance(0.5) ? far : -far;
  note("the clock is set to " + to_rfc3339(wall()));
}

/// A print that is in the making when the process dies.
void World::trade_now() {
  for (std::size_t i = 0; i != wires_.size(); ++i) {
    if (!wires_[i].connected) continue;
    trade(static_cast<FeedId>(i));
    auto& way = wires_[i].on_the_way;
    const auto last = std::find_if(way.begin(), way.end(), [&](const Sent& s) {
      return s.kind == FeedEventKind::trade && s.place + 1 == truth_.prints().size();
    });
    if (last == way.end()) return;
    const Sent sent = *last;
    std::erase_if(way, [&](const Sent& s) { return s.kind == FeedEventKind::trade && s.place == sent.place; });
    arrive(static_cast<FeedId>(i), sent);
    return;
  }
}

// --- time
// ----------------------------------------------------------------------------------------------------------

std::string World::imbalance() {
  const Tally& t = machine_.market().tally();
  std::uint64_t sum = t.counted.get() + t.volume_only.get() + t.duplicate.get() + t.too_late.get() + t.held.get();
  for (const Count& c : t.rejected) sum += c.get();
  return sum == t.received.get() ? std::string{}
                                 : "conservation: " + std::to_string(t.received.get()) + " received, " +
                                       std::to_string(sum) + " accounted for, at " + to_rfc3339(now_);
}

void World::step() {
  now_ += quiet_ && now_ > trading_ends_ ? nanoseconds{seconds{5}} : nanoseconds{kStep};
  if (!machine_.running() && now_ >= boot_at_) {
    note("boots");
    wall_off_ = {};
    machine_.boot(wall());
    boot_at_ = now_;
  }
  try {
    for (std::size_t i = 0; i != wires_.size(); ++i) {
      const auto feed = static_cast<FeedId>(i);
      Wire& wire = wires_[i];
      if (machine_.running() && !wire.connected && now_ >= wire.back_at) connect(feed);
      if (now_ < trading_ends_ && dice_.chance(providers_[i].rate / kStepsASecond)) trade(feed);
      while (!wire.on_the_way.empty() && wire.on_the_way.front().due <= now_) {
        const Sent sent = wire.on_the_way.front();
        wire.on_the_way.pop_front();
        arrive(feed, sent);
      }
    }
    strike();
    if (!machine_.running()) return;
    machine_.advance(mono(), wall());
    if (std::string wrong = imbalance(); !wrong.empty() && trouble_.empty()) trouble_ = std::move(wrong);
    if (power_cuts_ && now_ >= next_sync_) {
      machine_.buckets().sync();
      next_sync_ = now_ + seconds{1};
    }
    if (dice_.chance(0.2)) return;  // now and then the disk's thread sleeps
    if (!machine_.move_on(mono(), wall())) return;
    for (Wire& wire : wires_) wire.known = wire.known || (wire.first_print && *wire.first_print < now_);
  } catch (const Killed&) {
    die("killed around a commit", false);
  }
}

std::string World::settle() {
  quiet_ = true;
  machine_.disk = machine_.network = WriteFaults{};
  boot_at_ = std::min(boot_at_, now_);
  trading_ends_ = now_ + seconds{90};
  for (Wire& wire : wires_) wire.back_at = now_;
  // Everybody trades once more at the end: a fresh print must still make a bar.
  const auto end = trading_ends_ + options_.amend_window + minutes{3};
  while (now_ < end) step();
  for (int i = 0; i != 1000 && !machine_.at_rest(); ++i) step();
  return machine_.at_rest() ? std::string{} : "something still waits on its way to the store";
}

std::string World::run() {
  WriteFaults usual;
  usual.refused = dice_.chance(0.5) ? 0.05 : 0;
  usual.answer_lost = dice_.chance(0.5) ? 0.05 : 0;
  usual.killed_before = usual.killed_after = kills_ / 20;
  machine_.disk = machine_.network = usual;
  while (now_ < trading_ends_) step();
  std::string wrong = settle();
  return trouble_.empty() ? wrong : trouble_;
}

}  // namespace tickbard::sim
