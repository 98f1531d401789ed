"""Comments of protos as Markdown for GitHub."""

import posixpath
import re


def _escaped(text):
    """Nothing in a comment is meant as HTML or emphasis, but marks that we set are kept."""
    text = text.replace("<", "&lt;")
    marks = re.match(r"\*[a-z, ]+\.\* ", text)
    head = marks.group(0) if marks else ""
    return head + text[len(head):].replace("*", r"\*")


def prose(comment):
    return _escaped(comment)


def cell(comment):
    """On one line, for a table."""
    return " ".join(_escaped(comment).split()).replace("|", r"\|")


def table(head, rows):
    return "\n".join("| " + " | ".join(row) + " |" for row in [head, ["---"] * len(head), *rows])


def anchor(heading):
    """What GitHub makes of a heading."""
    return re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-")


def relative(target, page):
    """The way from one page to another."""
    return posixpath.relpath(target, posixpath.dirname(page))
