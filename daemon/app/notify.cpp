#include "daemon/app/notify.hpp"

#include <systemd/sd-daemon.h>

#include <string>

namespace tickbard {

Notify::Notify(const Environment& environment) : enabled_(environment.get("NOTIFY_SOCKET").has_value()) {}

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

}  // namespace tickbard
