variable "region" {
  description = "Where the shop runs"
  type        = string
  default     = "eu-central-1"
}

variable "orders_password" {
  description = "Password of the orders database"
  type        = string
  sensitive   = true
}
