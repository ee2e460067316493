"""The `sva` command. Thin: every verb is one function call, and nothing heavy is imported until it is needed."""

from __future__ import annotations

import io
import os
import sys
from pathlib import Path
from typing import Annotated

import typer

from sva import __version__

__all__ = ["app", "main"]

app = typer.Typer(
    help="A serious violence needs assessment as a program.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)

Name = Annotated[
    str | None,
    typer.Argument(
        help="A folder in assessments/; by default SVA_ASSESSMENT, else west-mercia-2023-05.",
        show_default=False,
    ),
]
Fresh = Annotated[bool, typer.Option("--fresh", help="Run everything, whether changed or not.")]


def _version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"sva {__version__}")
        raise typer.Exit


@app.callback()
def _top(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Show the version.")
    ] = False,
) -> None:
    pass


@app.command()
def report(assessment: Name = None, fresh: Fresh = False) -> None:
    """Make the report: run what changed, put both editions through the gate, write HTML, PDF and tables."""
    from sva.pipeline import make_report

    make_report(assessment, fresh=fresh)


@app.command()
def outcomes(assessment: Name = None, fresh: Fresh = False) -> None:
    """Make the monthly outcome dashboard of both editions: run what changed, put it through the gate, write HTML."""
    from sva.pipeline.outcomes import make_outcomes

    for path in make_outcomes(assessment, fresh=fresh):
        typer.echo(path)


@app.command()
def charts(assessment: Name = None) -> None:
    """Draw a finished report's charts as PNG for slides, and write its summary for Word."""
    from sva.pipeline.slides import make_slides

    for path in make_slides(assessment):
        typer.echo(path)


@app.command()
def run(assessment: Name = None, fresh: Fresh = False) -> None:
    """Run the notebooks only; no report is made."""
    from sva.pipeline import make_estimates

    make_estimates(assessment, fresh=fresh)


@app.command()
def check(
    target: Annotated[
        str | None,
        typer.Argument(help="An assessment, or a partner's file with --as.", show_default=False),
    ] = None,
    contract: Annotated[
        str | None, typer.Option("--as", help="Try one file under this contract.")
    ] = None,
    mapping: Annotated[Path | None, typer.Option(help="The mapping to try it with.")] = None,
    assessment: Annotated[
        str | None, typer.Option(help="Whose areas its places are checked against.")
    ] = None,
) -> None:
    """Check an assessment and its files, or one partner's file, without running anything."""
    if contract is None:
        from sva.pipeline import check_assessment

        check_assessment(target)
    else:
        from sva.pipeline.partners import check_file

        check_file(Path(target or ""), contract, mapping, assessment)


Contract = Annotated[str, typer.Argument(help="A contract, such as police-victims.")]


@app.command(name="map")
def map_(
    file: Annotated[Path, typer.Argument(help="A partner's file.")],
    contract: Annotated[str, typer.Option("--as", help="The contract it comes under.")],
    save: Annotated[Path | None, typer.Option(help="Write the proposed mapping here.")] = None,
) -> None:
    """Inspect a new file and propose its mapping, for the analyst to correct."""
    from sva.pipeline.partners import propose_mapping

    propose_mapping(file, contract, save)


@app.command()
def template(
    contract: Contract, folder: Annotated[Path, typer.Option("--to", help="Where to.")] = Path()
) -> None:
    """Write the blank workbook and CSV of a contract, with dictionary and example rows."""
    from sva.pipeline.partners import write_template

    write_template(contract, folder)


@app.command()
def request(
    partner: Annotated[str, typer.Argument(help="A contract, or a partner.")],
    assessment: Name = None,
) -> None:
    """Print the covering request to a partner: legal power, fields, grain, period, template."""
    from sva.pipeline.partners import write_request

    write_request(partner, assessment)


@app.command()
def demo(assessment: Name = None) -> None:
    """Make the demonstration partner files of a demonstration assessment."""
    from sva.pipeline import make_demonstration

    make_demonstration(assessment)


@app.command()
def fetch(
    assessment: Name = None,
    source: Annotated[
        Path | None,
        typer.Option(
            "--from",
            help="A folder of files as published; by default SVA_OPEN_DATA.",
            show_default=False,
        ),
    ] = None,
) -> None:
    """Bring open data for an assessment from a folder of files as published."""
    from sva.pipeline import fetch_open_data

    fetch_open_data(assessment, source)


Edition = Annotated[str, typer.Option(help="restricted or public.")]


@app.command()
def compare(
    earlier: Annotated[str, typer.Argument(help="The earlier assessment.")],
    later: Annotated[str, typer.Argument(help="The later one.")],
    edition: Edition = "restricted",
    save: Annotated[
        Path | None, typer.Option("--to", help="Write every pair to this CSV file.")
    ] = None,
) -> None:
    """Say what changed between two assessments, whether beyond chance, and what is not comparable."""
    from sva.pipeline.since import show_comparison

    show_comparison(earlier, later, edition, save)


@app.command()
def explain(
    number: Annotated[
        str, typer.Argument(help="A key, a finding, a view, or words of a sentence.")
    ],
    assessment: Name = None,
    edition: Edition = "restricted",
) -> None:
    """Go from a number of the report to its rows, its notebook and its input files."""
    from sva.pipeline.explain import explain as explain_number

    typer.echo(explain_number(number, assessment, edition))


@app.command()
def disclose(
    assessment: Name = None,
    edition: Annotated[str, typer.Option(help="Which edition: public or restricted.")] = "public",
    sign: Annotated[
        str | None, typer.Option(help="Sign as this output checker.", show_default=False)
    ] = None,
    verdict: Annotated[
        str | None, typer.Option(help="Decide: pass, review or fail.", show_default=False)
    ] = None,
    note: Annotated[str, typer.Option(help="Why; needed unless it passes.")] = "",
) -> None:
    """List what was withheld, why and at what cost, and who checked it; or sign as an output checker."""
    from sva.pipeline.disclose import disclose as run_disclose

    run_disclose(assessment, edition=edition, sign_as=sign, verdict=verdict, note=note)


@app.command(name="list")
def list_() -> None:
    """List the assessments, and where their reports are."""
    from sva.pipeline import describe_assessments

    typer.echo(describe_assessments())


@app.command()
def lab(assessment: Name = None) -> None:
    """Open JupyterLab on the notebooks, with the right kernel and assessment."""
    from sva.pipeline.tools import open_lab

    open_lab(assessment)


@app.command(context_settings={"allow_extra_args": True, "ignore_unknown_options": True})
def test(context: typer.Context) -> None:
    """Run the tests; what follows is passed to pytest."""
    from sva.pipeline.tools import run_tests

    raise typer.Exit(run_tests(context.args))


def _keep_up(verb: str) -> None:
    from sva.pipeline.upkeep import keep_up

    raise typer.Exit(keep_up(verb))


@app.command()
def lint() -> None:
    """Check style and types, and that notebooks hold no outputs."""
    _keep_up("lint")


@app.command(name="format")
def format_() -> None:
    """Mend style."""
    _keep_up("format")


@app.command()
def docs() -> None:
    """Build the documentation site in docs/_build."""
    _keep_up("docs")


@app.command()
def bench() -> None:
    """Measure speed and memory against named peers."""
    _keep_up("bench")


@app.command()
def lock() -> None:
    """Write requirements.lock anew from pyproject.toml."""
    _keep_up("lock")


@app.command()
def clean() -> None:
    """Remove what runs and tools made; partners' files and the environment stay."""
    from sva.pipeline.upkeep import clean as remove

    for path in remove():
        typer.echo(f"removed {path.name}")


reference = typer.Typer(
    help="The lists, areas and populations that come with the program.", invoke_without_command=True
)
app.add_typer(reference, name="reference")


@reference.callback()
def _reference(context: typer.Context) -> None:
    """List every reference list with vintage, source, licence and rows."""
    if context.invoked_subcommand is None:
        from sva.pipeline.tools import show_frame
        from sva.reference import catalogue

        show_frame(catalogue.listing())


@reference.command()
def show(name: Annotated[str, typer.Argument(help="A list named by `sva reference`.")]) -> None:
    """Show one reference list."""
    from sva.pipeline.tools import show_frame
    from sva.reference import catalogue

    show_frame(catalogue.show(name))


def main() -> None:
    """Run the command; a fault of the user's becomes a message and exit code 1, not a traceback."""
    from sva.errors import SvaError

    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")
    try:
        app()
    except SvaError as reason:
        typer.echo(f"sva: {reason}", err=True)
        sys.exit(1)
    except KeyboardInterrupt:
        typer.echo("sva: stopped. The last good report was not touched.", err=True)
        # threads may still wait for kernels; those end when this process does
        sys.stderr.flush()
        os._exit(130)
