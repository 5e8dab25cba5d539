from __future__ import annotations

from typing import Any

from principal.evidence.jenkins import SOURCE

PIPELINE = """\
pipeline {
  agent { docker { image 'maven:3.9' } }
  stages { stage('a') { steps {
    sh 'mvn -B verify'
    sh(script: "helm lint $CHART", returnStdout: true)
    sh '''
      trivy fs .
      docker push $IMAGE
    '''
    // push 'docker'
    script { docker.withRegistry('https://ghcr.io', 'x') { docker.image("node:$TAG").inside { bat "yarn" } } }
    flush "nomad"
  } } }
}
"""


def test_a_pipeline(infra: Any) -> None:
    assert infra.lines(infra.read(SOURCE, "ci/Jenkinsfile", PIPELINE)) == [
        "2 docker maven 3.9 build",
        "4 command mvn None build",
        "5 command helm None build",
        "7 command trivy None build",
        "8 command docker None build",
        "11 registry ghcr.io None build",
        "11 docker node None build",
        "11 command yarn None build",
    ]


def test_names(infra: Any) -> None:
    assert [p for p in ("Jenkinsfile", "Jenkinsfile.release", "a/x.jenkinsfile") if not SOURCE.wants(p)] == []
    assert not SOURCE.wants("jenkins.groovy")
    assert infra.read(SOURCE, "Jenkinsfile", "sh ''' sh \"\"\" sh '") == []
