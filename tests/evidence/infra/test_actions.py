from __future__ import annotations

from typing import Any

from principal.evidence.actions import SOURCE

WORKFLOW = """\
name: CI
on: push
jobs:
  test:
    container: python:3.12
    services:
      db: {image: 'postgres:17'}
      other: {image: '${{ matrix.image }}'}
      cache: {image: 'redis:${{ matrix.redis }}'}
    steps:
      - uses: actions/checkout@v4
      - uses: ./local
      - uses: GitHub/codeql-action/init@0123abc
      - uses: docker://alpine:3
      - run: make
  call:
    uses: acme/ci/.github/workflows/x.yml@main
"""


def test_workflow(infra: Any) -> None:
    rows = infra.read(SOURCE, ".github/workflows/ci.yml", WORKFLOW)
    assert infra.lines(rows) == [
        "5 docker python 3.12 build",
        "7 docker postgres 17 build",
        "8 GAP an image that an expression decides",
        "9 docker redis None build",
        "11 github actions/checkout v4 build",
        "13 github github/codeql-action 0123abc build",
        "14 docker alpine 3 build",
        "17 github acme/ci main build",
    ]
    assert [row.purl for row in rows if getattr(row, "ecosystem", "") == "github"] == [
        "pkg:github/actions/checkout@v4",
        "pkg:github/github/codeql-action@0123abc#init",
        "pkg:github/acme/ci@main#.github/workflows/x.yml",
    ]


def test_action(infra: Any) -> None:
    text = "name: x\nruns:\n  using: composite\n  steps:\n    - uses: actions/cache@v4\n    - uses: what is this\n"
    assert infra.lines(infra.read(SOURCE, "tool/action.yml", text)) == [
        "5 github actions/cache v4 build",
        "6 GAP an action that cannot be read",
    ]
    image = "runs: {using: docker, image: 'docker://ghcr.io/acme/x:1'}\n"
    assert infra.lines(infra.read(SOURCE, "action.yaml", image)) == ["1 docker ghcr.io/acme/x 1 build"]


def test_broken(infra: Any) -> None:
    read = lambda text: infra.lines(infra.read(SOURCE, ".github/workflows/ci.yml", text))  # noqa: E731  # three uses
    assert read("- a\n") == ["1 GAP not a workflow: its top level is no mapping"]
    assert read("name: x\n") == ["1 GAP a workflow without jobs"]
    assert read("jobs:\n  a: b: c\n") == ["2 GAP not YAML: mapping values are not allowed in this context"]


def test_what_steps_install(infra: Any) -> None:
    text = """\
jobs:
  test:
    steps:
      - run: pip install ruff==0.9.1 'mypy>=1.10' -r requirements.txt "black[jupyter]" ./here $WHAT
      - run: |
          # pip install nothing
          npm i -g pnpm@9 && npm ci
          cargo +nightly fmt --check; cargo clippy
          echo pip install flask
          sudo docker run --rm -v "$PWD:/src" -e A=b returntocorp/semgrep:1.2 semgrep ci
          docker run --unheard of stranger
      - run: go install golang.org/x/tools/cmd/goimports@latest
      - run: dotnet tool install --global dotnet-ef --version 9.0.0
      - run: dart pub global activate melos
      - run: pipx install poetry==1.8.2
      - run: npm install react
"""
    assert infra.lines(infra.read(SOURCE, ".github/workflows/ci.yml", text)) == [
        "4 pypi ruff 0.9.1 build",
        "4 pypi mypy None build",
        "4 pypi black None build",
        "7 npm pnpm 9 build",
        "7 command npm None build",
        "7 command npm ci None build",
        "8 cargo rustfmt None build",
        "8 command cargo None build",
        "8 cargo clippy None build",
        "10 docker returntocorp/semgrep 1.2 build",
        "10 command docker None build",
        "12 golang golang.org/x/tools latest build",
        "13 nuget dotnet-ef None build",
        "14 pub melos None build",
        "15 pypi poetry 1.8.2 build",
    ]


PUSHES = """\
env: {REGISTRY: ghcr.io, TAGS: quay.io/acme/x}
jobs:
  a:
    runs-on: [self-hosted, blacksmith-4vcpu-ubuntu-2204]
    steps:
      - uses: docker/login-action@v3
      - uses: docker/login-action@v3
        with: {registry: '${{ env.REGISTRY }}'}
      - uses: docker/login-action@v3
        with: {registry: '${{ steps.ecr.outputs.registry }}'}
      - uses: docker/metadata-action@v5
        with:
          images: |
            acme/app
            registry.gitlab.com/acme/app
      - run: docker push $TAGS
      - run: echo ${{ github.x || terraform }} && ${{ env.WHAT }} x
  b:
    runs-on: ${{ matrix.os }}
    strategy: {matrix: {os: [ubuntu-latest, depot-ubuntu-24.04], include: [{os: warp-x64}]}}
  c:
    runs-on: ${{ github.event && 'ubicloud-standard-2' || 'ubuntu-latest' }}
  d:
    runs-on: runs-on=${{ github.run_id }}/runner=2cpu-linux-x64
    steps:
      - uses: actions/checkout@v5
        with: {repository: acme/sdk}
      - run: composer test
"""


def test_where_images_go_and_what_jobs_run_on(infra: Any) -> None:
    rows = infra.lines(infra.read(SOURCE, ".github/workflows/ci.yml", PUSHES))
    assert [row for row in rows if " github " not in row] == [
        "4 runner blacksmith-4vcpu-ubuntu-2204 None build",
        "6 registry docker.io None build",
        "8 registry ghcr.io None build",
        "13 registry registry.gitlab.com None build",
        "16 command docker None build",
        "16 registry quay.io None build",
        "20 runner depot-ubuntu-24.04 None build",
        "20 runner warp-x64 None build",
        "22 runner ubicloud-standard-2 None build",
        "24 runner runs-on= None build",
    ]


def test_what_the_action_of_cloudflare_deploys_to(infra: Any) -> None:
    text = (
        "jobs:\n  a:\n    steps:\n      - uses: cloudflare/wrangler-action@v4\n        with:\n"
        "          command: pages deploy ./dist --project-name x\n      - uses: cloudflare/wrangler-action@v4\n"
    )
    assert infra.lines(infra.read(SOURCE, ".github/workflows/ci.yml", text)) == [
        "4 github cloudflare/wrangler-action v4 build",
        "6 command wrangler pages None build",
        "7 github cloudflare/wrangler-action v4 build",
        "7 command wrangler None build",
    ]


def test_which_java_a_workflow_sets_up(infra: Any) -> None:
    text = (
        "jobs:\n  a:\n    steps:\n      - uses: actions/setup-java@v4\n        with:\n          distribution: Temurin\n"
    )
    text += (
        "          java-version: '21'\n      - uses: acme/setup-java@v4\n        with:\n          distribution: zulu\n"
    )
    text += "      - uses: actions/setup-java@v4\n        with: {distribution: '${{ matrix.java }}'}\n"
    assert infra.lines(infra.read(SOURCE, ".github/workflows/ci.yml", text)) == [
        "4 github actions/setup-java v4 build",
        "6 system temurin 21 build",
        "8 github acme/setup-java v4 build",
        "11 github actions/setup-java v4 build",
    ]
