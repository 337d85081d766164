"""execute.py NOTEBOOK COPY SECONDS [HTML]: runs a notebook in its folder and writes the executed copy, also as HTML.

Prints {"failure": null, "error", "timeout" or "dead", "cell": index of the last cell that ran}.
"""

import json
import sys
from pathlib import Path

import nbformat
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError

FAILURES = {CellExecutionError: "error", CellTimeoutError: "timeout", DeadKernelError: "dead"}

path, copy, seconds, *html = sys.argv[1:]
path = Path(path).resolve()
notebook = nbformat.read(path, as_version=4)
for cell in notebook.cells:  # a cell that fails is a failure, whatever it says of itself
    cell.metadata.pop("tags", None)
ran = []
client = NotebookClient(
    notebook,
    kernel_name="tslab",
    timeout=int(seconds),
    record_timing=False,
    on_cell_execute=lambda cell, cell_index: ran.append(cell_index),
    resources={"metadata": {"path": str(path.parent)}},
)
failure = None
try:
    client.execute()
except tuple(FAILURES) as raised:
    failure = FAILURES[type(raised)]
nbformat.write(notebook, copy)
if html:
    from nbconvert import HTMLExporter

    body, _ = HTMLExporter().from_notebook_node(notebook, resources={"metadata": {"name": path.stem}})
    Path(html[0]).write_text(body, encoding="utf-8")
print(json.dumps({"failure": failure, "cell": ran[-1] if ran else None}))
