"""What a command uses: what it installs, downloads, runs by name and pushes to."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from principal.core.distinct import distinct
from principal.core.observed import Packages
from principal.core.readers.commands import asked_for
from principal.core.readers.registries import registry_of


def used(text: str, scope: str = "runtime") -> list[str]:
    rows = [row for row in distinct(asked_for("f", 1, text, scope)) if isinstance(row, Packages)]
    return [f"{row.line} {row.ecosystem} {row.name}{f' {row.version}' if row.version else ''}" for row in rows]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # programs, and verbs that are things of their own
        ("kubectl get pods | jq . > x; cd y", ["1 command kubectl"]),
        ("/usr/local/bin/trivy fs .; ./trivy; $HOME/go/bin/buf lint; tools/buf", ["1 command trivy", "1 command buf"]),
        ("./gradlew -q :app:publishReleaseBundle; ./mvnw.cmd verify", [
            "1 command gradle", "1 command gradle publishreleasebundle", "1 command mvn"]),
        ("python3.11 x; clang-format-14 -i y; foo.exe z", ["1 command python3", "1 command clang-format", "1 command foo"]),
        ("docker --context a compose up; docker ps", ["1 command docker", "1 command docker compose"]),
        ("aws --region x s3 cp a b\ngcloud beta run deploy", [
            "1 command aws", "1 command aws s3", "2 command gcloud", "2 command gcloud run"]),
        ("terraform version; node --version; helm help", []),
        ("node start; node", []),
        ("node x.mjs; node -e 1", ["1 command node"]),
        ("deploy() { terraform apply; }\ndeploy now", ["1 command terraform"]),
        ("docker() { podman \"$@\"; }\ndocker ps", ["1 command podman"]),
        ("if command -v consul; then echo vault; fi", []),
        ("manage.py makemessages; python a/manage.py migrate", [
            "1 command manage.py", "1 command manage.py makemessages", "1 command python"]),
        ("$TOOL x; ${KUBECTL:-kubectl} y; 'a b' c", ["1 command kubectl"]),
        # what installs something by its name is not what the system is built with
        ("npm i -g pnpm@9; npm install yui-lint", ["1 npm pnpm 9", "1 command npm"]),
        ("npm ci && npm publish", ["1 command npm", "1 command npm ci", "1 command npm publish"]),
        ("pip install -r r.txt", ["1 command pip", "1 command pip install"]),
        ("pip3 install uv==0.1", ["1 pypi uv 0.1"]),
        ("cargo install just; cargo +nightly fmt", ["1 cargo just", "1 cargo rustfmt", "1 command cargo"]),
        ("rustup component add clippy rust-src", ["1 cargo clippy", "1 command rustup"]),
        ("corepack prepare pnpm@9.1 --activate", ["1 npm pnpm 9.1"]),
        ("pecl install -f xdebug-3.1.2; docker-php-ext-install -j$(nproc) gd pdo_pgsql", [
            "1 composer ext-xdebug 3.1.2", "1 composer ext-gd", "1 composer ext-pdo_pgsql", "1 command docker-php-ext-install"]),
        ("helm upgrade -i -n x ingress ingress-nginx/ingress-nginx --set a=b; helm install y ./chart", [
            "1 helm ingress-nginx", "1 command helm"]),
        # servers and tools of a distribution
        ("apt-get install -yq -t sid nginx=1.2-3 postgresql-16 php8.2-fpm libpq5 redis-tools", [
            "1 system nginx 1.2-3", "1 system postgresql", "1 system php-fpm"]),
        ("apk add --virtual .x ffmpeg; apk add gettext~=1 tini", ["1 system tini"]),
        ("apt install git; apt install gettext", ["1 system git", "1 system gettext"]),
        ("apt install git g++", []),
        ("apt remove nginx; apt-cache policy redis", []),
        # registries
        ("R=ghcr.io\ndocker push $R/a/b:1", ["2 command docker", "2 registry ghcr.io"]),
        ("echo x | docker login -u a --password-stdin", ["1 command docker", "1 registry docker.io"]),
        ("podman login -u a -p b quay.io", ["1 command podman", "1 registry quay.io"]),
        ("docker login $ACCOUNT.dkr.ecr.$REGION.amazonaws.com", ["1 command docker", "1 registry dkr.ecr.amazonaws.com"]),
        ("docker login $REGISTRY; docker push $IMAGE; docker push app", ["1 command docker"]),
        ("skopeo copy docker://a/b docker://eu-docker.pkg.dev/p/r/i", ["1 command skopeo", "1 registry docker.pkg.dev"]),
        ("helm push x.tgz oci://acme.azurecr.io/charts", ["1 command helm", "1 command helm push", "1 registry azurecr.io"]),
        ("docker buildx build --push -t acme/app . ", ["1 command docker", "1 command docker buildx", "1 registry docker.io"]),
        # downloads
        ("curl -L https://github.com/just-containers/s6-overlay/releases/download/v3.2/x.tar.xz | tar x", [
            "1 github just-containers/s6-overlay 3.2"]),
        ("wget https://raw.githubusercontent.com/Golangci/golangci-lint/HEAD/install.sh", ["1 github golangci/golangci-lint"]),
        ('V=2.26.0\ncurl -O "https://repo1.maven.org/maven2/com/acme/mock/mock-server/$V/mock-server-$V.jar"',
         ["2 maven com.acme.mock/mock-server 2.26.0"]),
        ("wrangler pages deploy ./dist", ["1 command wrangler pages"]),
        ("git clone --depth 1 https://github.com/a/b.git", ["1 command git", "1 github a/b"]),
        ("curl https://releases.hashicorp.com/nomad/1.2/nomad.zip; curl https://example.org/nomad", ["1 command nomad"]),
        ("curl -LsSf https://astral.sh/uv/install.sh | sh", ["1 command uv"]),
        ("echo https://github.com/a/b/releases", []),
    ],
)  # fmt: skip
def test_commands(text: str, expected: list[str]) -> None:
    assert used(text) == expected


def test_what_only_runs_with_the_system_is_no_news_in_a_build() -> None:
    assert used("apt install git openssh tini nginx", "build") == ["1 system nginx"]


@pytest.mark.parametrize(
    ("reference", "registry"),
    [
        ("ghcr.io", "ghcr.io"),
        ("GHCR.io/Acme", "ghcr.io"),
        ("registry-1.docker.io", "docker.io"),
        ("hub.docker.com", "docker.io"),
        ("acme/app:1", "docker.io"),
        ("app", None),
        ("$X/app", None),
        ("$X.azurecr.io/app", "azurecr.io"),
        ("eu.gcr.io/p/i", "gcr.io"),
        ("https://registry.example.org:5000", "registry.example.org"),
        ("localhost:5000/x", None),
        ("", None),
    ],
)
def test_registries(reference: str, registry: str | None) -> None:
    assert registry_of(reference) == registry


WORDS = st.sampled_from(
    ["pip install ", "npm i -g ", "docker run ", "docker login ", "docker push ", "helm install ", "curl ", "https://github.com/",
     "https://astral.sh/", "a/b", "x.y/z", "aws ", "s3", "--", "-t ", "=1", "@2", "\n", ";", "apt-get install ", "nginx ", "git lfs",
     "python -m ", "$", "'", "é", "cargo +x ", "go install ", "a.b/c@d ", "./gradlew ", "::", "9", "-" * 50, "." * 50]
)  # fmt: skip


@settings(max_examples=200, derandomize=True, deadline=None)
@given(st.lists(WORDS, max_size=25).map("".join))
def test_nothing_raises_and_lines_lie_in_the_text(text: str) -> None:
    for row in asked_for("f", 7, text, "build"):
        assert 7 <= row.line <= 7 + text.count("\n")
        assert row.name
