"""npm's oidc-provider beside the shop: started, listened to, and ended."""

import json
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from threading import Thread
from typing import IO, Any

from sandbox.identity.clients import CLIENT_ID, CLIENT_SECRET
from tests.contract.identity_providers.houses import PACKAGE, PEOPLE, node_program

PATIENCE = 60.0


@dataclass
class ForeignProvider:
    """It runs. `answers` are those of its token endpoint: what the browser must never see."""

    issuer: str
    answers: list[dict[str, Any]] = field(default_factory=list)

    @property
    def tokens(self) -> list[str]:
        """Each token that it has handed out."""
        return [answer[name] for answer in self.answers for name in ("access_token", "id_token")]

    def listen(self, lines: IO[str]) -> None:
        """Until it ends."""
        for line in lines:
            if line.startswith("{"):  # it warns of itself there too
                self.answers.append(json.loads(line))


@contextmanager
def foreign_provider(shop: str) -> Iterator[ForeignProvider]:
    """For the service at the origin `shop`, which calls it `fernhollow`."""
    given = {"clients": [_client(shop)], "people": PEOPLE, "port": 0, "tells": True}
    running = subprocess.Popen(
        [node_program(), str(PACKAGE / "provider.mjs"), json.dumps(given)],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True,
    )  # fmt: skip
    with running:
        assert running.stdin is not None
        assert running.stdout is not None
        provider = ForeignProvider(running.stdout.readline().strip())
        assert provider.issuer, "npm's oidc-provider did not start."
        listener = Thread(target=provider.listen, args=(running.stdout,), daemon=True)
        listener.start()
        try:
            yield provider
        finally:
            running.stdin.close()
            running.wait(PATIENCE)
            listener.join(PATIENCE)


def _client(shop: str) -> dict[str, Any]:
    return {
        "client_id": CLIENT_ID,
        "client_secret": CLIENT_SECRET,
        "redirect_uris": [f"{shop}/auth/fernhollow/callback"],
        "post_logout_redirect_uris": [f"{shop}/"],
        "backchannel_logout_uri": f"{shop}/auth/fernhollow/backchannel-logout",
        "backchannel_logout_session_required": True,
    }
