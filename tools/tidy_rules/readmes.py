"""Each package tells in its README what it is for; third_party's shims do in their BUILD files. The list of design notes has all."""

from pathlib import PurePath

from tidy_rules.tree import Finding

NOTES = "docs/design/"


def findings(tree):
    folders = {str(PurePath(path).parent) for path in tree.files if PurePath(path).name == "BUILD.bazel"}
    folders |= {"deploy"} if any(path.startswith("deploy/") for path in tree.files) else set()
    for folder in sorted(folders - {"."}):
        if not folder.startswith("third_party") and f"{folder}/README.md" not in tree.files:
            yield Finding(f"{folder}/README.md", 1, "is missing: purpose, the class to read first, who calls it, "
                          "what it survives")
    notes = [PurePath(path).name for path in tree.files if path.startswith(NOTES) and path != NOTES + "README.md"]
    listed = tree.text(NOTES + "README.md") if NOTES + "README.md" in tree.files else ""
    for note in notes:
        if f"({note})" not in listed:
            yield Finding(NOTES + note, 1, f"is not in the list of {NOTES}README.md")
