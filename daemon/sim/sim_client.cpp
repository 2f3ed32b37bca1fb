#include "daemon/sim/sim_client.hpp"

#include <chrono>

namespace tickbard {
namespace {

constexpr std::chrono::nanoseconds kQuiet = std::chrono::milliseconds(400);

}  // namespace

SimClient::SimClient(WsPeerPtr peer, std::unique_ptr<Dialect> dialect, FaultGate gate, LogFn log, MonoTime now)
    : peer_(std::move(peer)),
      dialect_(std::move(dialect)),
      gate_(std::move(gate)),
      log_(std::move(log)),
      last_message_(now) {}

void SimClient::say(LogLevel level, const std::string& what) const {
  log_(level, "sim", "SIMULATED feed, client " + std::to_string(peer_->id()) + ": " + what);
}

void SimClient::send(std::string text) {
  if (closed_) return;
  idle_ = false;
  if (!peer_->send(std::move(text))) too_slow("does not read what it asked for");
}

void SimClient::answer(Answer answer) {
  for (std::string& text : answer.send) send(std::move(text));
  if (!answer.close || closed_) return;
  closed_ = true;
  peer_->close(answer.code, answer.reason);
}

void SimClient::too_slow(std::string_view why) {
  if (closed_) return;
  closed_ = true;
  say(LogLevel::warn, std::string(why) + "; closed as a slow consumer");
  Answer goodbye;
  dialect_->too_slow(goodbye);
  for (std::string& text : goodbye.send) peer_->send(std::move(text));
  peer_->close(goodbye.code, goodbye.reason);
}

void SimClient::opened(bool over_limit, UnixNanos wall) {
  Answer first;
  if (over_limit) {
    say(LogLevel::info, "refused, --fault limit allows no further connection");
    dialect_->over_limit(first);
  } else {
    std::string target(peer_->path());
    if (!peer_->query().empty()) target.append("?").append(peer_->query());
    say(LogLevel::info, "connected from " + std::string(peer_->remote()) + " to " + std::string(peer_->path()));
    dialect_->on_open(target, wall, first);
  }
  answer(std::move(first));
}

void SimClient::message(std::string_view text, UnixNanos wall, MonoTime now) {
  if (closed_) return;
  last_message_ = now;
  const bool before = dialect_->streaming();
  Answer reply;
  dialect_->on_message(text, wall, reply);
  answer(std::move(reply));
  if (!before && dialect_->streaming()) say(LogLevel::info, "has subscribed");
}

void SimClient::heartbeat(UnixNanos wall) {
  if (closed_ || gate_.silent()) return;
  Answer beat;
  dialect_->heartbeat(wall, idle_, beat);
  answer(std::move(beat));
  idle_ = true;
}

void SimClient::ping() {
  if (!closed_ && !gate_.silent()) peer_->ping();
}

void SimClient::deliver(std::string frame) {
  if (closed_) return;
  out_.clear();
  const FaultGate::Outcome outcome = gate_.pass(std::move(frame), out_);
  for (std::string& text : out_) send(std::move(text));
  if (closed_) return;
  if (outcome == FaultGate::Outcome::cut) {
    say(LogLevel::info, "cut by --fault drop");
    closed_ = true;
    peer_->drop();
  } else if (outcome == FaultGate::Outcome::slow_down) {
    too_slow("told so by --fault slow");
  }
}

void SimClient::trades(std::span<const SimTrade> trades, const std::vector<std::string>& names) {
  if (!streaming()) return;
  begun_ = true;
  frames_.clear();
  dialect_->encode(trades, names, frames_);
  for (std::string& frame : frames_) deliver(std::move(frame));
}

bool SimClient::settled(MonoTime now) const {
  return streaming() && (begun_ || now - last_message_ >= kQuiet);
}

bool SimClient::play(const std::filesystem::path& file, double speed, MonoTime now, std::size_t most) {
  if (!settled(now) || told_end_) return false;
  begun_ = true;
  if (!source_) {
    auto opened = RecordedSource::open(file, speed);
    if (!opened) {
      say(LogLevel::error, opened.error().text);
      closed_ = true;
      peer_->close(1011, "no recording");
      return false;
    }
    source_.emplace(std::move(*opened));
  }
  std::string frame;
  for (std::size_t n = 0; n < most; ++n) {
    if (closed_ || !wants_more()) return false;
    if (!source_->next(*dialect_, now, frame)) {
      if (source_->at_end()) at_end();
      return false;
    }
    deliver(std::move(frame));
  }
  return true;
}

void SimClient::at_end() {
  told_end_ = true;
  out_.clear();
  gate_.release(out_);
  for (std::string& text : out_) send(std::move(text));
  if (!source_->failure().empty()) say(LogLevel::error, source_->failure());
  say(LogLevel::info, "the recording is over: " + std::to_string(source_->sent()) + " frames sent, " +
                          std::to_string(source_->left_out()) + " not subscribed to; staying connected");
}

}  // namespace tickbard
