#include "aggregator/bars/minute_book.hpp"

#include "tests/aggregator/bars/bar_kit.hpp"

namespace tickbard {
namespace {

using std::chrono::minutes;

TEST(MinuteBook, pages_are_found_again_and_kept_in_order) {
  MinuteBook book;
  MinutePage& ten = book.page(kTenMinute);
  book.page(kTenMinute + minutes{2});
  book.page(kTenMinute - minutes{3});
  book.page(kTenMinute + minutes{1});
  EXPECT_EQ(&book.page(kTenMinute), &ten);
  std::vector<int> order;
  for (const auto& page : book.pages()) order.push_back(static_cast<int>((page->minute - kTenMinute).count()));
  EXPECT_EQ(order, (std::vector<int>{-3, 0, 1, 2}));
}

TEST(MinuteBook, a_forgotten_minute_is_final_and_its_memory_serves_again) {
  MinuteBook book;
  MinutePage& ten = book.page(kTenMinute);
  ten.slots.push_back(5);
  ten.closed = true;
  PrintKey key;
  PrintKey::of(1, 1, TradeId{1}, 0, key);
  EXPECT_TRUE(ten.unseen(1, key));
  ten.prints.note(1, key);
  EXPECT_FALSE(ten.unseen(1, key));
  EXPECT_FALSE(book.forgotten(kTenMinute));
  book.retire_oldest();
  EXPECT_TRUE(book.forgotten(kTenMinute)) << "at once";
  EXPECT_EQ(book.retired(), &ten) << "its buckets go by and by";
  std::size_t left = SIZE_MAX;
  EXPECT_TRUE(book.forget_retired(left));
  EXPECT_TRUE(book.forgotten(kTenMinute));
  EXPECT_TRUE(book.forgotten(kTenMinute - minutes{1})) << "older ones are final too";
  EXPECT_FALSE(book.forgotten(kTenMinute + minutes{1}));
  EXPECT_EQ(book.oldest(), nullptr);
  MinutePage& next = book.page(kTenMinute + minutes{1});
  EXPECT_EQ(&next, &ten);
  EXPECT_TRUE(next.slots.empty());
  EXPECT_FALSE(next.closed);
  EXPECT_TRUE(next.unseen(1, key));
}

}  // namespace
}  // namespace tickbard
