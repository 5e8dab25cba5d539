"""Which data are about people's lives, health or money, by the classes that the record gives them."""

from __future__ import annotations

from dataclasses import dataclass

from principal.core.analyses import Analysis
from principal.core.tables import table


@table("derived", key=("data",))
@dataclass(frozen=True, slots=True)
class SensitiveData:
    """Data entities of which laws, and the people whom they are about, ask more."""

    data: str
    classes: list[str]  # those of its classes that say so: personal, health, card, payment …


_SENSITIVE = (
    "^(personal|pii|phi|pci|health|medical|patients?|biometrics?|genetic|cards?|cardholder|payments?|special|sensitive"
    "|children)"
)

SQL = f"""
SELECT repository, name, list_filter(classes, lambda c: regexp_matches(lower(c), '{_SENSITIVE}')) AS classes
FROM decided.data WHERE len(list_filter(classes, lambda c: regexp_matches(lower(c), '{_SENSITIVE}'))) > 0
"""  # noqa: S608 (our own words)

ANALYSIS = Analysis(name="sensitive_data", version=1, table=SensitiveData, sql=SQL)
