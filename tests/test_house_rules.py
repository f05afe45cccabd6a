"""The house rules: what the tools check, and what they do not."""

import ast
import io
import os
import re
import subprocess
import sys
import tokenize
import tomllib
from collections.abc import Iterable, Iterator
from pathlib import Path

import msgspec
import pytest

ROOT = Path(__file__).parent.parent
CODE = sorted((ROOT / "akotui").rglob("*.py"))
TESTS = sorted((ROOT / "tests").rglob("*.py"))
SCREEN = ROOT / "akotui" / "cli" / "screen.py"  # what the commands with a screen load when they run, and no other
LONGEST_FILE = 400
LONGEST_FUNCTION = 50
MOST_METHODS = 20
REFUSED = frozenset(
    {"manager", "helper", "helpers", "util", "utils", "common", "base", "data", "info", "handle", "process"}
)
GIVEN_NAMES = frozenset(
    {
        "handle_async_request",  # httpx names the method of a transport
        "_handle_exception",  # Textual names the method of an app
        "_process_component_classes",  # Textual names the method of a style sheet
    }
)
SUPPRESSION = re.compile(r"#\s*(noqa|type:\s*ignore|pyright:\s*ignore)\b(?P<rest>.*)")
REASON = re.compile(r"\s(-\s|#\s|\()\s*\w+")


def name(path: Path) -> str:
    return str(path.relative_to(ROOT))


def run(tool: str, *arguments: str) -> None:
    """Run a tool of this environment; what it finds is the failure's text."""
    program = Path(sys.executable).parent / tool
    if not program.exists():
        give_up = pytest.fail if os.environ.get("CI") else pytest.skip
        give_up(f"{tool} is not installed: pip install -r requirements-dev.lock")
    done = subprocess.run([program, *arguments], cwd=ROOT, capture_output=True, text=True, timeout=280, check=False)
    if done.returncode:
        pytest.fail(f"{tool}: {(done.stdout + done.stderr)[-6000:]}", pytrace=False)


def test_ruff_finds_nothing() -> None:
    run("ruff", "check", "--quiet", ".")


def test_ruff_would_format_nothing() -> None:
    run("ruff", "format", "--quiet", "--check", ".")


@pytest.mark.timeout(300)
def test_types_are_strict() -> None:
    run("basedpyright")


@pytest.mark.timeout(120)
def test_imports_keep_their_contracts() -> None:
    run("lint-imports", "--no-cache")


def refuse(found: Iterable[str]) -> None:
    """Fail with one line for each thing found."""
    lines = list(found)
    if lines:
        pytest.fail("\n".join(["", *lines]), pytrace=False)


def test_each_file_is_short_enough_to_hold_one_noun() -> None:
    lengths = {path: len(path.read_text().splitlines()) for path in (*CODE, *TESTS)}
    refuse(f"{name(path)}: {lines} lines" for path, lines in lengths.items() if lines > LONGEST_FILE)


Function = ast.FunctionDef | ast.AsyncFunctionDef


def parts(*paths: Path) -> Iterator[tuple[Path, ast.AST]]:
    for path in paths:
        yield from ((path, node) for node in ast.walk(ast.parse(path.read_text(), str(path))))


def test_functions_are_short() -> None:
    refuse(
        f"{name(path)}: {node.name}"
        for path, node in parts(*CODE, *TESTS)
        if isinstance(node, Function) and (node.end_lineno or 0) - node.lineno >= LONGEST_FUNCTION
    )


def test_classes_have_few_methods() -> None:
    refuse(
        f"{name(path)}: {node.name}"
        for path, node in parts(*CODE, *TESTS)
        if isinstance(node, ast.ClassDef) and sum(isinstance(each, Function) for each in node.body) > MOST_METHODS
    )


def words(identifier: str) -> frozenset[str]:
    """Return the words of a name; a DataScript is the Controller's own word."""
    identifier = re.sub("data_?script", "", identifier, flags=re.IGNORECASE)
    return frozenset(word.lower() for word in re.findall(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])", identifier))


def test_words_of_a_name() -> None:
    assert words("_read_HTTPBase2") == {"read", "http", "base"}
    assert words("DataScriptSet") == {"set"}


def test_no_name_says_nothing() -> None:
    named = [(path, path.stem) for path in CODE] + [
        (path, node.name) for path, node in parts(*CODE) if isinstance(node, Function | ast.ClassDef)
    ]
    refuse(f"{name(path)}: {each}" for path, each in named if words(each) & REFUSED and each not in GIVEN_NAMES)


def test_nothing_is_of_any_type() -> None:
    refuse(
        name(path)
        for path, node in parts(*CODE, *TESTS)
        if (isinstance(node, ast.Name) and node.id == "Any") or (isinstance(node, ast.Attribute) and node.attr == "Any")
    )


def test_a_worker_is_given_a_function_for_a_coroutine_would_stay_behind_when_it_is_cancelled_before_it_began() -> None:
    refuse(
        f"{name(path)}:{node.lineno}"
        for path, node in parts(*CODE)
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr == "run_worker"
        and isinstance(work := node.args[0], ast.Call)
        and not (isinstance(work.func, ast.Name) and work.func.id == "partial")
    )


def comments(path: Path) -> Iterator[tuple[int, str]]:
    for token in tokenize.generate_tokens(io.StringIO(path.read_text()).readline):
        if token.type == tokenize.COMMENT:
            yield token.start[0], token.string


def test_every_suppression_says_why() -> None:
    refuse(
        f"{name(path)}:{line}: {comment}"
        for path in (*CODE, *TESTS)
        for line, comment in comments(path)
        if (match := SUPPRESSION.search(comment)) and not REASON.search(match["rest"])
    )


def module(path: Path) -> str:
    return ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")


def test_without_a_screen_nothing_of_the_screen_is_loaded() -> None:
    headless = [module(path) for path in CODE if path != SCREEN and "tui" not in path.relative_to(ROOT).parts]
    # httpx loads rich for a command line of its own where click is installed: a tool of the tests, not of the program
    script = (
        "import importlib, json, sys\n"
        "sys.modules['click'] = None\n"
        "for name in json.load(sys.stdin): importlib.import_module(name)\n"
        "print(sorted({'textual', 'rich', 'kubernetes'} & sys.modules.keys()))"
    )
    done = subprocess.run(
        [sys.executable, "-c", script],
        cwd=ROOT,
        input=msgspec.json.encode(headless),
        capture_output=True,
        timeout=60,
        check=False,
    )
    assert (done.stdout.decode().strip(), done.stderr.decode()) == ("[]", "")
    assert SCREEN.exists()


@pytest.mark.parametrize("lock", ["requirements.lock", "requirements-dev.lock"])
def test_a_lock_names_no_address(lock: str) -> None:
    text = (ROOT / lock).read_text()
    assert "://" not in text
    assert "--hash=sha256:" in text


def test_locks_hold_what_the_project_asks_for() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    runtime: list[str] = project["project"]["dependencies"]
    development: list[str] = project["dependency-groups"]["dev"]
    for lock, wanted in (("requirements.lock", runtime), ("requirements-dev.lock", [*runtime, *development])):
        locked = set(re.findall(r"^([a-z0-9.-]+)==", (ROOT / lock).read_text(), re.MULTILINE))
        assert {re.split("[<>=]", each)[0] for each in wanted} <= locked, lock


@pytest.mark.parametrize("block", ["demo", "tests"])
def test_the_manual_has_the_command_that_is_run_as_written(block: str) -> None:
    manual = (ROOT / "README.md").read_text()
    found = re.search(rf"<!-- {block} -->\n```sh\n(.+)\n```", manual)
    assert found is not None
    assert "--require-hashes" in found[1]
