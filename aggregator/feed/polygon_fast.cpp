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

constexpr auto kFrom = static_cast<std::uint64_t>(to_unix_nanos(kEarliestEvent) / 1'000'000);
constexpr auto kTo = static_cast<std::uint64_t>(to_unix_nanos(kLatestEvent) / 1'000'000);
static_assert(kFrom > kTo / 1000, "no number can be seconds as well");

/// The colons of a trade in the usual order, if it has every field.
constexpr std::size_t kMostColons = 11;

constexpr std::size_t length(const char* from, const char* to) {
  return static_cast<std::size_t>(to - from);
}

template <digits::Word Text>
bool precedes(const char* colon) {
  return Text.stands_at(colon - Text.size);
}

/// The values of a trade in the usual order.
struct Values {
  digits::Capitals name;
  digits::Sixteen id{}, sequence{}, time{}, sent{};
  digits::ShortDecimal price, size;
  unsigned exchange = 0, tape = 0;
  const char* list = nullptr;  ///< of the conditions
  std::size_t list_length = 0;
};

}  // namespace

/// Reads one message from front to back. Every false: not the usual form.
/// No step reads more than 64 bytes beyond a place that is within the message.
class PolygonTrades::Scan {
 public:
  Scan(PolygonTrades& of, std::string_view message) : of_(of) {
    at_.p = message.data();
    at_.end = message.data() + message.size();
  }

  /// All trades of the message, each made of `blank`.
  bool trades(const FeedEvent& blank, std::vector<FeedEvent>& out) {
    if (!passes('[') || at_.p == at_.end) return false;
    look_on();
    do {
      if (of_.wide_ != nullptr) {
        const polygon_wide::Stop stop = by_vectors(blank, out);
        if (stop == polygon_wide::Stop::behind_trade) break;
        if (stop == polygon_wide::Stop::in_trade) {
          if (!others(out.back().tick)) return false;
          continue;
        }
      }
      out.push_back(blank);
      if (!trade(out.back().tick)) return false;
    } while (passes(','));
    return passes(']') && at_.p == at_.end;
  }

 private:
  polygon_wide::Stop by_vectors(const FeedEvent& blank, std::vector<FeedEvent>& out) {
    if (at_.colons > at_.last) look_on();
    const polygon_wide::Stop stop = of_.wide_(at_, of_.lists_, blank, out);
    saw(at_.shape);
    return stop;
  }

  bool trade(Tick& tick) {
    if (!usual(tick) && !passes(R"({"ev":"T")")) return false;
    if (*at_.p == '}' && (seen_ & kNeeded) == kNeeded) return ++at_.p, true;
    return others(tick);
  }

  bool passes(char c) { return *at_.p == c && (++at_.p, true); }

  /// A trade's fields up to the tape, if they are those that Polygon writes in the order in which it does, none of
  /// them unusually long. Each byte is either one that is compared here, or within a value between two of those,
  /// all of which is checked. False: nothing was passed, and nothing written.
  [[gnu::always_inline]] bool usual(Tick& tick) {
    seen_ = 0;
    if (at_.colons > at_.last) look_on();
    if (!polygon_wide::begins(at_.p)) return false;
    const polygon_wide::Shape shape = polygon_wide::shape_of(at_.base, at_.colons);
    if (!by_words(tick, shape)) return false;
    saw(shape);
    at_.colons += shape.colons();
    at_.p = at_.base + at_.colons[-1] + 2;
    return true;
  }

  void saw(polygon_wide::Shape shape) {
    seen_ = kSym | kI | kX | kP | kS | kT | kQ | kZ | (shape.coded != 0 ? std::uint32_t{kC} : 0) |
            (shape.told != 0 ? std::uint32_t{kPt} : 0);
  }

  [[gnu::always_inline]] bool by_words(Tick& tick, polygon_wide::Shape shape) {
    Values v;
    if (!names_and_decimals(v) || !list_and_times(v, shape)) return false;
    const digits::Sixteen decimals = digits::sixteen(v.price.bytes, v.size.bytes);
    if (!digits::all_digits(v.id, v.sequence, v.time, decimals, v.sent)) return false;
    const digits::Eights others = digits::eights(v.time, decimals);
    const std::uint64_t millis = others.a_first * 100'000'000 + others.a_last;
    if (others.b_first == 0 || others.b_last == 0 || millis - kFrom >= kTo - kFrom) return false;
    const Conditions* const codes = conditions_of(v.list, v.list_length);
    if (codes == nullptr) return false;

    const digits::Pair longs = digits::pair(v.id, v.sequence);
    tick.symbol = Symbol::of_capitals(v.name.letters, v.name.count);
    tick.price.raw = v.price.units<kPriceDigits>(others.b_first);
    tick.size.raw = v.size.units<kSizeDigits>(others.b_last);
    tick.event_time = from_unix_nanos(static_cast<std::int64_t>(millis) * 1'000'000);
    tick.sequence = longs.b;
    tick.id.value = longs.a;
    tick.conditions = *codes;
    tick.tape = tape_of(v.tape);
    tick.exchange = static_cast<std::uint16_t>(v.exchange);
    return true;
  }

  /// From the symbol to the size.
  [[gnu::always_inline]] bool names_and_decimals(Values& v) const {
    const std::uint16_t* const colon = at_.colons;
    const char *const id = at_.base + colon[2], *const exchange = at_.base + colon[3],
                      *const price = at_.base + colon[4], *const size = at_.base + colon[5],
                      *const next = at_.base + colon[6];
    if (next >= at_.end) return false;
    v.name = digits::capitals(at_.p + 17);
    if (v.name.count == 0 || at_.p + 22 + v.name.count != id) return false;
    if (id[-5] != '"' || !precedes<R"(,"i")">(id) || id[1] != '"' || id[2] == '0') return false;
    if (exchange[-5] != '"' || !precedes<R"(,"x")">(exchange)) return false;
    const std::size_t id_length = length(id, exchange) - 7;
    if (id_length - 1 > 15) return false;
    v.id = digits::before(exchange - 5, id_length);
    if (!precedes<R"(,"p")">(price) || !precedes<R"(,"s")">(size)) return false;
    const std::size_t size_length = length(size, next) - 5;
    return digits::one_or_two(price - 4, length(exchange, price) - 5, v.exchange) &&
           digits::short_decimal(price + 1, length(price, size) - 5, v.price) &&
           (digits::short_whole(next - 4, size_length, v.size) ||
            digits::short_decimal(size + 1, size_length, v.size));
  }

  /// From the conditions to the tape.
  [[gnu::always_inline]] bool list_and_times(Values& v, polygon_wide::Shape shape) const {
    const std::uint16_t* colon = at_.colons + 6 + shape.coded;
    const char *const list = at_.base + at_.colons[6], *time = at_.base + *colon++;
    const int brackets = (list[1] ^ '[') | (time[-5] ^ ']');
    v.list = list + 2;
    v.list_length = (length(list, time) - 7) & (0 - shape.coded);
    if ((static_cast<std::size_t>(brackets) & (0 - shape.coded)) != 0) return false;
    if (!precedes<R"(,"t")">(time) || v.list_length > ConditionLists::kMaxBytes || time >= at_.end) return false;
    v.time = digits::before(time + 14, 13);
    if (shape.told != 0) {
      const char* const sent = at_.base + *colon++;
      if (sent != time + 19 || time[14] != ',') return false;
      v.sent = digits::before(sent + 14, 13);
      time = sent;
    }
    const char *const sequence = at_.base + *colon++, *const tape = at_.base + *colon;
    if (sequence != time + 18 || !precedes<R"(,"q")">(sequence) || !precedes<R"(,"z")">(tape)) return false;
    const std::size_t sequence_length = length(sequence, tape) - 5;
    v.tape = static_cast<unsigned char>(tape[1]) - unsigned{'0'};
    if (sequence_length - 1 > 15 || v.tape > 9 || tape + 2 > at_.end) return false;
    v.sequence = digits::before(tape - 4, sequence_length);
    return true;
  }

  /// nullptr: the text is no list of condition codes.
  const Conditions* conditions_of(const char* text, std::size_t size) {
    auto place = of_.lists_.place_of(text, size);
    if (!place.known()) [[unlikely]] {
      Conditions read;
      const char* end = text;
      if (size != 0 && (!conditions(end, read) || end != text + size + 1)) return nullptr;
      place.put(read);
    }
    return &place.codes();
  }

  /// Finds the colons from here on, as many as there is room for.
  [[gnu::noinline]] void look_on() {
    if (whole_ || at_.p >= at_.end) return;
    const std::size_t size = std::min(length(at_.p, at_.end), colons::kStretch);
    whole_ = size == length(at_.p, at_.end);
    std::uint16_t* const first = of_.colons_.data();
    const std::size_t count = of_.find_(at_.p, size, first);
    found_ = first + count;
    // Behind the last one, so that no trade sees what was never written: the last one again.
    std::fill_n(first + count, polygon_wide::kReadable, count == 0 ? std::uint16_t{0} : first[count - 1]);
    at_.base = at_.p;
    at_.colons = first;
    at_.last = whole_ ? found_ : found_ - std::min(count, kMostColons);
  }

  /// The fields that are left of a trade, in any order, up to its end.
  [[gnu::noinline]] bool others(Tick& tick) {
    reporting_facility_ = 0;
    while (*at_.p == ',') {
      if (at_.p >= at_.end || at_.p[1] != '"') return false;
      at_.p += 2;
      if (!field(tick)) return false;
    }
    if (*at_.p++ != '}' || (seen_ & kNeeded) != kNeeded) return false;
    if ((seen_ & kDs) != 0) tick.size = exact_size_;
    if (tick.size.raw <= 0) return false;
    tick.exchange = static_cast<std::uint16_t>(tick.exchange | (reporting_facility_ & 0xFF) << 8);
    while (at_.colons != found_ && at_.base + *at_.colons < at_.p) ++at_.colons;
    return true;
  }

  bool passes(std::string_view text) {
    if (at_.p >= at_.end || std::string_view{at_.p, text.size()} != text) return false;
    at_.p += text.size();
    return true;
  }

  /// From behind the quote of the name to behind the value.
  bool field(Tick& tick) {
    if (at_.p[1] == '"' && at_.p[2] == ':') {
      const char name = *at_.p;
      at_.p += 3;
      return short_field(name, tick);
    }
    if (passes(R"(sym":")")) return once(kSym) && symbol(tick);
    if (passes(R"(trfi":)")) return once(kTrfi) && digits::number(at_.p, reporting_facility_);
    if (passes(R"(ds":")")) return once(kDs) && exact_size();
    std::uint64_t unused = 0;
    if (passes(R"(pt":)")) return once(kPt) && digits::number(at_.p, unused);
    return passes(R"(trft":)") && once(kTrft) && digits::number(at_.p, unused);
  }

  bool short_field(char name, Tick& tick) {
    switch (name) {
      case 'i':
        return once(kI) && *at_.p++ == '"' && id(tick);
      case 'x':
        return once(kX) && exchange(tick);
      case 'p':
        return once(kP) && price(tick);
      case 's':
        return once(kS) && size(tick);
      case 'c':
        return once(kC) && *at_.p++ == '[' && conditions(at_.p, tick.conditions);
      case 't':
        return once(kT) && time(tick);
      case 'q':
        return once(kQ) && digits::number(at_.p, tick.sequence);
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
    if (at_.p >= at_.end) return false;
    const char* const begin = at_.p;
    const char* const stop =
        std::find_if(begin, at_.end, [](char c) { return c < ' ' || c > '~' || c == '"' || c == '\\'; });
    if (stop == begin || stop == at_.end || *stop != '"') return false;
    out = {begin, static_cast<std::size_t>(stop - begin)};
    at_.p = stop + 1;
    return true;
  }

  bool price(Tick& tick) { return digits::positive_decimal<kPriceDigits>(at_.p, tick.price.raw); }
  /// Of a print below one share it is 0, and the exact size says more.
  bool size(Tick& tick) {
    if (*at_.p == '0' && (at_.p[1] == ',' || at_.p[1] == '}')) return ++at_.p, true;
    return digits::positive_decimal<kSizeDigits>(at_.p, tick.size.raw);
  }
  bool exact_size() { return digits::positive_decimal<kSizeDigits>(at_.p, exact_size_.raw) && *at_.p++ == '"'; }

  bool exchange(Tick& tick) {
    unsigned number = 0;
    if (!digits::small_number(at_.p, number)) return false;
    tick.exchange = static_cast<std::uint16_t>(number & 0xFF);
    return true;
  }

  bool tape(Tick& tick) {
    unsigned number = 0;
    if (!digits::small_number(at_.p, number)) return false;
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
    const char* const begin = at_.p;
    if (*begin != '0' && digits::number(at_.p, tick.id.value) && *at_.p == '"') {
      ++at_.p;
      return true;
    }
    at_.p = begin;
    std::string_view name;
    if (!text(name)) return false;
    tick.id = TradeId::from_text(name);
    return true;
  }

  /// Milliseconds of these decades; other units have another number of digits.
  bool time(Tick& tick) {
    const char* const begin = at_.p;
    std::uint64_t millis = 0;
    if (!digits::number(at_.p, millis) || at_.p - begin != 13 || millis < kFrom || millis >= kTo) return false;
    tick.event_time = from_unix_nanos(static_cast<std::int64_t>(millis) * 1'000'000);
    return true;
  }

  /// From behind the bracket on.
  bool conditions(const char*& p, Conditions& out) const {
    do {
      if (p >= at_.end) return false;
      unsigned code = 0;
      const char* const begin = p;
      if (!digits::small_number(p, code) || code > 255 || (*begin == '0' && p - begin != 1)) return false;
      out.add(code);
    } while (*p++ == ',');
    return p[-1] == ']';
  }

  PolygonTrades& of_;
  polygon_wide::Place at_;
  const std::uint16_t* found_ = nullptr;  ///< behind the last colon found
  bool whole_ = false;                    ///< that is the last one of the message
  std::uint32_t seen_ = 0;
  std::uint64_t reporting_facility_ = 0;
  Size exact_size_;  ///< with fractions of a share; it wins over the other
};

bool PolygonTrades::read(std::string_view message, UnixNanos recv_time, std::vector<FeedEvent>& out) {
  const std::size_t before = out.size();
  blank_.tick.recv_time = recv_time;
  const bool all = !message.empty() && Scan(*this, message).trades(blank_, out);
  if (!all) out.resize(before);
  return all;
}

}  // namespace tickbard
