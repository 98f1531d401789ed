#include <catch2/catch.hpp>
#include <map>
#include <memory>
#include <string>

#include "infrastructure/content/s3/aws_signature.h"
#include "infrastructure/content/s3/s3_store.h"
#include "infrastructure/content/s3/s3_xml.h"
#include "infrastructure/content/sha256.h"
#include "infrastructure/security/system_clock.h"
#include "tests/support/application/fake_ports.h"
#include "tests/support/infrastructure/s3_server.h"
#include "tests/support/status_matchers.h"

namespace pipewright::content {
namespace {

using testing::S3Server;

// A case of the documentation of Signature Version 4: "GET Object" with the credentials that it uses throughout.
TEST_CASE("a signature is that of the documentation", "[s3]") {
  S3Request request{"GET", "examplebucket.s3.amazonaws.com", "/", {{"lifecycle", ""}}, Sha256Of("")};
  const S3Credentials credentials{"AKIAIOSFODNN7EXAMPLE", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY", "us-east-1"};
  const absl::Time now = absl::FromCivil(absl::CivilSecond(2013, 5, 24), absl::UTCTimeZone());
  CHECK(SignedHeaders(request, credentials, now).at("authorization") ==
        "AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE/20130524/us-east-1/s3/aws4_request, "
        "SignedHeaders=host;x-amz-content-sha256;x-amz-date, "
        "Signature=fea454ca298b7da1c68078a5d1bdbfbbe0d65c699e0f91ac7a200a0136783543");
  request.query = {{"max-keys", "2"}, {"prefix", "J"}};
  CHECK_THAT(SignedHeaders(request, credentials, now).at("authorization"),
             Catch::EndsWith("34b48302e7b5fa45bde8084f4b7868a86f0a534bc59db6670ed5711ef69dc6f7"));
}

TEST_CASE("what is signed is encoded as S3 reads it", "[s3]") {
  CHECK(UriEncode("a b/c~d+e%f", true) == "a%20b/c~d%2Be%25f");
  CHECK(UriEncode("a/b", false) == "a%2Fb");
  CHECK(EncodedQuery({{"uploads", ""}, {"a", "1 2"}}) == "a=1%202&uploads=");
}

TEST_CASE("the store that checks signatures takes ours, and nobody else's", "[s3]") {
  const S3Server server;
  if (!server.runs()) {
    WARN("left out: node, or the packages of tests/e2e/node, aren't here");
    return;
  }
  const security::SystemClock clock;
  S3Call call{
      .method = "GET", .path = "/" + server.bucket(), .query = {{"list-type", "2"}, {"prefix", "a+b c/~\xC3\xBC"}}};
  CHECK(S3Http::Make(server.endpoint(), clock).value()->Send(call)->status == 200);
  for (const char* const wrong : {"secret", "key", "region"}) {
    S3Endpoint endpoint = server.endpoint();
    if (wrong == std::string("secret")) endpoint.credentials.secret_access_key += "x";
    if (wrong == std::string("key")) endpoint.credentials.access_key_id += "x";
    if (wrong == std::string("region")) endpoint.credentials.region += "x";
    INFO(wrong);
    CHECK(S3Http::Make(endpoint, clock).value()->Send(call)->status == 403);
    const auto store = S3Store::Make(endpoint, server.bucket(), clock).value();
    CHECK(absl::IsInternal(store->List("").status()));
  }
}

TEST_CASE("a store that isn't there is told as away, in time", "[s3]") {
  const security::SystemClock clock;
  S3Endpoint endpoint;
  endpoint.url = "http://127.0.0.1:1";
  endpoint.patience = absl::Seconds(2);
  const auto store = S3Store::Make(endpoint, "contents", clock).value();
  const auto away = store->Begin({});
  CHECK(absl::IsUnavailable(away.status()));
  CHECK(ReasonOf(away) == Reason::kContentUnavailable);
}

TEST_CASE("an endpoint is a URL without a path", "[s3]") {
  const security::SystemClock clock;
  for (const char* const wrong : {"", "s3.example", "ftp://s3.example", "https://", "https://s3.example/bucket",
                                  "https://a@s3.example", "https://s3.example?x"}) {
    S3Endpoint endpoint;
    endpoint.url = wrong;
    INFO(wrong);
    CHECK_FALSE(S3Http::Make(endpoint, clock).ok());
  }
}

TEST_CASE("an answer that is larger than it may be is none", "[s3]") {
  const S3Server server;
  if (!server.runs()) {
    WARN("left out: node, or the packages of tests/e2e/node, aren't here");
    return;
  }
  const security::SystemClock clock;
  const auto http = S3Http::Make(server.endpoint(), clock).value();
  const S3Call call{.method = "GET", .path = "/" + server.bucket(), .query = {{"list-type", "2"}}, .max_answer = 10};
  CHECK(absl::IsUnavailable(http->Send(call).status()));
}

TEST_CASE("of an XML document those elements are read that are asked for", "[s3]") {
  const std::string xml =
      "<?xml version=\"1.0\"?><R xmlns=\"http://x/\"><Contents><Key>a&amp;b</Key></Contents><ContentsToo/>"
      "<Contents x=\"1\"><Key>c</Key></Contents><Key>late</Key></R>";
  CHECK(XmlText(xml, "Key") == "a&b");
  REQUIRE(XmlElements(xml, "Contents").size() == 2);
  CHECK(XmlText(XmlElements(xml, "Contents")[1], "Key") == "c");
  CHECK(XmlText(xml, "None").empty());
  for (const char* const broken : {"<Key>x", "<Key", "<Key x", "</Key>", "<Key></Ke"}) {
    CHECK(XmlText(broken, "Key").empty());
  }
  CHECK_THAT(CompleteUploadXml({"\"a\"", "b"}),
             Catch::Contains("<Part><PartNumber>2</PartNumber><ETag>b</ETag></Part>"));
  CHECK_THAT(CompleteUploadXml({"\"a\""}), Catch::Contains("<ETag>&quot;a&quot;</ETag>"));
}

}  // namespace
}  // namespace pipewright::content
