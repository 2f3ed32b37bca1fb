#pragma once

#include "aggregator/feed/json.hpp"
#include "aggregator/feed/print.hpp"
#include "aggregator/feed/protocol.hpp"
#include "aggregator/feed/shape.hpp"

namespace tickbard {

/// What all JSON dialects share: one reused parser, frames that are an object or an array of objects, and the
/// signals that are said once. A dialect overrides on_object, and on_array where its arrays mean something else.
/// Owner: one connection's thread. Errors: a frame that is no JSON, or not this provider's, is one nonsense
/// notice; the prints read before the break stand.
class JsonProtocol : public Protocol {
 public:
  void on_message(std::string_view message, UnixNanos recv_time, Decoded& out) final;

 protected:
  /// `fast`, if there is one, reads the messages that come by the million.
  JsonProtocol(Subscription subscription, Ways ways, Shape::Reader fast);

  virtual json::Error on_object(json::Object& object, Decoded& out) = 0;
  virtual json::Error on_array(json::Array& array, Decoded& out);
  /// False, and nothing done: on_object and on_array.
  virtual bool read_fast(std::string_view message, UnixNanos recv_time, Decoded& out);

  /// The next event of `out`: a trade without a price until it is read, and to be finished before anything else is
  /// put behind it.
  PrintReader print(Decoded& out, FeedEventKind kind = FeedEventKind::trade) const {
    return {out.events.emplace_back(blank_), kind};
  }
  Parsed<Symbol> symbol(const json::Token& token) const;
  Parsed<Symbol> symbol(std::string_view venue, const json::Token& token) const;
  Parsed<Symbol> equity(const json::Token& token) const;

  /// The print is read; one that was rejected goes behind its raw text. `part`, if given, is a text of the print
  /// as it stands in the message; else the parser has just read the print.
  void finish(const PrintReader& print, Decoded& out, std::string_view part = {});

  void streaming(std::string_view words, Decoded& out);  ///< said once in a connection
  void unknown(std::string_view kind, Decoded& out);     ///< said once for each kind
  void nonsense(std::string_view why, Decoded& out);     ///< said once in a frame
  void notice(Signal signal, std::string_view words, Decoded& out) const;

  const Subscription& subscription() const { return subscription_; }
  UnixNanos recv_time() const { return blank_.tick.recv_time; }

 private:
  json::Error dispatch(simdjson::ondemand::document& document, Decoded& out);
  void keep_raw_text(std::string_view part, Decoded& out);
  std::string_view object_of(std::string_view part) const;

  const Subscription subscription_;
  const Ways ways_;
  const Shape::Reader fast_;
  ShapeMemory memory_;
  simdjson::ondemand::parser parser_;
  FeedEvent blank_;  ///< of which each print of the message is made
  std::string_view message_;
  simdjson::ondemand::document* document_ = nullptr;  ///< the one being read
  std::int64_t raw_text_minute_ = INT64_MIN;          ///< of recv_time()
  std::uint32_t raw_texts_ = 0;                       ///< put out in that minute
  bool streaming_ = false;
  bool nonsense_ = false;
  std::vector<std::string> unknown_kinds_;
};

}  // namespace tickbard
