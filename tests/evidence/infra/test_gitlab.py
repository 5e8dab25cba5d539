from __future__ import annotations

from typing import Any

import pytest

from principal.evidence.gitlab import SOURCE

PIPELINE = """\
default:
  image: ruby:3.4
  services: ['postgres:17', {name: 'docker.io/library/redis:8', alias: cache}]
variables:
  GO: "1.25"
  TOOL: {value: 'ghcr.io/acme/tool', description: which}
image: alpine:3.22
stages: [build]
build:
  image: ${CI_DEPENDENCY_PROXY_GROUP_IMAGE_PREFIX}/golang:$GO
  script: [make]
.hidden:
  image: {name: '$TOOL:2', entrypoint: ['']}
local:
  variables: {TAG: '22'}
  image: node:${TAG}
tagged:
  image: registry.acme.io:5000/node:$ELSEWHERE
decided:
  image: $IMAGE
bad:
  image: "no image!"
none:
  image:
text: image
"""


def test_pipeline(infra: Any) -> None:
    rows = infra.read(SOURCE, ".gitlab-ci.yml", PIPELINE)
    assert infra.lines(rows) == [
        "7 docker alpine 3.22 build",
        "2 docker ruby 3.4 build",
        "3 docker postgres 17 build",
        "3 docker redis 8 build",
        "10 docker golang 1.25 build",
        "13 docker ghcr.io/acme/tool 2 build",
        "16 docker node 22 build",
        "18 docker registry.acme.io:5000/node None build",
        "20 GAP an image that a variable decides",
        "22 GAP an image reference that cannot be read",
    ]


def test_broken(infra: Any) -> None:
    assert infra.lines(infra.read(SOURCE, ".gitlab-ci.yml", "a: [\n")) == [
        "1 GAP not YAML: did not find expected node content"
    ]
    assert infra.lines(infra.read(SOURCE, ".gitlab-ci.yml", "- a\n")) == []
    assert infra.lines(infra.read(SOURCE, ".gitlab-ci.yml", "services: {}\nvariables: 3\njob: {image: {}}\n")) == []


@pytest.mark.parametrize(
    ("path", "wanted"),
    [
        (".gitlab-ci.yml", True),
        ("ci/deploy.gitlab-ci.yml", True),
        (".gitlab/ci/rules.yaml", True),
        (".gitlab/issue_templates/bug.md", False),
        ("gitlab.yml", False),
    ],
)
def test_which_files_are_pipelines(path: str, wanted: bool) -> None:
    assert SOURCE.wants(path) is wanted


def test_scripts(infra: Any) -> None:
    text = (
        "variables: {TOOL: trivy}\n.a: &a [helm lint]\nb:\n  image: x\n  before_script: [*a, '$TOOL fs .']\n  script:\n"
        "    - docker login -u a -p b $CI_REGISTRY\n    - |\n      if x; then\n        kubectl apply\n      fi\n"
    )
    assert infra.lines(infra.read(SOURCE, ".gitlab-ci.yml", text)) == [
        "4 docker x None build",
        "5 command trivy None build",
        "2 command helm None build",
        "7 command docker None build",
        "7 registry registry.gitlab.com None build",
        "9 command x None build",
        "10 command kubectl None build",
    ]
