"""Cases solved by the workers of a Dask cluster. Workers may die: what they were at is done by others."""

from __future__ import annotations

import pickle
import warnings
import zlib
from collections.abc import Iterator, Sequence

from allocator.analyse.sweep.local import DIED, Chunk
from allocator.analyse.sweep.work import Record, Work, failed, solve_cases
from allocator.language import N_, tr

MISSING = N_(
    "A cluster takes the package distributed. Install it here and on the workers: pip install allocator[cluster]"
)
UNREACHABLE = N_("No cluster answers at {address}: {reason}. Check the address of its scheduler.")
PATIENCE = 30
"""Seconds to wait for the scheduler."""


class ClusterError(Exception):
    """The cluster cannot be used; the text says why and what to do."""


def solve_on_cluster(work: Work, chunks: Sequence[Chunk], address: str) -> Iterator[list[Record]]:
    """The results of the chunks as the cluster at ``address`` finishes them, each case exactly once.

    A chunk whose workers died again and again comes back as failed. Raises :class:`ClusterError` where there is no
    cluster.
    """
    try:
        from distributed import Client, KilledWorker, as_completed
        from distributed.comm.addressing import get_address_host_port
    except ImportError:
        raise ClusterError(tr(MISSING)) from None
    try:
        # Looked at first: a client that was given what is no address hangs for a minute when it is thrown away.
        get_address_host_port(address if "://" in address else f"tcp://{address}", strict=True)
        client = Client(address, timeout=PATIENCE, set_as_default=False)
    except (OSError, TimeoutError, ValueError) as error:
        raise ClusterError(tr(UNREACHABLE, address=address, reason=error)) from None
    with client, warnings.catch_warnings():
        warnings.filterwarnings("ignore", message="Sending large graph")
        # A task, not scattered data: when all who hold it have died the scheduler makes it again.
        shared = client.submit(_unpacked, zlib.compress(pickle.dumps(work)), pure=False)
        futures = {client.submit(solve_cases, shared, chunk, pure=False): chunk for chunk in chunks}
        for future in as_completed(list(futures), loop=client.loop):
            try:
                yield future.result()
            except KilledWorker:
                yield [failed(work, case, tr(DIED)) for case in futures[future]]
            future.release()


def _unpacked(packed: bytes) -> Work:
    """What all cases share, on a worker."""
    work = pickle.loads(zlib.decompress(packed))
    assert isinstance(work, Work)
    return work
