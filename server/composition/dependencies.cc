#include "server/composition/dependencies.h"

#include <absl/base/config.h>
#include <csv.h>
#include <curl/curl.h>
#include <gnu/libc-version.h>
#include <google/protobuf/stubs/common.h>
#include <grpcpp/grpcpp.h>
#include <libpq-fe.h>
#include <limits.h>
#include <link.h>
#include <openssl/crypto.h>
#include <soci/version.h>
#include <spdlog/version.h>
#include <stdlib.h>
#include <utf8proc.h>

#include <CLI/Version.hpp>
#include <algorithm>
#include <array>
#include <memory>
#include <nlohmann/json.hpp>

#include "absl/strings/str_cat.h"

namespace pipewright::server {
namespace {

// dl_iterate_phdr's: the program itself has no name, the kernel's vDSO no file.
int AddLibrary(dl_phdr_info* info, size_t /*size*/, void* found) {
  if (info->dlpi_name == nullptr || info->dlpi_name[0] != '/') return 0;
  const std::unique_ptr<char, decltype(&free)> path(realpath(info->dlpi_name, nullptr), &free);
  if (path != nullptr) static_cast<std::vector<std::string>*>(found)->emplace_back(path.get());
  return 0;
}

}  // namespace

std::vector<Dependency> Dependencies() {
  std::vector<Dependency> all = {
      {"Abseil", absl::StrCat(ABSL_LTS_RELEASE_VERSION, ".", ABSL_LTS_RELEASE_PATCH_LEVEL)},
      {"CLI11", CLI11_VERSION},
      {"curl", curl_version_info(CURLVERSION_NOW)->version},
      {"glibc", gnu_get_libc_version()},
      {"gRPC", grpc::Version()},
      {"JSON for Modern C++",
       absl::StrCat(NLOHMANN_JSON_VERSION_MAJOR, ".", NLOHMANN_JSON_VERSION_MINOR, ".", NLOHMANN_JSON_VERSION_PATCH)},
      {"libcsv", absl::StrCat(CSV_MAJOR, ".", CSV_MINOR, ".", CSV_RELEASE)},
      {"libpq", absl::StrCat(PQlibVersion() / 10000, ".", PQlibVersion() % 10000)},
      {"OpenSSL", OpenSSL_version(OPENSSL_VERSION_STRING)},
      {"Protocol Buffers", google::protobuf::internal::VersionString(GOOGLE_PROTOBUF_VERSION)},
      {"SOCI", absl::StrCat(SOCI_VERSION / 100000, ".", SOCI_VERSION / 100 % 1000, ".", SOCI_VERSION % 100)},
      {"spdlog", absl::StrCat(SPDLOG_VER_MAJOR, ".", SPDLOG_VER_MINOR, ".", SPDLOG_VER_PATCH)},
      {"utf8proc", utf8proc_version()},
  };
  return all;
}

std::vector<std::string> LinkedLibraries() {
  std::vector<std::string> paths;
  dl_iterate_phdr(&AddLibrary, &paths);
  std::sort(paths.begin(), paths.end());
  return paths;
}

}  // namespace pipewright::server
