"""Signatures are checked as ssh-keygen checks them, more strictly where it is lenient, and never believed by halves."""

from __future__ import annotations

import datetime as dt
import time
from pathlib import Path

import asyncssh
import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.signing import (
    KINDS,
    SecurityKey,
    armour,
    believed,
    blob_of,
    certify,
    keygen,
    make_key,
    natural,
    public,
    sign,
)

from principal.core.signatures import allowed, certificates, keys, signoff, sshsig, statement
from principal.core.signatures.refused import Refused
from principal.core.signatures.verify import verify
from principal.core.signatures.wire import string

NAMESPACE = statement.SIGNOFF
MESSAGE = "was gesagt wird: ü\n".encode()
bounded = settings(max_examples=80, derandomize=True, deadline=None)


@pytest.fixture(scope="session")
def keyring(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("keys")
    for name, (kind, bits) in KINDS.items():
        make_key(folder, name, kind, bits)
    return folder


def refusal(message: bytes, armoured: bytes, namespace: str = NAMESPACE) -> str:
    with pytest.raises(Refused) as refused:
        verify(message, armoured, namespace)
    return str(refused.value)


@pytest.mark.parametrize("name", KINDS)
def test_what_ssh_keygen_signs_is_taken_and_nothing_else(name: str, keyring: Path) -> None:
    made = sign(keyring / name, MESSAGE, NAMESPACE)
    taken = verify(MESSAGE, made, NAMESPACE)
    shown = keygen("-l", "-f", keyring / f"{name}.pub").stdout.decode().split()[1]
    assert (taken.key.fingerprint, taken.present, taken.certificate) == (shown, False, None)
    other = "the signature does not fit what was signed: the text or the signature was changed"
    assert refusal(MESSAGE + b" ", made) == other
    assert refusal(MESSAGE.replace(b"\n", b"\r\n"), made) == other
    assert refusal(MESSAGE, made, "principal-trust@v1") == (
        "the signature was made for principal-signoff@v1, not for principal-trust@v1: whoever signed meant something else"
    )
    assert refusal(MESSAGE, sign(keyring / name, MESSAGE, "git")) == (
        "the signature was made for git, not for principal-signoff@v1: whoever signed meant something else"
    )
    assert verify(MESSAGE, sign(keyring / name, MESSAGE, NAMESPACE, "-O", "hashalg=sha256"), NAMESPACE)
    # What another program makes of the same key is taken too, and what we take it takes.
    theirs = asyncssh.create_sshsig(str(keyring / name), MESSAGE, namespace=NAMESPACE)
    assert verify(MESSAGE, theirs, NAMESPACE).key == taken.key
    signers = asyncssh.import_allowed_signers(f"ana@example.com {public(keyring / name)}\n")
    assert asyncssh.validate_sshsig(MESSAGE, made, "ana@example.com", signers)


def test_an_rsa_signature_without_its_leading_zeros_is_the_same_one(tmp_path: Path) -> None:
    """Some agents write the number as short as it is; a commit in 200 of one public history has such a signature."""
    key = rsa.generate_private_key(65537, 2048)
    numbers = key.public_key().public_numbers()
    blob = string(b"ssh-rsa") + natural(numbers.e) + natural(numbers.n)
    for count in range(10_000):
        message = f"{count}\n".encode()
        signed = sshsig.Signature(blob, NAMESPACE, "sha512", b"").signed(message)
        raw = key.sign(signed, padding.PKCS1v15(), hashes.SHA512())
        if raw[0] == 0:
            break
    for form, taken in ((raw, True), (raw.lstrip(b"\0"), True), (b"\0" + raw, False), (raw[:-1], False), (b"", False)):
        made = armour(blob, NAMESPACE, string(b"rsa-sha2-512") + string(form))
        assert believed(tmp_path, f"ana {keys.written(blob)}\n", "ana", NAMESPACE, message, made) is taken
        if taken:
            assert verify(message, made, NAMESPACE)
        else:
            assert (
                refusal(message, made)
                == "the signature does not fit what was signed: the text or the signature was changed"
            )


@pytest.mark.parametrize("kind", keys.SECURITY_KEYS)
def test_a_fido_key_says_whether_it_was_touched(kind: str, tmp_path: Path) -> None:
    token = SecurityKey(kind)
    line = f"ana@example.com {kind} {sshsig.base64.b64encode(token.blob).decode()}"
    for flags, present, verified in ((0x01, True, False), (0x05, True, True), (0x00, False, False)):
        made = token.sign(MESSAGE, NAMESPACE, flags)
        taken = verify(MESSAGE, made, NAMESPACE)
        assert taken.touch == keys.Touch(present, verified, 7)
        assert taken.present is present
        assert believed(tmp_path, line, "ana@example.com", NAMESPACE, MESSAGE, made) or not present
    # Neither the flags nor the key's application can be changed afterwards.
    raw = sshsig.parse(token.sign(MESSAGE, NAMESPACE, 0)).raw
    lied = raw[:-5] + b"\x01" + raw[-4:]
    assert "does not fit" in refusal(MESSAGE, armour(token.blob, NAMESPACE, lied))
    elsewhere = token.blob[: -len(string(b"ssh:"))] + string(b"web:")
    assert "does not fit" in refusal(MESSAGE, armour(elsewhere, NAMESPACE, raw))
    assert (
        refusal(MESSAGE, armour(token.blob, NAMESPACE, raw + b"\0")) == "the signature has 1 bytes too many at its end"
    )


def test_weak_and_foreign_keys_are_refused(keyring: Path, tmp_path: Path) -> None:
    weak = make_key(tmp_path, "weak", "rsa", "1024")
    assert refusal(MESSAGE, sign(weak, MESSAGE, NAMESPACE)) == "the RSA key has 1,024 bits; at least 2,048 are needed"
    made = sshsig.parse(sign(keyring / "rsa", MESSAGE, NAMESPACE))
    old = string(b"ssh-rsa") + made.raw[len(string(b"rsa-sha2-512")) :]
    assert refusal(MESSAGE, armour(made.public, NAMESPACE, old)) == (
        "the signature is made with RSA and SHA-1, which is too weak; sign with rsa-sha2-512"
    )
    assert refusal(MESSAGE, armour(blob_of(keyring / "ed25519"), NAMESPACE, made.raw)) == (
        "the signature is of the kind rsa-sha2-512, and the key of the kind ssh-ed25519"
    )
    for blob, why in (
        (string(b"ssh-dss") + string(b"x"), "the key is a DSA key; its signatures are too weak"),
        (string(b"ssh-unknown"), "keys of the kind ssh-unknown are not taken"),
        (string(b"ssh-ed25519") + string(b"short"), "the key is no ed25519 key: its point does not have 32 bytes"),
        (string(b"ssh-ed25519") + string(b"p" * 32) + b"!", "the key has 1 bytes too many at its end"),
        (string(b"ecdsa-sha2-nistp256") + string(b"nistp384"), "the key of kind ecdsa-sha2-nistp256 is on another curve (nistp384)"),
        (string(b"ecdsa-sha2-nistp256") + string(b"nistp256") + string(b"\x02" + b"x" * 32),
         "the key of kind ecdsa-sha2-nistp256 is not written as a whole point"),
        (string(b"ssh-rsa") + string(b"\x01") + string(b"\x80"), "the key has a number that is not positive or not in its shortest form"),
        (string(b"ssh-rsa") + string(b"\x00\x01") + string(b"\x01"), "the key has a number that is not positive or not in its shortest form"),
        (string(b"ssh-rsa") + string(b"\x01") + string(b"\x7f" * 257), "the RSA key has an exponent that no such key should have"),
        (string(b"ssh-rsa") + string(b"\x03") + string(b"\x7f" * 2049), "the RSA key has 16,391 bits; at most 16,384 are read"),
        (b"", "the key is cut short"),
        (b"\0\0\0\x04ssh\xff", "the key has a name that is not printable ASCII"),
        (b"\xff\xff\xff\xff", "the key has a part of 4,294,967,295 bytes; at most 32,768 are read"),
    ):  # fmt: skip
        assert refusal(MESSAGE, armour(blob, NAMESPACE, made.raw)) == why
    off_curve = string(b"ecdsa-sha2-nistp256") + string(b"nistp256") + string(b"\x04" + b"x" * 64)
    raw = sshsig.parse(sign(keyring / "p256", MESSAGE, NAMESPACE)).raw
    assert (
        refusal(MESSAGE, armour(off_curve, NAMESPACE, raw))
        == "the key of the kind ecdsa-sha2-nistp256 is not a usable one"
    )


def test_armour_is_one_whole_signature(keyring: Path) -> None:
    made = sign(keyring / "ed25519", MESSAGE, NAMESPACE)
    assert sshsig.armoured(sshsig.unarmoured(made)) == made
    middle = made.index(b"\n", 40) + 1
    for changed, why in (
        (made[:-10], "the signature is cut short: its last line is -----END SSH SIGNATURE-----"),
        (made + made, "there is another signature after the signature; a file holds exactly one"),
        (made + b"\n", "there is something after the signature; a file holds exactly one"),
        (b"\n" + made, "there is no SSH signature: it begins with -----BEGIN SSH SIGNATURE-----"),
        (made.replace(b"\n", b"\r\n"), "the signature has line ends of Windows; it was changed on its way"),
        (made[:middle] + b"\n" + made[middle:], "the signature has a line that is not Base64"),
        (made[:middle] + b" " + made[middle:], "the signature has a line that is not Base64"),
        (made.replace(b"-----END", b"A\n-----END"), "the signature is not Base64"),
        (sshsig.BEGIN + b"AB==\n" + sshsig.END, "the signature is not in the usual form of Base64"),
        (made + b"x" * 33_000, f"the signature has {len(made) + 33_000:,} bytes; at most 32,768 are read"),
        (sshsig.armoured(b"SSHSIG"), "the signature is cut short"),
        (sshsig.armoured(b"GITSIG" + b"\0" * 40), "the signature is none of OpenSSH's: it does not begin with SSHSIG"),
        (armour(b"", NAMESPACE, b"", version=2), "the signature has version 2; only version 1 is known"),
        (armour(b"", "", b""), "the signature has an empty namespace"),
        (armour(b"", NAMESPACE, b"", reserved=b"x"), "the signature has something in a field that is reserved"),
        (armour(b"", NAMESPACE, b"", hashed="sha1"), "the signature is made of a sha1 hash; sha512 and sha256 are taken"),
    ):  # fmt: skip
        assert refusal(MESSAGE, changed) == why


def test_certificates(keyring: Path, tmp_path: Path) -> None:
    folder = tmp_path / "certified"
    folder.mkdir()
    for name in (*KINDS, "authority"):
        path = make_key(folder, name, *KINDS.get(name, ("ed25519", "")))
    authority = folder / "authority"
    line = f"*@example.com cert-authority {public(authority)}"
    for name in KINDS:
        certify(
            authority,
            folder / name,
            "ana@example.com,bo@example.com",
            "-V",
            "20260101000000Z:20270101000000Z",
            "-z",
            "12",
        )
        made = sign(folder / f"{name}-cert.pub", MESSAGE, NAMESPACE)
        taken = verify(MESSAGE, made, NAMESPACE).certificate
        assert taken is not None
        assert (taken.key.blob, taken.authority.blob) == (blob_of(folder / name), blob_of(authority))
        assert (taken.name, taken.serial, taken.principals) == ("test", 12, ("ana@example.com", "bo@example.com"))
        assert (taken.after, taken.before) == (dt.datetime(2026, 1, 1), dt.datetime(2027, 1, 1))
        assert believed(tmp_path, line, "ana@example.com", NAMESPACE, MESSAGE, made, "-O", "verify-time=20260601Z")
    path = folder / "ed25519"

    def certified(*options: str, principals: str = "ana@example.com") -> bytes:
        certify(authority, path, principals, *options)
        return sign(folder / "ed25519-cert.pub", MESSAGE, NAMESPACE)

    forever = verify(MESSAGE, certified(), NAMESPACE).certificate
    assert forever is not None
    assert (forever.after, forever.before) == (None, None)
    assert verify(MESSAGE, certified("-O", "force-command=true", "-O", "source-address=10.0.0.0/8"), NAMESPACE)
    assert refusal(MESSAGE, certified("-O", "critical:new@example.com=1")) == (
        "the certificate has the critical option new@example.com, which is not known"
    )
    assert refusal(MESSAGE, certified("-O", "verify-required")) == (
        "the certificate asks for a key that knew its holder (a PIN or a finger), and it did not"
    )
    host = sshsig.parse(certified()).public
    nobody = keygen("-q", "-s", authority, "-I", "test", path.with_suffix(".pub"))
    assert nobody.returncode == 0
    assert refusal(MESSAGE, sign(folder / "ed25519-cert.pub", MESSAGE, NAMESPACE)) == (
        "the certificate names no principal, so that it would be anybody's"
    )
    raw = sshsig.parse(sign(path, MESSAGE, NAMESPACE)).raw
    forged = host.replace(b"ana@example.com", b"eve@example.com")
    assert refusal(MESSAGE, armour(forged, NAMESPACE, raw)) == (
        "the certificate is not signed by the authority that it names: "
        "the signature does not fit what was signed: the text or the signature was changed"
    )
    keygen("-q", "-h", "-s", authority, "-I", "test", "-n", "ana@example.com", path.with_suffix(".pub"))
    of_a_host = certificates.keys.parse_line(*(folder / "ed25519-cert.pub").read_text().split()[:2])
    assert refusal(MESSAGE, armour(of_a_host, NAMESPACE, raw)) == "the certificate is one of a host, not of a person"
    small = make_key(folder, "small", "rsa", "1024")
    certify(small, path, "ana@example.com")
    assert "bits; at least 2,048" in refusal(MESSAGE, sign(folder / "ed25519-cert.pub", MESSAGE, NAMESPACE))


def test_lists_of_signers(keyring: Path, tmp_path: Path) -> None:
    key = public(keyring / "ed25519")
    text = f"""# who may sign

ana@example.com,ana {key} of ana
*@example.com,!eve@example.com cert-authority,namespaces="principal-*,!principal-trust@v1" {key}
bo@example.com valid-after="20260101Z",valid-before="202612312359Z" {key}
cleo@example.com ssh-dss AAAA
dan@example.com namespaces=git {key}
*@example.com {key}
eve@example.com {key.split()[0]}
fay@example.com no-touch-required {key}
fay@example.com namespaces {key}
fay@example.com cert-authority="yes" {key}
fay@example.com namespaces="a",namespaces="b" {key}
gil@example.com valid-after="20260101" {key}
hal@example.com valid-after="20260231Z" {key}
ian@example.com valid-after="20270101Z",valid-before="20260101Z" {key}
"jo" {key}
kim@example.com ssh-rsa {key.split()[1]}
!lea@example.com cert-authority {key}
"""
    signers, wrong = allowed.read(text.encode())
    ana, ours, bo = signers
    assert (ana.person, ana.line, ana.namespaces, ana.authority) == ("ana@example.com", 3, (), False)
    assert (ours.authority, ours.namespaces) == (True, ("principal-*", "!principal-trust@v1"))
    assert (bo.after, bo.before) == (dt.datetime(2026, 1, 1), dt.datetime(2026, 12, 31, 23, 59))
    assert wrong == [
        (6, "the key is a DSA key; its signatures are too weak"),
        (7, "the options do not read from here on: namespaces=git"),
        (8, "a key stands for one person: patterns of principals are for lines with cert-authority only"),
        (9, "a line has principals, options and a key; something of it is missing"),
        (10, "the option no-touch-required is not known"),
        (11, 'the option namespaces is written as namespaces="…"'),
        (12, "the option cert-authority is written as cert-authority"),
        (13, "the option namespaces stands there twice"),
        (14, "the time 20260101 depends on the zone of whoever reads it; write 20260101Z"),
        (15, "there is no such time as 20260231Z"),
        (16, "the key is valid until a time that lies before the one from which it is valid"),
        (17, "a principal is empty, long, in quotes, or has signs that none has"),
        (18, "the key is not of the kind ssh-rsa that stands before it"),
        (19, "every principal of the line is excluded, so that there is none"),
    ]
    assert allowed.read(b"x" * 2_000_000)[1] == [
        (1, "the list of signers has 2,000,000 bytes; at most 1,048,576 are read")
    ]
    assert allowed.read(b"a b\r\n")[1] == [
        (1, "the list of signers has line ends of Windows, or bytes that are no text")
    ]
    assert allowed.read(b"#\n\xff")[1] == [(2, "the list of signers is not UTF-8")]
    assert allowed.read(b"\n" * 20_000)[1] == [(10_000, "the list of signers has more than 10,000 lines")]


@pytest.mark.parametrize(
    ("namespaces", "taken"),
    [("", True), ("principal-signoff@v1", True), ("principal-*", True), ("git,file", False), ("*,!principal-*", False),
     ("p?incipal-signoff@v1", True), ("principal-signoff", False), ("git*,*@v1", True), ("PRINCIPAL-*", False)],
)  # fmt: skip
def test_namespaces_match_as_in_ssh_keygen(namespaces: str, taken: bool, keyring: Path, tmp_path: Path) -> None:
    option = f' namespaces="{namespaces}"' if namespaces else ""
    line = f"ana@example.com{option} {public(keyring / 'ed25519')}"
    made = sign(keyring / "ed25519", MESSAGE, NAMESPACE)
    assert believed(tmp_path, line, "ana@example.com", NAMESPACE, MESSAGE, made) is taken
    signer = allowed.parse(line)
    assert (not signer.namespaces or allowed.matches(signer.namespaces, NAMESPACE)) is taken


def test_a_signature_for_another_namespace_is_refused_where_a_line_names_none(keyring: Path) -> None:
    made = sign(keyring / "ed25519", MESSAGE, "git")
    signers = asyncssh.import_allowed_signers(f"ana@example.com {public(keyring / 'ed25519')}\n")
    # The peer takes it where the line names no namespace, since nobody tells it for what it has to be.
    assert asyncssh.validate_sshsig(MESSAGE, made, "ana@example.com", signers)
    assert "made for git" in refusal(MESSAGE, made)


SAID = {
    "purpose": statement.SIGNOFF, "repository": "acme/shop", "root": "a" * 40, "record": "RFC-012",
    "path": "architecture/proposals/RFC-012-queue.md", "content": "b" * 64, "role": "lead-backend", "by": "ana@example.com",
    "verdict": "concern", "about": "", "reason": "Wer löscht die Kopie?", "time": "2026-11-26T09:31:42Z",
}  # fmt: skip


def test_a_statement_has_one_form() -> None:
    said = statement.Statement(**SAID)
    assert said.text.decode() == (
        "principal-signoff@v1\nrepository: acme/shop\n" + "root: " + "a" * 40 + "\nrecord: RFC-012\n"
        "path: architecture/proposals/RFC-012-queue.md\n" + "content: " + "b" * 64 + "\nrole: lead-backend\n"
        "by: ana@example.com\nverdict: concern\nreason: Wer löscht die Kopie?\ntime: 2026-11-26T09:31:42Z\n"
    )
    assert statement.parse(said.text) == said
    assert said.claimed == dt.datetime(2026, 11, 26, 9, 31, 42)
    text = said.text
    for changed, why in (
        (text.replace(b"\n", b"\r\n"), "the statement has line ends of Windows; it was changed on its way"),
        (text.replace(b"RFC-012\n", b"RFC-012 \n"), "the statement has a space before or after its record"),
        (text.replace("ö".encode(), "o\u0308".encode()), "the statement has a reason that is not in the composed form of Unicode (NFC)"),
        (text.replace(b"Wer", b"Wer\xe2\x80\x8b"), "the statement has something in its reason that cannot be seen"),
        (text.replace(b"Wer", b"Wer\xc2\xa0"), "the statement has something in its reason that cannot be seen"),
        (text.replace(b"acme", b"ac\xe2\x80\xaeme"), "the statement has something in its repository that cannot be seen"),
        (text[:-1], "the statement is not in its one form: lines in another order, or one that does not end"),
        (text + b"\n", "line 12 of the statement is not one of repository, root, record, path, content, role, by, verdict, "
         "about, reason, time with its value"),
        (text + b"role: cto\n", "the statement says role twice"),
        (text.replace(b"role: lead-backend\nby: ana@example.com\n", b"by: ana@example.com\nrole: lead-backend\n"),
         "the statement is not in its one form: lines in another order, or one that does not end"),
        (text.replace(b"role: lead-backend\n", b""), "the statement does not say role"),
        (text.replace(b"@v1\n", b"@v2\n", 1), "the statement is for 'principal-signoff@v2'; known are principal-signoff@v1 and principal-trust@v1"),
        (text.replace(b"verdict: concern", b"verdict: approved"), "the statement says verdict: approved; known are approve, concern, withdraw, overrule"),
        (text.replace(b"b" * 64, b"B" * 64), f"the statement says content: {'B' * 60}, which is not a SHA-256 in hexadecimal"),
        (text.replace(b"architecture/", b"../architecture/"), "the statement names a path that is not below the repository's root"),
        (text.replace(b"2026-11-26T", b"2026-11-31T"), "the statement says time: 2026-11-31T09:31:42Z, and there is none such"),
        (text.replace(b"T09:31:42Z", b"T09:31Z"), "the statement says time: 2026-11-26T09:31Z, which is not a time as 2026-11-26T09:31:42Z"),
        (text.replace("reason: Wer löscht die Kopie?\n".encode(), b""), "the statement gives no reason, which concern needs"),
        (text.replace(b"verdict: concern\n", b"verdict: overrule\n"), "the statement does not say what it is about, which to overrule needs"),
            (text.replace(b"verdict: concern\n", b"verdict: withdraw\nabout: x\n"), "the statement does not say what it is about, which to withdraw needs"),
            (text.replace(b"verdict: concern\n", b"verdict: withdraw\n").replace("reason: Wer löscht die Kopie?\n".encode(), b""),
             "the statement gives no reason, which withdraw needs"),
            (text.replace(b"verdict: concern\n", b"verdict: concern\nabout: " + b"c" * 64 + b"\n"),
         "to concern is about the record alone, and the statement names another one"),
        (text.replace(b"ana@", b"ana @"), "the statement does not say by whom it is"),
        (text.replace(b"Wer", b"\xff"), "the statement is not UTF-8"),
        (text.replace(b"Wer", b"W" * 9000), f"the statement has {len(text) + 8997:,} bytes; at most 8,192 are read"),
        (text.replace(b"Wer", b"W" * 3000), "the statement has a reason of 3,018 characters; at most 2,000 are read"),
    ):  # fmt: skip
        with pytest.raises(Refused) as refused:
            statement.parse(changed)
        assert str(refused.value) == why


def test_a_sign_off_is_a_statement_with_its_signature(keyring: Path) -> None:
    text = statement.Statement(**SAID).text
    made = sign(keyring / "p256", text, NAMESPACE)
    read = signoff.read(text + made)
    assert read.made is not None
    assert (read.statement.role, read.wrong, read.key) == ("lead-backend", "", read.made.key)
    for one, other in (
        (b"lead-backend", b"lead-mobile"),
        (b"RFC-012", b"RFC-013"),
        (b"acme/shop", b"acme/fork"),
        (b"b" * 64, b"c" * 64),
    ):
        changed = signoff.read(text.replace(one, other) + made)
        assert (changed.made, changed.wrong) == (
            None,
            "the signature does not fit what was signed: the text or the signature was changed",
        )
    elsewhere = signoff.read(text + sign(keyring / "p256", text, "git"))
    assert (
        elsewhere.wrong
        == "the signature was made for git, not for principal-signoff@v1: whoever signed meant something else"
    )
    for content, why in (
        (text, "there is no SSH signature: it begins with -----BEGIN SSH SIGNATURE-----"),
        (text + b"\n" + made, "line 12 of the statement is not one of repository, root, record, path, content, role, by, verdict, "
         "about, reason, time with its value"),
        (b"x" * 10_000_000, "the sign-off has 10,000,000 bytes; at most 40,960 are read"),
    ):  # fmt: skip
        with pytest.raises(Refused) as refused:
            signoff.read(content)
        assert str(refused.value) == why


@bounded
@given(st.binary(max_size=400))
def test_no_bytes_make_a_reader_raise_anything_but_a_refusal(data: bytes) -> None:
    for read in (keys.parse, certificates.parse, sshsig.parse, sshsig.unarmoured, statement.parse, signoff.read,
                 lambda d: verify(MESSAGE, sshsig.armoured(b"SSHSIG" + d), NAMESPACE)):  # fmt: skip
        with pytest.raises(Refused):
            read(data)
    allowed.read(data)


@bounded
@given(data=st.data())
def test_a_changed_signature_is_refused(data: st.DataObject, keyring: Path) -> None:
    name = data.draw(st.sampled_from(sorted(KINDS)))
    blob = sshsig.unarmoured(_made_once(keyring, name))
    at, bit = data.draw(st.integers(0, len(blob) - 1)), data.draw(st.integers(0, 7))
    changed = blob[:at] + bytes((blob[at] ^ 1 << bit,)) + blob[at + 1 :]
    with pytest.raises(Refused):
        verify(MESSAGE, sshsig.armoured(changed), NAMESPACE)


@bounded
@given(data=st.data())
def test_a_changed_certificate_is_refused(data: st.DataObject, keyring: Path) -> None:
    blob = _certificate_once(keyring)
    assert certificates.parse(blob).principals == ("ana@example.com",)
    at, bit = data.draw(st.integers(0, len(blob) - 1)), data.draw(st.integers(0, 7))
    with pytest.raises(Refused):
        certificates.parse(blob[:at] + bytes((blob[at] ^ 1 << bit,)) + blob[at + 1 :])


@bounded
@given(st.lists(st.sampled_from(["ana@example.com", " ", "\t", ",", "!", "*", '"', "=", "cert-authority", "namespaces=", "valid-after=",
                                 "20260101Z", "ssh-ed25519", "AAAA", "#", "é", "\n", "\x00"]), max_size=30).map("".join))  # fmt: skip
def test_no_list_of_signers_makes_its_reader_raise(text: str) -> None:
    signers, wrong = allowed.read(text.encode())
    assert signers == []
    assert all(1 <= line <= text.count("\n") + 1 for line, _ in wrong)


@bounded
@given(st.lists(st.text("ab*?!", min_size=1, max_size=5), min_size=1, max_size=4), st.text("ab", max_size=5))
def test_patterns_match_as_they_are_written(written: list[str], name: str) -> None:
    from fnmatch import fnmatchcase

    try:
        parts = allowed.patterns(",".join(written), "principal")
    except Refused:
        return
    wanted = any(fnmatchcase(name, p) for p in parts if p[0] != "!") and not any(
        fnmatchcase(name, p[1:]) for p in parts if p[0] == "!"
    )
    assert allowed.matches(parts, name) is wanted


def test_no_pattern_takes_for_ever() -> None:
    # By an expression that goes back and forth this takes longer than anybody waits.
    assert not allowed.matches(("*a" * 90 + "*b",), "a" * 2000)


def test_a_thousand_signatures_take_less_than_a_second(keyring: Path) -> None:
    text = statement.Statement(**SAID).text
    contents = [text + sign(keyring / name, text, NAMESPACE) for name in KINDS] * 40
    signoff.read(contents[0])  # loads the library
    begun = time.process_time()
    assert all(signoff.read(content).wrong == "" for content in contents)
    assert (time.process_time() - begun) * 1000 / len(contents) < 1


_once: dict[str, bytes] = {}


def _made_once(keyring: Path, name: str) -> bytes:
    if name not in _once:
        _once[name] = sign(keyring / name, MESSAGE, NAMESPACE)
    return _once[name]


def _certificate_once(keyring: Path) -> bytes:
    if "certificate" not in _once:
        authority = make_key(keyring, "authority")
        path = make_key(keyring, "certified")
        words = certify(authority, path, "ana@example.com", "-O", "clear").read_text().split()
        _once["certificate"] = keys.parse_line(*words[:2])
    return _once["certificate"]
