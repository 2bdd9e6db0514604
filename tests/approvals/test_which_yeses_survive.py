"""After any run of edits exactly those yeses count that should."""

from __future__ import annotations

from tests.approvals.survivors import simulated


def test_a_thousand_requests_keep_exactly_the_yeses_that_forty_lines_say():
    given = surviving = 0
    for seed in range(1_000):
        counts, should, yeses = simulated(seed)
        assert counts == should, f"seed {seed}"
        given, surviving = given + yeses, surviving + len(counts)

    assert given > 3_000
    assert 0.2 < surviving / given < 0.8  # it was worth asking
