"""Words of pipelines that name a tool which no action and no command names: an orb, a task, a plugin, an uploader.

``upload_to_testflight`` in a lane of fastlane,
``codecov/codecov@4`` among the orbs of CircleCI, ``SonarCloudPrepare@3`` among the tasks of
Azure Pipelines, ``bash <(curl -s https://codecov.io/bash)`` anywhere. Settings of such a tool
that were left behind are told from those in use by it. Only tools whose name nobody uses for
anything else are looked for; what they are called, the catalog says.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from principal.core.observed import Packages
from principal.core.readers.rows import Row, distinct
from principal.core.sources import FileSource, SourceFile

MAX_LINES = 10_000
_MAX_PATH = 300

_PIPELINE = re.compile(
    r"(?:.*/)?(?:\.(?:github|gitea|forgejo)/(?:workflows|actions)/.+\.ya?ml|\.circleci/.+\.ya?ml|\.gitlab-ci(?:/.+)?\.ya?ml"
    r"|\.gitlab/.+\.ya?ml|\.?azure-pipelines[^/]*\.ya?ml|\.?(?:azure-)?pipelines/.+\.ya?ml|\.travis\.ya?ml|\.?appveyor\.ya?ml"
    r"|\.buildkite/.+|\.?woodpecker(?:/.+)?\.ya?ml|\.drone\.(?:ya?ml|star|jsonnet)|\.cirrus\.ya?ml|bitbucket-pipelines\.ya?ml"
    r"|jenkinsfile[^/]*|codemagic\.ya?ml|bitrise\.ya?ml|\.semaphore/.+\.ya?ml|cloudbuild[^/]*\.ya?ml"
    r"|fastlane/(?:.+/)?(?:fastfile|[^/]+\.rb))"
)
_TOOLS = (
    "codecov", "coveralls", "sonar", "codeclimate", "cc-test-reporter", "codacy", "deepsource", "snyk", "semgrep",
    "fossa", "trivy", "gitleaks", "trufflehog", "whitesource", "veracode", "checkmarx", "cypress", "brakeman", "percy",
    "chromatic", "lhci", "semantic-release", "goreleaser", "browserstack",
    "app_store_connect_api_key", "firebase_app_distribution", "upload_to_app_store", "upload_to_play_store",
    "upload_to_testflight", "appcenter_upload", "glotpress",
)  # fmt: skip
_TOOL = re.compile(
    rf"(?<![a-z])({'|'.join(_TOOLS)})(?:-?scanner|cloud|qube)?(?:prepare|analyze|publish)?(?![a-z-])(?!\.ya?ml(?!@))"
)


def _wants(path: str) -> bool:
    return len(path) <= _MAX_PATH and _PIPELINE.fullmatch(path.lower()) is not None


@distinct
def _read(file: SourceFile) -> Iterator[Row]:
    text = file.text.lower()
    if not any(tool in text for tool in _TOOLS):
        return
    told: set[str] = set()
    for number, line in enumerate(text.split("\n", MAX_LINES)[:MAX_LINES], 1):
        if line.lstrip().startswith(("#", "//")):
            continue
        for found in _TOOL.finditer(line[:1_000].partition(" #")[0]):
            if found[1] not in told:
                told.add(found[1])
                yield Packages(file.path, number, "pipeline", found[1], None, None, "build")


SOURCE = FileSource(name="pipeline_words", version=3, tables=(Packages,), wants=_wants, read=_read)
