"""A trailing comment is a sentence. One that only completes the name beside it is a name not found yet."""

import re

from tidy_rules.tree import Finding, split_comment

OPENERS = re.compile(r"(?:Of|That|Those|By|For|As well|The same|More|With|In|From|To|At|On|After|Before|Until|Since|Within|"
                     r"Without|Among|Behind|Beside|Between|While|Whose|Which|And|Or)(?=[ .,;:]|$)")
# The first clause: what follows may have a verb, but not this clause's.
CLAUSE_END = re.compile(r"[.,;:]|\b(?:that|which|whose|who|what|when|while|if|unless|until|as|where|how)\b")
VERB = re.compile(r"(?<!to )\b(?:is|are|was|were|has|have|had|may|must|can|cannot|will|would|does|do|did|goes|gets|takes|"
                  r"gives|comes|counts|needs|waits|stays|leaves|follows|makes|tells|holds|knows|keeps|begins)\b")


def is_fragment(comment):
    """Begins with a word that leans on the name to the left, and has no verb of its own."""
    if not (opener := OPENERS.match(comment)):
        return False
    clause = CLAUSE_END.split(comment[opener.end():], 1)[0]
    return opener[0] == "That" or not VERB.search(clause)


def findings(tree):
    for path in tree.files:
        for number, line in enumerate(tree.lines(path) if path.endswith((".cc", ".h", ".proto")) else [], 1):
            code, comment = split_comment(line)
            if code.strip() and is_fragment(comment):
                yield Finding(path, number, f"'{comment}' completes the name beside it: rename that, or write a sentence",
                              f"fragments: {comment}")
