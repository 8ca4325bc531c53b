"""`/_sandbox` for what Commerce says first: who is told, and what became of it."""

import orjson
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from sandbox.commerce.control_answers import explained
from sandbox.commerce.outbound.announcing import Announcer
from sandbox.commerce.outbound.deliveries import listed, retry_now
from sandbox.commerce.outbound.subscriptions import Webhook, WebhookKey, subscribe, subscriptions, unsubscribe
from sandbox.commerce.world import World


class OutboundControl:
    """The handlers of one world."""

    def __init__(self, world: World, announcer: Announcer) -> None:
        self._world = world
        self._announcer = announcer

    def routes(self) -> list[Route]:
        """Where they are found."""
        return [
            Route("/_sandbox/http-cache-hosts", explained(self.hosts), methods=["GET", "PUT"]),
            Route("/_sandbox/purges", explained(self.purges), methods=["GET", "DELETE"]),
            Route("/_sandbox/webhooks", explained(self.webhooks), methods=["GET", "POST", "DELETE"]),
            Route("/_sandbox/webhooks/deliveries", explained(self.deliveries), methods=["GET", "POST"]),
            Route("/_sandbox/webhooks/public-key", explained(self.public_key), methods=["GET"]),
        ]

    async def hosts(self, request: Request) -> Response:
        """Which page caches are told, or tell others: `["127.0.0.1:8000"]`."""
        if request.method == "PUT":
            wanted = orjson.loads(await request.body())
            if not isinstance(wanted, list) or not all(isinstance(host, str) for host in wanted):
                raise ValueError('Give a list of hosts, for example ["127.0.0.1:8000"].')
            self._announcer.purger.register(wanted)
        return JSONResponse(self._announcer.purger.hosts)

    async def purges(self, request: Request) -> Response:
        """What caches were told, and what they answered; or forget it."""
        if request.method == "DELETE":
            self._announcer.purger.forget()
        return JSONResponse(self._announcer.purger.told())

    async def webhooks(self, request: Request) -> Response:
        """The subscriptions; add one, or end one."""
        if request.method == "POST":
            subscribe(self._world, Webhook.model_validate_json(await request.body()))
        elif request.method == "DELETE" and not unsubscribe(
            self._world, WebhookKey.model_validate_json(await request.body())
        ):
            raise ValueError("Nobody has subscribed to that.")
        return JSONResponse([subscription.webhook.model_dump() for subscription in subscriptions(self._world)])

    async def deliveries(self, request: Request) -> Response:
        """All deliveries (`?state=waiting`, "delivered" or "given_up"); POST tries again now what is not delivered."""
        if request.method == "POST":
            retry_now(self._world)
            self._announcer.webhooks.wake()
        return JSONResponse(listed(self._world, request.query_params.getlist("state")))

    async def public_key(self, _request: Request) -> Response:
        """What verifies the signatures, as PEM."""
        key = self._announcer.webhooks.public_key
        if key is None:
            raise ValueError("Webhooks are not signed: start the sandbox with --sign-webhooks.")
        return PlainTextResponse(key, media_type="application/x-pem-file")
