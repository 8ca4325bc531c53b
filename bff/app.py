"""Composition root: settings -> adapters -> schema -> routes. Nothing opens before the lifespan begins."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Final

from starlette.applications import Starlette

from bff import __version__
from bff.budget import BudgetedCommerce
from bff.content_assembly import content_of, routes_of
from bff.documents import commerce_schema, operation
from bff.gateway.composition.compose import compose
from bff.gateway.gateway import Gateway
from bff.gateway.limits import Limits
from bff.gateway.supergraph import Supergraph
from bff.http.application import HttpOptions, application
from bff.http.content.routes import PreviewOptions
from bff.http.endpoint import EndpointLimits
from bff.http.origins import Origins
from bff.http.running import Running
from bff.http.sign_on.exchange import SignOnRoutesOptions
from bff.http.subscriptions.limits import SubscriptionLimits
from bff.mutation_guards import guards
from bff.payment_assembly import payments_of
from bff.readiness import PartsInUse
from bff.schema.addresses import StorefrontAddresses
from bff.schema.context import Surroundings
from bff.schema.ours import build_schema
from bff.session_assembly import check_providers, own_origins, session_parts
from bff.settings import Settings
from bff.state import redis
from bff.telemetry import MeasuredCommerce, Metrics, logger
from bff.visits import CookieOptions, Parts, ShopVisits
from integrations.commerce import connection
from integrations.commerce.contract import Caller, CommerceGraphQL, Operation, OperationKind
from integrations.commerce.settings import CommerceSettings
from integrations.kit.errors import IntegrationError

_ANY_FIELD: Final = Operation(OperationKind.QUERY, "{ __typename }")
_SECONDS_TO_REACH: Final = 3.0


async def check_parts(settings: Settings) -> None:
    """Put together once what `create_app` leaves until it is started. Makes no request. Raises `SettingsError`."""
    async with (
        connection.connect(settings.commerce) as commerce,
        redis.shared(settings.redis) as shared,
        payments_of(settings, shared),
        content_of(settings, shared, commerce.graphql),
    ):
        return


def create_app(settings: Settings) -> Starlette:
    """The ASGI application. Neither Commerce nor Redis need be up, now or when it starts.

    Raises `SettingsError` for an identity provider that is not set up right, `CompositionError` where Commerce's pulled
    schema and ours cannot be put together, and what `bff.documents` raises where there is none.
    """
    check_providers(settings)
    ours = build_schema(settings.sign_on.token_fields)
    supergraph = compose(commerce_schema(settings.commerce.schema_file), ours, settings.renames)
    metrics = Metrics()

    @asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[Running]:
        for warning in supergraph.warnings:
            logger().warning("left out of the schema", reason=warning)
        async with (
            connection.connect(settings.commerce) as commerce,
            redis.shared(settings.redis) as shared,
            session_parts(settings, shared) as sessions,
            payments_of(settings, shared) as payments,
            content_of(
                settings, shared, _budgeted(commerce.graphql, settings.commerce), metrics.content_read
            ) as content,
        ):
            asked = MeasuredCommerce(_budgeted(commerce.graphql, settings.commerce), metrics)
            yield Running(
                gateway=Gateway(supergraph, asked, _limits(settings), guards(supergraph.commerce)),
                visits=_visits(settings, supergraph, asked, Parts(sessions, payments, content)),
                sign_on=sessions.sign_on if sessions else None,
                payments=payments,
                content=content,
                readiness=PartsInUse(shared, commerce),
            )

    return application(_http_options(settings), metrics, lifespan)


def _budgeted(commerce: CommerceGraphQL, settings: CommerceSettings) -> CommerceGraphQL:
    return BudgetedCommerce(commerce, query_seconds=settings.seconds, mutation_seconds=settings.mutation_seconds)


def _limits(settings: Settings) -> Limits:
    return Limits(**settings.graphql.model_dump(exclude={"console"}))


def subscription_limits(settings: Settings) -> SubscriptionLimits:
    """The bounds of what stays open, for the application and for its server."""
    return SubscriptionLimits(**settings.subscriptions.model_dump())


def _http_options(settings: Settings) -> HttpOptions:
    http = settings.http
    return HttpOptions(
        limits=EndpointLimits(http.max_body_bytes, http.body_seconds, http.answer_seconds),
        trusted_proxies=http.trusted_proxies,
        address_header=http.address_header,
        allowed_origins=http.allowed_origins,
        with_console=settings.graphql.console,
        with_metrics=settings.metrics.enabled,
        ready_requires=settings.health.requires,
        own_origins=own_origins(settings),
        sign_on=SignOnRoutesOptions(
            address=http.url,
            cookie=settings.session.sign_on_cookie_name,
            seconds=settings.session.sign_on_seconds,
        ),
        subscriptions=subscription_limits(settings),
        preview=PreviewOptions(settings.storefront.url or "", settings.content.preview_seconds),
    )


def _visits(
    settings: Settings,
    supergraph: Supergraph,
    commerce: CommerceGraphQL,
    parts: Parts,
) -> ShopVisits:
    async def commerce_reachable() -> bool:
        try:
            await commerce.send(_ANY_FIELD, Caller(), seconds=_SECONDS_TO_REACH)
        except IntegrationError:
            return False
        return True

    surroundings = Surroundings(
        addresses=StorefrontAddresses(settings.storefront.url, settings.storefront.stores),
        commerce_reachable=commerce_reachable,
        schema_digest=supergraph.digest,
        version=__version__,
        customer_cart=operation("CustomerCart"),
        cart_of_shopper=operation("CartOfShopper"),
        method_of_cart=operation("MethodOfCart"),
        routes=routes_of(settings),
    )
    cookie = CookieOptions(settings.session.cookie_name, settings.session.absolute_seconds)
    origins = Origins((*settings.http.allowed_origins, *own_origins(settings)))
    return ShopVisits(commerce, surroundings, cookie, origins, parts)
