"""Reads many configuration files and paths as Python does. JSON in and out; standard library only.

In: {"files": [text, ...], "paths": [[flavour, root, [name, ...]], ...]}
Out: {"version": [major, minor],
      "files": [{"inline": outcome, "plain": outcome, "backend": name or null}, ...],
      "paths": [text, or null where not absolute, ...]}

An outcome is {"sections": [[name, [[option, value], ...]], ...], "defaults": [[option, value], ...]}, or
{"kind", "lines", "before"}: the exception, the lines it names, and the lines that Python finds bad if the
file ends before the first of these. A second option without a name is a duplicate to Python; it is called
NamelessOption here, since it is a bad line, too.
"""

import configparser
import io
import json
import pathlib
import sys


def plugin_parser():
    """As keyrings.codeartifact makes it."""
    parser = configparser.RawConfigParser(inline_comment_prefixes=("#", ";"))
    parser.default_section = "codeartifact"
    return parser


def read(make_parser, text):
    """Reads a text as `RawConfigParser.read` reads a file in UTF-8."""
    parser = make_parser()
    with io.TextIOWrapper(io.BytesIO(text.encode("utf-8")), encoding="utf-8") as file:
        parser.read_file(file)
    return parser


def lines_of(error):
    if hasattr(error, "lineno"):
        return [error.lineno]
    return [line for line, _ in error.errors]


def outcome(make_parser, text):
    try:
        parser = read(make_parser, text)
    except configparser.Error as error:
        lines = lines_of(error)
        before = []
        try:
            with io.StringIO(text, newline=None) as file:
                read(make_parser, "".join(list(file)[: lines[0] - 1]))
        except configparser.Error as earlier:
            before = lines_of(earlier)
        nameless = getattr(error, "option", None) == ""
        kind = "NamelessOption" if nameless else type(error).__name__
        return {"kind": kind, "lines": lines, "before": before}
    # Sections that are asked for by name answer with the defaults as well; these are their own options.
    own = [[name, list(options.items())] for name, options in parser._sections.items()]
    return {"sections": own, "defaults": list(parser.defaults().items())}


def backend(text):
    """keyring.core.load_config of keyring 25.7, up to the name; null also where a file cannot be read."""
    try:
        config = read(configparser.RawConfigParser, text)
        if config.has_section("backend"):
            return config.get("backend", "default-keyring").strip()
    except configparser.Error:
        pass
    return None


def path(flavour, root, names):
    kind = pathlib.PureWindowsPath if flavour == "win32" else pathlib.PurePosixPath
    joined = kind(root, *names)
    return str(joined) if joined.is_absolute() else None


asked = json.load(sys.stdin)
answer = {
    "version": sys.version_info[:2],
    "files": [
        {
            "inline": outcome(plugin_parser, text),
            "plain": outcome(configparser.RawConfigParser, text),
            "backend": backend(text),
        }
        for text in asked["files"]
    ],
    "paths": [path(*each) for each in asked["paths"]],
}
json.dump(answer, sys.stdout)
