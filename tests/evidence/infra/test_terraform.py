from __future__ import annotations

from typing import Any

import pytest

from principal.core.observed import Resources
from principal.evidence.terraform import SOURCE

MAIN = """\
terraform {
  required_providers {
    aws     = { source = "hashicorp/aws", version = "~> 5.0" }
    datadog = {
      source = "DataDog/datadog"
    }
  }
}
provider "aws" { region = var.region }
provider "aws" {
  alias  = "us"
  region = "us-east-1"
}
resource "aws_db_instance" "main" {
  engine         = "postgres"
  instance_class = var.class
  password       = "hunter2"
}
resource "aws_ecs_task_definition" "app" {
  container_definitions = jsonencode([{ environment = [{ name = "DB", value = aws_db_instance.main.address }] }])
}
resource "aws_ecs_service" "app" {
  task_definition = aws_ecs_task_definition.app.arn
  desired_count   = 2
}
resource "aws_lambda_function" "f" {
  provider  = aws.us
  runtime   = "python3.12"
  s3_bucket = aws_s3_bucket.code.id
  environment {
    variables = merge(local.common, {
      TABLE = aws_dynamodb_table.t.name
    })
  }
}
resource "aws_lambda_event_source_mapping" "m" {
  event_source_arn = aws_sqs_queue.q.arn
  function_name    = aws_lambda_function.f.arn
}
data "aws_s3_bucket" "theirs" { bucket = "x" }
"""


def test_a_configuration(infra: Any) -> None:
    beside = {
        "infra/variables.tf": 'variable "region" { default = "eu-west-1" }\nvariable "class" {}\n',
        "infra/terraform.tfvars": 'region = "eu-central-1"\nclass = "db.t3.micro"\n',
    }
    rows = infra.read(SOURCE, "infra/main.tf", MAIN, beside)
    assert infra.lines(rows) == [
        "3 terraform-provider hashicorp/aws ~> 5.0 build",
        "4 terraform-provider datadog/datadog None build",
        "9 terraform-provider hashicorp/aws None build",
        "9 resource provider default aws eu-central-1 None",
        "10 terraform-provider hashicorp/aws None build",
        "10 resource provider us aws us-east-1 None",
        "14 terraform aws_db_instance None runtime",
        "14 terraform aws_db_instance:postgres None runtime",
        "14 resource aws_db_instance main aws eu-central-1 engine=postgres instance_class=db.t3.micro",
        "14 database aws_db_instance.main None None None",
        "19 terraform aws_ecs_task_definition None runtime",
        "19 resource aws_ecs_task_definition app aws eu-central-1 None",
        "22 terraform aws_ecs_service None runtime",
        "22 resource aws_ecs_service app aws eu-central-1 None",
        "22 service aws_ecs_service.app None None 2",
        "20 aws_ecs_service.app -> aws_db_instance.main - None container_definitions reference",
        "26 terraform aws_lambda_function None runtime",
        "26 resource aws_lambda_function f aws None runtime=python3.12",
        "26 function aws_lambda_function.f None None None",
        "32 aws_lambda_function.f -> aws_dynamodb_table.t - None TABLE reference",
        "36 terraform aws_lambda_event_source_mapping None runtime",
        "36 resource aws_lambda_event_source_mapping m aws eu-central-1 None",
        "37 aws_lambda_function.f -> aws_sqs_queue.q - None event_source_arn reference",
    ]
    assert "hunter2" not in infra.text_of(rows)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            'resource "google_sql_database_instance" "pg" {\n  database_version = "POSTGRES_15"\n  region = "europe-west3"\n'
            '  settings { tier = "db-f1-micro" }\n}\n',
            [
                "1 terraform google_sql_database_instance None runtime",
                "1 terraform google_sql_database_instance:postgres None runtime",
                "1 resource google_sql_database_instance pg google europe-west3 "
                "database_version=POSTGRES_15 tier=db-f1-micro",
                "1 database google_sql_database_instance.pg None None None",
            ],
        ),
        (
            'module "db" {\n  source  = "terraform-aws-modules/rds/aws"\n  version = "6.1.0"\n  engine  = "mysql"\n}\n',
            [
                "2 terraform terraform-aws-modules/rds/aws 6.1.0 runtime",
                "2 terraform terraform-aws-modules/rds/aws:mysql None runtime",
                "1 database module.db None None None",
            ],
        ),
        ('module "x" {\n  source = "git::https://github.com/Org/repo.git//sub?ref=v1.2"\n}\n', ["2 github org/repo v1.2 build"]),
        ('module "x" { source = "../x" }\n', []),
        ('module "x" { source = var.x }\n', ["1 GAP the source of a module is not a literal"]),
        ('provider "acme" {}\n', []),
        ('resource "aws_s3_bucket" "b" {\n  x = [\n', ["2 GAP a bracket that is never closed", "1 terraform aws_s3_bucket None runtime",
            "1 resource aws_s3_bucket b aws None None", "1 bucket aws_s3_bucket.b None None None"]),
        ("", []),
    ],
)  # fmt: skip
def test_blocks(infra: Any, text: str, expected: list[str]) -> None:
    assert infra.lines(infra.read(SOURCE, "x/main.tf", text)) == expected


def test_json(infra: Any) -> None:
    text = '{"resource": {\n"aws_elasticache_replication_group": {\n"c": {"node_type": "cache.t3.micro"}}}}'
    assert infra.lines(infra.read(SOURCE, "main.tf.json", text)) == [
        "3 terraform aws_elasticache_replication_group None runtime",
        "3 terraform aws_elasticache_replication_group:redis None runtime",
        "3 resource aws_elasticache_replication_group c aws None node_type=cache.t3.micro",
        "3 cache aws_elasticache_replication_group.c None None None",
    ]


def test_package_urls_carry_pinned_versions_only(infra: Any) -> None:
    text = 'module "a" {\n source = "n/m/p"\n version = "%s"\n}\n'
    purls = [infra.read(SOURCE, "a.tf", text % version)[1].purl for version in ("1.2.3", "~> 1.2")]
    assert purls == ["pkg:terraform/n/m/p@1.2.3", "pkg:terraform/n/m/p"]


def test_a_location_that_cannot_be_told_is_not_that_of_the_provider(infra: Any) -> None:
    rows = infra.read(SOURCE, "main.tf", """\
provider "google" { region = "europe-west2" }
resource "google_storage_bucket" "here" { name = "a" }
resource "google_storage_bucket" "there" { location = google_storage_bucket.other.location }
""")  # fmt: skip
    assert [(row.name, row.region) for row in rows if isinstance(row, Resources) and row.type != "provider"] == [
        ("here", "europe-west2"),
        ("there", None),
    ]
