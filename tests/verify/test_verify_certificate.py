"""The certificate of fair shares in a plan folder: every change to it is found."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from allocator.language import speaking
from allocator.verify import verify_folder
from allocator.verify.catalogue import CERTIFICATE, WARNINGS
from tests.verify.folders import CERTIFIED, Edit, csv, cut, seal


def certify(available: list[float]) -> Edit:
    """Other amounts in the certificate, its coverages and the shares in coverage.csv in keeping with them."""

    def edit(folder: Path) -> None:
        cuts = CERTIFIED.assign(available_value=available)
        cuts["coverage"] = cuts["available_value"] / cuts["target_value"]
        cuts.to_csv(folder / "certificate.csv", index=False)
        coverage = pd.read_csv(folder / "coverage.csv")
        coverage["fair_coverage"] = cuts["coverage"].to_numpy()[::-1] * coverage["severity"]
        coverage.to_csv(folder / "coverage.csv", index=False)
        seal(folder)

    return edit


CERTIFICATE_EDITS: dict[str, Edit] = {
    "certificate-share": csv("coverage.csv", 2, "fair_coverage", 0.2),
    "certificate-supply": certify([158.0, 60.9, 285.95]),
    "certificate-supply-up-to": certify([140.0, 70.0, 290.0]),
    "certificate-unit-unknown": csv("certificate.csv", 0, "units", "C3;D1"),
    "certificate-unit-missing": cut("certificate.csv"),
    "certificate-unit-twice": csv("certificate.csv", 1, "units", "C2;C1"),
    "certificate-target": csv("certificate.csv", 0, "target_value", 300),
    "certificate-available": csv("certificate.csv", 0, "available_value", 15),
    "certificate-order": csv("certificate.csv", 0, "coverage", 0.71),
    "certificate-unit-above": certify([15.75, 60.9, 0.72 * 301]),
}


@pytest.mark.parametrize("code", CERTIFICATE_EDITS)
def test_a_change_of_the_certificate_is_found(folder: Path, code: str) -> None:
    CERTIFICATE_EDITS[code](folder)
    found = verify_folder(folder)
    assert code in {violation.code for violation in found.violations}
    assert found.holds == (code in WARNINGS)
    with speaking("vi"):
        assert all(violation.message for violation in found.violations)


def test_every_rule_of_certificates_has_a_test() -> None:
    assert set(CERTIFICATE) == set(CERTIFICATE_EDITS)
