#include "common/fs/objects/s3_place.h"

#include <cstdlib>
#include <map>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/escaping.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_split.h"
#include "common/base/status.h"

namespace sluice {
namespace {

std::string FromEnvironment(const char* name) {
  const char* const value = std::getenv(name);
  return value == nullptr ? "" : value;
}

std::map<std::string, std::string> OptionsOf(const FileUri& uri) {
  std::map<std::string, std::string> options;
  const std::string_view text = std::string_view(uri.options).substr(uri.options.empty() ? 0 : 1);
  for (const absl::string_view option : absl::StrSplit(ToAbsl(text), '&', absl::SkipEmpty())) {
    const std::pair<std::string, std::string> parts = absl::StrSplit(option, absl::MaxSplits('=', 1));
    options[parts.first] = PercentDecoded(parts.second);
  }
  return options;
}

absl::Status CheckKind(const FileUri& directory) {
  const bool is_s3 = directory.scheme == "s3" || directory.scheme == "s3a" || directory.scheme == "s3n";
  const std::string shown = WithoutSecrets(StrCat(directory.scheme, "://", directory.authority, directory.path));
  if (!is_s3) {
    return absl::InvalidArgumentError(
        StrCat("a checkpoint directory is on a disk which all machines share, or in a store that speaks S3: directory=",
               shown));
  }
  if (directory.authority.find('@') != directory.authority.npos) {
    return absl::InvalidArgumentError(
        StrCat("a checkpoint directory is told to all machines, so no key may be in its URI: set AWS_ACCESS_KEY_ID and "
               "AWS_SECRET_ACCESS_KEY there: directory=",
               shown));
  }
  return absl::OkStatus();
}

std::string First(const std::string& one, const std::string& other) { return one.empty() ? other : one; }

}  // namespace

std::string PercentEncoded(std::string_view text, bool keeps_slash) {
  std::string encoded;
  for (const char c : text) {
    const bool stays = absl::ascii_isalnum(static_cast<unsigned char>(c)) || c == '-' || c == '_' || c == '.' ||
                       c == '~' || (c == '/' && keeps_slash);
    if (stays) {
      encoded += c;
    } else {
      encoded += absl::StrFormat("%%%02X", static_cast<unsigned char>(c));
    }
  }
  return encoded;
}

std::string PercentDecoded(std::string_view text) {
  std::string decoded;
  for (size_t i = 0; i < text.size(); ++i) {
    const bool is_escape = text[i] == '%' && i + 2 < text.size() &&
                           absl::ascii_isxdigit(static_cast<unsigned char>(text[i + 1])) &&
                           absl::ascii_isxdigit(static_cast<unsigned char>(text[i + 2]));
    if (is_escape) {
      decoded += absl::HexStringToBytes(ToAbsl(text.substr(i + 1, 2)));
      i += 2;
    } else {
      decoded += text[i];
    }
  }
  return decoded;
}

absl::StatusOr<S3Place> S3Place::Of(const FileUri& directory) {
  SLUICE_RETURN_IF_ERROR(CheckKind(directory));
  std::map<std::string, std::string> options = OptionsOf(directory);
  S3Place place{.bucket = directory.authority};
  place.signer = {.region = First(options["region"], First(FromEnvironment("AWS_REGION"),
                                                           First(FromEnvironment("AWS_DEFAULT_REGION"), "us-east-1"))),
                  .key = FromEnvironment("AWS_ACCESS_KEY_ID"),
                  .secret = FromEnvironment("AWS_SECRET_ACCESS_KEY")};
  place.session_token = FromEnvironment("AWS_SESSION_TOKEN");
  place.endpoint = First(options["endpoint_override"], StrCat("s3.", place.signer.region, ".amazonaws.com"));
  place.url = StrCat(First(options["scheme"], "https"), "://", place.endpoint, "/", place.bucket, "/");
  if (!place.signer.key.empty() && !place.signer.secret.empty()) return place;
  return absl::FailedPreconditionError(
      StrCat("nobody may ask for bucket ", place.bucket,
             ": set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY for this process and the workers of the cluster"));
}

std::string S3Place::UrlOf(std::string_view key) const { return url + PercentEncoded(key, true); }

}  // namespace sluice
