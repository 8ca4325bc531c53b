"""Redirects as a merchant keeps them under "URL Rewrites": an address that is no page's, and what it leads to."""

from dataclasses import dataclass

from sandbox.commerce.store.views import StoreView
from sandbox.commerce.world import World


@dataclass(frozen=True, slots=True)
class Redirect:
    """`target` is an address of the shop without a slash in front, or another site's whole one."""

    target: str
    code: int


def redirect_at(world: World, path: str, store: StoreView) -> Redirect | None:
    """The redirect at exactly this address, without a slash in front."""
    row = world.row(
        "SELECT target_path, redirect_type FROM url_rewrite WHERE request_path = ? AND store_id = ?", (path, store.id)
    )
    return None if row is None else Redirect(row["target_path"], row["redirect_type"])


def end_of_redirects(world: World, path: str, store: StoreView) -> str:
    """Where a chain of redirects ends; of one that leads back into itself, the last address that is new."""
    passed = {path}
    while (found := redirect_at(world, path, store)) is not None and found.target not in passed:
        path = found.target
        passed.add(path)
    return path


def set_redirect(world: World, path: str, store: StoreView, redirect: Redirect) -> None:
    """From now on the address leads there."""
    values = (path, store.id, redirect.target, redirect.code)
    world.database.execute(
        "INSERT INTO url_rewrite (request_path, store_id, target_path, redirect_type) VALUES (?, ?, ?, ?) ON CONFLICT"
        " (request_path, store_id) DO UPDATE SET target_path = excluded.target_path,"
        " redirect_type = excluded.redirect_type",
        values,
    )


def delete_redirect(world: World, path: str, store: StoreView) -> bool:
    """Whether there was one."""
    done = world.database.execute("DELETE FROM url_rewrite WHERE request_path = ? AND store_id = ?", (path, store.id))
    return done.rowcount > 0
