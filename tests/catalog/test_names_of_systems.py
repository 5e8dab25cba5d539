"""What public systems call their parts, through the whole catalog: each was once missed, or taken for something else."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import duckdb
import pytest

from principal.catalog import load
from principal.catalog.tables import Aliases, Technologies
from principal.core.technologies import SQL


@pytest.fixture(scope="module")
def database(technology_tables: Callable[[], duckdb.DuckDBPyConnection]) -> Iterator[duckdb.DuckDBPyConnection]:
    connection = technology_tables()
    known = [row for row in load.rows() if isinstance(row, Technologies)]
    named = [row for row in load.rows() if isinstance(row, Aliases)]
    columns = [
        [getattr(t, name) for t in known] for name in ("name", "title", "kind", "quadrant", "vendor", "home", "implies")
    ]
    connection.execute(f"INSERT INTO known.technologies SELECT ''{', unnest(?)' * len(columns)}", columns)
    connection.execute(
        "INSERT INTO known.aliases SELECT '', unnest(?), unnest(?), unnest(?)",
        [[a.ecosystem for a in named], [a.name for a in named], [a.technology for a in named]],
    )
    yield connection
    connection.close()


def named(database: duckdb.DuckDBPyConnection, table: str, row: list[object]) -> str | None:
    database.execute("DELETE FROM observed.packages")
    database.execute("DELETE FROM observed.files")
    database.execute(f"INSERT INTO observed.{table} VALUES ({', '.join('?' * len(row))})", row)
    found = database.execute(f"SELECT name FROM ({SQL}) WHERE kind <> 'package'").fetchall()
    implied = "SELECT unnest(implies) FROM known.technologies WHERE name = ?"
    beside = {name for row in found for (name,) in database.execute(implied, [row[0]]).fetchall()}
    assert beside <= {name for (name,) in found}
    names = [str(name) for (name,) in found if name not in beside]
    assert len(names) <= 1
    return names[0] if names else None


@pytest.mark.parametrize(
    ("ecosystem", "name", "technology"),
    [
        # images by other names than their maker's
        ("docker", "bitnami/postgresql", "postgresql"),
        ("docker", "docker.io/bitnami/postgresql-repmgr", "postgresql"),
        ("docker", "bitnamilegacy/minio", "minio"),
        ("docker", "ghcr.io/acme/mirror/postgres", "postgresql"),
        ("docker", "public.ecr.aws/docker/library/rabbitmq", "rabbitmq"),
        ("docker", "acme/postgres-backup", None),
        # a wrapper or a rival is not the thing that it resembles
        ("gem", "pagy", "pagy"),
        ("gem", "kaminari", "kaminari"),
        ("gem", "image_processing", "image-processing-gem"),
        ("gem", "mini_magick", "imagemagick"),
        ("composer", "intervention/image", "intervention-image"),
        ("github", "anchore/sbom-action", "syft"),
        ("github", "anchore/scan-action", "grype"),
        ("pypi", "ipython", "ipython"),
        ("pypi", "ipykernel", "jupyter"),
        ("pypi", "google-api-python-client", "google-apis"),
        ("pypi", "google-cloud-storage", "google-cloud-storage"),
        ("hex", "plug_cowboy", "cowboy"),
        ("npm", "tsdown", "tsdown"),
        ("npm", "@scalar/openapi-parser", None),
        # what comes in a family has a name of its own
        ("maven", "com.github.skydoves/landscapist-coil3", "coil"),
        (
            "maven",
            "org.jetbrains.kotlin.multiplatform/org.jetbrains.kotlin.multiplatform.gradle.plugin",
            "kotlin-multiplatform",
        ),
        ("composer", "laravel/scout", "laravel-scout"),
        ("composer", "laravel/framework", "laravel"),
        ("gem", "stimulus-rails", "stimulus"),
        ("gem", "turbo-rails", "hotwire"),
        ("npm", "electron-builder", "electron-builder"),
        ("nuget", "Scalar.AspNetCore", "scalar"),
        ("nuget", "Aspire.Hosting.Yarp", "yarp"),
        ("maven", "org.springframework.ai/spring-ai-starter-model-bedrock-converse", "amazon-bedrock"),
        ("maven", "com.android.billingclient/billing-ktx", "google-play"),
        ("npm", "@voidzero-dev/vite-plus-test", "vitest"),
        ("pypi", "mypy-boto3-dynamodb", "dynamodb"),
        ("pypi", "mypy-boto3-appflow", "aws"),
        ("npm", "vue-router", "vue-router"),
        ("npm", "vue", "vue"),
        ("npm", "@vue/test-utils", "vue-test-utils"),
        ("npm", "@reduxjs/toolkit", "redux-toolkit"),
        ("npm", "react-redux", "redux"),
        ("npm", "primevue", "primevue"),
        ("npm", "primeng", "primeng"),
        ("npm", "@typescript-eslint/parser", "typescript-eslint"),
        ("npm", "eslint-plugin-import", "eslint"),
        ("npm", "@mui/x-date-pickers", "mui-x"),
        ("npm", "@mui/material", "material-ui"),
        ("npm", "bull", "bull"),
        ("npm", "bullmq", "bullmq"),
        ("npm", "viem", "viem"),
        ("npm", "helmet", "helmet"),
        ("npm", "react-scripts", "create-react-app"),
        ("pypi", "django-allauth", "django-allauth"),
        ("pypi", "Flask-Login", "flask-login"),
        ("pypi", "flask-cors", "flask"),
        ("pypi", "drf-spectacular", "drf-spectacular"),
        ("pypi", "pytest-cov", "pytest"),
        ("pypi", "pytest-bdd", "pytest-bdd"),
        ("pypi", "mkdocs-material", "material-for-mkdocs"),
        ("pypi", "tensorflow-probability", "tensorflow-probability"),
        ("pypi", "tensorflow-cpu", "tensorflow"),
        ("golang", "github.com/gorilla/mux", "gorilla-mux"),
        ("golang", "github.com/gorilla/sessions", "gorilla"),
        ("golang", "github.com/99designs/gqlgen", "gqlgen"),
        ("golang", "github.com/oapi-codegen/runtime", "oapi-codegen"),
        ("golang", "github.com/grpc-ecosystem/grpc-gateway/v2", "grpc-gateway"),
        ("golang", "google.golang.org/grpc", "grpc"),
        ("golang", "mvdan.cc/gofumpt", "gofumpt"),
        ("cargo", "tonic", "tonic"),
        ("cargo", "grpcio", "grpc"),
        ("cargo", "thiserror", "thiserror"),
        ("cargo", "anyhow", "anyhow"),
        ("cargo", "wasm-bindgen", "wasm-bindgen"),
        ("cargo", "tower-http", "tower-http"),
        ("maven", "org.springframework.session/spring-session-core", "spring-session"),
        ("maven", "org.springframework/spring-web", "spring"),
        ("maven", "com.netflix.graphql.dgs/graphql-dgs-spring-graphql-starter", "dgs"),
        ("maven", "com.google.accompanist/accompanist-permissions", "accompanist"),
        ("maven", "androidx.lifecycle/lifecycle-runtime-ktx", "jetpack-lifecycle"),
        ("maven", "androidx.core/core-ktx", "android"),
        ("maven", "org.typelevel/cats-effect_3", "cats-effect"),
        ("nuget", "MudBlazor", "mudblazor"),
        ("nuget", "Reqnroll.xUnit", "reqnroll"),
        ("nuget", "HotChocolate.AspNetCore", "hotchocolate"),
        ("nuget", "Roslynator.Analyzers", "roslynator"),
        ("gem", "rack-attack", "rack-attack"),
        ("gem", "rack-test", "rack"),
        ("gem", "graphql", "graphql-ruby"),
        ("gem", "shakapacker", "shakapacker"),
        ("composer", "laravel/dusk", "laravel-dusk"),
        ("composer", "barryvdh/laravel-debugbar", "laravel-debugbar"),
        ("composer", "hyperf/http-server", "hyperf"),
        ("composer", "symfony/messenger", "symfony-messenger"),
        ("hex", "absinthe_plug", "absinthe"),
        ("hex", "bumblebee", "bumblebee"),
        ("pub", "equatable", "equatable"),
        ("swift", "github.com/vapor/fluent", "fluent-vapor"),
        ("conan", "oatpp", "oatpp"),
        ("vcpkg", "glfw3", "glfw"),
        ("docker", "provectuslabs/kafka-ui", "kafka-ui"),
        ("docker", "quay.io/prometheus/node-exporter", "node-exporter"),
        ("docker", "prom/prometheus", "prometheus"),
        ("helm", "kube-state-metrics", "kube-state-metrics"),
        ("kubernetes", "gateway.networking.k8s.io", "gateway-api"),
        ("github", "jetbrains/qodana-action", "qodana"),
        # a store stays what its drivers and mappers need
        ("npm", "mongoose", "mongoose"),
        ("pypi", "beanie", "beanie"),
        ("npm", "dynamoose", "dynamoose"),
        ("nuget", "Marten", "marten"),
        ("pub", "sqflite", "sqflite"),
        ("gem", "karafka", "karafka"),
        # what a Containerfile installs
        ("system", "postgresql", "postgresql"),
        ("system", "poppler-utils", "poppler"),
        # modules of Terraform's registry name services as well as resources do
        # whoever decided on Kubernetes decided on a managed one too: it is no second orchestrator
        ("terraform", "terraform-aws-modules/eks/aws", "kubernetes"),
        ("terraform", "aws_eks_cluster", "kubernetes"),
        ("terraform", "azurerm_kubernetes_cluster", "kubernetes"),
        ("terraform", "terraform-aws-modules/rds-aurora/aws", "amazon-rds"),
        ("terraform", "terraform-aws-modules/rds-aurora/aws:aurora-postgresql", "postgresql"),
        ("terraform", "cloudposse/elasticache-redis/aws", "amazon-elasticache"),
        ("terraform", "terraform-aws-modules/pricing/aws", "aws"),
        ("terraform", "aws_mq_configuration", "amazon-mq"),
        ("terraform", "aws_securityhub_account", "aws-security-hub"),
        ("terraform", "aws_dms_replication_task", "aws-dms"),
        ("terraform", "aws_memorydb_cluster", "redis"),
        ("terraform", "azurerm_application_gateway", "azure-application-gateway"),
        ("terraform", "azurerm_resource_group", "azure"),
        ("terraform", "google_eventarc_trigger", "eventarc"),
        ("terraform", "google_project_service", "google-cloud"),
        ("terraform", "aws_mq_broker:activemq", "activemq"),
        # C and C++ by three names
        ("cmake", "Qt6Keychain", "qtkeychain"),
        ("cmake", "Qt6Widgets", "qt"),
        ("cmake", "PNG", "libpng"),
        ("conan", "libpng", "libpng"),
        ("cmake", "TBB", "onetbb"),
        ("vcpkg", "tbb", "onetbb"),
        ("cmake", "RapidJSON", "rapidjson"),
        ("cargo", "hickory-resolver", "hickory-dns"),
        ("npm", "vitest-mock-extended", "vitest-mock-extended"),
        ("docker", "ghcr.io/huggingface/chat-ui", None),
        ("docker", "minio/mc", "minio-client"),
        ("docker", "minio/minio", "minio"),
        ("npm", "yaml", "yaml-js"),
        ("npm", "classnames", "classnames"),
        ("npm", "cors", "cors"),
        ("npm", "body-parser", "body-parser"),
        # each was missing
        ("docker", "stoplight/spectral", "spectral"),
        ("maven", "com.github.package-url/packageurl-java", "packageurl-java"),
        ("maven", "com.github.kagkarlsson/db-scheduler-spring-boot-starter", "db-scheduler"),
        ("docker", "boxyhq/jackson", "saml-jackson"),
        ("npm", "@fastify/busboy", "busboy"),
        ("github", "cloudflare/wrangler-action", "cloudflare"),
        ("github", "esimov/pigo", "pigo"),
        ("command", "wrangler pages", "cloudflare-pages"),
        ("nuget", "System.ServiceModel.Http", None),
        ("host", "sponsor.ajay.app", "sponsorblock"),
        ("docker", "rustfs/rustfs", "rustfs"),
        ("pub", "refena_flutter", "refena"),
        ("pub", "msix", "msix"),
        ("github", "signpath/github-action-submit-signing-request", "signpath"),
        ("github", "vedantmgoyal9/winget-releaser", "winget"),
        ("github", "appimagecrafters/build-appimage", "appimage"),
        ("npm", "@typespec/http", "typespec"),
        ("golang", "github.com/redpanda-data/benthos/v4", "benthos"),
        ("pypi", "restrictedpython", "restrictedpython"),
        ("npm", "ace-builds", "ace-editor"),
        ("composer", "sabre/dav", "sabre-dav"),
        ("npm", "@uploadcare/react-widget", "uploadcare"),
        ("composer", "laravel-notification-channels/telegram", "telegram"),
        ("npm", "squawk-cli", "squawk"),
        ("file", "engines.node", "nodejs"),
        ("file", "setup.py", "setuptools"),
    ],
)
def test_packages(database: duckdb.DuckDBPyConnection, ecosystem: str, name: str, technology: str | None) -> None:
    row = ["r", "packages", "f", 1, ecosystem, name, None, None, "runtime"]
    assert named(database, "packages", row) == technology


@pytest.mark.parametrize(
    ("ecosystem", "name", "technologies"),
    [
        ("pypi", "pymongo", ["mongodb", "pymongo"]),
        ("pypi", "django-celery-beat", ["celery", "django-celery-beat"]),
        ("pypi", "django-auth-ldap", ["django-auth-ldap", "ldap"]),
        ("composer", "doctrine/dbal", ["doctrine", "doctrine-dbal"]),
        ("gem", "apnotic", ["apnotic", "apple-push-notification-service"]),
        ("host", "www.googleapis.com/youtube/v3", ["youtube", "youtube-data-api"]),
        (
            "golang",
            "github.com/aws/aws-sdk-go-v2/service/cloudwatchlogs",
            ["amazon-cloudwatch", "amazon-cloudwatch-logs", "aws"],
        ),
        ("golang", "github.com/jackc/pgx/v5", ["pgx", "postgresql"]),
        ("pypi", "boto3", ["aws", "boto3"]),
        ("npm", "@aws-sdk/client-sts", ["aws", "aws-sdk-js"]),
        ("npm", "@aws-sdk/client-s3", ["amazon-s3", "aws"]),
        ("pypi", "confluent-kafka", ["confluent-kafka", "kafka"]),
        ("npm", "mongoose", ["mongodb", "mongoose"]),
        ("cargo", "tonic", ["grpc", "tonic"]),
        ("nuget", "MudBlazor", ["blazor", "mudblazor"]),
        ("composer", "larastan/larastan", ["larastan", "phpstan"]),
        ("maven", "io.smallrye.config/smallrye-config", ["smallrye", "smallrye-config"]),
        ("maven", "org.redisson/redisson-spring-boot-starter", ["redis", "redisson"]),
    ],
)
def test_a_library_with_a_name_of_its_own_does_not_hide_its_family(
    database: duckdb.DuckDBPyConnection, ecosystem: str, name: str, technologies: list[str]
) -> None:
    database.execute("DELETE FROM observed.packages")
    database.execute("DELETE FROM observed.files")
    database.execute("INSERT INTO observed.packages VALUES ('r', 'packages', 'f', 1, ?, ?, NULL, NULL, 'runtime')",
                     [ecosystem, name])  # fmt: skip
    told = database.execute(f"SELECT name FROM ({SQL}) WHERE kind <> 'package' ORDER BY 1").fetchall()
    assert told == [(t,) for t in technologies]


@pytest.mark.parametrize(
    ("name", "tag", "technologies"),
    [
        ("php", "8.3-apache", ["apache-httpd", "php"]),
        ("php", "8.3-fpm-alpine3.20", ["alpine-linux", "php", "php-fpm"]),
        ("node", "22-alpine", ["alpine-linux", "nodejs"]),
        ("node", "22-bookworm", ["nodejs"]),
        ("postgres", "17-alpine", ["postgresql"]),
        ("eclipse-temurin", "21-jre", ["eclipse-temurin", "java"]),
    ],
)
def test_the_tag_of_an_image_names_what_is_in_it(
    database: duckdb.DuckDBPyConnection, name: str, tag: str, technologies: list[str]
) -> None:
    database.execute("DELETE FROM observed.packages")
    database.execute("DELETE FROM observed.files")
    database.execute("INSERT INTO observed.packages VALUES ('r', 'packages', 'f', 1, 'docker', ?, ?, NULL, 'runtime')",
                     [name, tag])  # fmt: skip
    assert database.execute(f"SELECT name FROM ({SQL}) ORDER BY 1").fetchall() == [(t,) for t in technologies]


@pytest.mark.parametrize(
    ("path", "technology"),
    [
        ("Caddyfile.example", "caddy"),
        ("caddyfile_test.go", None),
        ("deploy/helmfile.yaml", "helmfile"),
        (".typos.toml", "typos"),
        ("osv-scanner.toml", "osv-scanner"),
        ("treefmt.toml", "treefmt"),
        ("ios/Shop.xcodeproj/project.pbxproj", "xcode"),
        ("ios/Runner/Base.lproj/LaunchScreen.storyboard", "ios"),
        ("config/importmap.rb", "importmap-rails"),
        ("depot.json", "depot"),
        ("collectors/setup.py", None),
        ("eslint.config.mts", "eslint"),
        (".github/renovate.json5", "renovate"),
        (".devcontainer/devcontainer.json", "dev-containers"),
        ("docker-bake.hcl", "docker-bake"),
        ("rsbuild.config.mjs", "rsbuild"),
        (".lintstagedrc.json", "lint-staged"),
        ("config/detekt/detekt.yml", "detekt"),
        ("qodana.yaml", "qodana"),
        ("platformio.ini", "platformio"),
        ("wails.json", "wails"),
        ("src/App/_Imports.razor", "blazor"),
    ],
)
def test_files(database: duckdb.DuckDBPyConnection, path: str, technology: str | None) -> None:
    assert named(database, "files", ["r", "tree", path, None, "configuration", 1, 1, "0"]) == technology
