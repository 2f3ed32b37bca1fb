#include "sinks/sqlite_records.hpp"

#include <algorithm>
#include <optional>

namespace tickbard::sqlite {

namespace {

using Bytes = std::span<const unsigned char>;
using Cells = std::vector<std::variant<std::monostate, std::int64_t, std::string_view>>;

/// No row of ours is larger; what claims to be is none.
constexpr std::uint64_t kLargest = 16U << 20U;

/// A number of one to nine bytes, seven bits in each. False: it does not end within the page.
bool read_varint(Bytes bytes, std::size_t& at, std::uint64_t& out) {
  out = 0;
  for (int i = 0; i != 9 && at < bytes.size(); ++i) {
    const unsigned char byte = bytes[at++];
    if (i == 8) {
      out = out << 8U | byte;
      return true;
    }
    out = out << 7U | (byte & 0x7FU);
    if ((byte & 0x80U) == 0) return true;
  }
  return false;
}

/// Where a number begins that ends before `end` and is `value`; nullopt: there is none.
std::optional<std::size_t> varint_before(Bytes bytes, std::size_t end, std::uint64_t value) {
  std::size_t begin = end;
  for (unsigned char more = 0; begin != 0; more = 0x80) {
    if (bytes[--begin] != (static_cast<unsigned char>(value & 0x7FU) | more)) return std::nullopt;
    value >>= 7U;
    if (value == 0) return begin;
  }
  return std::nullopt;
}

/// Bytes of a cell by its type; nullopt for types that no row of ours has.
std::optional<std::uint64_t> size_of(std::uint64_t type) {
  if (type <= 4) return type;
  if (type == 5) return 6;
  if (type == 6) return 8;
  if (type == 8 || type == 9) return 0;
  if (type >= 13 && type % 2 == 1) return (type - 13) / 2;
  return std::nullopt;
}

std::int64_t integer(Bytes bytes, std::uint64_t type) {
  if (type >= 8) return static_cast<std::int64_t>(type - 8);
  std::uint64_t value = (bytes[0] & 0x80U) != 0 ? ~std::uint64_t{0} : 0;
  for (const unsigned char byte : bytes) value = value << 8U | byte;
  return static_cast<std::int64_t>(value);
}

/// The bytes of the record whose head begins at `at`, if it is one of types.size() cells; they may be beyond the
/// page.
std::optional<std::uint64_t> read_types(Bytes bytes, std::size_t at, std::vector<std::uint64_t>& types) {
  const std::size_t end = at + bytes[at];
  std::uint64_t total = bytes[at++];
  for (std::uint64_t& type : types) {
    if (!read_varint(bytes, at, type)) return std::nullopt;
    const auto size = size_of(type);
    if (!size || *size > kLargest) return std::nullopt;
    total += *size;
  }
  if (at != end) return std::nullopt;
  return total;
}

/// Whether a record's head may begin with that byte: it says how long the head is, far below 128 with our columns.
bool may_begin(unsigned char byte, std::size_t columns) {
  return byte > columns && byte < 0x80;
}

void read_cells(Bytes record, const std::vector<std::uint64_t>& types, Cells& cells) {
  std::size_t at = record[0];
  cells.clear();
  for (const std::uint64_t type : types) {
    const Bytes bytes = record.subspan(at, static_cast<std::size_t>(*size_of(type)));
    at += bytes.size();
    if (type == 0) {
      cells.emplace_back();
    } else if (type < 13) {
      cells.emplace_back(integer(bytes, type));
    } else {
      cells.emplace_back(std::string_view(reinterpret_cast<const char*>(bytes.data()), bytes.size()));
    }
  }
}

/// How much of a row's payload is on its own page; the rest hangs on a chain of overflow pages.
std::size_t local_size(std::uint64_t payload, std::size_t page) {
  if (payload <= page - 35) return static_cast<std::size_t>(payload);
  const std::size_t least = (page - 12) * 32 / 255 - 23;
  const auto fitting = static_cast<std::size_t>(least + (payload - least) % (page - 4));
  return fitting <= page - 35 ? fitting : least;
}

std::uint32_t page_number(Bytes bytes) {
  return std::uint32_t{bytes[0]} << 24U | std::uint32_t{bytes[1]} << 16U | std::uint32_t{bytes[2]} << 8U |
         bytes[3];
}

/// The whole payload of a row; empty if its chain ends before its bytes do.
Wreck::Page gather(const Wreck& wreck, Bytes page, std::size_t at, std::size_t local, std::uint64_t payload) {
  Wreck::Page out(page.begin() + static_cast<std::ptrdiff_t>(at),
                  page.begin() + static_cast<std::ptrdiff_t>(at + local));
  std::uint32_t next = page_number(page.subspan(at + local));
  while (out.size() < payload) {
    if (next == 0) return {};
    const Wreck::Page more = wreck.page(next);
    const std::size_t taken =
        std::min<std::size_t>(more.size() - 4, static_cast<std::size_t>(payload) - out.size());
    out.insert(out.end(), more.begin() + 4, more.begin() + 4 + static_cast<std::ptrdiff_t>(taken));
    next = page_number(more);
  }
  return out;
}

}  // namespace

void each_row(const Wreck& wreck, Bytes page, std::size_t columns, const RecordVisitor& visit) {
  std::vector<std::uint64_t> types(columns);
  Cells cells;
  const unsigned char* const bytes = page.data();
  for (std::size_t at = 2, end = page.size() - 1; at < end; ++at) {
    // The key stands before the record; its own cell in there is empty.
    if (bytes[at + 1] != 0 || !may_begin(bytes[at], columns)) continue;
    const auto payload = read_types(page, at, types);
    if (!payload) continue;
    std::size_t key = at - 1;
    while (key != 0 && at - key < 9 && (bytes[key - 1] & 0x80U) != 0) --key;
    if (!varint_before(page, key, *payload)) continue;
    std::uint64_t row = 0;
    if (!read_varint(page, key, row) || key != at) continue;
    const std::size_t local = local_size(*payload, page.size());
    const bool whole = local == *payload;
    if (at + local + (whole ? 0 : 4) > page.size()) continue;
    Wreck::Page gathered;
    if (!whole && (gathered = gather(wreck, page, at, local, *payload)).empty()) continue;
    read_cells(whole ? page.subspan(at, local) : Bytes(gathered), types, cells);
    cells[0] = static_cast<std::int64_t>(row);
    visit(cells);
  }
}

void each_rowless(Bytes page, std::size_t columns, const RecordVisitor& visit) {
  std::vector<std::uint64_t> types(columns);
  Cells cells;
  const unsigned char* const bytes = page.data();
  for (std::size_t at = 1; at < page.size(); ++at) {
    if (!may_begin(bytes[at], columns) || (bytes[at - 1] & 0x80U) != 0) continue;
    const auto payload = read_types(page, at, types);
    if (!payload || *payload > page.size() - at || !varint_before(page, at, *payload)) continue;
    read_cells(page.subspan(at, static_cast<std::size_t>(*payload)), types, cells);
    visit(cells);
  }
}

}  // namespace tickbard::sqlite
