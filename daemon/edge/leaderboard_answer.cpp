#include "daemon/edge/leaderboard_answer.hpp"

#include <algorithm>
#include <charconv>
#include <unordered_set>
#include <utility>

#include "aggregator/core/ascii.hpp"
#include "aggregator/core/time_text.hpp"
#include "aggregator/derive/baselines/leaderboard.hpp"
#include "daemon/edge/fallback_states.hpp"
#include "daemon/edge/json_out.hpp"
#include "daemon/edge/live_state.hpp"
#include "daemon/edge/parameters.hpp"
#include "daemon/edge/responses.hpp"
#include "sinks/derived/instruments.hpp"

namespace tickbard {
namespace {

constexpr std::uint32_t kDefaultLimit = 100, kMaxLimit = 2'000;
constexpr int kPercentDigits = 4;
constexpr std::array<std::string_view, 5> kSegments{"all", "pre", "rth", "post", "overnight"};

struct BoardQuery {
  LeaderFilter filter;
  std::optional<Price> min_price, max_price;
  std::vector<const Calendar*> calendars;  ///< whose symbols are ranked
  std::string default_calendar;
  std::string security_type;  ///< empty: of any
  std::uint32_t limit = kDefaultLimit;
};

struct Place {
  Leader leader;
  Candidate candidate;
  SymbolState state;
  std::optional<MinuteStart> stored_at;  ///< the price's minute in the stored row
  bool live = false;
};

/// The first places so far: a heap whose front is the last of them, so memory is that of the places asked for.
class Board {
 public:
  Board(MoveDirection direction, std::size_t limit) : direction_(direction), limit_(limit) {}

  void add(Place&& place) {
    ++candidates_;
    const auto before = [this](const Place& a, const Place& b) {
      return ranks_before(a.leader, b.leader, direction_);
    };
    if (places_.size() == limit_) {
      if (!before(place, places_.front())) return;
      std::pop_heap(places_.begin(), places_.end(), before);
      places_.back() = std::move(place);
    } else {
      places_.push_back(std::move(place));
    }
    std::push_heap(places_.begin(), places_.end(), before);
  }

  std::vector<Place> take() {
    std::sort(places_.begin(), places_.end(),
              [this](const Place& a, const Place& b) { return ranks_before(a.leader, b.leader, direction_); });
    return std::move(places_);
  }

  std::size_t candidates() const { return candidates_; }

 private:
  MoveDirection direction_;
  std::size_t limit_;
  std::size_t candidates_ = 0;
  std::vector<Place> places_;
};

/// The symbols of one security type; without a type all.
class Securities {
 public:
  static StoreResult<Securities> read(Tables& tables, std::string_view type) {
    Securities out;
    out.any_ = type.empty();
    if (out.any_) return out;
    const auto rows = read_instruments(tables);
    if (!rows) return rows.error();
    for (const InstrumentRow& row : *rows)
      if (row.security_type && upper(*row.security_type) == upper(type)) out.symbols_.insert(row.symbol);
    return out;
  }
  bool contains(const Symbol& symbol) const { return any_ || symbols_.contains(symbol); }

 private:
  bool any_ = true;
  std::unordered_set<Symbol> symbols_;
};

/// Changes of minutes are those of the stored row and its price: a live price would stand beside another's change.
bool of_minutes(Move move) {
  return move == Move::min1 || move == Move::min5 || move == Move::min15;
}

void consider(const BoardQuery& query, UnixNanos now, const DayBounds& bounds, Place&& place, Board& board) {
  const auto candidate = candidate_of(place.state.symbol, place.state.figures, query.filter.move, bounds);
  if (!candidate) return;
  if (query.min_price && candidate->price < *query.min_price) return;
  if (query.max_price && candidate->price > *query.max_price) return;
  const auto leader = classify(*candidate, now, query.filter);
  if (!leader) return;
  place.leader = *leader;
  place.candidate = *candidate;
  board.add(std::move(place));
}

StoreResult<void> rank(const BoardQuery& query, const Calendar& calendar, const EdgeContext& context,
                       const Asked& asked, const Securities& wanted, Board& board, std::size_t& symbols) {
  LiveState live(calendar, context);
  FallbackStates fallback(calendar, context, asked.now);
  const auto put = [&](Place&& place) {
    ++symbols;
    if (const DayBounds* bounds = live.bounds(place.state.figures.session))
      consider(query, asked.now, *bounds, std::move(place), board);
  };
  const auto done =
      stream_symbol_states(*asked.store.tables, calendar.name(), query.default_calendar, [&](SymbolState&& state) {
        Place place;
        place.stored_at = state.figures.price_minute;
        place.state = std::move(state);
        if (of_minutes(query.filter.move)) {
          fallback.pass(place.state.symbol);
        } else {
          // Minutes still in memory from before bars were switched off are older than the print, and no instead of
          // it.
          const bool minutes = live.overlay(place.state), print = fallback.apply(place.state);
          place.live = minutes || print;
        }
        if (wanted.contains(place.state.symbol)) put(std::move(place));
      });
  if (!done) return done;
  for (SymbolState& state : fallback.rest()) {
    Place place;
    place.state = std::move(state);
    place.live = true;
    if (wanted.contains(place.state.symbol)) put(std::move(place));
  }
  return {};
}

/// What a place's change is against, where that is one price of the row.
const std::optional<Baseline>* baseline_of(const Baselines& row, Move move) {
  switch (move) {
    case Move::yesterday:
    case Move::gap:
      return &row.yesterday;
    case Move::open:
      return &row.today_open;
    case Move::pre:
      return &row.pre_market_open;
    case Move::post:
      return &row.post_market_open;
    default:
      return nullptr;
  }
}

void write_place(JsonOut& out, const Place& place, const LeaderFilter& filter) {
  const Baselines& row = place.state.figures;
  out.begin_object().member("symbol", place.leader.symbol.view()).member("pct", place.leader.move);
  out.member("bucket", name_of(place.leader.bucket, filter.threshold));
  out.member("price", place.candidate.price).member("price_ts", UnixNanos(place.candidate.price_minute));
  out.member("live", place.live)
      .member("segment", name_of(place.candidate.segment))
      .member("session", row.session);
  if (const auto* baseline = baseline_of(row, filter.move); baseline != nullptr && *baseline) {
    out.member("baseline_price", (*baseline)->price).member("baseline_source", name_of((*baseline)->source));
    out.member("baseline_quality", name_of((*baseline)->quality));
  }
  out.member("gap_pct", row.gap).member("day_volume", row.day_volume);
  // These two are not of the live price.
  out.key("stored_ts");
  place.stored_at ? out.value(UnixNanos(*place.stored_at)) : out.null();
  out.member("vwap_distance_pct", row.vwap_distance);
  out.member("relative_volume", row.relative_volume).end_object();
}

HttpResponse answer(const BoardQuery& query, const EdgeContext& context, const Asked& asked) {
  if (asked.store.tables == nullptr) return problem_response(no_tables());
  const auto wanted = Securities::read(*asked.store.tables, query.security_type);
  if (!wanted) return problem_response(store_away(wanted.error().text));
  Board board(query.filter.direction, query.limit);
  std::size_t symbols = 0;
  for (const Calendar* calendar : query.calendars) {
    const auto done = rank(query, *calendar, context, asked, *wanted, board, symbols);
    if (!done) return problem_response(store_away(done.error().text));
  }
  JsonOut out;
  out.begin_object().member("as_of", std::chrono::floor<std::chrono::seconds>(asked.now));
  out.member("baseline", kMoveNames[static_cast<std::size_t>(query.filter.move)]);
  out.member("direction", kMoveDirectionNames[static_cast<std::size_t>(query.filter.direction)]);
  out.member("threshold", query.filter.threshold).member("symbols", symbols).member("matches", board.candidates());
  out.key("leaders").begin_array();
  for (const auto& place : board.take()) write_place(out, place, query.filter);
  return json_response(out.end_array().end_object().take());
}

/// "4h", "30m", "2d"; "all" is no limit.
void read_max_age(Parameters& parameters, LeaderFilter& filter) {
  const auto* text = parameters.text("max_age");
  if (text == nullptr) return;
  if (*text == "all") {
    filter.newest.reset();
    return;
  }
  constexpr std::uint32_t kMost = 10'000;
  std::uint32_t n = 0;
  const auto [end, error] = std::from_chars(text->data(), text->data() + text->size(), n);
  const std::string_view unit(end, static_cast<std::size_t>(text->data() + text->size() - end));
  const int minutes = unit == "m" ? 1 : unit == "h" ? 60 : unit == "d" ? 1'440 : 0;
  if (error != std::errc{} || minutes == 0 || n == 0 || n > kMost)
    return parameters.refuse("max_age", "is no age: write 30m, 4h, 2d, or all for prices of any age.");
  filter.newest = std::chrono::minutes{n * static_cast<std::uint32_t>(minutes)};
}

void read_segment(Parameters& parameters, LeaderFilter& filter) {
  // The scanner calls it session.
  const bool both = parameters.text("segment") != nullptr && parameters.text("session") != nullptr;
  if (both) return parameters.refuse("session", "is another name of segment: give one of them.");
  auto at = parameters.word("segment", kSegments);
  if (!at) at = parameters.word("session", kSegments);
  if (!at || *at == 0) return;
  const auto name = std::find(kSegmentNames.begin(), kSegmentNames.end(), kSegments[*at]);
  filter.segment = static_cast<Segment>(name - kSegmentNames.begin());
}

void read_calendar(Parameters& parameters, const EdgeContext& context, BoardQuery& query) {
  std::string known;
  for (const Calendar* calendar : context.calendars.all()) {
    query.calendars.push_back(calendar);
    known += std::string(calendar->name()) + ", ";
  }
  const auto* name = parameters.text("calendar");
  if (name == nullptr || *name == "all") return;
  query.calendars = {context.calendars.find(*name)};
  if (query.calendars.front() == nullptr)
    parameters.refuse("calendar", "is no calendar of this daemon: allowed are " + known + "all.");
}

}  // namespace

ApiResult<Question> parse_leaderboard(const Inquiry& inquiry) {
  BoardQuery query;
  query.default_calendar = inquiry.context.default_calendar;
  Parameters parameters(inquiry.target,
                        {"threshold", "direction", "baseline", "segment", "session", "min_price", "max_price",
                         "price_filter", "security_type", "calendar", "max_age", "limit"});
  LeaderFilter& filter = query.filter;
  if (const auto threshold = parameters.decimal("threshold", kPercentDigits))
    filter.threshold = Percent{*threshold};
  filter.direction = static_cast<MoveDirection>(parameters.word("direction", kMoveDirectionNames).value_or(0));
  filter.move = static_cast<Move>(parameters.word("baseline", kMoveNames).value_or(0));
  filter.band = static_cast<PriceBand>(parameters.word("price_filter", kPriceBandNames).value_or(0));
  read_segment(parameters, filter);
  if (const auto* type = parameters.text("security_type")) query.security_type = *type == "all" ? "" : *type;
  if (const auto least = parameters.decimal("min_price", kPriceDigits)) query.min_price = Price{*least};
  if (const auto most = parameters.decimal("max_price", kPriceDigits)) query.max_price = Price{*most};
  if (query.min_price && query.max_price && *query.min_price > *query.max_price)
    parameters.refuse("min_price", "is above max_price: no price is in between.");
  read_calendar(parameters, inquiry.context, query);
  read_max_age(parameters, filter);
  query.limit = parameters.whole("limit", kDefaultLimit, kMaxLimit);
  if (parameters.problem()) return *parameters.problem();
  return Question([query = std::move(query), context = inquiry.context](const Asked& asked) {
    return answer(query, context, asked);
  });
}

}  // namespace tickbard
