"""Who issues a document, in the reader's language, with a blank for everything the scenario does not say."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from allocator.language import N_, current, tr
from allocator.scenario.authority import AuthorityModel

BLANK = "……………………"
SHORT_BLANK = "……"

KINDS = {"plan": "KH", "notice": "TB", "letter": "", "annual": "BC", "recognition": "DS", "delivery": "BBGN"}
"""The letters of each kind of document in its number (appendix III of the decree)."""

DATE = N_("{place}, date …… month …… year ……")


@dataclass(frozen=True)
class Authority:
    """The letterhead and foot of a document; texts are never empty."""

    parent: str
    body: str
    short: str
    pattern: str
    place: str
    title: str
    name: str
    contact: str
    legal_bases: tuple[str, ...]
    recipients: tuple[str, ...]
    reports_to: tuple[str, ...]
    report_due: str

    def number(self, form: str) -> str:
        """The number of a document of this form, its serial left blank."""
        kind = KINDS[form]
        pattern = self.pattern or (f"{SHORT_BLANK}/{{kind}}-{{short}}" if kind else f"{SHORT_BLANK}/{{short}}")
        text = pattern if kind else pattern.replace("{kind}-", "").replace("{kind}", "")
        return text.replace("{kind}", kind).replace("{short}", self.short or SHORT_BLANK)

    def context(self, form: str) -> dict[str, object]:
        """What templates print of it."""
        return {
            "parent": self.parent.upper(),
            "body": self.body.upper(),
            "issuer": self.body,
            "number": self.number(form),
            "date": tr(DATE, place=self.place),
            "title": self.title.upper(),
            "name": self.name,
            "contact": self.contact,
            "legal_bases": list(self.legal_bases),
            "recipients": list(self.recipients),
            "reports_to": list(self.reports_to),
            "report_due": self.report_due,
        }


def authority(stated: AuthorityModel | None, name: str) -> Authority:
    """The authority as ``stated`` for the place called ``name``."""
    model = stated or AuthorityModel()

    def text(key: str, blank: str = BLANK) -> str:
        english = str(getattr(model, f"{key}_en", "")) if current() == "en" else ""
        return (english or str(getattr(model, key))).replace("{name}", name) or blank

    def texts(key: str, blank: Sequence[str]) -> tuple[str, ...]:
        english = getattr(model, f"{key}_en") if current() == "en" else []
        found = [str(each).replace("{name}", name) for each in english or getattr(model, key)]
        return tuple(found or blank)

    return Authority(
        parent=text("parent"),
        body=text("body"),
        short=model.short,
        pattern=model.number,
        place=text("place", SHORT_BLANK),
        title=text("title"),
        name=text("name", ""),
        contact=text("contact"),
        legal_bases=texts("legal_bases", [BLANK]),
        recipients=texts("recipients", [BLANK]),
        reports_to=texts("reports_to", [BLANK]),
        report_due=text("report_due", SHORT_BLANK),
    )
