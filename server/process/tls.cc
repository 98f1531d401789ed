#include "server/process/tls.h"

#include <openssl/bio.h>
#include <openssl/pem.h>
#include <openssl/x509.h>

#include <fstream>
#include <iterator>
#include <string>

#include "absl/strings/str_cat.h"
#include "domain/shared/status_macros.h"

namespace pipewright::server {
namespace {

template <auto Free>
struct Freed {
  template <class T>
  void operator()(T* object) const {
    Free(object);
  }
};
using Bio = std::unique_ptr<BIO, Freed<BIO_free>>;
using Certificate = std::unique_ptr<X509, Freed<X509_free>>;
using Key = std::unique_ptr<EVP_PKEY, Freed<EVP_PKEY_free>>;

absl::StatusOr<std::string> ReadFile(const std::string& option, const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) return absl::InvalidArgumentError(absl::StrCat(option, ": can't read ", path, "."));
  return std::string((std::istreambuf_iterator<char>(file)), std::istreambuf_iterator<char>());
}

Bio Memory(const std::string& text) { return Bio(BIO_new_mem_buf(text.data(), static_cast<int>(text.size()))); }

// Never asks on the terminal for the password of an encrypted key.
int NoPassword(char*, int, int, void*) { return -1; }

absl::StatusOr<Certificate> ParseCertificate(const std::string& option, const std::string& path,
                                             const std::string& pem) {
  Certificate certificate(PEM_read_bio_X509(Memory(pem).get(), nullptr, nullptr, nullptr));
  if (certificate == nullptr) {
    return absl::InvalidArgumentError(absl::StrCat(option, ": ", path, " holds no certificate in PEM form."));
  }
  return certificate;
}

}  // namespace

absl::StatusOr<std::shared_ptr<grpc::ServerCredentials>> CredentialsFrom(const TlsFiles& files) {
  if (files.certificate.empty()) return grpc::InsecureServerCredentials();
  ASSIGN_OR_RETURN(const std::string chain, ReadFile("--tls-certificate", files.certificate));
  ASSIGN_OR_RETURN(const std::string key_pem, ReadFile("--tls-key", files.key));
  ASSIGN_OR_RETURN(const Certificate certificate, ParseCertificate("--tls-certificate", files.certificate, chain));
  const Key key(PEM_read_bio_PrivateKey(Memory(key_pem).get(), nullptr, &NoPassword, nullptr));
  if (key == nullptr) {
    return absl::InvalidArgumentError(
        absl::StrCat("--tls-key: ", files.key, " holds no private key in PEM form without a password."));
  }
  if (X509_check_private_key(certificate.get(), key.get()) != 1) {
    return absl::InvalidArgumentError(
        absl::StrCat("--tls-key: ", files.key, " isn't the key of the certificate ", files.certificate, "."));
  }
  grpc::SslServerCredentialsOptions options;
  if (!files.client_ca.empty()) {
    ASSIGN_OR_RETURN(options.pem_root_certs, ReadFile("--tls-client-ca", files.client_ca));
    RETURN_IF_ERROR(ParseCertificate("--tls-client-ca", files.client_ca, options.pem_root_certs).status());
    options.client_certificate_request = GRPC_SSL_REQUEST_AND_REQUIRE_CLIENT_CERTIFICATE_AND_VERIFY;
  }
  options.pem_key_cert_pairs.push_back({key_pem, chain});
  return grpc::SslServerCredentials(options);
}

}  // namespace pipewright::server
