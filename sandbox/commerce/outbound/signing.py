"""The signature of a webhook: RSA over SHA-256 of the body, in base64, as Adobe documents it."""

import base64
from pathlib import Path
from typing import Final

from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa

from sandbox.commerce.world import World

HEADER: Final = "x-adobe-commerce-webhook-signature"
NAME: Final = "webhook_private_key"


class Signer:
    """Signs with one private key."""

    def __init__(self, key: rsa.RSAPrivateKey) -> None:
        self._key = key

    def sign(self, body: bytes) -> str:
        """The value of the header."""
        return base64.b64encode(self._key.sign(body, padding.PKCS1v15(), hashes.SHA256())).decode()

    @property
    def public_key(self) -> str:
        """What verifies it, as PEM."""
        public = self._key.public_key()
        kind = serialization.PublicFormat.SubjectPublicKeyInfo
        return public.public_bytes(serialization.Encoding.PEM, kind).decode()


def signer_of(world: World) -> Signer | None:
    """None where the settings do not want signatures. Raises `ValueError` for a file that holds no RSA key."""
    settings = world.settings
    if not settings.sign_webhooks:
        return None
    return Signer(_given_key(settings.webhook_key) if settings.webhook_key else _own_key(world))


def _given_key(path: Path) -> rsa.RSAPrivateKey:
    try:
        key = serialization.load_pem_private_key(path.read_bytes(), password=None)
    except (OSError, ValueError, TypeError) as error:
        raise ValueError(f"{path} cannot be read as a private key: {error}") from error
    if not isinstance(key, rsa.RSAPrivateKey):
        raise ValueError(f"{path} holds no RSA key; webhooks are signed with RSA.")  # noqa: TRY004 - a setting is wrong
    return key


def _own_key(world: World) -> rsa.RSAPrivateKey:
    """Made once and kept, so that a restart changes nothing for those who verify."""
    row = world.row("SELECT value FROM sandbox_state WHERE name = ?", (NAME,))
    if row is not None:
        kept = serialization.load_pem_private_key(row["value"].encode(), password=None)
        assert isinstance(kept, rsa.RSAPrivateKey)
        return kept
    made = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    text = made.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    ).decode()
    world.database.execute("INSERT INTO sandbox_state (name, value) VALUES (?, ?)", (NAME, text))
    return made
