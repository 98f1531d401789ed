#include "infrastructure/content/s3/s3_xml.h"

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"

namespace pipewright::content {
namespace {

std::string Escaped(absl::string_view text) {
  return absl::StrReplaceAll(text, {{"&", "&amp;"}, {"<", "&lt;"}, {">", "&gt;"}, {"\"", "&quot;"}});
}

// Without attributes but those of the namespace, as S3 writes them.
bool Find(absl::string_view xml, absl::string_view element, size_t from, size_t& begin, size_t& end) {
  const std::string close = absl::StrCat("</", element, ">");
  const std::string open = absl::StrCat("<", element);
  for (size_t at = xml.find(open, from); at != absl::string_view::npos; at = xml.find(open, at + 1)) {
    const size_t behind = at + open.size();
    if (behind >= xml.size() || (xml[behind] != '>' && xml[behind] != ' ')) continue;
    const size_t tag_end = xml.find('>', behind);
    if (tag_end == absl::string_view::npos) return false;
    begin = tag_end + 1;
    end = xml.find(close, begin);
    return end != absl::string_view::npos;
  }
  return false;
}

}  // namespace

std::string CompleteUploadXml(absl::Span<const std::string> tags) {
  std::string xml = "<CompleteMultipartUpload>";
  for (size_t i = 0; i < tags.size(); ++i) {
    absl::StrAppend(&xml, "<Part><PartNumber>", i + 1, "</PartNumber><ETag>", Escaped(tags[i]), "</ETag></Part>");
  }
  return xml + "</CompleteMultipartUpload>";
}

std::string XmlText(absl::string_view xml, absl::string_view element) {
  size_t begin = 0;
  size_t end = 0;
  if (!Find(xml, element, 0, begin, end)) return "";
  return absl::StrReplaceAll(
      xml.substr(begin, end - begin),
      {{"&lt;", "<"}, {"&gt;", ">"}, {"&quot;", "\""}, {"&#34;", "\""}, {"&apos;", "'"}, {"&amp;", "&"}});
}

std::vector<absl::string_view> XmlElements(absl::string_view xml, absl::string_view element) {
  std::vector<absl::string_view> found;
  size_t begin = 0;
  size_t end = 0;
  for (size_t at = 0; Find(xml, element, at, begin, end); at = end) found.push_back(xml.substr(begin, end - begin));
  return found;
}

}  // namespace pipewright::content
