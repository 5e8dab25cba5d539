"""App hosts of .NET Aspire, read without running them."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from principal.core.sources import SourceFile
from principal.evidence.aspire import SOURCE

HOST = "src/Shop.AppHost/Program.cs"
PROJECT = "src/Shop.AppHost/Shop.AppHost.csproj"
PROGRAM = """\
var builder = DistributedApplication.CreateBuilder(args);

var cache = builder.AddRedis("cache");
var pg = builder.AddPostgres("pg").WithImage("ankane/pgvector").WithImageTag("latest");
var orders = pg.AddDatabase("orders-db"); // "comment"
var key = builder.AddParameter("key", secret: true);
var identity = builder.AddProject<Projects.Identity_API>("identity", launchProfileName);
var endpoint = identity.GetEndpoint("https");

var api = builder.AddProject<Projects.Orders_API>("orders-api")
    .WithReplicas(3)
    .WithReference(cache).WaitFor(cache)
    .WithReference(orders)
    .WithEnvironment("Identity__Url", endpoint)
    .WithEnvironment("Secret__Key", key);
cache.WithParentRelationship(api);
builder.AddNpmApp("web", "../Web").WithReference(api);
builder.AddContainer("mail", "axllent/mailpit", "1");
builder.AddYarp("gate").ConfigureRoutes(api, identity);
identity.WithEnvironment("OrdersApiClient", api.GetEndpoint("http"));
bool useOllama = false;
if (useOllama) { builder.AddOllama("ollama").WithReference(api); }
builder.AddProject<Projects.Late>(name);
builder.Build().Run();
"""
REFERENCES = (
    '<ProjectReference Include="..\\Identity.API\\Identity.API.csproj" />'
    '<ProjectReference Include="..\\Orders.API\\Orders.API.csproj" />'
    '<ProjectReference Include="..\\..\\..\\Outside\\Outside.csproj" />'
)


def test_a_program(infra: Any) -> None:
    """Whose clients it is told of, a component does not need; a server that is there for its database is none."""
    assert infra.lines(infra.read(SOURCE, HOST, PROGRAM, {PROJECT: REFERENCES})) == [
        "23 GAP the name of a resource is not a literal",
        "3 docker redis None runtime",
        "3 cache cache redis None None",
        "5 docker ankane/pgvector None runtime",
        "5 database orders-db ankane/pgvector None None",
        "7 service identity None src/Identity.API None",
        "10 service orders-api None src/Orders.API 3",
        "17 service web None src/Web None",
        "18 docker axllent/mailpit None runtime",
        "18 service mail axllent/mailpit None None",
        "19 proxy gate None None None",
        "12 orders-api -> cache redis None WithReference reference",
        "12 orders-api -> cache redis None WaitFor depends_on",
        "13 orders-api -> orders-db postgresql None WithReference reference",
        "14 orders-api -> identity - None Identity__Url reference",
        "17 web -> orders-api - None WithReference reference",
        "19 gate -> orders-api - None ConfigureRoutes reference",
        "19 gate -> identity - None ConfigureRoutes reference",
    ]


def test_methods_on_the_builder_count_where_the_program_calls_them(infra: Any) -> None:
    text = (
        "static class More {\n"
        '    public static void AddStores(this IDistributedApplicationBuilder b) { b.AddRedis("cache"); }\n'
        '    public static void AddModels(this IDistributedApplicationBuilder b) { b.AddOllama("ollama"); }\n}\n'
    )
    program = "var builder = DistributedApplication.CreateBuilder(args);\nbuilder.AddStores();\nif (false) { builder.AddModels(); }\n"
    path = "src/Shop.AppHost/More.cs"
    assert infra.lines(infra.read(SOURCE, path, text, {HOST: program})) == [
        "2 docker redis None runtime",
        "2 cache cache redis None None",
    ]
    assert len(infra.lines(infra.read(SOURCE, path, text))) == 4


def test_what_is_no_app_host(infra: Any) -> None:
    assert infra.read(SOURCE, HOST, "var app = WebApplication.CreateBuilder(args);\n") == []
    assert [p for p in ("src/Web/Program.cs", "AppHost/readme.md") if SOURCE.wants(p)] == []


@settings(max_examples=200, deadline=None)
@given(st.text(alphabet='abP.<>()"=;{}, \n_', max_size=200))
def test_never_raises(text: str) -> None:
    program = f"var builder = DistributedApplication.CreateBuilder(args);\nbuilder.Add{text}"
    list(SOURCE.read(SourceFile(HOST, program.encode(), {})))


@pytest.mark.parametrize(
    "text", ['builder.AddRedis("r")' + ".X(" * 5_000, "builder." * 50_000, "if (false) {" * 50_000]
)
def test_depth_and_length_are_bounded(text: str) -> None:
    list(SOURCE.read(SourceFile(HOST, f"var builder = DistributedApplication.CreateBuilder();\n{text}".encode(), {})))
