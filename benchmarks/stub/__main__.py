"""`python -m benchmarks.stub`: the upstreams, until they are told to stop."""

import argparse
import asyncio

import uvloop

from benchmarks.stub import upstream
from benchmarks.stub.content import ContentUpstream
from benchmarks.stub.server import listen


async def serve(commerce_port: int, content_port: int) -> None:
    everyone: dict[str, upstream.Upstream] = {"commerce": upstream.commerce(), "content": ContentUpstream()}
    ports = {"commerce": commerce_port, "content": content_port}
    servers = [await listen(answering, everyone, ports[name]) for name, answering in everyone.items()]
    await asyncio.gather(*(server.serve_forever() for server in servers))


def main() -> None:
    options = argparse.ArgumentParser(prog="python -m benchmarks.stub", description=__doc__)
    options.add_argument("--commerce-port", type=int, default=4001)
    options.add_argument("--content-port", type=int, default=4002)
    arguments = options.parse_args()
    uvloop.run(serve(arguments.commerce_port, arguments.content_port))


if __name__ == "__main__":
    main()
