// Writes the text that the peers were measured with, in files of equal size, and prints what is in it:
//   write_text FILES LINES PREFIX     PREFIX0, PREFIX1 and so on; a line `result NAME=VALUE ...`
#include <cerrno>
#include <cinttypes>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <string>

#include "bench/peer_text.h"
#include "common/base/printable.h"

namespace {

bool WriteLines(sluice::PeerText& text, int64_t lines, const std::string& path) {
  std::FILE* file = std::fopen(path.c_str(), "wb");
  if (file == nullptr) return false;
  std::string block;
  bool good = true;
  for (int64_t line = 1; line <= lines && good; ++line) {
    text.AppendLine(block);
    if (block.size() < (1 << 20) && line < lines) continue;
    good = std::fwrite(block.data(), 1, block.size(), file) == block.size();
    block.clear();
  }
  return std::fclose(file) == 0 && good;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 4) {
    std::fprintf(stderr, "usage: write_text FILES LINES PREFIX\n");
    return 2;
  }
  const int64_t files = std::atoll(argv[1]), lines = std::atoll(argv[2]);
  sluice::PeerText text;
  for (int64_t i = 0; i < files; ++i) {
    std::string path = argv[3] + std::to_string(i);
    if (WriteLines(text, (i + 1) * lines / files - i * lines / files, path)) continue;
    std::fprintf(stderr, "%s: %s\n", sluice::Printable(path).c_str(), std::strerror(errno));
    return 1;
  }
  const sluice::TextFacts facts = text.facts();
  std::printf("result lines=%" PRId64 " words=%" PRId64 " distinct=%" PRId64 " matches=%" PRId64 "\nchecksum %" PRIx64
              "\n",
              facts.lines, facts.words, facts.distinct, facts.matches, facts.checksum);
}
