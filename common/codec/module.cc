#include "common/codec/module.h"

#include <elf.h>
#include <link.h>

#include <cstring>
#include <string_view>
#include <unordered_map>

#include "absl/strings/escaping.h"
#include "absl/strings/str_format.h"

// Where the linker put the start of the executable; moves with the load base.
extern "C" const char __executable_start;

namespace sluice {
namespace {

size_t PaddedTo4(size_t length) { return (length + 3) & ~size_t{3}; }

// The build id among the notes of one segment; empty if it is not there.
std::string_view BuildIdAmong(std::string_view notes) {
  while (notes.size() >= sizeof(ElfW(Nhdr))) {
    ElfW(Nhdr) header;
    std::memcpy(&header, notes.data(), sizeof(header));
    size_t name_at = sizeof(header);
    size_t description_at = name_at + PaddedTo4(header.n_namesz);
    size_t end = description_at + PaddedTo4(header.n_descsz);
    if (end > notes.size()) break;
    if (header.n_type == NT_GNU_BUILD_ID && notes.substr(name_at, header.n_namesz) == std::string_view("GNU", 4)) {
      return notes.substr(description_at, header.n_descsz);
    }
    notes.remove_prefix(end);
  }
  return {};
}

int ReadBuildId(dl_phdr_info* module, size_t, void* result) {
  for (int i = 0; i < module->dlpi_phnum; ++i) {
    const ElfW(Phdr)& segment = module->dlpi_phdr[i];
    if (segment.p_type != PT_NOTE) continue;
    const char* notes = reinterpret_cast<const char*>(module->dlpi_addr + segment.p_vaddr);
    std::string_view id = BuildIdAmong({notes, segment.p_memsz});
    if (!id.empty()) *static_cast<std::string*>(result) = absl::BytesToHexString(std::string(id));
  }
  return 1;  // The executable comes first; libraries do not matter.
}

struct Registered {
  module_internal::AnyFunction function;
  const std::type_info* signature;
};

// Filled before main by one thread, only read afterwards; a function static because initialisers of other files use it.
std::unordered_map<uint64_t, Registered>& Functions() {
  static auto* functions = new std::unordered_map<uint64_t, Registered>();
  return *functions;
}

}  // namespace

const std::string& BuildId() {
  static const auto* id = [] {
    auto* text = new std::string();
    dl_iterate_phdr(&ReadBuildId, text);
    return text;
  }();
  return *id;
}

namespace module_internal {

uint64_t OffsetOf(AnyFunction function) {
  return reinterpret_cast<uintptr_t>(function) - reinterpret_cast<uintptr_t>(&__executable_start);
}

bool Register(AnyFunction function, const std::type_info& signature) {
  Functions()[OffsetOf(function)] = {function, &signature};
  return true;
}

absl::StatusOr<AnyFunction> Find(uint64_t offset, const std::type_info& signature) {
  auto found = Functions().find(offset);
  if (found == Functions().end() || *found->second.signature != signature) {
    return absl::NotFoundError(absl::StrFormat(
        "this executable has no shippable function of the wanted kind at offset 0x%x; the sender runs another "
        "executable or the message is damaged: build id here=%s",
        offset, BuildId()));
  }
  return found->second.function;
}

}  // namespace module_internal
}  // namespace sluice
