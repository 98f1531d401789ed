#include "infrastructure/security/secret_box.h"

#include <fcntl.h>
#include <openssl/evp.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <fstream>
#include <memory>

#include "absl/strings/ascii.h"
#include "absl/strings/escaping.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "domain/shared/status_macros.h"
#include "infrastructure/security/random.h"

namespace pipewright::security {
namespace {

// A sealed secret: the mark, the beginning of the key's hash, the nonce, the encrypted secret, the tag.
constexpr absl::string_view kMark = "pwsb1";
constexpr size_t kKeyIdSize = 8;
constexpr size_t kNonceSize = 12;
constexpr size_t kTagSize = 16;
constexpr size_t kOverhead = kMark.size() + kKeyIdSize + kNonceSize + kTagSize;

struct Free {
  void operator()(EVP_CIPHER_CTX* context) const { EVP_CIPHER_CTX_free(context); }
};
using Context = std::unique_ptr<EVP_CIPHER_CTX, Free>;

const uint8_t* Bytes(absl::string_view text) { return reinterpret_cast<const uint8_t*>(text.data()); }
uint8_t* Bytes(std::string& text) { return reinterpret_cast<uint8_t*>(text.data()); }
int Size(absl::string_view text) { return static_cast<int>(text.size()); }

std::string KeyId(absl::string_view key) {
  const std::array<uint8_t, 32> hash = Sha256(key);
  return std::string(reinterpret_cast<const char*>(hash.data()), kKeyIdSize);
}

absl::string_view KeyIdOf(absl::string_view sealed) { return sealed.substr(kMark.size(), kKeyIdSize); }

absl::Status FileError(const std::string& path, absl::string_view what) {
  return absl::InvalidArgumentError(absl::StrCat("The secret key file ", path, " ", what));
}

std::string NewKeyLine() {
  std::array<uint8_t, SecretBox::kKeySize> key{};
  FillRandom(absl::MakeSpan(key));
  return absl::StrCat(absl::BytesToHexString(absl::string_view(reinterpret_cast<const char*>(key.data()), key.size())),
                      "\n");
}

// Under a name of its own first, so that nobody meets half a file, and the first of two stays.
absl::Status MakeKeyFile(const std::string& path) {
  const std::string draft = absl::StrCat(path, ".", getpid());
  const int file = open(draft.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, S_IRUSR | S_IWUSR);
  if (file < 0) return FileError(path, absl::StrCat("can't be made: ", std::strerror(errno)));
  const std::string line = NewKeyLine();
  const bool written = write(file, line.data(), line.size()) == static_cast<ssize_t>(line.size()) && fsync(file) == 0;
  const bool closed = close(file) == 0;
  const bool linked = written && closed && (link(draft.c_str(), path.c_str()) == 0 || errno == EEXIST);
  const int error = errno;
  unlink(draft.c_str());
  return linked ? absl::OkStatus() : FileError(path, absl::StrCat("can't be made: ", std::strerror(error)));
}

}  // namespace

absl::StatusOr<SecretBox> SecretBox::FromFile(const std::string& path) {
  struct stat info {};
  if (stat(path.c_str(), &info) != 0) return FileError(path, absl::StrCat("can't be read: ", std::strerror(errno)));
  if ((info.st_mode & (S_IRWXO | S_IWGRP)) != 0) {
    return FileError(path, "is open to others than its owner and group: chmod 600 it, and think of a new key.");
  }
  std::ifstream file(path);
  if (!file) return FileError(path, "can't be read.");
  std::vector<std::string> keys;
  int number = 0;
  for (std::string line; std::getline(file, line);) {
    ++number;
    const absl::string_view text = absl::StripAsciiWhitespace(line);
    if (text.empty() || text.front() == '#') continue;
    if (text.size() != 2 * kKeySize || text.find_first_not_of("0123456789abcdefABCDEF") != absl::string_view::npos) {
      return FileError(path, absl::StrCat("has no key in line ", number,
                                          ": a key is 64 hex digits, as `openssl rand -hex 32` gives."));
    }
    keys.push_back(absl::HexStringToBytes(text));
  }
  if (keys.empty()) return FileError(path, "has no key: `openssl rand -hex 32` gives one.");
  return SecretBox(std::move(keys));
}

absl::StatusOr<SecretBox> SecretBox::FromOwnFile(const std::string& path) {
  struct stat info {};
  if (stat(path.c_str(), &info) != 0 && errno == ENOENT) RETURN_IF_ERROR(MakeKeyFile(path));
  return FromFile(path);
}

absl::StatusOr<std::string> SecretBox::Seal(absl::string_view secret, absl::string_view purpose) const {
  if (keys_.empty()) return std::string(secret);
  std::array<uint8_t, kNonceSize> nonce{};
  FillRandom(absl::MakeSpan(nonce));
  std::string encrypted(secret.size(), '\0');
  std::string tag(kTagSize, '\0');
  int size = 0;
  const Context context(EVP_CIPHER_CTX_new());
  if (!context ||
      EVP_EncryptInit_ex(context.get(), EVP_aes_256_gcm(), nullptr, Bytes(absl::string_view(keys_.front())),
                         nonce.data()) != 1 ||
      EVP_EncryptUpdate(context.get(), nullptr, &size, Bytes(purpose), Size(purpose)) != 1 ||
      EVP_EncryptUpdate(context.get(), Bytes(encrypted), &size, Bytes(secret), Size(secret)) != 1 ||
      EVP_EncryptFinal_ex(context.get(), nullptr, &size) != 1 ||
      EVP_CIPHER_CTX_ctrl(context.get(), EVP_CTRL_GCM_GET_TAG, kTagSize, tag.data()) != 1) {
    return absl::InternalError("OpenSSL can't encrypt");
  }
  return absl::StrCat(kMark, KeyId(keys_.front()),
                      absl::string_view(reinterpret_cast<const char*>(nonce.data()), nonce.size()), encrypted, tag);
}

absl::StatusOr<std::string> SecretBox::Open(absl::string_view stored, absl::string_view purpose) const {
  if (!IsSealed(stored)) return std::string(stored);
  for (const std::string& key : keys_) {
    if (KeyId(key) != KeyIdOf(stored)) continue;
    const absl::string_view nonce = stored.substr(kMark.size() + kKeyIdSize, kNonceSize);
    const absl::string_view encrypted = stored.substr(kOverhead - kTagSize, stored.size() - kOverhead);
    std::string tag(stored.substr(stored.size() - kTagSize));
    std::string secret(encrypted.size(), '\0');
    int size = 0;
    const Context context(EVP_CIPHER_CTX_new());
    if (context &&
        EVP_DecryptInit_ex(context.get(), EVP_aes_256_gcm(), nullptr, Bytes(absl::string_view(key)), Bytes(nonce)) ==
            1 &&
        EVP_DecryptUpdate(context.get(), nullptr, &size, Bytes(purpose), Size(purpose)) == 1 &&
        EVP_DecryptUpdate(context.get(), Bytes(secret), &size, Bytes(encrypted), Size(encrypted)) == 1 &&
        EVP_CIPHER_CTX_ctrl(context.get(), EVP_CTRL_GCM_SET_TAG, kTagSize, tag.data()) == 1 &&
        EVP_DecryptFinal_ex(context.get(), nullptr, &size) == 1) {
      return secret;
    }
    return absl::FailedPreconditionError(
        absl::StrCat("What is stored as ", purpose, " has been changed: its seal is broken."));
  }
  return absl::FailedPreconditionError(
      absl::StrCat("What is stored as ", purpose, " is sealed by a key that this process doesn't have."));
}

// Nothing else is that long and begins so.
bool SecretBox::IsSealed(absl::string_view stored) {
  return stored.size() >= kOverhead && absl::StartsWith(stored, kMark);
}

bool SecretBox::IsCurrent(absl::string_view stored) const {
  if (keys_.empty()) return !IsSealed(stored);
  return IsSealed(stored) && KeyIdOf(stored) == KeyId(keys_.front());
}

}  // namespace pipewright::security
