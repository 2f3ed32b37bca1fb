#include "daemon/net/name_lookup.hpp"

#include <gtest/gtest.h>
#include <sched.h>

#include <boost/asio/executor_work_guard.hpp>
#include <future>
#include <optional>
#include <thread>

#include "daemon/runtime/processors.hpp"

namespace tickbard::net {
namespace {

using namespace std::chrono_literals;

/// A name server that answers when it is let. Shared with the thread that asks it.
struct Stuck {
  std::promise<void> let, gone;
};

struct Asked {
  boost::asio::io_context io;
  boost::asio::executor_work_guard<Executor> work{io.get_executor()};
  std::optional<NameLookup::Error> error;
  NameLookup::Endpoints found;
  NameLookup::Done done() {
    return [this](NameLookup::Error e, const NameLookup::Endpoints& f) {
      error = e;
      found = f;
    };
  }
};

TEST(NameLookup, finds_addresses_and_tells_them_on_the_executors_thread) {
  Asked asked;
  NameLookup lookup(asked.io.get_executor());
  lookup.start("127.0.0.1", "81", asked.done());
  EXPECT_FALSE(asked.error);
  asked.io.run_one_for(20s);
  ASSERT_TRUE(asked.error);
  EXPECT_FALSE(*asked.error) << asked.error->message();
  ASSERT_FALSE(asked.found.empty());
  EXPECT_EQ(text_of(asked.found.front()), "127.0.0.1:81");
}

TEST(NameLookup, tells_why_there_is_none) {
  Asked asked;
  NameLookup lookup(asked.io.get_executor(), [](auto&&, auto&&, NameLookup::Error& error) {
    error = boost::asio::error::host_not_found;
    return NameLookup::Endpoints{};
  });
  lookup.start("nowhere", "81", asked.done());
  asked.io.run_one_for(20s);
  EXPECT_EQ(asked.error, NameLookup::Error(boost::asio::error::host_not_found));
}

TEST(NameLookup, is_done_where_the_first_thread_may_run_not_on_the_processor_of_whoever_asks) {
  cpu_set_t of_first, of_lookup;
  ::sched_getaffinity(0, sizeof of_first, &of_first);
  CPU_ZERO(&of_lookup);
  std::thread([&] {
    unsigned last = CPU_SETSIZE - 1;
    while (!CPU_ISSET(last, &of_first)) --last;
    EXPECT_TRUE(stay_on(last));
    Asked asked;
    NameLookup lookup(asked.io.get_executor(), [&of_lookup](auto&&...) {
      ::sched_getaffinity(0, sizeof of_lookup, &of_lookup);
      return NameLookup::Endpoints{};
    });
    lookup.start("somewhere", "81", asked.done());
    asked.io.run_one_for(20s);
    EXPECT_TRUE(asked.error);
  }).join();
  EXPECT_TRUE(CPU_EQUAL(&of_first, &of_lookup));
}

TEST(NameLookup, a_name_server_that_does_not_answer_holds_up_neither_the_next_one_nor_the_end) {
  const auto stuck = std::make_shared<Stuck>();
  bool told = false;
  {
    Asked asked;
    NameLookup first(asked.io.get_executor(), [stuck](auto&&...) {
      stuck->let.get_future().wait();
      stuck->gone.set_value();
      return NameLookup::Endpoints{};
    });
    first.start("stuck", "81", [&told](auto&&...) { told = true; });
    NameLookup second(asked.io.get_executor());
    second.start("127.0.0.1", "82", asked.done());
    asked.io.run_one_for(20s);
    EXPECT_TRUE(asked.error) << "the next one is answered";
  }  // and all of it ends here
  stuck->let.set_value();
  ASSERT_EQ(stuck->gone.get_future().wait_for(20s), std::future_status::ready);
  EXPECT_FALSE(told);
}

TEST(NameLookup, an_answer_that_is_on_its_way_is_not_told_after_cancel) {
  Asked asked;
  const auto answered = std::make_shared<std::promise<void>>();
  NameLookup lookup(asked.io.get_executor(), [answered](auto&&...) {
    answered->set_value();
    return NameLookup::Endpoints{};
  });
  lookup.start("late", "81", asked.done());
  answered->get_future().wait();
  lookup.cancel();
  asked.io.run_one_for(50ms);
  EXPECT_FALSE(asked.error);
}

}  // namespace
}  // namespace tickbard::net
