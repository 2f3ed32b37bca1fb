#pragma once

#include <chrono>
#include <string>
#include <string_view>

/// The sentences a session says to people: what happened, and what comes next or what to do.
namespace tickbard::wording {

/// "350 ms", "12 s", "4 min".
std::string span(std::chrono::nanoseconds d);

std::string bad_credentials(std::string_view feed, std::string_view words);
std::string bad_subscription(std::string_view feed, std::string_view words);
std::string part_refused(std::string_view words);
std::string connection_limit(std::string_view words);
std::string slow_consumer(std::string_view words);
std::string leaving(std::string_view words);
std::string server_error(std::string_view words);
std::string unknown(std::string_view words);
std::string one_nonsense(std::string_view words);
std::string nonsense(unsigned run, std::string_view words);
std::string no_connection(std::chrono::nanoseconds waited);
std::string no_handshake(std::chrono::nanoseconds waited);
std::string no_pong(std::chrono::nanoseconds waited);
std::string silent(std::chrono::nanoseconds waited);
std::string again_in(std::string_view what, std::chrono::nanoseconds wait);
std::string at_once(std::string_view what);

}  // namespace tickbard::wording
