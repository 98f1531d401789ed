#include "infrastructure/security/jwt.h"

#include <nlohmann/json.hpp>
#include <vector>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "domain/shared/status_macros.h"
#include "infrastructure/security/ed25519.h"

namespace pipewright::security {
namespace {

constexpr size_t kMaxTokenBytes = 4096;

std::optional<std::string> TextAt(const nlohmann::json& object, const char* key) {
  const auto at = object.find(key);
  if (at == object.end() || !at->is_string()) return std::nullopt;
  return at->get<std::string>();
}

// The kid of an acceptable header.
std::optional<std::string> KeyIdOf(absl::string_view type, absl::string_view encoded_header) {
  const std::optional<std::string> text = DecodeBase64Url(encoded_header);
  if (!text.has_value()) return std::nullopt;
  const auto header = nlohmann::json::parse(*text, nullptr, /*allow_exceptions=*/false);
  if (!header.is_object() || header.contains("crit")) return std::nullopt;
  if (TextAt(header, "alg") != "EdDSA" || TextAt(header, "typ") != type) return std::nullopt;
  return TextAt(header, "kid");
}

}  // namespace

std::string EncodeBase64Url(absl::string_view bytes) { return absl::WebSafeBase64Escape(bytes); }

std::optional<std::string> DecodeBase64Url(absl::string_view text) {
  std::string bytes;
  if (!absl::WebSafeBase64Unescape(text, &bytes) || EncodeBase64Url(bytes) != text) return std::nullopt;
  return bytes;
}

absl::StatusOr<std::string> SignJws(absl::string_view header, absl::string_view payload,
                                    absl::string_view private_key) {
  const std::string input = absl::StrCat(EncodeBase64Url(header), ".", EncodeBase64Url(payload));
  ASSIGN_OR_RETURN(const std::string signature, SignEd25519(private_key, input));
  return absl::StrCat(input, ".", EncodeBase64Url(signature));
}

std::optional<std::string> VerifyJws(
    absl::string_view type, absl::string_view token,
    const std::function<std::optional<std::string>(const std::string& kid)>& public_key_of) {
  if (token.size() > kMaxTokenBytes) return std::nullopt;
  const std::vector<absl::string_view> parts = absl::StrSplit(token, '.');
  if (parts.size() != 3) return std::nullopt;
  const std::optional<std::string> kid = KeyIdOf(type, parts[0]);
  if (!kid.has_value()) return std::nullopt;
  const std::optional<std::string> key = public_key_of(*kid);
  const std::optional<std::string> signature = DecodeBase64Url(parts[2]);
  if (!key.has_value() || !signature.has_value()) return std::nullopt;
  const absl::string_view input = token.substr(0, parts[0].size() + 1 + parts[1].size());
  if (!VerifyEd25519(*key, input, *signature)) return std::nullopt;
  return DecodeBase64Url(parts[1]);
}

}  // namespace pipewright::security
