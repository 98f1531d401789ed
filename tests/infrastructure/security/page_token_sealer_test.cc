#include "infrastructure/security/page_token_sealer.h"

#include <rapidcheck/catch.h>

#include <catch2/catch.hpp>

#include "application/shared/queries/page_token.h"
#include "tests/support/status_matchers.h"

namespace pipewright {
namespace {

const HmacPageTokenSealer& Sealer() {
  static const HmacPageTokenSealer sealer(std::string(32, 'k'));
  return sealer;
}

const TenantId kTenant(Uuid({2}));

PageStart AnyStart() {
  PageStart start;
  for (int n = *rc::gen::inRange(1, 5); n > 0; --n) {
    start.keys.push_back(*rc::gen::arbitrary<bool>() ? std::optional(*rc::gen::arbitrary<std::string>())
                                                     : std::nullopt);
  }
  return start;
}

TEST_CASE("a page token is opened by the query that gave it out") {
  rc::prop("whatever the keys are", [] {
    const PageStart start = AnyStart();
    const std::string query = PageQuery(kTenant, "deal", *rc::gen::arbitrary<std::string>(),
                                        *rc::gen::arbitrary<std::string>(), *rc::gen::arbitrary<bool>());
    RC_ASSERT(OpenPageToken(SealPageToken(start, query, Sealer()), query, start.keys.size(), Sealer()).value() ==
              start);
  });
}

TEST_CASE("a page token of another query is refused") {
  const std::string query = PageQuery(kTenant, "deal", "vip = true", "amount", false);
  const std::string text = SealPageToken({{"1", std::nullopt}}, query, Sealer());
  CHECK(OpenPageToken(text, query, 2, Sealer()).ok());
  CHECK_FALSE(OpenPageToken(text, query, 1, Sealer()).ok());
  for (const std::string& other :
       {PageQuery(kTenant, "task", "vip = true", "amount", false), PageQuery(kTenant, "deal", "", "amount", false),
        PageQuery(kTenant, "deal", "vip = true", "title", false),
        PageQuery(kTenant, "deal", "vip = true", "amount", true),
        PageQuery(kTenant, "dealv", "ip = true", "amount", false),
        PageQuery(TenantId(Uuid({3})), "deal", "vip = true", "amount", false),
        PageQuery(std::nullopt, "deal", "vip = true", "amount", false)}) {
    const auto opened = OpenPageToken(text, other, 2, Sealer());
    CHECK(ReasonOf(opened) == Reason::kInvalidPageToken);
    CHECK(FieldsOf(opened) == "page_token");
  }
}

TEST_CASE("a page token that was changed is refused") {
  const std::string query = PageQuery(kTenant, "deal", "", "", false);
  const std::string text = SealPageToken({{"0190f3c2-7b1e-7c3a-9d4e-5f60718293a4"}}, query, Sealer());
  // The last character may hold bits that no byte has.
  for (size_t i = 0; i + 1 < text.size(); ++i) {
    std::string changed = text;
    changed[i] = changed[i] == 'A' ? 'B' : 'A';
    INFO(i);
    CHECK_FALSE(OpenPageToken(changed, query, 1, Sealer()).ok());
  }
  for (const char* wrong : {"", "x", "AAAA", "!", "0190f3c2-7b1e-7c3a-9d4e-5f60718293a4"}) {
    CHECK_FALSE(OpenPageToken(wrong, query, 1, Sealer()).ok());
  }
  const HmacPageTokenSealer other(std::string(32, 'o'));
  CHECK_FALSE(OpenPageToken(text, query, 1, other).ok());
}

}  // namespace
}  // namespace pipewright
