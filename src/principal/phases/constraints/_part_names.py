"""What tells parts of a system apart by their names, as SQL that analyses share."""

from __future__ import annotations

MANY = 5  # what more parts than these share does not say which of them uses it
CROWD = 10  # more services than these of one image and with the same files are processes of one part

# Watched, and who watches: what is sent to a collector nobody waits for.
_RECEIVERS = (
    "otel|opentelemetry|otlp|collector|jaeger|zipkin|tracing|tempo|loki|statsd|fluentd?|fluent[_-]?bit|datadog|dd[_-]agent|"
    "newrelic|apm|opamp|pyroscope|logstash|graylog|gelf|syslog|signoz|pushgateway|promtail|alloy|telegraf|firepit"
)
_WATCHERS = (
    "collector|exporters?|prometheus|promtail|telegraf|cadvisor|profiler|fluentd?|fluent[_-]?bit|datadog|dd[_-]agent|alloy|"
    "netdata|node[_-]exporter|filebeat|metricbeat|watchtower"
)
_VIEWERS = "grafana|kibana|dashboards?|perses|kiali|alertmanager"
_PROXIES = "proxy|gateway|nginx|envoy|traefik|caddy|haproxy|ingress|kong|apisix"

# What developers look through: nobody would miss it in production, and nothing there needs it.
_WORKBENCHES = (
    "mailpit|mailhog|mailcatcher|maildev|mail[_-]?dev|smtp4dev|fake[_-]?smtp|inbucket|greenmail|mailslurper|"
    "adminer|pg-?admin4?|pgweb|phpmyadmin|phpredisadmin|redis-?commander|redis-?insight|mongo-express|kafka-ui|akhq|"
    "kafdrop|kafka-?hq|cloudbeaver|dbgate|sqlpad|ch-ui|elasticvue|dejavu|cerebro|ngrok|portainer(-ce)?|dozzle|"
    "webhook-?tester|swagger-ui|swagger-editor|azurite-?explorer"
)


def called(column: str, words: str) -> str:
    """Whether a name has one of some words between its hyphens, in SQL."""
    return f"regexp_matches(lower({column}), '(^|[._/-])({words})s?([._/:-]|$)')"


def receives_telemetry(name: str) -> str:
    """Whether a part by its *name* (a column) is one to which others send what they measure and log."""
    return called(name, _RECEIVERS)


def watches(name: str) -> str:
    """Whether a part by its *name* (a column) looks at others, which serve without it."""
    return called(name, _WATCHERS)


def shows(name: str) -> str:
    """Whether a part by its *name* (a column) shows people what others have received."""
    return called(name, _VIEWERS)


def passes_on(name: str) -> str:
    """Whether a part by its *name* (a column) passes on what people ask."""
    return called(name, _PROXIES)


def is_workbench(name: str, image: str) -> str:
    """Whether a part by its *name* or its *image* (columns) is what developers look through."""
    bare = f"regexp_extract(regexp_replace(lower(coalesce({image}, '')), '[:@][^/]*$', ''), '[^/]+$')"
    return f"(regexp_full_match(lower({name}), '{_WORKBENCHES}') OR regexp_full_match({bare}, '{_WORKBENCHES}'))"


# A variable that says where telemetry is sent.
TELEMETRY_VARIABLE = (
    "(^|[._])(OTEL|OTLP|STATSD|DD|DATADOG|ZIPKIN|JAEGER_(AGENT|COLLECTOR)|TRACELOOP|PYROSCOPE|LOKI|FLUENTD?|LOGSTASH|"
    "SENTRY)_"
)
