"""What the tree has one spelling for is spelt so."""

import re

from tidy_rules.tree import Finding, split_comment

# What is not to be written -> what is, and the file that may write the other.
SPELLINGS = {
    re.compile(r"\babsl::StrCat\("): ("StrCat of common/base/str_cat.h, which takes std::string_view too", "common/base/str_cat.h"),
    re.compile(r"\babsl::Now\("): ("a Clock's Now for waits, its WallNow for dates", "common/clock/clock.cc"),
    re.compile(r"\.detach\("): ("RunDetached of common/actor/detached.h, and say why nothing can wait for it", "common/actor/detached.cc"),
    re.compile(r'"/sluice\.v1\.(?!Test/|Bench/)\w+/\w+"'): ("its constant of common/net/conversations.h", "common/net/conversations.h"),
}


def findings(tree):
    for path in tree.cpp:
        for number, line in enumerate(tree.lines(path), 1):
            for wrong, (right, place) in SPELLINGS.items():
                if path != place and (match := wrong.search(split_comment(line)[0])):
                    name = match[0].rstrip("(")
                    yield Finding(path, number, f"{name}: use {right}", f"one_spelling: {name} in {path.split('/')[0]}")
