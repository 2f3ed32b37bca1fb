#include "tests/simulation/machine.hpp"

#include <stdexcept>

#include "daemon/app/history.hpp"
#include "tests/scenarios/market_rig.hpp"

namespace tickbard::sim {

namespace {

template <class T>
T must(StoreResult<T> result) {
  if (!result) throw std::runtime_error(result.error().text);
  return *std::move(result);
}

}  // namespace

Machine::Machine(Road road, std::vector<FeedTraits> feeds, MarketOptions options, std::filesystem::path folder,
                 Dice& dice)
    : road_(road), feeds_(std::move(feeds)), options_(options), folder_(std::move(folder)), dice_(dice) {
  for (const FeedTraits& traits : feeds_) {
    FeedConfig feed;
    feed.name = traits.name;
    config_.feeds.push_back(feed);
  }
  store_ = must(open_store("sqlite::memory:", folder_, OpenMode::read_write));
  must(store_->migrate(false, UnixNanos{}));
  far_ = std::make_unique<FarStore>(*store_, network, dice_, safe_);
}

Machine::~Machine() {
  kill();
}

void Machine::open_journal(UnixNanos wall) {
  journal_ = must(Journal::open(folder_ / "journal.db", wall)).journal;
  upload_journal_ = must(Journal::attach(folder_ / "journal.db"));
  upload_idle_ = false;
  uploader_ = std::make_unique<Uploader>(*upload_journal_, *far_, UploaderOptions{}, [] { return 0.5; });
}

void Machine::boot(UnixNanos wall) {
  if (road_ == Road::journalled) open_journal(wall);
  sink_ = std::make_unique<BadDisk>(journal_ ? static_cast<EventSink&>(*journal_) : *store_, disk, dice_, safe_);
  left_ = Market::Left::nothing;
  market_ = std::make_unique<Market>(options_, feeds_, built_in_rules(), buckets_);
  Store* const answers = road_ == Road::straight ? store_.get() : network.away ? nullptr : far_.get();
  recall_feeds(*market_, answers, journal_.get(), config_, wall, [](LogLevel, std::string_view, std::string) {});
}

void Machine::kill() {
  market_.reset();
  waiting_.clear();
  uploader_.reset();
  sink_.reset();
  upload_journal_.reset();
  journal_.reset();
}

void Machine::stop(MonoTime now, UnixNanos wall) {
  market_->flush(wall);
  left_ = Market::Left::nothing;
  for (int i = 0; i != 5 && (!waiting_.empty() || !market_->events().empty()); ++i) move_on(now, wall);
  kill();
}

bool Machine::move_on(MonoTime now, UnixNanos wall) {
  const bool closing = left_ == Market::Left::bars;
  if (!closing) {  // the bars of one close are one commit
    auto& fresh = market_->events();
    waiting_.insert(waiting_.end(), std::make_move_iterator(fresh.begin()), std::make_move_iterator(fresh.end()));
    fresh.clear();
  }
  if (!waiting_.empty() && sink_->write(waiting_, wall)) {
    waiting_.clear();
    upload_idle_ = false;
  }
  if (uploader_ && !upload_idle_) upload_idle_ = uploader_->step(now, wall).outcome == Uploader::Outcome::idle;
  return !closing && waiting_.empty();
}

bool Machine::at_rest() {
  if (left_ != Market::Left::nothing || !waiting_.empty() || !market_->events().empty()) return false;
  return !journal_ || must(journal_->stats()).pending == 0;
}

}  // namespace tickbard::sim
