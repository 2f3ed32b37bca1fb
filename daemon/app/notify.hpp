#pragma once

#include <string_view>

#include "daemon/app/environment.hpp"

namespace tickbard {

/// Tells systemd how the service is: Type=notify and the watchdog. Does nothing when not started by systemd.
/// Owner: main.
class Notify {
 public:
  explicit Notify(const Environment& environment);

  void ready(std::string_view status) const;  ///< start-up, or a reload, is complete
  void reloading() const;                     ///< must be followed by ready()
  void stopping(std::string_view status) const;
  void status(std::string_view text) const;  ///< the line `systemctl status` shows
  void alive() const;                        ///< only after every loop has shown progress

 private:
  void send(std::string_view state) const;
  bool enabled_ = false;
};

}  // namespace tickbard
