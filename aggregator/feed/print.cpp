#include "aggregator/feed/print.hpp"

#include <charconv>

#include "aggregator/core/time_text.hpp"

namespace tickbard {

namespace {

using json::Token;

/// Of a token without text: null counts as a bad value, any other kind as a malformed message.
Reject refusal(const Token& token, Reject bad_value) {
  return token.kind == Token::Kind::null ? bad_value : Reject::malformed;
}

bool all_digits(std::string_view s) {
  for (const char c : s) {
    if (c < '0' || c > '9') return false;
  }
  return !s.empty();
}

}  // namespace

void PrintReader::reject(Reject reason) {
  if (event_.kind == FeedEventKind::rejected) return;
  event_.kind = FeedEventKind::rejected;
  event_.reject = reason;
}

void PrintReader::symbol(const Parsed<Symbol>& parsed) {
  if (parsed) {
    event_.tick.symbol = *parsed;
  } else {
    reject(parsed.error());
  }
}

void PrintReader::price(const Token& token) {
  if (!token.has_text()) return reject(refusal(token, Reject::bad_price));
  const auto price = parse_price(token.text);
  if (!price) return reject(price.error());
  event_.tick.price = *price;
}

void PrintReader::size(const Token& token) {
  if (!token.has_text()) return reject(refusal(token, Reject::bad_size));
  const auto size = parse_size(token.text);
  if (!size) return reject(size.error());
  event_.tick.size = *size;
}

void PrintReader::time(const Token& token) {
  const auto time = read_time(token);
  if (!time) return reject(time.error());
  event_.tick.event_time = *time;
}

Parsed<UnixNanos> read_time(const Token& token) {
  if (!token.has_text()) return refusal(token, Reject::bad_time);
  const std::string_view text = token.text;
  if (text.size() > 4 && text[4] == '-') return event_time_from_text(text);
  if (!all_digits(text)) return event_time_from_seconds_text(text);
  std::int64_t integer = 0;
  if (std::from_chars(text.data(), text.data() + text.size(), integer).ec != std::errc{}) return Reject::bad_time;
  return event_time_from_integer(integer);
}

TradeId read_id(const Token& token) {
  return token.has_text() ? TradeId::from_text(token.text) : TradeId{};
}

std::uint64_t read_unsigned(const Token& token) {
  if (!token.has_text() || !all_digits(token.text)) return 0;
  std::uint64_t number = 0;
  const auto end = token.text.data() + token.text.size();
  return std::from_chars(token.text.data(), end, number).ec == std::errc{} ? number : 0;
}

}  // namespace tickbard
