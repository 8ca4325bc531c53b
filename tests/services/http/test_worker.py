"""`bff worker`, as a process."""

from sandbox import redis
from sandbox.redis import RunningRedis
from tests.services.processes import free_port, process


def test_it_says_that_it_has_no_jobs_and_ends_when_asked_to(
    lonely: dict[str, str], running_redis: RunningRedis
) -> None:
    with process("worker", settings={**lonely, "BFF_REDIS__URL": running_redis.url}) as worker:
        assert worker.wait_for_line("worker started")["jobs"] == 0
        assert worker.wait_for_line("redis reachable")["version"]
        worker.ask_to_end()
        worker.wait_for_line("worker stopped")
        assert worker.ended() == 0


def test_it_waits_for_a_redis_that_is_not_there_yet(lonely: dict[str, str]) -> None:
    port = free_port()
    with process("worker", settings={**lonely, "BFF_REDIS__URL": f"redis://127.0.0.1:{port}/0"}) as worker:
        worker.wait_for_line("redis not reachable")
        with redis.running(port):
            worker.wait_for_line("redis reachable")
            worker.ask_to_end()
            assert worker.ended() == 0
