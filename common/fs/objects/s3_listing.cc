#include "common/fs/objects/s3_listing.h"

#include <algorithm>

#include "absl/strings/numbers.h"
#include "absl/strings/str_replace.h"
#include "common/base/status.h"
#include "common/fs/objects/s3_place.h"

namespace sluice {
namespace {

// Takes the next element of that name off the front of `xml`, with all before it; false: there is none.
bool TakeElement(std::string_view& xml, std::string_view name, std::string_view& text) {
  const std::string open = StrCat("<", name, ">"), close = StrCat("</", name, ">");
  const size_t begin = xml.find(open);
  const size_t end = begin == xml.npos ? xml.npos : xml.find(close, begin);
  if (end == xml.npos) return false;
  text = xml.substr(begin + open.size(), end - begin - open.size());
  xml.remove_prefix(end + close.size());
  return true;
}

// As a version is put into a header again.
std::string Unescaped(std::string_view text) {
  return absl::StrReplaceAll(ToAbsl(text), {{"&quot;", "\""}, {"&#34;", "\""}, {"&amp;", "&"}});
}

}  // namespace

std::string_view TextOf(std::string_view xml, std::string_view element) {
  std::string_view text;
  return TakeElement(xml, element, text) ? text : std::string_view();
}

absl::StatusOr<S3Page> ParseS3Page(std::string_view xml) {
  if (xml.find("<ListBucketResult") == xml.npos) return absl::UnavailableError("the answer is no list of objects");
  S3Page page;
  std::string_view rest = xml, element;
  while (TakeElement(rest, "Contents", element)) {
    ListedObject object{.key = PercentDecoded(TextOf(element, "Key")), .version = Unescaped(TextOf(element, "ETag"))};
    if (!absl::SimpleAtoi(ToAbsl(TextOf(element, "Size")), &object.bytes)) {
      return absl::UnavailableError(StrCat("the list does not tell the size of an object: ", object.key));
    }
    page.objects.push_back(std::move(object));
  }
  for (rest = xml; TakeElement(rest, "CommonPrefixes", element);) {
    page.objects.push_back({.key = PercentDecoded(TextOf(element, "Prefix"))});
  }
  if (TextOf(xml, "IsTruncated") == "true") page.next = Unescaped(TextOf(xml, "NextContinuationToken"));
  return page;
}

}  // namespace sluice
