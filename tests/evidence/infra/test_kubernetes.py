from __future__ import annotations

from typing import Any

from principal.evidence import helm, kubernetes, kustomize

SHOP = """\
apiVersion: v1
kind: ConfigMap
metadata: {name: settings}
data: {QUEUE_URL: 'amqp://mq:5672', LEVEL: debug}
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: web-deployment}
spec:
  replicas: 2
  template:
    metadata: {labels: {app: web}}
    spec:
      initContainers: [{name: wait, image: 'busybox:1'}]
      containers:
        - name: web
          image: ghcr.io/acme/web:1
          envFrom: [{configMapRef: {name: settings}}]
          env:
            - {name: CART_ADDR, value: 'cart:7070'}
            - {name: DB_HOST, value: db.shop.svc.cluster.local}
            - {name: DB_PORT, value: '5432'}
            - {name: DATABASE_URL, value: 'postgres://u:hunter2@$(DB_HOST):5432/x'}
            - {name: STRIPE_URL, valueFrom: {secretKeyRef: {name: keys, key: stripe}}}
            - {name: API_KEY, valueFrom: {secretKeyRef: {name: keys, key: api}}}
---
apiVersion: v1
kind: Service
metadata: {name: cart}
spec: {type: LoadBalancer, selector: {app: cart}}
---
apiVersion: apps/v1
kind: StatefulSet
metadata: {name: cart-set}
spec:
  template:
    metadata: {labels: {app: cart, tier: back}}
    spec: {containers: [{name: c, image: 'redis:7', args: ['--to=web:1', '--peer', 'cart:1']}]}
---
apiVersion: batch/v1
kind: CronJob
metadata: {name: nightly}
spec: {jobTemplate: {spec: {template: {spec: {containers: [{name: c, image: nightly}]}}}}}
---
apiVersion: cert-manager.io/v1
kind: Certificate
metadata: {name: tls}
---
apiVersion: v1
kind: Service
metadata: {name: ext}
spec: {type: ExternalName, externalName: api.stripe.com}
"""


def test_a_bundle(infra: Any) -> None:
    rows = infra.read(kubernetes.SOURCE, "k8s/all.yaml", SHOP)
    assert infra.lines(rows) == [
        "1 kubernetes kubernetes None runtime",
        "2 resource ConfigMap settings kubernetes None None",
        "6 kubernetes kubernetes None runtime",
        "7 resource Deployment web-deployment kubernetes None None",
        "27 kubernetes kubernetes None runtime",
        "28 resource Service cart kubernetes None LoadBalancer",
        "32 kubernetes kubernetes None runtime",
        "33 resource StatefulSet cart-set kubernetes None None",
        "40 kubernetes kubernetes None runtime",
        "41 resource CronJob nightly kubernetes None None",
        "45 kubernetes cert-manager.io None runtime",
        "46 resource Certificate tls cert-manager.io None None",
        "49 kubernetes kubernetes None runtime",
        "50 resource Service ext kubernetes None ExternalName",
        "50 external ext None None None",
        "4 configmap/settings: QUEUE_URL mq 5672 amqp",
        "17 docker ghcr.io/acme/web 1 runtime",
        "14 docker busybox 1 runtime",
        "7 service web-deployment ghcr.io/acme/web:1 None 2",
        "18 web-deployment is given configmap/settings",
        "24 web-deployment is given secret/keys stripe",
        "25 web-deployment is given secret/keys api",
        "4 web-deployment -> mq amqp 5672 QUEUE_URL address",
        "20 web-deployment -> cart-set - 7070 CART_ADDR address",
        "21 web-deployment -> db postgresql 5432 DB_HOST address",
        "23 web-deployment -> db postgresql 5432 DATABASE_URL address",
        "38 docker redis 7 runtime",
        "33 cache cart-set redis:7 None None",
        "43 docker nightly None runtime",
        "41 job nightly nightly None None",
        "24 GAP variables that hold addresses take their value from elsewhere: STRIPE_URL",
    ]
    assert "hunter2" not in infra.text_of(rows)


def test_what_is_no_manifest(infra: Any) -> None:
    assert infra.read(kubernetes.SOURCE, "a.yaml", "apiVersion: 1\ndatasources: []\n") == []
    assert infra.read(kubernetes.SOURCE, "a.yaml", "kind: x\nname: y\n") == []
    for version, kind in (
        ("skaffold/v4", "Config"),
        ("v1", "Config"),
        ("backstage.io/v1alpha1", "Component"),
        ("kustomize.config.k8s.io/v1alpha1", "Component"),
        ("kind.x-k8s.io/v1alpha4", "Cluster"),
    ):
        text = f"apiVersion: {version}\nkind: {kind}\nmetadata: {{name: x}}\n"
        assert infra.read(kubernetes.SOURCE, "a.yaml", text) == []


def test_objects_of_other_groups_are_told_by_their_group(infra: Any) -> None:
    text = "apiVersion: postgresql.cnpg.io/v1\nkind: Cluster\nmetadata: {name: pg}\n"
    assert infra.lines(infra.read(kubernetes.SOURCE, "a.yaml", text)) == [
        "1 kubernetes postgresql.cnpg.io None runtime",
        "2 resource Cluster pg postgresql.cnpg.io None None",
    ]


def test_an_error_in_one_document_does_not_lose_the_others(infra: Any) -> None:
    text = "apiVersion: v1\nkind: A\nx: [\n---\napiVersion: v1\nkind: Pod\nmetadata: {name: p}\n"
    assert infra.lines(infra.read(kubernetes.SOURCE, "a.yaml", text)) == [
        "3 GAP not YAML: did not find expected node content",
        "5 kubernetes kubernetes None runtime",
        "6 resource Pod p kubernetes None None",
    ]


def test_definitions_are_not_parsed(infra: Any) -> None:
    text = "apiVersion: apiextensions.k8s.io/v1\nkind: CustomResourceDefinition\nmetadata:\n  name: a.b.io\nspec: [[[\n"
    assert infra.lines(infra.read(kubernetes.SOURCE, "crd.yaml", text)) == [
        "4 resource CustomResourceDefinition a.b.io kubernetes None None"
    ]


def test_charts_that_a_controller_installs(infra: Any) -> None:
    text = """\
apiVersion: argoproj.io/v1alpha1
kind: Application
metadata: {name: pg}
spec:
  source: {chart: postgresql, targetRevision: 15.1.0}
"""
    assert infra.lines(infra.read(kubernetes.SOURCE, "app.yaml", text)) == [
        "1 kubernetes argoproj.io None runtime",
        "2 resource Application pg argoproj.io None None",
        "5 helm postgresql 15.1.0 runtime",
    ]


TEMPLATE = """\
{{- if .Values.web.create }}
apiVersion: apps/v1
kind: Deployment
metadata:
  name: {{ .Values.web.name }}
  labels: {{ include "x" . | nindent 4 }}
spec:
  template:
    spec:
      containers:
      - name: c
        image: {{ .Values.web.image.repository }}:{{ .Values.web.image.tag | default .Chart.AppVersion }}
        env:
        {{- if .Values.tracing }}
        - {name: TRACE_URL, value: 'http://zipkin:9411'}
        {{- end }}
        - {name: CART_ADDR, value: 'cart:7070'}
        - {name: DB_HOST, value: {{ include "db" . }} }
{{- end }}
"""
GAP = "GAP a Helm template: only what its chart's own values tell was read"


def test_a_template_is_read_by_its_values_and_never_in_silence(infra: Any) -> None:
    values = "web: {create: true, name: web, image: {repository: acme/web}}\ntracing: false\n"
    beside = {"chart/values.yaml": values, "chart/Chart.yaml": "name: shop\nappVersion: 1.2.3\n"}
    assert infra.lines(infra.read(kubernetes.SOURCE, "chart/templates/web.yaml", TEMPLATE, beside)) == [
        f"1 {GAP}",
        "2 kubernetes kubernetes None runtime",
        "3 resource Deployment web kubernetes None None",
        "12 docker acme/web 1.2.3 runtime",
        "3 service web acme/web:1.2.3 None None",
        "17 web -> cart - 7070 CART_ADDR address",
    ]
    assert infra.lines(infra.read(kubernetes.SOURCE, "chart/templates/web.yaml", TEMPLATE)) == [f"1 {GAP}"]


def test_a_template_of_another_tool_is_a_gap(infra: Any) -> None:
    text = "apiVersion: v1\nkind: Pod\n{% if x %}\nmetadata: {name: {{ name }}\n"
    assert infra.lines(infra.read(kubernetes.SOURCE, "pod.yaml", text)) == ["3 GAP a template, not YAML"]


def test_charts_and_values(infra: Any) -> None:
    chart = """\
apiVersion: v2
name: shop
dependencies:
  - {name: postgresql, version: ^15, repository: 'https://charts.bitnami.com/bitnami', condition: pg.enabled}
  - {name: redis, version: '20.1', repository: 'oci://r/redis', condition: redis.enabled}
  - {name: local, version: '1', repository: 'file://../local'}
"""
    beside = {"c/values.yaml": "pg: {enabled: false}\n"}
    assert infra.lines(infra.read(helm.SOURCE, "c/Chart.yaml", chart, beside)) == [
        "4 helm postgresql ^15 optional",
        "5 helm redis 20.1 runtime",
    ]
    values = """\
image: {registry: ghcr.io, repository: acme/web, tag: '1'}
sidecarImage: envoyproxy/envoy:v1
mongo: {enabled: false, image: {repository: mongo, tag: 7}}
git: {repository: https://github.com/a/b, tag: x}
"""
    assert infra.lines(infra.read(helm.SOURCE, "c/values.yaml", values, {"c/Chart.yaml": "name: shop\n"})) == [
        "1 docker ghcr.io/acme/web 1 runtime",
        "2 docker envoyproxy/envoy v1 runtime",
        "3 docker mongo 7 optional",
    ]
    assert infra.read(helm.SOURCE, "c/values.yaml", values) == []


def test_kustomization(infra: Any) -> None:
    text = """\
images:
  - {name: web, newName: ghcr.io/acme/web, newTag: v2}
  - {name: REGISTRY/x}
helmCharts:
  - {name: redis, repo: 'https://charts', version: 20.1.0}
"""
    assert infra.lines(infra.read(kustomize.SOURCE, "overlays/kustomization.yaml", text)) == [
        "2 docker ghcr.io/acme/web v2 runtime",
        "3 GAP an image reference that cannot be read",
        "5 helm redis 20.1.0 runtime",
    ]
