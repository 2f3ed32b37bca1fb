#include "sinks/journal_row.hpp"

#include <boost/crc.hpp>

#include "sinks/event_json.hpp"
#include "sinks/exact_text.hpp"
#include "sinks/stored_values.hpp"

namespace tickbard {

namespace {

// The columns' places.
enum : std::size_t {
  kSeq,
  kAt,
  kKind,
  kSymbol,
  kStart,
  kOpen,
  kHigh,
  kLow,
  kClose,
  kVolume,
  kVwap,
  kTradeCount,
  kRevision,
  kQuality,
  kBody
};

std::int64_t integer(const JournalCell& cell) {
  const auto* value = std::get_if<std::int64_t>(&cell);
  return value != nullptr ? *value : 0;
}

std::string_view text(const JournalCell& cell) {
  const auto* value = std::get_if<std::string_view>(&cell);
  return value != nullptr ? *value : std::string_view();
}

Bar bar_of(const JournalRow& row) {
  Bar b;
  if (const auto symbol = Symbol::parse(text(row[kSymbol])))
    b.symbol = *symbol;  // an empty one was poison before it came here
  b.start = minute_at(integer(row[kStart]));
  b.open.raw = integer(row[kOpen]);
  b.high.raw = integer(row[kHigh]);
  b.low.raw = integer(row[kLow]);
  b.close.raw = integer(row[kClose]);
  const auto* wide = std::get_if<std::string_view>(&row[kVolume]);
  b.volume.raw = wide != nullptr ? parse_wide_decimal(*wide, 0).value_or(0) : integer(row[kVolume]);
  if (row[kVwap].index() != 0) b.vwap = Price{integer(row[kVwap])};
  b.trade_count = static_cast<std::uint32_t>(integer(row[kTradeCount]));
  b.revision = static_cast<std::uint32_t>(integer(row[kRevision]));
  b.quality = static_cast<std::uint8_t>(integer(row[kQuality]));
  return b;
}

/// Lowest byte first on every machine: the file may be read on another.
class Sum {
 public:
  void add(std::uint64_t value) {
    std::array<unsigned char, 8> bytes;
    for (unsigned char& byte : bytes) {
      byte = static_cast<unsigned char>(value);
      value >>= 8U;
    }
    crc_.process_bytes(bytes.data(), bytes.size());
  }
  void add(std::string_view bytes) { crc_.process_bytes(bytes.data(), bytes.size()); }
  std::int64_t value() const { return static_cast<std::int64_t>(crc_.checksum()); }

 private:
  boost::crc_optimal<64, 0x42F0E1EBA9EA3693, 0xFFFFFFFFFFFFFFFF, 0xFFFFFFFFFFFFFFFF, true, true> crc_;
};

}  // namespace

std::int64_t sum_of(std::span<const JournalCell> cells) {
  Sum sum;
  for (const JournalCell& cell : cells) {
    sum.add(std::uint64_t{cell.index()});
    if (const auto* value = std::get_if<std::int64_t>(&cell)) sum.add(static_cast<std::uint64_t>(*value));
    if (const auto* value = std::get_if<std::string_view>(&cell)) {
      sum.add(std::uint64_t{value->size()});
      sum.add(*value);
    }
  }
  return sum.value();
}

JournalledEvent::JournalledEvent(std::uint64_t sequence, const Event& event, UnixNanos at) {
  row_[kSeq] = static_cast<std::int64_t>(sequence);
  row_[kAt] = to_unix_micros(at);
  row_[kKind] = static_cast<std::int64_t>(event.index());
  const Bar* b = std::get_if<Bar>(&event);
  if (b == nullptr) {
    text_ = event_to_json(event);
    row_[kBody] = std::string_view(text_);
    return;
  }
  row_[kSymbol] = b->symbol.view();
  row_[kStart] = to_unix_seconds(b->start);
  row_[kOpen] = b->open.raw;
  row_[kHigh] = b->high.raw;
  row_[kLow] = b->low.raw;
  row_[kClose] = b->close.raw;
  if (b->volume.raw >= INT64_MIN && b->volume.raw <= INT64_MAX) {
    row_[kVolume] = static_cast<std::int64_t>(b->volume.raw);
  } else {
    text_ = to_text(b->volume.raw, 0);
    row_[kVolume] = std::string_view(text_);
  }
  if (b->vwap) row_[kVwap] = b->vwap->raw;
  row_[kTradeCount] = std::int64_t{b->trade_count};
  row_[kRevision] = std::int64_t{b->revision};
  row_[kQuality] = std::int64_t{b->quality};
}

std::optional<Event> event_of(const JournalRow& row) {
  if (integer(row[kKind]) == 0) return bar_of(row);
  return event_from_json(static_cast<std::size_t>(integer(row[kKind])), text(row[kBody]));
}

std::uint64_t sequence_of(const JournalRow& row) {
  return static_cast<std::uint64_t>(integer(row[kSeq]));
}
UnixNanos at_of(const JournalRow& row) {
  return from_unix_micros(integer(row[kAt]));
}
std::optional<MinuteStart> minute_of(const JournalRow& row) {
  if (integer(row[kKind]) != 0) return std::nullopt;
  return minute_at(integer(row[kStart]));
}
std::string_view body_of(const JournalRow& row) {
  return text(row[kBody]);
}

}  // namespace tickbard
