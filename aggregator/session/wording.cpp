#include "aggregator/session/wording.hpp"

namespace tickbard::wording {
namespace {

std::string quoted(std::string_view words) {
  constexpr std::size_t kMost = 200;
  if (words.empty()) return {};
  std::string out = " (\"";
  for (const char c : words.substr(0, kMost)) out += static_cast<unsigned char>(c) < ' ' ? ' ' : c;
  return out + (words.size() > kMost ? "…\")" : "\")");
}

}  // namespace

std::string span(std::chrono::nanoseconds d) {
  using namespace std::chrono;
  if (d < seconds{2}) return std::to_string(duration_cast<milliseconds>(d).count()) + " ms";
  if (d < minutes{3}) return std::to_string(round<seconds>(d).count()) + " s";
  return std::to_string(round<minutes>(d).count()) + " min";
}

std::string bad_credentials(std::string_view feed, std::string_view words) {
  return "the server refuses the credentials" + quoted(words) +
         "; this feed is not tried again. Put a valid key into the "
         "configuration of feed \"" +
         std::string(feed) + "\" and reload (SIGHUP)";
}

std::string bad_subscription(std::string_view feed, std::string_view words) {
  return "the server refuses the subscription" + quoted(words) +
         "; this feed is not tried again. Check the symbols of feed "
         "\"" +
         std::string(feed) + "\" and what the account's plan allows, then reload (SIGHUP)";
}

std::string part_refused(std::string_view words) {
  return "the server refuses a part of the subscription" + quoted(words) +
         "; the rest goes on. Check the symbols of this feed";
}

std::string connection_limit(std::string_view words) {
  return "the provider allows no further connection" + quoted(words) +
         ". If another program uses the same key, stop one of them";
}

std::string slow_consumer(std::string_view words) {
  return "the provider says that we read too slowly" + quoted(words) +
         ". Subscribe to fewer symbols, or look for what holds this machine up";
}

std::string leaving(std::string_view words) {
  return "the server is about to close the connection" + quoted(words);
}

std::string server_error(std::string_view words) {
  return "the server reports an error" + quoted(words);
}

std::string unknown(std::string_view words) {
  return "message of an unknown kind" + quoted(words) + ": ignored, and not mentioned again";
}

std::string one_nonsense(std::string_view words) {
  return "unreadable message" + quoted(words) + ": skipped";
}

std::string nonsense(unsigned run, std::string_view words) {
  return std::to_string(run) + " unreadable messages in a row" + quoted(words) +
         "; check that the url belongs to this provider";
}

std::string no_connection(std::chrono::nanoseconds waited) {
  return "no connection within " + span(waited);
}

std::string no_handshake(std::chrono::nanoseconds waited) {
  return "the server did not confirm the subscription within " + span(waited);
}

std::string no_pong(std::chrono::nanoseconds waited) {
  return "the server did not answer a ping within " + span(waited) + ": the connection is dead";
}

std::string silent(std::chrono::nanoseconds waited) {
  return "no message for " + span(waited) +
         " while the market is open; if the symbols of this feed trade that rarely, nothing is "
         "wrong, and more silence is allowed next";
}

std::string again_in(std::string_view what, std::chrono::nanoseconds wait) {
  return std::string(what) + "; next attempt in " + span(wait);
}

std::string at_once(std::string_view what) {
  return std::string(what) + "; connecting again at once";
}

}  // namespace tickbard::wording
