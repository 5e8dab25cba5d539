"""Folders of which something says that what is in them runs: a framework, a Dockerfile, or how they are built."""

from __future__ import annotations

from dataclasses import dataclass

from principal.core.analyses import Analysis
from principal.core.tables import table


@table("derived", key=("root",))
@dataclass(frozen=True, slots=True)
class Programs:
    """Programs that manifests and Dockerfiles show, whatever infrastructure files say of them.

    A library that a framework is a part of is none, where its manifest or its code could say that it is started.
    """

    name: str  # the package's name where it has one, else the folder's; of the whole repository the repository's
    root: str  # '' is the whole repository
    kind: str  # service, or app for what people install or open
    path: str  # the manifest
    line: int
    evidence: str  # the framework, the Dockerfile, or what says that it can be started
    how: str  # framework, container or start


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

FEW = 2  # what more crates than these are built upon is a library, though it has a program as well
_SERVERS = """
django flask fastapi starlette litestar sanic tornado rails sinatra hanami express nestjs fastify koa hono hapi adonisjs
nextjs nuxt sveltekit remix spring-boot quarkus micronaut ktor dropwizard javalin vertx http4s akka pekko helidon
aspnet-core laravel symfony phoenix gin echo fiber chi beego actix-web axum rocket warp poem tide salvo
express-gateway meteor redwood payload-cms strapi
"""
# Folders of what helps to build, to try or to measure: nobody runs that as a part of the system.
_HELPERS = (
    "(^|/)([^/]*[._-])?([a-z]*tools?|tooling|utils?|scripts?|xtask|eng|hack|dev|ci|bench(es|marks?)?|"
    "microbenchmarks|perf|performance|fuzz|tests?|testing|testkit|e2e|integration|simulators?|mocks?|stubs?|generators?|gen|"
    "codegen|docs?|docgen|documentation|migrations?|migrate|seeder|playground|releases?|translations?|i18n|l10n|examples?|samples?|demos?|lint(er)?|"
    "buildsrc|build-logic|build)([._-][^/]*)?(/|$)"
)
# Of Java and Kotlin those that a class with a main method calls.
_LAUNCHERS = (
    "'org.springframework.boot.SpringApplication', 'org.springframework.boot.runApplication', "
    "'org.springframework.boot.builder.SpringApplicationBuilder', 'io.quarkus.runtime.Quarkus', "
    "'io.micronaut.runtime.Micronaut', 'io.micronaut.runtime.Micronaut.run'"
)


def _quoted(words: str) -> str:
    return ", ".join(f"'{word}'" for word in words.split())


# Whatever depends on a framework to test itself or to offer a part of it has it in another scope. What others
# are built upon is a library, though it may have a program to try it out.
SQL = f"""
WITH files AS (
    SELECT repository, path, regexp_extract(path, '[^/]+$') AS name,
           CASE WHEN contains(path, '/') THEN regexp_extract(path, '^(.*)/[^/]*$', 1) ELSE '' END AS folder
    FROM observed.files WHERE kind NOT IN ('test', 'vendored', 'generated', 'documentation')
      AND NOT regexp_matches(lower(regexp_replace(path, '(^|/)(java|kotlin|scala|groovy)/.*/', '/')),
                             '(^|/)([.][^/]+|[^/]*[._-]tests?|tests?[._-][^/]*|e2e|examples?|samples?|extras?|contrib|testing|'
                             || 'templates?|fixtures|benchmarks?|playgrounds?|([^/]*[_-])?demos?([_-]apps?)?)/')
), built AS (
    SELECT p.repository, p.ecosystem, p.path, p.line, p.runs, f.folder
    FROM observed.projects AS p JOIN files AS f ON f.repository = p.repository AND f.path = p.path
), taken AS (
    SELECT repository, to_root AS root, count(*) AS times FROM derived.project_references GROUP BY repository, to_root
), starts AS (
    SELECT repository, ecosystem, folder AS root, path, line, runs AS title FROM built WHERE runs IS NOT NULL
    UNION ALL
    SELECT b.repository, b.ecosystem, b.folder, b.path, b.line, 'src/main.rs'
    FROM built AS b JOIN files AS m
      ON m.repository = b.repository AND m.path = concat_ws('/', nullif(b.folder, ''), 'src/main.rs')
    LEFT JOIN taken AS t ON t.repository = b.repository AND t.root = b.folder
    WHERE b.ecosystem = 'cargo' AND b.runs IS NULL
      AND (t.root IS NULL OR (t.times <= {FEW} AND m.path NOT IN (SELECT path FROM derived.short_programs)))
    UNION ALL
    SELECT b.repository, b.ecosystem, b.folder, i.path, i.line, 'the import of ' || i.target
    FROM observed.imports AS i JOIN built AS b
      ON b.repository = i.repository AND starts_with(i.path, concat_ws('/', nullif(b.folder, ''), 'src/main/'))
    WHERE b.ecosystem IN ('maven', 'gradle') AND i.target IN ({_LAUNCHERS})
    UNION ALL
    SELECT repository, 'golang', folder, path, 1, 'main.go below cmd'
    FROM files WHERE regexp_matches(path, '(^|/)cmd/[^/]+/main[.]go$')
), told_of AS (
    SELECT DISTINCT repository, CASE WHEN ecosystem = 'gradle' THEN 'maven' ELSE ecosystem END AS ecosystem, root
    FROM starts
), serving AS (
    SELECT DISTINCT f.repository, f.folder AS root
    FROM observed.technologies AS t JOIN files AS f ON f.repository = t.repository AND f.path = t.path
    WHERE t.scope IN ('runtime', 'build') AND t.name IN ({_quoted(_SERVERS)})
      AND t.ecosystem IN ('npm', 'cargo', 'maven', 'nuget')
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
      AND (t.name NOT IN ('react', 'preact', 'solidjs') OR EXISTS (
               SELECT 1 FROM starts AS s WHERE s.repository = f.repository AND s.root = f.folder)
           OR EXISTS (SELECT 1 FROM observed.files AS h WHERE h.repository = f.repository AND h.path IN (
               concat_ws('/', nullif(f.folder, ''), 'index.html'),
               concat_ws('/', nullif(f.folder, ''), 'public/index.html'),
               concat_ws('/', nullif(f.folder, ''), 'src/index.html'))))
      AND (t.ecosystem NOT IN ('cargo', 'maven') OR t.name IN ({_quoted(_APPS)})
           OR EXISTS (SELECT 1 FROM told_of AS s WHERE s.repository = f.repository AND s.ecosystem = t.ecosystem
                      AND s.root = f.folder)
           OR (t.ecosystem = 'maven' AND NOT EXISTS (
               SELECT 1 FROM told_of AS s WHERE s.repository = f.repository AND s.ecosystem = 'maven')))
), containers AS (
    SELECT repository, folder AS root, path, 1 AS line, 'Dockerfile' AS title, 'service' AS kind
    FROM files WHERE regexp_matches(lower(name), '^(docker|container)file$')
      AND NOT regexp_matches(lower(folder), '(^|/)(docker|containers?|deploy|deployments?|build|ci|images?|ops|infra|'
                                            || 'scripts?|tools?|devops|packaging|etc|hack|dev|building)$|'
                                            || '(^|/)container[_-]?builds?/')
), started AS (
    SELECT s.repository, s.root, s.path, s.line, s.title,
           CASE WHEN contains(s.title, 'android') OR contains(s.title, 'WinExe') THEN 'app'
                WHEN s.ecosystem = 'golang' OR ends_with(s.title, ' war') OR v.root IS NOT NULL THEN 'service'
                ELSE 'app' END AS kind
    FROM starts AS s LEFT JOIN serving AS v ON v.repository = s.repository AND v.root = s.root
    WHERE NOT regexp_matches(lower(s.root), '{_HELPERS}')
      AND (v.root IS NOT NULL OR s.ecosystem = 'cargo' OR ends_with(s.title, ' war') OR NOT EXISTS (
          SELECT 1 FROM derived.project_references AS r WHERE r.repository = s.repository AND r.to_root = s.root))
      AND (s.ecosystem <> 'npm' OR s.title = 'bin' OR v.root IS NOT NULL)
      AND (s.ecosystem <> 'golang' OR NOT EXISTS (
          SELECT 1 FROM (SELECT * FROM frameworks UNION ALL SELECT * FROM containers) AS o
          WHERE o.repository = s.repository AND (o.root = '' OR starts_with(s.root, o.root || '/'))))
), told AS (
    SELECT repository, root, arg_min(path, (place, kind, path, line)) AS path,
           arg_min(line, (place, kind, path, line)) AS line, arg_min(kind, (place, kind, path, line)) AS kind,
           arg_min(title, (place, kind, path, line)) AS title, min(place) AS place
    FROM (SELECT *, 0 AS place FROM frameworks UNION ALL SELECT *, 1 AS place FROM containers
          UNION ALL SELECT repository, root, path, line, title, kind, 2 AS place FROM started)
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
       t.root, t.kind, t.path, t.line, t.title AS evidence,
       CASE t.place WHEN 0 THEN 'framework' WHEN 1 THEN 'container' ELSE 'start' END AS how
FROM told AS t LEFT JOIN named AS n ON n.repository = t.repository AND n.root = t.root
"""  # noqa: S608 (our own words)

ANALYSIS = Analysis(name="programs", version=2, table=Programs, sql=SQL)
