"""What the service says of itself."""

import strawberry

from bff.schema.context import Info


@strawberry.type(name="CommerceState", description="The Commerce behind this service.")
class CommerceState:
    """Answered field by field: who only asks for the digest does not ask Commerce."""

    @strawberry.field(description="Whether Commerce answers now.")
    async def reachable(self, info: Info) -> bool:
        """Whether Commerce answers now."""
        return await info.context.surroundings.commerce_reachable()

    @strawberry.field(description="SHA-256 of the Commerce schema that this service was started with.")
    def schema_digest(self, info: Info) -> str:
        """The digest of Commerce's schema."""
        return info.context.surroundings.schema_digest


@strawberry.type(name="Service", description="This service.")
class Service:
    """The service that answers."""

    @strawberry.field(description="Its version.")
    def version(self, info: Info) -> str:
        """The version of this service."""
        return info.context.surroundings.version

    @strawberry.field(description="The Commerce behind it.")
    def commerce(self) -> CommerceState:
        """The state of Commerce."""
        return CommerceState()


@strawberry.type(name="Query", extend=True)
class ServiceQuery:
    """What storefronts and those who run the service may ask of it."""

    @strawberry.field(description="What the service says of itself.")
    def service(self) -> Service:
        """This service."""
        return Service()
