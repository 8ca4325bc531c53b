"""What tests and the demo rely on that look into a sandbox which is running in another thread."""

import subprocess
import sys
from typing import Final

WRITING_WHILE_READING: Final = """
import threading, time
from sandbox.commerce.database import connect

database = connect(None)
database.create_function("ring", 0, lambda: time.sleep(0.001))
database.execute("CREATE TABLE written (number INTEGER)")
database.execute("CREATE TRIGGER rings AFTER INSERT ON written BEGIN SELECT ring(); END")
is_over = threading.Event()
seen = []

def read():
    while not is_over.is_set():
        seen.append(len(database.execute("SELECT * FROM written").fetchall()))

reading = threading.Thread(target=read)
reading.start()
for number in range(200):
    database.execute("INSERT INTO written VALUES (?)", (number,))
is_over.set()
reading.join()
assert seen == sorted(seen)
print(*(row["number"] for row in database.execute("SELECT count(*) AS number FROM written")))
"""


def test_one_may_write_what_rings_a_bell_while_another_reads() -> None:
    ended = subprocess.run(
        [sys.executable, "-c", WRITING_WHILE_READING], capture_output=True, text=True, timeout=60, check=False
    )
    assert (ended.returncode, ended.stdout, ended.stderr) == (0, "200\n", "")
