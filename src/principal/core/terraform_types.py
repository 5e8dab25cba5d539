"""What kind of component a Terraform resource type is, and what tells its technology."""

from __future__ import annotations

_KINDS = {
    "database": (
        "aws_db_instance aws_rds_cluster aws_docdb_cluster aws_dynamodb_table aws_neptune_cluster aws_redshift_cluster "
        "aws_keyspaces_table aws_timestreamwrite_database aws_opensearch_domain aws_elasticsearch_domain "
        "aws_redshiftserverless_workgroup aws_dsql_cluster aws_timestreaminfluxdb_db_instance "
        "google_sql_database_instance google_spanner_instance google_bigtable_instance google_bigquery_dataset "
        "google_firestore_database google_alloydb_cluster azurerm_cosmosdb_account azurerm_postgresql_server "
        "azurerm_postgresql_flexible_server azurerm_mysql_server azurerm_mysql_flexible_server azurerm_mssql_server "
        "azurerm_mariadb_server azurerm_sql_server azurerm_mssql_managed_instance azurerm_search_service "
        "digitalocean_database_cluster mongodbatlas_cluster mongodbatlas_advanced_cluster aiven_pg aiven_mysql "
        "aiven_opensearch aiven_clickhouse aiven_cassandra clickhouse_service cockroach_cluster neon_project "
        "supabase_project cloudflare_d1_database scaleway_rdb_instance hcloud_managed_database pinecone_index "
        "elasticstack_elasticsearch_index ec_deployment planetscale_database snowflake_database"
    ),
    "cache": (
        "aws_elasticache_cluster aws_elasticache_replication_group aws_elasticache_serverless_cache "
        "aws_memorydb_cluster aws_dax_cluster google_redis_instance google_redis_cluster google_memcache_instance "
        "google_memorystore_instance azurerm_redis_cache azurerm_redis_enterprise_cluster azurerm_managed_redis "
        "aiven_redis aiven_valkey upstash_redis_database scaleway_redis_cluster rediscloud_subscription "
        "cloudflare_workers_kv_namespace"
    ),
    "queue": (
        "aws_sqs_queue aws_sns_topic aws_msk_cluster aws_msk_serverless_cluster aws_mq_broker aws_kinesis_stream "
        "aws_kinesis_firehose_delivery_stream aws_cloudwatch_event_bus google_pubsub_topic google_cloud_tasks_queue "
        "azurerm_servicebus_namespace azurerm_eventhub_namespace azurerm_eventgrid_topic azurerm_storage_queue "
        "confluent_kafka_cluster aiven_kafka cloudflare_queue upstash_kafka_cluster cloudamqp_instance"
    ),
    "function": (
        "aws_lambda_function google_cloudfunctions_function google_cloudfunctions2_function azurerm_function_app "
        "azurerm_linux_function_app azurerm_windows_function_app azurerm_function_app_flex_consumption "
        "cloudflare_worker_script cloudflare_workers_script scaleway_function"
    ),
    "bucket": (
        "aws_s3_bucket google_storage_bucket azurerm_storage_account digitalocean_spaces_bucket cloudflare_r2_bucket "
        "scaleway_object_bucket aws_s3_directory_bucket"
    ),
    "cluster": (
        "aws_eks_cluster aws_ecs_cluster google_container_cluster azurerm_kubernetes_cluster "
        "digitalocean_kubernetes_cluster linode_lke_cluster scaleway_k8s_cluster civo_kubernetes_cluster "
        "aws_emr_cluster google_dataproc_cluster nomad_job"
    ),
    "service": (
        "aws_ecs_service aws_apprunner_service google_cloud_run_service google_cloud_run_v2_service "
        "google_app_engine_standard_app_version google_app_engine_flexible_app_version azurerm_container_app "
        "azurerm_linux_web_app azurerm_windows_web_app azurerm_app_service azurerm_container_group "
        "digitalocean_app heroku_app fly_app vercel_project aws_elastic_beanstalk_environment"
    ),
    "job": "google_cloud_run_v2_job azurerm_container_app_job aws_batch_job_definition aws_glue_job",
    "proxy": "aws_lb aws_alb aws_elb aws_api_gateway_rest_api aws_apigatewayv2_api aws_cloudfront_distribution",
}
KIND_OF = {name: kind for kind, names in _KINDS.items() for name in names.split()}
MODULE_KINDS = {
    "rds": "database", "rds-aurora": "database", "dynamodb-table": "database", "sql-db": "database",
    "opensearch": "database", "elasticache": "cache", "memory-db": "cache", "memorystore": "cache", "sqs": "queue",
    "sns": "queue", "msk-kafka-cluster": "queue", "eventbridge": "queue", "pubsub": "queue", "s3-bucket": "bucket",
    "cloud-storage": "bucket", "lambda": "function", "eks": "cluster", "ecs": "cluster",
    "kubernetes-engine": "cluster", "aks": "cluster",
}  # fmt: skip

# Resources that are one technology or another by one of their attributes.
_ENGINES = {
    "engine": ("aws_db_instance", "aws_rds_cluster", "aws_elasticache_cluster", "aws_elasticache_replication_group",
               "aws_elasticache_serverless_cache", "aws_memorydb_cluster", "digitalocean_database_cluster",
               "scaleway_rdb_instance"),
    "engine_type": ("aws_mq_broker",),
    "engine_version": ("aws_opensearch_domain", "aws_elasticsearch_domain"),
    "database_version": ("google_sql_database_instance",),
}  # fmt: skip
ENGINE_OF = {resource: attribute for attribute, resources in _ENGINES.items() for resource in resources}
DEFAULT_ENGINES = {"aws_elasticache_replication_group": "redis", "aws_memorydb_cluster": "redis"}
