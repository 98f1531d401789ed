#include "server/rpc/canceller.h"

#include <catch2/catch.hpp>
#include <future>
#include <memory>
#include <stdexcept>

namespace pipewright::server {
namespace {

TEST_CASE("a cancellation that throws doesn't keep the next from being told", "[cancel]") {
  const auto bad = std::make_shared<Cancellation>();
  const auto good = std::make_shared<Cancellation>();
  std::promise<void> told;
  const Cancellation::Interruptible throws(bad.get(), [] { throw std::runtime_error("a test's"); });
  const Cancellation::Interruptible tells(good.get(), [&told] { told.set_value(); });
  Canceller canceller;
  canceller.Post(bad);
  canceller.Post(good);
  told.get_future().wait();
  CHECK(bad->cancelled());
}

}  // namespace
}  // namespace pipewright::server
