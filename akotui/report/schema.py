"""The JSON Schema of the documents, kept as files beside this module so that they ship in the wheel."""

from importlib.resources import files
from typing import Final

import msgspec

from akotui.report.document import Inventory, Report

DOCUMENTS: Final = {"inventory": Inventory, "report": Report}
"""The documents that have a schema."""


def generated(name: str) -> bytes:
    """Make the schema of `inventory` or `report` from the document's definition."""
    (reference,), parts = msgspec.json.schema_components([DOCUMENTS[name]])
    schema = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": f"akotui {DOCUMENTS[name].__name__}",
        **reference,
        "$defs": parts,
    }
    return msgspec.json.format(msgspec.json.encode(schema), indent=2) + b"\n"


def shipped(name: str) -> bytes:
    """The schema of `inventory` or `report` as it ships."""
    return files("akotui.report").joinpath("schemas", f"{name}.json").read_bytes()
