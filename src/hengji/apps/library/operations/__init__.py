"""What is done to the library."""

from hengji.apps.library.operations.imports import import_sheet
from hengji.apps.library.operations.indicators import add, add_category, adopt, edit, edit_category, merge, restore, retire
from hengji.apps.library.operations.reference import Loaded, load_reference
from hengji.apps.library.operations.uses import count_use, record_outcome

__all__ = [
    "Loaded", "add", "add_category", "adopt", "count_use", "edit", "edit_category", "import_sheet", "load_reference", "merge",
    "record_outcome", "restore", "retire",
]  # fmt: skip
