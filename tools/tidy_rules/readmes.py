"""Each package tells in its README what it is for; third_party's shims do in their BUILD files."""

from pathlib import PurePath

from tidy_rules.tree import Finding


def findings(tree):
    folders = {str(PurePath(path).parent) for path in tree.files if PurePath(path).name == "BUILD.bazel"}
    folders |= {"deploy"} if any(path.startswith("deploy/") for path in tree.files) else set()
    for folder in sorted(folders - {"."}):
        if not folder.startswith("third_party") and f"{folder}/README.md" not in tree.files:
            yield Finding(f"{folder}/README.md", 1, "is missing: purpose, the class to read first, who calls it, "
                          "what it survives")
