"""Tells the others what happened to an order."""

import json
import os

import pika

QUEUE = os.environ.get("QUEUE_URL", "amqp://localhost:5672")


def publish(event: str, order: str) -> None:
    """Publish one event, so that it survives a restart of the queue."""
    connection = pika.BlockingConnection(pika.URLParameters(QUEUE))
    try:
        channel = connection.channel()
        channel.queue_declare("orders", durable=True)
        channel.basic_publish(
            exchange="",
            routing_key="orders",
            body=json.dumps({"event": event, "order": order}).encode(),
            properties=pika.BasicProperties(delivery_mode=2),
        )
    finally:
        connection.close()
