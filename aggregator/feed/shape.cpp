#include "aggregator/feed/shape.hpp"

#include <algorithm>

#include "aggregator/core/time_text.hpp"

namespace tickbard {

ShapeMemory::ShapeMemory(const Subscription& of) {
  blank_.feed = of.feed;
  learn_minute("2000-01-01T00:00:");  // so that what is known is true from the beginning
  if (of.venue.empty()) return;
  const std::string front = of.venue + ':';
  usable_ = front.size() < sizeof venue_ && Symbol::parse(of.venue);
  if (!usable_) return;
  venue_size_ = front.size();
  for (std::size_t i = 0; i < front.size(); ++i) {
    venue_ |= std::uint64_t{static_cast<unsigned char>(front[i])} << (8 * i);
  }
}

bool Shape::read(std::string_view message, UnixNanos recv_time, Reader reader, ShapeMemory& memory,
                 std::vector<FeedEvent>& out) {
  if (!memory.usable_) return false;
  const std::size_t before = out.size();
  memory.blank_.tick.recv_time = recv_time;
  memory.end_ = message.data() + message.size();
  memory.out_ = &out;
  const bool all = reader(Shape(message.data(), memory));
  if (!all) out.resize(before);
  return all;
}

static_assert(kEarliestEvent == minute_of(kEarliestEvent) && kLatestEvent == minute_of(kLatestEvent),
              "a minute lies within the times of trades or outside as a whole");

/// So its seconds need not be looked at again.
bool ShapeMemory::learn_minute(const char* text) {
  std::array<char, kMinuteBytes + 3> whole;
  std::copy_n(text, kMinuteBytes, whole.begin());
  std::copy_n("00Z", 3, whole.begin() + kMinuteBytes);
  const auto minute = event_time_from_text({whole.data(), whole.size()});
  if (!minute || text[10] != 'T') return false;
  std::copy_n(text, kMinuteBytes, minute_text_.begin());
  minute_ = *minute;
  return true;
}

/// nullptr: the text is no list of single letters.
const Conditions* ShapeMemory::learn_letters(const char* text, std::size_t size, ConditionLists::Place& place) {
  Conditions read;
  for (std::size_t i = 0; i < size; i += 4) {
    const auto c = static_cast<unsigned char>(text[i + 1]);
    const bool last = i + 3 == size;
    if (text[i] != '"' || c < ' ' || c > '~' || c == '"' || c == '\\' || text[i + 2] != '"') return nullptr;
    if (!last && (text[i + 3] != ',' || i + 4 >= size)) return nullptr;
    read.add(c);
  }
  place.put(read);
  return &place.codes();
}

}  // namespace tickbard
