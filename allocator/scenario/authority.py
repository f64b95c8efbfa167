"""``authorities:`` who issues and signs documents, by level of places: administrations change, the code does not."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict, Field

from allocator.language import N_


class AuthorityModel(BaseModel):
    """The body that issues documents for places of one level; what is left out is a blank to fill in by hand.

    ``{name}`` in a text stands for the name of the place; ``{kind}`` and ``{short}`` in ``number`` for the kind of
    document (KH, TB, BC …) and ``short``. Letterheads print parent, body and title in capitals. What ends in ``_en``
    is used in English documents instead.
    """

    model_config = ConfigDict(extra="forbid", strict=False, frozen=True)

    parent: str = Field(default="", description=N_("the body above the one that issues, first line of the letterhead"))
    body: str = Field(
        default="", description=N_("the body that issues, as in running text; {name} stands for the name of the place")
    )
    short: str = Field(default="", description=N_("its letters in document numbers, like SYT"))
    number: str = Field(
        default="", description=N_("form of document numbers, like ……/{kind}-{short}; {kind} is KH, TB, BC …")
    )
    place: str = Field(default="", description=N_("the place written before the date; {name} as for body"))
    title: str = Field(default="", description=N_("title of who signs, like Giám đốc"))
    name: str = Field(default="", description=N_("name of who signs"))
    contact: str = Field(default="", description=N_("address or telephone for questions from the public"))
    legal_bases: list[str] = Field(default_factory=list, description=N_("what documents are based on, one text each"))
    recipients: list[str] = Field(default_factory=list, description=N_("who gets copies, one text each"))
    reports_to: list[str] = Field(default_factory=list, description=N_("who the annual report goes to"))
    report_due: str = Field(default="", description=N_("day by which the annual report is due, like 15/12"))
    parent_en: str = Field(default="", description=N_("parent in English documents"))
    body_en: str = Field(default="", description=N_("body in English documents"))
    place_en: str = Field(default="", description=N_("place in English documents"))
    title_en: str = Field(default="", description=N_("title in English documents"))
    contact_en: str = Field(default="", description=N_("contact in English documents"))
    legal_bases_en: list[str] = Field(default_factory=list, description=N_("legal_bases in English documents"))
    recipients_en: list[str] = Field(default_factory=list, description=N_("recipients in English documents"))
    reports_to_en: list[str] = Field(default_factory=list, description=N_("reports_to in English documents"))

    def given(self) -> dict[str, object]:
        """What was stated, as ``scenario.yaml`` would hold it."""
        return {key: value for key, value in self.model_dump().items() if value}
