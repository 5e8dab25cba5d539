"""What one settings file chooses, each with its line and the keys around it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from principal.core.readers.rows import base_name
from principal.core.sources import SourceFile
from principal.evidence.settings._access import access, gives_access, own_prefix, variable_of
from principal.evidence.settings._lines import Setting, settings, words
from principal.evidence.settings._lines import variables as variables_of
from principal.evidence.settings._values import can_choose, chosen, default, schemes

Found = tuple[int, str, Sequence[str]]

_VARIABLES = re.compile(r"(?:[\w.-]*\.)?env(?:[.-][\w.-]+)?|env[._-]\w+|\.?envrc|(?:docker-)?compose[\w.-]*", re.I)
_CODE = re.compile(r".*\.(?:py|rb|js|cjs|mjs|ts|exs)", re.DOTALL)
# What a new application of Laravel has in its example of variables, whatever it uses: it says nothing.
_LARAVEL = frozenset(("APP_KEY", "DB_CONNECTION"))
_LARAVEL_WORDS = (
    "redis_", "memcached_", "pusher_", "aws_", "sqs_", "ses_", "mail_", "mailgun_", "mandrill_", "postmark_",
    "papertrail_", "ably_", "sparkpost_",
)  # fmt: skip
_READ = re.compile(
    r"\b(?:env|ENV(?:\.fetch)?|environ(?:\.get)?|getenv|get_env|config)\b[\s.([\"']{1,4}([A-Z][A-Z0-9_]{3,60})\b"
)
# Of a pipeline: its own host and the registries that it publishes to.
_PIPELINE = ("github_", "gh_", "npm_", "node_", "ci_", "gitlab_", "actions_", "runner_")


def read(file: SourceFile, topic: str, workflow: bool, trial: bool) -> Iterator[Found]:
    """Line, name and outer keys of everything that the settings of *file* choose.

    Args:
        topic: what the file is about as a whole, '' where its name does not say.
        workflow: whether it is a pipeline: what its variables give access to.
        trial: whether it is for tests or development; a program there says nothing of services.
    """
    if file.path.endswith(".php"):
        yield from _laravel(file, topic)
        return
    found = list(variables_of(file.text) if workflow else settings(file.text))
    name = base_name(file.path)
    variables = _VARIABLES.fullmatch(name) is not None
    code = _CODE.fullmatch(name) is not None
    read_here = [read[1] for setting in found for read in _READ.finditer(setting.value)] if code and not trial else []
    own = own_prefix([setting.keys[-1] for setting in found] if variables else read_here)
    new = variables and {setting.keys[-1] for setting in found} >= _LARAVEL
    nothing = _PIPELINE if workflow else _LARAVEL_WORDS if new else ()
    for setting in found:
        key, value = setting.keys[-1], setting.value
        if not (can_choose(key) or gives_access(key) or _is_address(value) or (code and "env" in value.lower())):
            continue  # most settings say nothing
        for named in _chosen(setting, topic):
            yield setting.line, named, setting.keys[:-1]
        if code:
            given = [] if trial else [variable_of(words(read[1]), own) for read in _READ.finditer(setting.value)]
        elif workflow and not (setting.value and setting.keys[-1].isupper()):
            given = []
        else:
            given = [access(setting.keys, setting.value, own, variables)]
        for named in given:
            if named and not named.startswith(nothing):
                yield setting.line, named, setting.keys[:-1]


def _is_address(value: str) -> bool:
    if "://" in value or "dbc:" in value:
        return True
    return "=" in value and (";" in value or "Source=" in value or "Storage=" in value)


def _chosen(setting: Setting, topic: str) -> Iterator[str]:
    if "=" in setting.value or _is_address(setting.value):
        yield from schemes(default(setting.value) or setting.value)
    if setting.value:
        yield from chosen(setting.keys, setting.value, topic)


def _laravel(file: SourceFile, topic: str) -> Iterator[Found]:
    """Laravel's settings list every driver that there is: what counts is the one that is the default."""
    for setting in settings(file.text) if topic else ():
        chooses = ("default", "driver") if topic == "session" else ("default",)
        if len(setting.keys) <= 2 and setting.keys[-1] in chooses:
            for named in chosen(("default",), setting.value, topic):
                yield setting.line, named, ()
