"""What is read of the library: lists and pages, the dry run of an import, suggestions while a target is drafted."""

from hengji.apps.library.queries.imports import Difference, difference
from hengji.apps.library.queries.listing import (
    TABS,
    CategoryLine,
    DuplicateGroup,
    IndicatorFilter,
    IndicatorLine,
    IndicatorList,
    IndicatorPage,
    UseLine,
    categories,
    chosen,
    duplicates,
    entries,
    entry_of,
    field_names,
    field_of,
    indicator,
    indicators,
)
from hengji.apps.library.queries.suggestions import Offered, suggest

__all__ = [
    "TABS", "CategoryLine", "Difference", "DuplicateGroup", "IndicatorFilter", "IndicatorLine", "IndicatorList", "IndicatorPage",
    "Offered", "UseLine", "categories", "chosen", "difference", "duplicates", "entries", "entry_of", "field_names", "field_of",
    "indicator", "indicators", "suggest",
]  # fmt: skip
