#include "infrastructure/content/sha256.h"

#include <openssl/evp.h>

#include <string>

#include "absl/strings/escaping.h"
#include "absl/strings/string_view.h"

namespace pipewright::content {
namespace {

class Sha256 : public collaboration::RunningHash {
 public:
  Sha256() : state_(EVP_MD_CTX_new(), &EVP_MD_CTX_free) { EVP_DigestInit_ex(state_.get(), EVP_sha256(), nullptr); }

  void Add(absl::string_view bytes) override { EVP_DigestUpdate(state_.get(), bytes.data(), bytes.size()); }

  std::string Finish() override {
    unsigned char digest[EVP_MAX_MD_SIZE];
    unsigned int length = 0;
    EVP_DigestFinal_ex(state_.get(), digest, &length);
    return absl::BytesToHexString(absl::string_view(reinterpret_cast<const char*>(digest), length));
  }

 private:
  const std::unique_ptr<EVP_MD_CTX, void (*)(EVP_MD_CTX*)> state_;
};

}  // namespace

std::string Sha256Of(absl::string_view bytes) {
  Sha256 hash;
  hash.Add(bytes);
  return hash.Finish();
}

std::unique_ptr<collaboration::RunningHash> OpenSslContentHash::Begin() const { return std::make_unique<Sha256>(); }

}  // namespace pipewright::content
