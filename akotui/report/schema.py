"""The JSON Schema of the documents, kept as files beside this module so that they ship in the wheel."""

from collections.abc import Mapping
from importlib.resources import files
from types import MappingProxyType
from typing import Final

import msgspec

from akotui.report.checkup import Checkup
from akotui.report.difference import Difference
from akotui.report.document import Inventory, Report, Struct
from akotui.report.explanation import Explanation
from akotui.report.names import Names
from akotui.report.pages import Rules
from akotui.report.what_if import WhatIf

DOCUMENTS: Final[Mapping[str, type[Struct]]] = MappingProxyType(
    {
        "inventory": Inventory,
        "report": Report,
        "explanation": Explanation,
        "names": Names,
        "rules": Rules,
        "checkup": Checkup,
        "whatif": WhatIf,
        "difference": Difference,
    }
)
"""The documents that have a schema."""


def generated(name: str) -> bytes:
    """Make the schema of a document from its definition."""
    (reference,), parts = msgspec.json.schema_components([DOCUMENTS[name]])
    schema = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": f"akotui {DOCUMENTS[name].__name__}",
        **reference,
        "$defs": parts,
    }
    return msgspec.json.format(msgspec.json.encode(schema), indent=2) + b"\n"


def shipped(name: str) -> bytes:
    """The schema of a document as it ships."""
    return files("akotui.report").joinpath("schemas", f"{name}.json").read_bytes()
