#include "daemon/edge/query_loop.hpp"

#include <future>

#include "daemon/edge/chart_answer.hpp"
#include "tests/daemon/edge/support.hpp"
#include "tests/support/precompiled.hpp"

namespace tickbard {
namespace {

using namespace std::chrono_literals;
using test::bar;
using test::hm;
using test::Shelf;

struct QueryLoopTest : ::testing::Test {
  Shelf shelf;
  int opened = 0;
  std::string open_failure;
  MonoTime mono{};
  std::vector<int> answers;  ///< status codes in the order of the answers

  QueryLoop loop{[this]() -> Result<StoreView> {
                   ++opened;
                   if (!open_failure.empty()) return Problem{open_failure};
                   return StoreView{shelf.reader(), nullptr};
                 },
                 {},
                 {[this] { return mono; }, [] { return test::at("2026-11-20T15:00:00Z"); }},
                 {3, 1s}};

  QueryJob job(std::string_view symbol = "A") {
    return {chart_question(*parse_chart_query(symbol, RequestTarget{})),
            [this](const HttpResponse& response) { answers.push_back(response.status); }};
  }
  bool submit(std::string_view symbol = "A") { return loop.submit(job(symbol)); }

  void SetUp() override { shelf.bars = {bar("A", hm("14:30"))}; }
};

using Codes = std::vector<int>;

TEST_F(QueryLoopTest, one_step_answers_one_job_on_one_connection) {
  EXPECT_FALSE(loop.step());
  ASSERT_TRUE(submit() && submit("NONE"));
  EXPECT_EQ(opened, 0) << "nothing is opened before somebody asks";
  EXPECT_TRUE(loop.step());
  EXPECT_TRUE(loop.step());
  EXPECT_FALSE(loop.step());
  EXPECT_EQ(answers, (Codes{200, 404}));
  EXPECT_EQ(opened, 1);
}

TEST_F(QueryLoopTest, a_full_queue_refuses_and_has_room_again_after_a_step) {
  ASSERT_TRUE(submit() && submit() && submit());
  EXPECT_FALSE(submit());
  EXPECT_EQ(loop.waiting(), 3U);
  loop.step();
  EXPECT_TRUE(submit());
  EXPECT_EQ(answers, (Codes{200}));
}

TEST_F(QueryLoopTest, an_error_of_the_store_is_answered_and_the_connection_opened_anew) {
  shelf.failure = "The connection broke.";
  ASSERT_TRUE(submit());
  loop.step();
  shelf.failure.clear();
  ASSERT_TRUE(submit());
  loop.step();
  EXPECT_EQ(answers, (Codes{503, 200}));
  EXPECT_EQ(opened, 2);
}

TEST_F(QueryLoopTest, a_question_that_throws_is_a_500_and_the_next_one_is_answered) {
  ASSERT_TRUE(loop.submit({[](const Asked&) -> HttpResponse { throw std::runtime_error("no JSON"); },
                           [this](const HttpResponse& response) { answers.push_back(response.status); }}));
  ASSERT_TRUE(submit());
  loop.step();
  loop.step();
  EXPECT_EQ(answers, (Codes{500, 200}));
}

TEST_F(QueryLoopTest, a_store_that_does_not_open_is_not_tried_for_every_job) {
  open_failure = "The server refuses the password.";
  for (int i = 0; i < 3; ++i) {
    ASSERT_TRUE(submit());
    loop.step();
  }
  EXPECT_EQ(answers, (Codes{503, 503, 503}));
  EXPECT_EQ(opened, 1);
  mono += 1s;
  open_failure.clear();
  ASSERT_TRUE(submit());
  loop.step();
  EXPECT_EQ(answers.back(), 200);
  EXPECT_EQ(opened, 2);
}

TEST_F(QueryLoopTest, stopping_answers_what_waits_and_refuses_the_rest) {
  ASSERT_TRUE(submit() && submit());
  loop.stop();
  EXPECT_EQ(answers, (Codes{503, 503}));
  EXPECT_EQ(opened, 0);
  EXPECT_FALSE(submit());
  loop.stop();
}

TEST_F(QueryLoopTest, the_thread_answers_by_itself_and_stops) {
  loop.start();
  std::promise<std::string> body;
  ASSERT_TRUE(loop.submit({chart_question(*parse_chart_query("A", RequestTarget{})),
                           [&](const HttpResponse& response) { body.set_value(response.body); }}));
  EXPECT_EQ(body.get_future().get().substr(0, 5), "[{\"t\"");
  loop.stop();
  EXPECT_FALSE(submit());
}

}  // namespace
}  // namespace tickbard
