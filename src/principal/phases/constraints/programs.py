"""Folders whose manifest says that what is in them runs: services by their framework, apps, Dockerfiles."""

from __future__ import annotations

from dataclasses import dataclass

from principal.core.analyses import Analysis
from principal.core.tables import table


@table("derived", key=("root",))
@dataclass(frozen=True, slots=True)
class Programs:
    """Programs that manifests and Dockerfiles show, whatever infrastructure files say of them."""

    name: str  # the package's name where it has one, else the folder's; of the whole repository the repository's
    root: str  # '' is the whole repository
    kind: str  # service, or app for what people install or open
    path: str  # the manifest
    line: int
    evidence: str  # the framework, or the Dockerfile


_APPS = """
react-native expo flutter electron tauri dotnet-maui capacitor cordova ionic xamarin nativescript avalonia winui wails
compose-multiplatform neutralino uno
"""
_SERVICES = """
django flask fastapi starlette litestar sanic tornado bottle pyramid falcon quart aiohttp gradio streamlit django-ninja
rails sinatra hanami grape roda express nestjs fastify koa hono hapi adonisjs sails nextjs nuxt sveltekit remix gatsby
angular vue svelte solidstart qwik astro spring-boot quarkus micronaut ktor dropwizard javalin vertx jooby grails
play-framework http4s akka pekko helidon aspnet-core laravel symfony slim-php codeigniter cakephp yii lumen drupal
phoenix plug gin echo fiber chi beego buffalo revel iris hertz kratos-go go-zero go-kit actix-web axum rocket warp poem
tide salvo loco leptos dioxus vapor perfect kitura shelf-dart serverpod dart-frog express-gateway meteor blitz redwood
payload-cms
strapi react solidjs ember preact
"""


def _quoted(words: str) -> str:
    return ", ".join(f"'{word}'" for word in words.split())


# Whatever depends on a framework to test itself or to offer a part of it has it in another scope.
SQL = f"""
WITH files AS (
    SELECT repository, path, regexp_extract(path, '[^/]+$') AS name,
           CASE WHEN contains(path, '/') THEN regexp_extract(path, '^(.*)/[^/]*$', 1) ELSE '' END AS folder
    FROM observed.files WHERE kind NOT IN ('test', 'vendored', 'generated', 'documentation')
      AND NOT regexp_matches(lower(regexp_replace(path, '(^|/)(java|kotlin|scala|groovy)/.*/', '/')),
                             '(^|/)([.][^/]+|[^/]*[._-]tests?|tests?[._-][^/]*|e2e|examples?|samples?|extras?|contrib|testing|'
                             || 'templates?|fixtures|benchmarks?|playgrounds?|([^/]*[_-])?demos?([_-]apps?)?)/')
), frameworks AS (
    SELECT f.repository, f.folder AS root, t.path, t.line, k.title,
           CASE WHEN t.name IN ({_quoted(_APPS)}) THEN 'app' ELSE 'service' END AS kind
    FROM observed.technologies AS t JOIN files AS f ON f.repository = t.repository AND f.path = t.path
    JOIN known.technologies AS k ON k.name = t.name
    WHERE (t.scope = 'runtime' OR t.evidence IN ('Microsoft.NET.Sdk.Web', 'Microsoft.NET.Sdk.Worker'))
      AND t.name IN ({_quoted(_APPS)}, {_quoted(_SERVICES)})
      AND t.ecosystem IN ('npm', 'pypi', 'golang', 'cargo', 'maven', 'nuget', 'gem', 'composer', 'hex', 'pub')
      AND (f.name IN ('package.json', 'pyproject.toml', 'Pipfile', 'setup.py', 'setup.cfg', 'go.mod', 'Cargo.toml',
                      'pom.xml', 'build.gradle', 'build.gradle.kts', 'Gemfile', 'composer.json', 'mix.exs',
                      'pubspec.yaml')
           OR regexp_matches(f.name, '^requirements[^/]*[.](txt|in)$')
           OR (regexp_matches(f.name, '[.](cs|fs|vb)proj$')
               AND (t.name IN ({_quoted(_APPS)}) OR starts_with(t.evidence, 'Microsoft.NET.Sdk.'))))
      AND NOT regexp_matches(lower(f.folder),
                             '(^|/)(packages?|libs?|libraries|components|modules|shared|common|plugins?)/')
), containers AS (
    SELECT repository, folder AS root, path, 1 AS line, 'Dockerfile' AS title, 'service' AS kind
    FROM files WHERE regexp_matches(lower(name), '^(docker|container)file$')
      AND NOT regexp_matches(lower(folder), '(^|/)(docker|containers?|deploy|deployments?|build|ci|images?|ops|infra|'
                                            || 'scripts?|tools?|devops|packaging|etc|hack|dev)$')
), told AS (
    SELECT repository, root, arg_min(path, (place, kind, path, line)) AS path,
           arg_min(line, (place, kind, path, line)) AS line, min(kind) AS kind,
           arg_min(title, (place, kind, path, line)) AS title
    FROM (SELECT *, 0 AS place FROM frameworks UNION ALL SELECT *, 1 AS place FROM containers)
    GROUP BY repository, root
), named AS (
    SELECT m.repository, f.folder AS root, min(regexp_extract(m.name, '[^/]+$')) AS name
    FROM observed.modules AS m JOIN files AS f ON f.repository = m.repository AND f.path = m.path
    WHERE m.ecosystem = 'npm' GROUP BY m.repository, f.folder
)
SELECT t.repository,
       CASE WHEN t.root = '' THEN regexp_extract(t.repository, '[^/]+$')
            WHEN regexp_extract(t.root, '[^/]+$') IN ('src', 'app', 'server', 'web') AND n.name IS NOT NULL THEN n.name
            ELSE regexp_extract(t.root, '[^/]+$') END AS name,
       t.root, t.kind, t.path, t.line, t.title AS evidence
FROM told AS t LEFT JOIN named AS n ON n.repository = t.repository AND n.root = t.root
"""  # noqa: S608 (our own words)

ANALYSIS = Analysis(name="programs", version=1, table=Programs, sql=SQL)
