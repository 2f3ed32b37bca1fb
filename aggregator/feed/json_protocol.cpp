#include "aggregator/feed/json_protocol.hpp"

#include <algorithm>
#include <cassert>

#include "aggregator/core/raw_text.hpp"
#include "aggregator/feed/words.hpp"

namespace tickbard {

namespace {

/// A hostile server must not fill our memory or our log with kinds of its invention.
constexpr std::size_t kMostUnknownKinds = 32;

constexpr std::uint32_t kMostRawTexts = 100;  // in a minute

static_assert(Protocol::kPadding >= simdjson::SIMDJSON_PADDING);

}  // namespace

JsonProtocol::JsonProtocol(Subscription subscription, Ways ways, Shape::Reader fast)
    : subscription_(std::move(subscription)), ways_(ways), fast_(fast), memory_(subscription_) {
  blank_.feed = subscription_.feed;
}

bool JsonProtocol::read_fast(std::string_view message, UnixNanos recv_time, Decoded& out) {
  return fast_ != nullptr && Shape::read(message, recv_time, fast_, memory_, out.events);
}

void JsonProtocol::on_message(std::string_view message, UnixNanos recv_time, Decoded& out) {
  if (ways_ == Ways::both && read_fast(message, recv_time, out)) return;
  message_ = message;
  blank_.tick.recv_time = recv_time;
  nonsense_ = false;
  simdjson::ondemand::document document;
  json::Error error = parser_.iterate(message.data(), message.size(), message.size() + kPadding).get(document);
  document_ = &document;
  if (!error) error = dispatch(document, out);
  document_ = nullptr;
  if (error) nonsense(simdjson::error_message(error), out);
  message_ = {};
}

json::Error JsonProtocol::dispatch(simdjson::ondemand::document& document, Decoded& out) {
  simdjson::ondemand::json_type type;
  if (const auto e = document.type().get(type)) return e;
  if (type == simdjson::ondemand::json_type::object) {
    json::Object object;
    if (const auto e = document.get_object().get(object)) return e;
    if (const auto e = on_object(object, out)) return e;
  } else if (type == simdjson::ondemand::json_type::array) {
    json::Array array;
    if (const auto e = document.get_array().get(array)) return e;
    if (const auto e = on_array(array, out)) return e;
  } else {
    nonsense("neither an object nor an array", out);
    return json::kOk;
  }
  // Anywhere but out of bounds there is text left.
  return document.current_location().error() == simdjson::OUT_OF_BOUNDS ? json::kOk : simdjson::TRAILING_CONTENT;
}

json::Error JsonProtocol::on_array(json::Array& array, Decoded& out) {
  return json::each_element(array, [&](json::Value& value) {
    bool is_object = false;
    const auto e = json::if_object(value, [&](json::Object& object) {
      is_object = true;
      return on_object(object, out);
    });
    if (!e && !is_object) nonsense("an array of something else than objects", out);
    return e;
  });
}

Parsed<Symbol> JsonProtocol::symbol(const json::Token& token) const {
  return symbol(subscription_.venue, token);
}

Parsed<Symbol> JsonProtocol::symbol(std::string_view venue, const json::Token& token) const {
  if (!token.has_text()) return token ? Reject::malformed : Reject::bad_symbol;
  return venue.empty() ? Symbol::parse(token.text) : Symbol::parse(venue, token.text);
}

Parsed<Symbol> JsonProtocol::equity(const json::Token& token) const {
  if (!token.has_text()) return token ? Reject::malformed : Reject::bad_symbol;
  if (subscription_.venue.empty()) return Symbol::parse_equity(token.text);
  const auto parsed = Symbol::parse_equity(token.text);
  return parsed ? Symbol::parse(subscription_.venue, parsed->view()) : parsed;
}

void JsonProtocol::finish(const PrintReader& print, Decoded& out, std::string_view part) {
  assert(&print.event() == &out.events.back());
  if (print.event().kind != FeedEventKind::rejected) return;
  const FeedEvent rejected = print.event();
  out.events.pop_back();
  keep_raw_text(part, out);
  out.events.push_back(rejected);
}

/// The event log shows so many a minute; more would only crowd the ring.
void JsonProtocol::keep_raw_text(std::string_view part, Decoded& out) {
  const std::int64_t minute = minute_of(recv_time()).time_since_epoch().count();
  if (minute != raw_text_minute_) {
    raw_text_minute_ = minute;
    raw_texts_ = 0;
  }
  if (++raw_texts_ > kMostRawTexts) return;
  // What a server sends may hold our own key.
  put_raw_text(subscription_.feed, tidy(object_of(part), subscription_.credentials, kMostRawText), out.events);
}

/// The object around the part, else the one that ends where the parser stands; the whole message if there is none.
std::string_view JsonProtocol::object_of(std::string_view part) const {
  const auto inside = [this](const char* at) {
    return at != nullptr && at >= message_.data() && at <= message_.data() + message_.size();
  };
  const char* at = nullptr;
  std::size_t end = message_.size();
  if (inside(part.data())) {
    end = message_.find('}', static_cast<std::size_t>(part.data() - message_.data()));
  } else {
    if (document_ != nullptr && !document_->current_location().get(at) && inside(at)) {
      end = static_cast<std::size_t>(at - message_.data());
    }
    end = message_.find_last_of('}', end == 0 ? 0 : end - 1);
  }
  if (end == std::string_view::npos) return message_;
  int depth = 0;
  for (std::size_t i = end + 1; i-- != 0;) {
    if (message_[i] == '}') ++depth;
    if (message_[i] == '{' && --depth == 0) return message_.substr(i, end + 1 - i);
  }
  return message_;
}

void JsonProtocol::streaming(std::string_view words, Decoded& out) {
  if (streaming_) return;
  streaming_ = true;
  notice(Signal::streaming, words, out);
}

void JsonProtocol::unknown(std::string_view kind, Decoded& out) {
  std::string name = tidy(kind, subscription_.credentials, 60);
  if (unknown_kinds_.size() >= kMostUnknownKinds) return;
  if (std::find(unknown_kinds_.begin(), unknown_kinds_.end(), name) != unknown_kinds_.end()) return;
  out.notices.push_back({Signal::unknown, "a message of an unknown kind: " + name});
  unknown_kinds_.push_back(std::move(name));
}

void JsonProtocol::nonsense(std::string_view why, Decoded& out) {
  if (nonsense_) return;
  nonsense_ = true;
  std::string words{why};
  words += " in a message of ";
  words += std::to_string(message_.size());
  words += " bytes that begins: ";
  words += tidy(message_, subscription_.credentials, 160);
  notice(Signal::nonsense, words, out);
}

void JsonProtocol::notice(Signal signal, std::string_view words, Decoded& out) const {
  out.notices.push_back({signal, tidy(words, subscription_.credentials)});
}

}  // namespace tickbard
