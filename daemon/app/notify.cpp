#include "daemon/app/notify.hpp"

#include <systemd/sd-daemon.h>
#include <unistd.h>

#include <charconv>
#include <string>

namespace tickbard {
namespace {

std::optional<std::uint64_t> number(const std::optional<std::string>& text) {
  std::uint64_t value = 0;
  if (!text) return std::nullopt;
  const auto [end, error] = std::from_chars(text->data(), text->data() + text->size(), value);
  if (error != std::errc{} || end != text->data() + text->size()) return std::nullopt;
  return value;
}

}  // namespace

Notify::Notify(const Environment& environment) : enabled_(environment.get("NOTIFY_SOCKET").has_value()) {
  const auto period = number(environment.get("WATCHDOG_USEC"));
  const auto pid = number(environment.get("WATCHDOG_PID"));
  const bool ours = !pid || *pid == static_cast<std::uint64_t>(getpid());
  if (enabled_ && ours && period && *period > 1) interval_ = std::chrono::microseconds{*period / 2};
}

void Notify::send(std::string_view state) const {
  if (enabled_) sd_notify(0, std::string(state).c_str());
}

void Notify::ready(std::string_view status) const {
  send("READY=1\nSTATUS=" + std::string(status));
}
void Notify::reloading() const {
  send("RELOADING=1");
}
void Notify::stopping(std::string_view status) const {
  send("STOPPING=1\nSTATUS=" + std::string(status));
}
void Notify::status(std::string_view text) const {
  send("STATUS=" + std::string(text));
}
void Notify::alive() const {
  send("WATCHDOG=1");
}

void Notify::extend_start(std::chrono::microseconds time) const {
  send("EXTEND_TIMEOUT_USEC=" + std::to_string(time.count()));
}

}  // namespace tickbard
