// Signatures and tokens, against the vectors of RFC 8032, RFC 8037 and RFC 7515.
#include "infrastructure/security/jwt.h"

#include <catch2/catch.hpp>

#include "absl/strings/escaping.h"
#include "absl/strings/str_split.h"
#include "domain/shared/errors.h"
#include "infrastructure/security/ed25519.h"
#include "infrastructure/security/jwt_access_tokens.h"
#include "infrastructure/security/jwt_address_proofs.h"
#include "tests/support/application/fake_signing_keys.h"

namespace pipewright::security {
namespace {

using organization::AccessClaims;
using organization::SigningKey;
using organization::SigningKeyState;

// RFC 8037, appendix A.
const std::string kPrivate = DecodeBase64Url("nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A").value();
const std::string kPublic = DecodeBase64Url("11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo").value();
constexpr char kRfc8037Jws[] =
    "eyJhbGciOiJFZERTQSJ9.RXhhbXBsZSBvZiBFZDI1NTE5IHNpZ25pbmc."
    "hgyY0il_MGCjP0JzlnLWG1PPOt7-09PGcvMg3AIbQR6dWbhijcNR4ki4iylGjg5BhVsPt9g7sVvpAr_MuM0KAg";

TEST_CASE("signing the example of RFC 8037 gives its signature") {
  CHECK(SignJws(R"({"alg":"EdDSA"})", "Example of Ed25519 signing", kPrivate).value() == kRfc8037Jws);
}

TEST_CASE("Ed25519 agrees with test 3 of RFC 8032") {
  const std::string key = absl::HexStringToBytes("c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7");
  const std::string pub = absl::HexStringToBytes("fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025");
  const std::string message = absl::HexStringToBytes("af82");
  const std::string signature = absl::HexStringToBytes(
      "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac"
      "18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a");
  CHECK(SignEd25519(key, message).value() == signature);
  CHECK(VerifyEd25519(pub, message, signature));
  CHECK_FALSE(VerifyEd25519(pub, "other", signature));
  CHECK_FALSE(VerifyEd25519(pub, message, ""));
  CHECK_FALSE(VerifyEd25519("short", message, signature));
}

TEST_CASE("base64url is the encoding of RFC 7515, appendix C, and decoding is strict") {
  CHECK(EncodeBase64Url("\x03\xEC\xFF\xE0\xC1") == "A-z_4ME");
  CHECK(DecodeBase64Url("A-z_4ME").value() == "\x03\xEC\xFF\xE0\xC1");
  for (const char* bad : {"A-z_4ME=", "A-z_4M E", "A+z/4ME", "A-z_4MF", "A"}) {
    CAPTURE(bad);
    CHECK_FALSE(DecodeBase64Url(bad).has_value());
  }
}

std::optional<std::string> VerifyWithHeader(const std::string& header) {
  return VerifyJws("at+jwt", SignJws(header, "{}", kPrivate).value(),
                   [](const std::string& kid) -> std::optional<std::string> {
                     return kid == "k" ? std::optional(kPublic) : std::nullopt;
                   });
}

TEST_CASE("only the header of an access token is taken, however well it is signed") {
  CHECK(VerifyWithHeader(R"({"alg":"EdDSA","typ":"at+jwt","kid":"k"})").has_value());
  for (const char* header :
       {R"({"alg":"none","typ":"at+jwt","kid":"k"})", R"({"alg":"HS256","typ":"at+jwt","kid":"k"})",
        R"({"alg":"EdDSA","typ":"JWT","kid":"k"})", R"({"alg":"EdDSA","typ":"at+jwt","kid":"other"})",
        R"({"alg":"EdDSA","typ":"at+jwt"})", R"({"alg":"EdDSA","typ":"at+jwt","kid":"k","crit":["exp"]})",
        R"({"alg":"EdDSA","typ":"at+jwt","kid":7})", "[]", "not json", "", "7", "null", R"("EdDSA")",
        R"([{"alg":"EdDSA","typ":"at+jwt","kid":"k"}])", R"({"alg":["EdDSA"],"typ":{},"kid":null})",
        "{\"kid\":\"\xff\"}"}) {
    CAPTURE(header);
    CHECK_FALSE(VerifyWithHeader(header).has_value());
  }
}

const absl::Time kNow = absl::FromUnixSeconds(1'700'000'000);

AccessClaims SomeClaims() {
  AccessClaims claims;
  claims.user = UserId::Parse("0190f3c2-7b1e-7c3a-9d4e-5f60718293a4").value();
  claims.session = organization::SessionId::Parse("0190f3c2-7b1e-7c3a-9d4e-5f60718293a5").value();
  claims.tenant = TenantId::Parse("0190f3c2-7b1e-7c3a-9d4e-5f60718293a6").value();
  return claims;
}

struct Tokens {
  Tokens() { REQUIRE(organization::EnsureSigningKeys(store, factory, kNow).ok()); }
  void Rotate(absl::Time now) {
    REQUIRE(
        store.Change([&](std::vector<SigningKey> keys) { return organization::Rotated(std::move(keys), factory, now); })
            .ok());
  }
  FakeKeyStore store;
  Ed25519KeyFactory factory;
  SigningKeyring keyring{store, factory};
  JwtAccessTokens tokens{keyring};
  JwtAddressProofs proofs{keyring};
};

TEST_CASE("a token says what was put into it, until it expires") {
  const Tokens t;
  const auto issued = t.tokens.Issue(SomeClaims(), kNow).value();
  const auto claims = t.tokens.Verify(issued.text, kNow).value();
  CHECK(claims.user == SomeClaims().user);
  CHECK(claims.session == SomeClaims().session);
  CHECK(claims.tenant == SomeClaims().tenant);
  CHECK(claims.expire_time == kNow + absl::Minutes(15));
  CHECK(t.tokens.Verify(issued.text, kNow + absl::Minutes(15) - absl::Seconds(1)).ok());
  CHECK(DetailsOf(t.tokens.Verify(issued.text, kNow + absl::Minutes(15)).status()).reason == Reason::kTokenExpired);
}

TEST_CASE("a proof of an address is one of that address, for half an hour, and nothing else is one", "[attack]") {
  const Tokens t;
  const EmailAddress anna = EmailAddress::Parse("anna@example.com").value();
  const auto reason = [&](const std::string& proof, const EmailAddress& email, absl::Time now) {
    return DetailsOf(t.proofs.Verify(proof, email, now)).reason;
  };
  const auto issued = t.proofs.Issue(anna, kNow).value();
  CHECK(issued.expire_time == kNow + absl::Minutes(30));
  CHECK(t.proofs.Verify(issued.text, anna, kNow + absl::Minutes(29)).ok());
  CHECK(reason(issued.text, anna, kNow + absl::Minutes(30)) == Reason::kTokenExpired);
  CHECK(reason(issued.text, EmailAddress::Parse("ben@example.com").value(), kNow) == Reason::kCredentialsInvalid);
  // Neither is a proof an access token, nor an access token a proof.
  CHECK(reason(t.tokens.Issue(SomeClaims(), kNow).value().text, anna, kNow) == Reason::kCredentialsInvalid);
  CHECK(DetailsOf(t.tokens.Verify(issued.text, kNow).status()).reason == Reason::kCredentialsInvalid);
  for (const char* const payload : {"{}", "[]", "7", "", R"({"iss":"pipewright","sub":"anna@example.com"})",
                                    R"({"iss":"pipewright","sub":"anna@example.com","exp":"1800000000"})",
                                    R"({"iss":"other","sub":"anna@example.com","exp":1800000000})"}) {
    CAPTURE(payload);
    CHECK(reason(t.keyring.Sign("address+jwt", payload, kNow).value(), anna, kNow) == Reason::kCredentialsInvalid);
  }
}

TEST_CASE("a proof outlives the change of keys, twice", "[attack]") {
  Tokens t;
  const EmailAddress anna = EmailAddress::Parse("anna@example.com").value();
  const std::string proof = t.proofs.Issue(anna, kNow).value().text;
  t.Rotate(kNow + absl::Minutes(1));
  t.Rotate(kNow + absl::Minutes(29));
  CHECK(t.proofs.Verify(proof, anna, kNow + absl::Minutes(29)).ok());
}

TEST_CASE("a token that is changed anywhere is refused") {
  const Tokens t;
  const std::string token = t.tokens.Issue(SomeClaims(), kNow).value().text;
  for (size_t i = 0; i < token.size(); i += 7) {
    std::string changed = token;
    changed[i] = changed[i] == 'A' ? 'B' : 'A';
    CAPTURE(i);
    CHECK(DetailsOf(t.tokens.Verify(changed, kNow).status()).reason == Reason::kCredentialsInvalid);
  }
  for (const std::string& text :
       {std::string(), std::string("a.b"), std::string("a.b.c"), token + ".", token + "=", std::string(10'000, 'a')}) {
    CHECK(DetailsOf(t.tokens.Verify(text, kNow).status()).reason == Reason::kCredentialsInvalid);
  }
}

TEST_CASE("a well-signed token for another audience, or without its claims, is refused") {
  const Tokens t;
  const SigningKey& key = t.store.keys.front();
  const std::string header = R"({"alg":"EdDSA","typ":"at+jwt","kid":")" + key.id + R"("})";
  const std::string ids =
      R"("sub":"0190f3c2-7b1e-7c3a-9d4e-5f60718293a4","sid":"0190f3c2-7b1e-7c3a-9d4e-5f60718293a5")";
  const auto verify = [&](const std::string& payload) {
    return t.tokens.Verify(SignJws(header, payload, key.private_key).value(), kNow).ok();
  };
  CHECK(verify(R"({"iss":"pipewright","aud":"pipewright",)" + ids + R"(,"iat":1700000000,"exp":1700000900})"));
  CHECK_FALSE(verify(R"({"iss":"other","aud":"pipewright",)" + ids + R"(,"iat":1700000000,"exp":1700000900})"));
  CHECK_FALSE(verify(R"({"iss":"pipewright","aud":"other",)" + ids + R"(,"iat":1700000000,"exp":1700000900})"));
  CHECK_FALSE(verify(R"({"iss":"pipewright","aud":"pipewright",)" + ids + R"(,"iat":1700000000})"));
  CHECK_FALSE(verify(R"({"iss":"pipewright","aud":"pipewright",)" + ids + R"(,"iat":1700009999,"exp":1700010900})"));
  CHECK_FALSE(verify(R"({"iss":"pipewright","aud":"pipewright","iat":1700000000,"exp":1700000900})"));
  const std::string good = R"("iss":"pipewright","aud":"pipewright",)" + ids;
  for (const std::string& payload :
       {std::string(), std::string("7"), std::string("null"), std::string("true"), std::string(R"("text")"),
        std::string("[]"), "[{" + good + R"(,"iat":1700000000,"exp":1700000900}])",
        "{" + good + R"(,"iat":"1700000000","exp":1700000900})",
        "{" + good + R"(,"iat":1700000000,"exp":[1700000900]})", "{" + good + R"(,"iat":1700000000,"exp":1e300})",
        "{" + good + R"(,"iat":1700000000,"exp":1700000900,"tid":{}})",
        "{" + good + R"(,"iat":1700000000,"exp":1700000900,"tid":null})",
        R"({"iss":["pipewright"],"aud":{"aud":"pipewright"},)" + ids + R"(,"iat":1700000000,"exp":1700000900})",
        std::string(R"({"iss":"pipewright","aud":"pipewright","sub":{},"sid":[],"iat":1700000000,"exp":1700000900})"),
        std::string(1000, '[') + std::string(1000, ']')}) {
    CAPTURE(payload);
    CHECK_FALSE(verify(payload));
  }
}

TEST_CASE("after a rotation new tokens have another key and old ones stay good until they expire") {
  Tokens t;
  const std::string old_token = t.tokens.Issue(SomeClaims(), kNow).value().text;
  t.Rotate(kNow);
  const absl::Time later = kNow + absl::Minutes(2);
  const std::string new_token = t.tokens.Issue(SomeClaims(), later).value().text;
  CHECK(std::vector<std::string>(absl::StrSplit(old_token, '.'))[0] !=
        std::vector<std::string>(absl::StrSplit(new_token, '.'))[0]);
  CHECK(t.tokens.Verify(old_token, later).ok());
  CHECK(t.tokens.Verify(new_token, later).ok());
}

TEST_CASE("a server that has not seen a new key reads the keys when a token names it") {
  Tokens t;
  const SigningKeyring others(t.store, t.factory);
  const JwtAccessTokens other(others);
  REQUIRE(other.Issue(SomeClaims(), kNow).ok());
  t.Rotate(kNow);
  t.Rotate(kNow);
  const SigningKeyring fresh_ones(t.store, t.factory);
  const JwtAccessTokens fresh(fresh_ones);
  const std::string token = fresh.Issue(SomeClaims(), kNow + absl::Seconds(10)).value().text;
  CHECK(other.Verify(token, kNow + absl::Seconds(10)).ok());
}

TEST_CASE("forged key ids don't send the server to the store each time") {
  const Tokens t;
  const std::string forged = SignJws(R"({"alg":"EdDSA","typ":"at+jwt","kid":"unknown"})", "{}", kPrivate).value();
  for (int i = 0; i < 100; ++i) CHECK_FALSE(t.tokens.Verify(forged, kNow + absl::Milliseconds(10 * i)).ok());
  CHECK(t.store.loads <= 3);
}

TEST_CASE("known keys serve while the store is away") {
  Tokens t;
  const std::string token = t.tokens.Issue(SomeClaims(), kNow).value().text;
  t.store.away = true;
  CHECK(t.tokens.Verify(token, kNow + absl::Minutes(5)).ok());
}

TEST_CASE("a key that isn't the installation's is told of, once a minute, and the known ones serve") {
  Tokens t;
  std::vector<std::string> told;
  const SigningKeyring keyring(t.store, t.factory,
                               [&](const absl::Status& refused) { told.emplace_back(refused.message()); });
  const JwtAccessTokens tokens(keyring);
  const std::string token = tokens.Issue(SomeClaims(), kNow).value().text;
  t.store.trouble = absl::UnavailableError("away");
  CHECK(tokens.Verify(token, kNow + absl::Minutes(2)).ok());
  CHECK(told.empty());
  t.store.trouble = absl::InternalError("planted");
  CHECK(tokens.Verify(token, kNow + absl::Minutes(3)).ok());
  CHECK(tokens.Verify(token, kNow + absl::Minutes(3)).ok());
  CHECK(told == std::vector<std::string>{"planted"});
  CHECK(tokens.Verify(token, kNow + absl::Minutes(5)).ok());
  CHECK(told.size() == 2);
}

TEST_CASE("the first token of an installation makes its keys") {
  FakeKeyStore store;
  const Ed25519KeyFactory factory;
  const SigningKeyring keyring(store, factory);
  const JwtAccessTokens tokens(keyring);
  const std::string token = tokens.Issue(SomeClaims(), kNow).value().text;
  CHECK(store.keys.size() == 2);
  CHECK(tokens.Verify(token, kNow).ok());
}

TEST_CASE("there is always one key that signs and one that is next, and useless ones go") {
  Tokens t;
  const auto count = [&](SigningKeyState state) {
    return std::count_if(t.store.keys.begin(), t.store.keys.end(),
                         [&](const SigningKey& key) { return key.state == state; });
  };
  for (int hour = 1; hour < 5; ++hour) {
    t.Rotate(kNow + absl::Hours(hour));
    CHECK(count(SigningKeyState::kActive) == 1);
    CHECK(count(SigningKeyState::kNext) == 1);
    CHECK(count(SigningKeyState::kRetired) == 1);
  }
}

}  // namespace
}  // namespace pipewright::security
