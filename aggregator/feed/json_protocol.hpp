#pragma once

#include "aggregator/feed/json.hpp"
#include "aggregator/feed/print.hpp"
#include "aggregator/feed/protocol.hpp"

namespace tickbard {

/// What all JSON dialects share: one reused parser, frames that are an object or an array of objects, and the
/// signals that are said once. A dialect overrides on_object, and on_array where its arrays mean something else.
/// Owner: one connection's thread. Errors: a frame that is no JSON, or not this provider's, is one nonsense
/// notice; the prints read before the break stand.
class JsonProtocol : public Protocol {
 public:
  void on_message(std::string_view message, UnixNanos recv_time, Decoded& out) final;

 protected:
  explicit JsonProtocol(Subscription subscription);

  virtual json::Error on_object(json::Object& object, Decoded& out) = 0;
  virtual json::Error on_array(json::Array& array, Decoded& out);

  Print print(FeedEventKind kind = FeedEventKind::trade) const { return {kind, subscription_.feed, recv_time_}; }
  Parsed<Symbol> symbol(const json::Token& token) const;
  Parsed<Symbol> symbol(std::string_view venue, const json::Token& token) const;
  Parsed<Symbol> equity(const json::Token& token) const;

  /// A print that was asked for proves the subscription, with or without a word of the server.
  void keep(const Print& print, Decoded& out);

  void streaming(std::string_view words, Decoded& out);  ///< said once in a connection
  void unknown(std::string_view kind, Decoded& out);     ///< said once for each kind
  void nonsense(std::string_view why, Decoded& out);     ///< said once in a frame
  void notice(Signal signal, std::string_view words, Decoded& out) const;

  const Subscription& subscription() const { return subscription_; }
  UnixNanos recv_time() const { return recv_time_; }

 private:
  json::Error dispatch(simdjson::ondemand::document& document, Decoded& out);

  const Subscription subscription_;
  simdjson::ondemand::parser parser_;
  UnixNanos recv_time_{};
  std::string_view message_;
  bool streaming_ = false;
  bool nonsense_ = false;
  std::vector<std::string> unknown_kinds_;
};

}  // namespace tickbard
