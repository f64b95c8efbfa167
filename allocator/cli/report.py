"""``allocator report``: the documents of a plan that people read, sign and publish."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from allocator.cli.base import NOT_KEPT, Common, language_of_documents
from allocator.cli.base import command as make_command
from allocator.cli.wrapped import say
from allocator.language import N_, number, speaking, tr

if TYPE_CHECKING:
    from allocator.explain.reading import PlanFolder
    from allocator.report.documents.facts import Facts
    from allocator.report.documents.request import Chosen, Request, Written
    from allocator.report.view import View
    from allocator.scenario.load import Inputs

FORMS = ("plan", "notice", "letter", "annual", "recognition", "delivery", "workbook", "all")
PER = ("district", "donor")
WORKBOOK = "plan.xlsx"

CODE = 12
"""Letters of the plan's hash that documents print."""

SHOWN = 20

NO_GROUPS = N_(
    "--per district: the places of this plan have no level between them and the topmost; use --per donor, or no --per."
)
NOT_LIMITED = N_("{option} has no say in the form {form}, which is always made whole. It limits: {forms}.")


@make_command(
    "report",
    N_(
        "Make the documents of a plan: the plan for signature, public notices, letters to donors, the annual report, "
        "the list for recognition, delivery notes, and the workbook; as DOCX and PDF."
    ),
    "allocator report plans/cao-bang-2019\n"
    "allocator report plans/cao-bang-2019 --form notice --place 'Huyện Bảo Lâm' --format pdf\n"
    "allocator report plans/cao-bang-2019 --form workbook --per district --language vi",
)
@click.argument("plan_dir", type=click.Path(path_type=Path), required=False)
@click.option(
    "--form",
    "forms",
    multiple=True,
    type=click.Choice(FORMS),
    help=N_("plan, notice, letter, annual, recognition, delivery or workbook; several times for several; all if none"),
)
@click.option("--place", multiple=True, help=N_("only for a place, by its code or name, and all below it"))
@click.option("--donor", multiple=True, help=N_("only for a donor, by code or name"))
@click.option("--period", multiple=True, help=N_("delivery notes for a period only, by code or name"))
@click.option("--format", "kind", type=click.Choice(("docx", "pdf")), help=N_("docx or pdf; both if left out"))
@click.option("--split", is_flag=True, help=N_("a file for each place, donor or stop, instead of one with all"))
@click.option("--per", type=click.Choice(PER), help=N_("a sheet of the workbook for each district, or each donor"))
@click.option(
    "--templates", type=click.Path(path_type=Path), help=N_("folder of your own templates, edited from the built-in")
)
@click.option(
    "--copy-templates",
    type=click.Path(path_type=Path),
    help=N_("copy the built-in templates to this folder, to be edited in Word, and do nothing else"),
)
@click.option(
    "--out",
    type=click.Path(path_type=Path),
    help=N_("folder to write to; the plan's folder with -documents after its name if left out"),
)
def command(
    common: Common,
    plan_dir: Path | None,
    forms: tuple[str, ...],
    place: tuple[str, ...],
    donor: tuple[str, ...],
    period: tuple[str, ...],
    kind: str | None,
    split: bool,
    per: str | None,
    templates: Path | None,
    copy_templates: Path | None,
    out: Path | None,
) -> None:
    """Check the plan, then write what was asked for."""
    from allocator.explain.reading import PlanFolder
    from allocator.plan.identity import plan_hash
    from allocator.report.documents.errors import DocumentsError
    from allocator.report.documents.facts import gather
    from allocator.report.documents.libraries import check_libraries
    from allocator.report.documents.request import FORMATS, Request

    context = click.get_current_context()
    if copy_templates is not None:
        _copy(copy_templates, common)
        return
    if plan_dir is None:
        raise click.UsageError(tr("{name} is missing.", name="PLAN_DIR"), context)
    made = _forms(forms, {"--place": place, "--donor": donor, "--period": period}, context)
    if per and "workbook" not in made:
        raise click.UsageError(tr("--per is about the workbook: add --form workbook."), context)
    documents = tuple(form for form in made if form != "workbook")
    try:
        folder = PlanFolder(plan_dir)
        folder.summary  # noqa: B018 (a folder that is no plan is refused before anything is read)
        chosen = _chosen(folder, place, donor, period, context)
        request = Request(documents, (kind,) if kind else FORMATS, chosen, split, templates)
        check_libraries(request.formats if documents else ())
        view, inputs = _read(plan_dir, context)
        if per == "district" and view.groups.empty:
            raise click.UsageError(tr(NO_GROUPS), context)
        target = out or plan_dir.resolve().with_name(plan_dir.resolve().name + "-documents")
        with speaking(language_of_documents(inputs.config.language)):
            facts = gather(view, inputs, plan_hash(plan_dir)[:CODE])
            files, written = _make(facts, request, per, "workbook" in made, target, common)
    except DocumentsError as error:
        raise click.ClickException(str(error)) from None
    _show(files, written, target, common)


def _forms(asked: tuple[str, ...], limits: dict[str, tuple[str, ...]], context: click.Context) -> tuple[str, ...]:
    """The forms to make; if none was named, all that the ``limits`` have a say in."""
    from allocator.report.documents.forms import LIMITED_BY

    made = tuple(dict.fromkeys(asked))
    given = [option for option, values in limits.items() if values]
    if not made or "all" in made:
        return tuple(form for form in FORMS[:-1] if all(form in LIMITED_BY[option] for option in given))
    for form in made:
        for option in given:
            if form not in LIMITED_BY[option]:
                values = {"option": option, "form": form, "forms": ", ".join(LIMITED_BY[option])}
                raise click.UsageError(tr(NOT_LIMITED, **values), context)
    return made


def _copy(folder: Path, common: Common) -> None:
    """Copy the templates out and say how they are used."""
    from allocator.cli.findings import show_json
    from allocator.report.documents.errors import DocumentsError
    from allocator.report.documents.libraries import check_libraries

    try:
        check_libraries(["docx"])
        from allocator.report.documents.templates import copy_templates

        written = copy_templates(folder)
    except DocumentsError as error:
        raise click.ClickException(str(error)) from None
    except OSError as error:
        text = tr("{folder} cannot be written: {reason}.", folder=folder, reason=error.strerror or error)
        raise click.ClickException(text) from None
    if common.json:
        show_json({"files": [str(path) for path in written]})
        return
    for path in written:
        click.echo(str(path))
    say(
        tr(
            "Edit them in Word: text, fonts and tables as you like; what stands in double or percent braces is "
            "filled in. Then: "
            "allocator report PLAN --templates {folder}",
            folder=folder,
        )
    )


def _chosen(
    folder: PlanFolder, place: tuple[str, ...], donor: tuple[str, ...], period: tuple[str, ...], context: click.Context
) -> Chosen:
    from allocator.cli.found import one
    from allocator.report.documents.request import Chosen

    places = [folder.below(one(folder.places, each, "--place", context)) for each in place]
    donors = [one(folder.donors, each, "--donor", context) for each in donor]
    periods = [one(folder.periods, each, "--period", context) for each in period]
    return Chosen(
        places=frozenset().union(*places) if places else None,
        donors=frozenset(donors) if donors else None,
        periods=frozenset(periods) if periods else None,
    )


def _read(plan_dir: Path, context: click.Context) -> tuple[View, Inputs]:
    """A plan that holds; one that was changed by hand is not put on paper."""
    from allocator.cli.verify import show_violations
    from allocator.plan.folder import read
    from allocator.report.view import make_view
    from allocator.scenario.load import load
    from allocator.verify import verify_folder

    verification = verify_folder(plan_dir)
    if not verification.holds:
        show_violations(verification.violations, err=True)
        said = tr("The plan does not hold, so no document is made of it. Run it again, or see allocator verify.")
        say(said, err=True)
        context.exit(NOT_KEPT)
    inputs = load(plan_dir / "inputs")
    return make_view(read(plan_dir), inputs), inputs


def _make(
    facts: Facts, request: Request, per: str | None, workbook: bool, target: Path, common: Common
) -> tuple[list[Path], Written]:
    """Everything beside its place first, then moved there."""
    from rich.console import Console

    from allocator.cli.progress import Progress
    from allocator.plan.staging import filled
    from allocator.report.documents.forms import FORMS as TITLES
    from allocator.report.documents.request import Written
    from allocator.report.workbook import write_workbook

    progress = Progress(None if common.quiet else Console(stderr=True))
    written = Written()
    with progress.showing(), filled(target) as (beside, files):
        if request.forms:
            from allocator.report.documents.write import write_documents

            written = write_documents(facts, request, beside, lambda form: progress(tr(TITLES[form])))
        if workbook:
            progress(WORKBOOK)
            write_workbook(facts.view, beside / WORKBOOK, per)
    return files, written


def _show(files: list[Path], written: Written, target: Path, common: Common) -> None:
    """Say what was written, and what needs a look."""
    from allocator.cli.findings import show_json
    from allocator.report.documents.forms import FORMS as TITLES

    if common.json:
        left_out = {form: sorted(each) for form, each in written.left_out.items() if each}
        show_json({"folder": str(target), "files": [str(path) for path in files], "pdf_leaves_out": left_out,
                   "empty": written.empty})  # fmt: skip
        return
    for form in written.empty:
        say(tr("Nothing fits what was chosen for: {form}.", form=tr(TITLES[form])))
    for form, messages in written.left_out.items():
        for message in sorted(messages):
            text = N_("The PDF of {form} leaves out: {what}. The DOCX has it; Word can save that as PDF.")
            say(tr(text, form=tr(TITLES[form]), what=tr(message)))
    for path in files[:SHOWN]:
        click.echo(str(path))
    if len(files) > SHOWN:
        click.echo(tr("… and {more} more files in {folder}", more=number(len(files) - SHOWN), folder=target))
