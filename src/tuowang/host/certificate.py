"""A certificate of this machine's own, for pages that others in the house may open.

Browsers warn about it once; its fingerprint is shown, so that people can compare.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from tuowang.host.home import replace_file

CERTIFICATE_FILE, KEY_FILE = "pages.crt", "pages.key"
DAYS = 825


def own_certificate(home: Path, names: Sequence[str]) -> tuple[Path, Path]:
    """The files of the home's certificate and its key, made where they are not there yet.

    Mistake: file-not-writable.
    """
    certificate, key = home / CERTIFICATE_FILE, home / KEY_FILE
    if certificate.exists() and key.exists():
        return certificate, key
    secret = ec.generate_private_key(ec.SECP256R1())
    called = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, names[0][:64] or "tuowang")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(called)
        .issuer_name(called)
        .public_key(secret.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=DAYS))
        .add_extension(x509.SubjectAlternativeName([_name(one) for one in names]), critical=False)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .sign(secret, hashes.SHA256())
    )
    replace_file(
        key,
        secret.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        ),
        0o600,
    )
    replace_file(certificate, made.public_bytes(serialization.Encoding.PEM))
    return certificate, key


def _name(name: str) -> x509.GeneralName:
    try:
        return x509.IPAddress(ip_address(name.strip("[]")))
    except ValueError:
        return x509.DNSName(name)
