from __future__ import annotations

from typing import Any

import pytest

from principal.evidence.pipelines import SOURCE

CIRCLE = """\
orbs:
  aws-ecr: circleci/aws-ecr@8.2
  own: {jobs: {}}
jobs:
  a:
    machine: {image: ubuntu-2204:current}
    docker: [{image: 'cimg/node:22'}, {image: 'postgres:17'}]
    steps:
      - checkout
      - run: terraform plan
      - run:
          name: docker is fine
          command: |
            if x; then
              helm lint
            fi
"""


@pytest.mark.parametrize(
    ("path", "text", "expected"),
    [
        (".circleci/config.yml", CIRCLE, [
            "2 task circleci/aws-ecr 8.2 build", "7 docker cimg/node 22 build", "7 docker postgres 17 build",
            "10 command terraform None build", "14 command x None build", "15 command helm None build"]),
        (".travis.yml", "services: [docker, redis-server, x]\nscript:\n  - mvn verify\nafter_success: codecov\n", [
            "1 system docker None build", "1 system redis-server None build", "3 command mvn None build",
            "4 command codecov None build"]),
        ("ci/azure-pipelines.yml", "steps:\n- script: dotnet format\n- task: AzureWebApp@1\n- bash: |\n    az acr login\n", [
            "2 command dotnet None build", "2 command dotnet format None build", "3 task azurewebapp 1 build",
            "5 command az None build", "5 command az acr None build"]),
        ("bitbucket-pipelines.yml", "image: node:22\npipelines:\n  default:\n  - step:\n      script:\n      - yarn\n"
         "      - pipe: atlassian/aws-s3-deploy:1.1\n", [
            "1 docker node 22 build", "6 command yarn None build", "7 task atlassian/aws-s3-deploy 1.1 build"]),
        (".buildkite/pipeline.yml", "env: {R: ghcr.io}\nsteps:\n- command: docker push $R/a/b\n  plugins:\n"
         "  - docker-login#v3: {server: quay.io}\n  - acme/x#v1\n", [
            "3 command docker None build", "3 registry ghcr.io None build", "5 task buildkite/docker-login v3 build",
            "5 registry quay.io None build", "6 task buildkite/x v1 build"]),
        (".woodpecker/build.yml", "steps:\n  a:\n    image: rust:1.80\n    commands: [cargo clippy]\n  b:\n"
         "    image: woodpeckerci/plugin-docker-buildx\n    settings: {repo: acme/app, registry: ghcr.io}\n", [
            "3 docker rust 1.80 build", "4 cargo clippy None build", "4 command cargo None build",
            "6 docker woodpeckerci/plugin-docker-buildx None build", "7 registry ghcr.io None build",
            "7 registry docker.io None build"]),
        ("appveyor.yml", "install:\n- ps: choco install x\n- nuget restore\ntest_script: {cmd: vstest}\n", [
            "3 command nuget None build"]),
        ("x/cloudbuild.yaml", "steps:\n- name: gcr.io/cloud-builders/kubectl\n  args: [apply, -f, x]\n"
         "images: [eu.gcr.io/p/x]\n", [
            "2 docker gcr.io/cloud-builders/kubectl None build", "2 command kubectl None build", "4 registry gcr.io None build"]),
        ("Taskfile.yml", "tasks:\n  a:\n    cmds:\n    - buf lint\n    - cmd: golangci-lint run\n    - task: b\n", [
            "4 command buf None build", "5 command golangci-lint None build"]),
        ("lefthook.yml", "pre-commit:\n  commands:\n    a: {run: trufflehog git}\n", ["3 command trufflehog None build"]),
        (".travis.yml", "script: [", ["1 GAP not YAML: did not find expected node content"]),
        (".travis.yml", "- a\n", []),
    ],
)  # fmt: skip
def test_pipelines(infra: Any, path: str, text: str, expected: list[str]) -> None:
    assert infra.lines(infra.read(SOURCE, path, text)) == expected


def test_most_are_read_at_the_root_alone() -> None:
    assert not SOURCE.wants("example/.travis.yml")
    assert not SOURCE.wants("web/drone.yml")
    assert SOURCE.wants("tools/Taskfile.dist.yaml")
    assert not SOURCE.wants("node_modules/x/Taskfile.yml")
