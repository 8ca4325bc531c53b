"""What a checkout costs is told with and without what the processes take by waiting."""

from benchmarks.payments.checkout import CheckoutCost


def test_what_the_processes_take_by_doing_nothing_is_taken_off() -> None:
    cost = CheckoutCost(
        checkouts=10, seconds=5.0, looks=1.0, service=60.0, worker=40.0, service_idle=2.0, worker_idle=30.0
    )

    assert cost.without_idling == 84.0
