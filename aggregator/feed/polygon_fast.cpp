#include "aggregator/feed/polygon_fast.hpp"

#include <algorithm>

#include "aggregator/core/time_text.hpp"
#include "aggregator/feed/digits.hpp"

namespace tickbard {
namespace {

/// The fields that were read, so that none is taken twice.
enum Seen : std::uint32_t {
  kSym = 1,
  kI = 2,
  kX = 4,
  kP = 8,
  kS = 16,
  kC = 32,
  kT = 64,
  kQ = 128,
  kZ = 256,
  kTrfi = 512,
  kTrft = 1024,
  kDs = 2048,
  kPt = 4096
};
constexpr std::uint32_t kNeeded = kSym | kP | kS | kT;

/// Reads one message from front to back. Every false: not the usual form.
/// No step reads more than 64 bytes beyond a place that is within the message.
class Scan {
 public:
  explicit Scan(std::string_view message) : p_(message.data()), end_(message.data() + message.size()) {}

  bool trade(FeedEvent& event) {
    seen_ = 0;
    reporting_facility_ = 0;
    Tick& tick = event.tick;
    if (!usual(tick) && !passes(R"({"ev":"T")")) return false;
    while (*p_ == ',') {
      if (p_ >= end_ || p_[1] != '"') return false;
      p_ += 2;
      if (!field(tick)) return false;
    }
    if (*p_++ != '}' || (seen_ & kNeeded) != kNeeded) return false;
    if ((seen_ & kDs) != 0) tick.size = exact_size_;
    if (tick.size.raw <= 0) return false;
    tick.exchange = static_cast<std::uint16_t>(tick.exchange | (reporting_facility_ & 0xFF) << 8);
    return true;
  }

  bool passes(char c) { return *p_ == c && (++p_, true); }
  bool done() const { return p_ == end_; }

 private:
  /// A trade's fields up to the tape, if they are those that Polygon writes in the order in which it does, none of
  /// them unusually long. False: nothing was passed, and nothing written.
  bool usual(Tick& tick) {
    const char* p = p_;
    if (p >= end_ || !stands<R"({"ev":"T)">(p) || !stands<R"(","sym":)">(p) || *p++ != '"') return false;
    const digits::Capitals name = digits::capitals(p);
    p += name.count;
    if (name.count == 0 || !stands<R"(","i":")">(p)) return false;
    Long id, sequence;
    if (*p == '0' || !read(p, id) || !stands<R"(","x":)">(p)) return false;
    unsigned exchange = 0, tape = 0;
    if (!digits::small_number(p, exchange) || p >= end_ || !stands<R"(,"p":)">(p)) return false;
    digits::ShortDecimal price, size;
    if (!digits::short_decimal(p, price) || !stands<R"(,"s":)">(p) || !digits::short_decimal(p, size))
      return false;
    Conditions codes;
    const bool coded = stands<R"(,"c":[)">(p);
    if (p >= end_ || (coded && !conditions(p, codes))) return false;
    digits::Thirteen time, sent;
    if (!stands<R"(,"t":)">(p) || !digits::thirteen(p, time)) return false;
    const bool told_when_sent = stands<R"(,"pt":)">(p);
    if (told_when_sent && !digits::thirteen(p, sent)) return false;
    if (!stands<R"(,"q":)">(p)) return false;
    if (!read(p, sequence) || !stands<R"(,"z":)">(p) || !digits::small_number(p, tape) || p > end_) return false;

    const digits::Four longs =
        digits::four(id.first.bytes, id.second.bytes, sequence.first.bytes, sequence.second.bytes);
    const digits::Four others = digits::four(price.bytes, size.bytes, time.first, time.last);
    const std::uint64_t millis = others.c * 100'000'000 + others.d;
    if (others.a == 0 || others.b == 0 || millis < kFrom || millis >= kTo) return false;
    tick.symbol = Symbol::of_capitals(name.letters, name.count);
    tick.id.value = id.joined(longs.a, longs.b);
    tick.exchange = static_cast<std::uint16_t>(exchange & 0xFF);
    tick.price.raw = price.units<kPriceDigits>(others.a);
    tick.size.raw = size.units<kSizeDigits>(others.b);
    tick.conditions = codes;
    tick.event_time = from_unix_nanos(static_cast<std::int64_t>(millis) * 1'000'000);
    tick.sequence = sequence.joined(longs.c, longs.d);
    tick.tape = tape_of(tape);
    seen_ = kSym | kI | kX | kP | kS | kT | kQ | kZ | (coded ? std::uint32_t{kC} : 0) |
            (told_when_sent ? std::uint32_t{kPt} : 0);
    p_ = p;
    return true;
  }

  /// A number of up to 15 digits.
  struct Long {
    digits::Digits first, second;

    std::uint64_t joined(std::uint64_t a, std::uint64_t b) const {
      return a * digits::detail::kPowers[second.count] + b;
    }
  };

  static bool read(const char*& p, Long& out) {
    out.first = digits::digits_at(p);
    p += out.first.count;
    if (out.first.count != 8) return out.first.count != 0;
    out.second = digits::digits_at(p);
    p += out.second.count;
    return out.second.count != 8;
  }

  template <digits::Word Text>
  static bool stands(const char*& p) {
    if (!Text.stands_at(p)) return false;
    p += Text.size;
    return true;
  }

  bool passes(std::string_view text) {
    if (p_ >= end_ || std::string_view{p_, text.size()} != text) return false;
    p_ += text.size();
    return true;
  }

  /// From behind the quote of the name to behind the value.
  bool field(Tick& tick) {
    if (p_[1] == '"' && p_[2] == ':') {
      const char name = *p_;
      p_ += 3;
      return short_field(name, tick);
    }
    if (passes(R"(sym":")")) return once(kSym) && symbol(tick);
    if (passes(R"(trfi":)")) return once(kTrfi) && digits::number(p_, reporting_facility_);
    if (passes(R"(ds":")")) return once(kDs) && exact_size();
    std::uint64_t unused = 0;
    if (passes(R"(pt":)")) return once(kPt) && digits::number(p_, unused);
    return passes(R"(trft":)") && once(kTrft) && digits::number(p_, unused);
  }

  bool short_field(char name, Tick& tick) {
    switch (name) {
      case 'i':
        return once(kI) && *p_++ == '"' && id(tick);
      case 'x':
        return once(kX) && exchange(tick);
      case 'p':
        return once(kP) && price(tick);
      case 's':
        return once(kS) && size(tick);
      case 'c':
        return once(kC) && *p_++ == '[' && conditions(p_, tick.conditions);
      case 't':
        return once(kT) && time(tick);
      case 'q':
        return once(kQ) && digits::number(p_, tick.sequence);
      case 'z':
        return once(kZ) && tape(tick);
      default:
        return false;
    }
  }

  bool once(Seen field) {
    const bool first = (seen_ & field) == 0;
    seen_ |= field;
    return first;
  }

  /// From behind the opening quote to behind the closing one, of a text of plain ASCII without escapes.
  bool text(std::string_view& out) {
    if (p_ >= end_) return false;
    const char* const begin = p_;
    const char* const stop =
        std::find_if(begin, end_, [](char c) { return c < ' ' || c > '~' || c == '"' || c == '\\'; });
    if (stop == begin || stop == end_ || *stop != '"') return false;
    out = {begin, static_cast<std::size_t>(stop - begin)};
    p_ = stop + 1;
    return true;
  }

  bool price(Tick& tick) { return digits::positive_decimal<kPriceDigits>(p_, tick.price.raw); }
  /// Of a print below one share it is 0, and the exact size says more.
  bool size(Tick& tick) {
    if (*p_ == '0' && (p_[1] == ',' || p_[1] == '}')) return ++p_, true;
    return digits::positive_decimal<kSizeDigits>(p_, tick.size.raw);
  }
  bool exact_size() { return digits::positive_decimal<kSizeDigits>(p_, exact_size_.raw) && *p_++ == '"'; }

  bool exchange(Tick& tick) {
    unsigned number = 0;
    if (!digits::small_number(p_, number)) return false;
    tick.exchange = static_cast<std::uint16_t>(number & 0xFF);
    return true;
  }

  bool tape(Tick& tick) {
    unsigned number = 0;
    if (!digits::small_number(p_, number)) return false;
    tick.tape = tape_of(number);
    return true;
  }

  static Tape tape_of(unsigned number) { return number <= 4 ? static_cast<Tape>(number) : Tape::none; }

  bool symbol(Tick& tick) {
    std::string_view name;
    if (!text(name)) return false;
    const auto parsed = Symbol::parse_equity(name);
    if (parsed) tick.symbol = *parsed;
    return static_cast<bool>(parsed);
  }

  bool id(Tick& tick) {
    const char* const begin = p_;
    if (*begin != '0' && digits::number(p_, tick.id.value) && *p_ == '"') {
      ++p_;
      return true;
    }
    p_ = begin;
    std::string_view name;
    if (!text(name)) return false;
    tick.id = TradeId::from_text(name);
    return true;
  }

  /// Milliseconds of these decades; other units have another number of digits.
  bool time(Tick& tick) {
    digits::Thirteen digits;
    if (!digits::thirteen(p_, digits)) return false;
    const digits::Four parts = digits::four(digits.first, digits.last, 0, 0);
    const std::uint64_t millis = parts.a * 100'000'000 + parts.b;
    if (millis < kFrom || millis >= kTo) return false;
    tick.event_time = from_unix_nanos(static_cast<std::int64_t>(millis) * 1'000'000);
    return true;
  }

  /// From behind the bracket on.
  bool conditions(const char*& p, Conditions& out) const {
    do {
      if (p >= end_) return false;
      unsigned code = 0;
      const char* const begin = p;
      if (!digits::small_number(p, code) || code > 255 || (*begin == '0' && p - begin != 1)) return false;
      out.add(code);
    } while (*p++ == ',');
    return p[-1] == ']';
  }

  static constexpr auto kFrom = static_cast<std::uint64_t>(to_unix_nanos(kEarliestEvent) / 1'000'000);
  static constexpr auto kTo = static_cast<std::uint64_t>(to_unix_nanos(kLatestEvent) / 1'000'000);
  static_assert(kFrom > kTo / 1000, "no number can be seconds as well");

  const char* p_;
  const char* const end_;
  std::uint32_t seen_ = 0;
  std::uint64_t reporting_facility_ = 0;
  Size exact_size_;  ///< with fractions of a share; it wins over the other
};

}  // namespace

bool read_polygon_trades(std::string_view message, FeedId feed, UnixNanos recv_time, std::vector<FeedEvent>& out) {
  const std::size_t before = out.size();
  Scan scan(message);
  if (message.empty() || !scan.passes('[')) return false;
  do {
    FeedEvent& event = out.emplace_back();
    event.feed = feed;
    event.tick.recv_time = recv_time;
    if (!scan.trade(event)) {
      out.resize(before);
      return false;
    }
  } while (scan.passes(','));
  if (scan.passes(']') && scan.done()) return true;
  out.resize(before);
  return false;
}

}  // namespace tickbard
