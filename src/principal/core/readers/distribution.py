"""Servers and tools that commands install with the package manager of a distribution.

Only ``INSTALLED`` is told: the rest of what ``apt-get install`` names is libraries, headers
and clients that nobody would name. What builds need for their own sake (Git, to fetch
sources) is told only where it is there when the system runs.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from principal.core.readers.installs import Named
from principal.core.readers.shell import Word

_ANYWHERE_WORDS = """
    amavisd-new ansible apache2 apparmor asciidoctor aws-cli awscli azure-cli bind9 caddy calibre ccache certbot
    chromium chromium-browser clamav clamav-daemon consul couchdb default-mysql-server default-mysql-server-core
    dnsmasq docker docker-ce docker-ce-cli docker-cli docker-cli-compose docker-compose docker-compose-plugin
    docker.io dovecot dovecot-core dovecot-imapd doxygen elasticsearch espeak-ng etcd etcd-server exiftool exim exim4
    fail2ban ffmpeg firebird-server firefox firefox-esr flatpak flatpak-builder freeradius gdal gdal-bin gettext
    ghostscript git-lfs google-chrome google-chrome-stable google-cloud-cli google-cloud-sdk gradle grafana graphviz
    haproxy helm httpd imagemagick inkscape inotify-tools iptables iptables-persistent jenkins keepalived kubectl
    libimage-exiftool-perl libreoffice libreoffice-calc libreoffice-common libreoffice-core libreoffice-impress
    libreoffice-writer libvips-tools libvirt-daemon-system lighttpd mariadb mariadb-server maven mediainfo memcached
    mercurial mongodb mongodb-org mongodb-org-server mongodb-server mosquitto mosquitto-server mysql-community-server
    mysql-server nats-server nftables nginx nginx-extras nginx-full nginx-light nodejs nomad ocrmypdf opendkim
    opendmarc openresty openssh-server openvpn packer pandoc percona-toolkit perl-image-exiftool pgbouncer php-fpm
    php-xdebug podman poppler-utils postfix postgis postgresql postgresql-pgvector postgresql-postgis
    postgresql-server proftpd prometheus pulseaudio puppet qemu-system-x86 qemu-user-static qpdf rabbitmq-server
    rclone redis redis-server restic rspamd rsyslog runit s6 s6-overlay samba shellcheck skopeo slapd snapcraft sox
    spamassassin squid strongswan subversion supervisor tailscale telegraf terraform tesseract-ocr texlive
    texlive-full texlive-latex-base texlive-xetex tinyproxy tomcat tor trafficserver ufw unbound valkey valkey-server
    varnish vault vips-tools vsftpd wireguard-tools wkhtmltopdf xrdp yarn zabbix-agent zookeeper zookeeperd
"""
_AT_RUN_TIME_WORDS = "cron cronie dcron dumb-init git libvips openssh systemd tini vips"
_ANYWHERE = frozenset(_ANYWHERE_WORDS.split())
INSTALLED = _ANYWHERE | frozenset(_AT_RUN_TIME_WORDS.split())
"""The servers and tools, as Debian, Alpine and Fedora call their packages; the catalog knows each."""

_MANAGERS = {
    "apt": ("install",), "apt-get": ("install",), "aptitude": ("install",), "apk": ("add",), "brew": ("install",),
    "dnf": ("install",), "microdnf": ("install",), "tdnf": ("install",), "yum": ("install",),
    "pacman": ("-S", "-Sy", "-Syu"), "zypper": ("install", "in"), "install_packages": ("",),
}  # fmt: skip
_VALUED = frozenset(("-t", "--target-release", "-o", "--option", "-c", "--repository", "-X", "-p", "--root"))
_FOR_ENVSUBST = ("apk", "gettext")  # Alpine's is there to fill in templates
_VIRTUAL = ("-t", "--virtual")
_PACKAGE = re.compile(r"([a-z0-9][a-z0-9.+-]*)(?:(?:~?=|=?~)([0-9][\w.+:~-]*))?(?:@\w+)?(?:/[a-z-]+)?")
_OF_BUILDS = re.compile(r"build-(?:base|essential)|gcc|g\+\+|make|musl-dev|lib.+-dev(?:el)?")
_RELEASE = re.compile(r"-?[0-9]+(?:\.[0-9]+)*(?=-|\Z)")  # within a name: postgresql-17, php83-fpm


def installed(command: Sequence[Word], scope: str) -> Iterator[Named]:
    """What ``INSTALLED`` names of what a command installs; nothing that only a build needs (``apk add --virtual``)."""
    manager = command[0].text.rpartition("/")[2]
    verbs = _MANAGERS.get(manager)
    if verbs is None or (manager == "apk" and any(word.text.split("=")[0] in _VIRTUAL for word in command)):
        return
    told = INSTALLED if scope == "runtime" else _ANYWHERE
    if any(_OF_BUILDS.fullmatch(word.text) for word in command):
        told = told - {"git"}
    seen, skip = "" in verbs, False
    for word in command[1:]:
        if skip:
            skip = False
        elif not seen and word.text in verbs:
            seen = True
        elif word.text[:1] == "-":
            skip = word.text in _VALUED
        elif not seen:
            return
        elif (found := _PACKAGE.fullmatch(word.text)) is not None and (manager, found[1]) != _FOR_ENVSUBST:
            name = found[1] if found[1] in told else _RELEASE.sub("", found[1])
            if name in told:
                yield Named("system", name, found[2], word.start)
