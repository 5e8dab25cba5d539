resource "aws_db_subnet_group" "shop" {
  name       = "shop"
  subnet_ids = local.subnets
}

resource "aws_db_instance" "orders" {
  identifier              = "orders-db"
  engine                  = "postgres"
  engine_version          = "16.4"
  instance_class          = "db.t4g.medium"
  allocated_storage       = 50
  storage_encrypted       = true
  multi_az                = true
  backup_retention_period = 14
  db_name                 = "orders"
  username                = "shop"
  password                = var.orders_password
  db_subnet_group_name    = aws_db_subnet_group.shop.name
  deletion_protection     = true
}

resource "aws_docdb_cluster" "carts" {
  cluster_identifier          = "carts-db"
  engine                      = "docdb"
  master_username             = "shop"
  manage_master_user_password = true
  storage_encrypted           = true
  skip_final_snapshot         = true
}

resource "aws_elasticache_cluster" "sessions" {
  cluster_id      = "sessions"
  engine          = "redis"
  engine_version  = "7.1"
  node_type       = "cache.t4g.small"
  num_cache_nodes = 1
}

resource "aws_mq_broker" "events" {
  broker_name                = "events"
  engine_type                = "RabbitMQ"
  engine_version             = "3.13"
  host_instance_type         = "mq.t3.micro"
  auto_minor_version_upgrade = true
  subnet_ids                 = [local.subnets[0]]

  user {
    username = "shop"
    password = var.orders_password
  }
}
