"""The models of objectives: OpenSLO's v1, and of v1alpha what is the same, and Sloth's.

What Principal does not read in them is left alone.
"""

from __future__ import annotations

import re
from typing import Annotated, Any, ClassVar, Literal, Self

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, WithJsonSchema, model_validator

from principal.core.record_fields import Also, Name, Text, refuse

OPENSLO = ("openslo/v1", "openslo.com/v1", "openslo/v1alpha")
SLOTH = ("prometheus/v1", "sloth.slok.dev/v1")
OTHER_KINDS = ("DataSource", "SLI", "AlertPolicy", "AlertCondition", "AlertNotificationTarget", "Service")

_SPAN = re.compile(r"([1-9][0-9]{0,5})([mhdwMQY])\Z")
_YEAR = 365.2425
_DAYS = {"m": 1 / 1440, "h": 1 / 24, "d": 1.0, "w": 7.0, "M": _YEAR / 12, "Q": _YEAR / 4, "Y": _YEAR}
_UNITS = {
    "Second": 1 / 86_400, "Minute": _DAYS["m"], "Hour": _DAYS["h"], "Day": 1.0, "Week": 7.0, "Month": _DAYS["M"],
    "Quarter": _DAYS["Q"], "Year": _YEAR,
}  # fmt: skip


class Foreign(BaseModel):
    """A part of a file in somebody else's format: no value is coerced, and further keys are theirs."""

    model_config = ConfigDict(extra="ignore", strict=True, frozen=True)
    SYNONYMS: ClassVar[dict[str, str]] = {}


def _days(value: object) -> object:
    """OpenSLO's durations, in days; a month is the twelfth of a year, and a bare number counts minutes."""
    if isinstance(value, int) and not isinstance(value, bool) and 0 < value < 10**6:
        return value * _DAYS["m"]
    found = _SPAN.match(value) if isinstance(value, str) else None
    if found is None:
        shown = str(getattr(value, "text", value))[:40]
        raise refuse(f'"{shown}" is no duration of OpenSLO', "a whole number and one of m, h, d, w, M, Q, Y: 28d")
    return int(found[1]) * _DAYS[found[2]]


def _below(limit: float, instead: str) -> BeforeValidator:
    """A share of *limit*: what is all of it leaves no budget for errors."""

    def read(value: Any) -> object:
        if isinstance(value, bool) or not isinstance(value, (int, float)):
            return value
        if not 0 <= value < limit:
            shown = getattr(value, "text", value)
            raise refuse(f"a target of {shown}", f"from 0 on and less than {limit:g}{instead if value >= 1 else ''}")
        return float(value)

    return BeforeValidator(read)


def _one(value: object) -> object:
    """The name in a label, whose values may be lists."""
    return value[0] if isinstance(value, list) and len(value) == 1 else value


Span = Annotated[
    float,
    BeforeValidator(_days),
    WithJsonSchema({"type": ["string", "integer"], "pattern": "^[1-9][0-9]*[mhdwMQY]$", "examples": ["28d", "1M"]}),
]
Target = Annotated[float, _below(1, ", or targetPercent")]
Percent = Annotated[float, _below(100, "")]
Label = Annotated[Name, BeforeValidator(_one), Also({"type": "array", "items": {"type": "string"}, "maxItems": 1})]


class Labels(Foreign):
    """Labels of a file, of which one may name the journey."""

    journey: Label | None = Field(None, description="The journey that it is about")


class Annotations(Foreign):
    """Annotations of a file, of which one may name the journey."""

    journey: Name | None = Field(None, alias="principal/journey", description="The journey that it is about")


_NO_LABELS = Labels.model_validate({})
_NO_ANNOTATIONS = Annotations.model_validate({})


class Metadata(Foreign):
    """What an object is called."""

    name: Name = Field(description="its name")
    display: Text | None = Field(None, alias="displayName")
    labels: Labels = _NO_LABELS
    annotations: Annotations = _NO_ANNOTATIONS


class Window(Foreign):
    """The time in which the target is to be met."""

    duration: Span = Field(description="as 28d")
    rolling: bool | None = Field(None, alias="isRolling")


class AlphaWindow(Foreign):
    """The same as v1alpha writes it."""

    unit: Literal["Second", "Minute", "Hour", "Day", "Week", "Month", "Quarter", "Year"]
    count: Annotated[int, Field(ge=1, le=999_999)] = Field(description="a whole number")
    rolling: bool | None = Field(None, alias="isRolling")

    @property
    def duration(self) -> float:
        """In days."""
        return self.count * _UNITS[self.unit]


class Objective(Foreign):
    """A target, and from which value on what happens is good."""

    display: Text | None = Field(None, alias="displayName")
    op: Literal["lte", "gte", "lt", "gt"] | None = None
    value: Annotated[float, Field(allow_inf_nan=False)] | None = None
    target: Target | None = None
    percent: Percent | None = Field(None, alias="targetPercent")
    slice_target: Annotated[float, Field(ge=0, le=1)] | None = Field(None, alias="timeSliceTarget")
    slice_window: Span | None = Field(None, alias="timeSliceWindow")

    @model_validator(mode="after")
    def _one_target(self) -> Self:
        if self.target is None and self.percent is None:
            raise refuse("an objective without a target", "target: 0.999, or targetPercent: 99.9")
        if self.target is not None and self.percent is not None:
            raise refuse("target and targetPercent in one objective", "one of the two")
        return self

    @property
    def ratio(self) -> float:
        """Its target as a ratio."""
        return self.target if self.target is not None else share(self.percent or 0.0)


class IndicatorMetadata(Foreign):
    """What an indicator in place is called."""

    name: Name | None = None


class Indicator(Foreign):
    """An indicator in place; what it measures is for its evaluation to read."""

    metadata: IndicatorMetadata = IndicatorMetadata()


class Spec(Foreign):
    """What an SLO promises."""

    service: Name | None = None
    indicator: Indicator | None = None
    indicator_ref: Name | None = Field(None, alias="indicatorRef")
    v1_windows: list[Window] = Field(default=[], alias="timeWindow")
    alpha_windows: list[AlphaWindow] = Field(default=[], alias="timeWindows")
    budgeting: Literal["Occurrences", "Timeslices", "RatioTimeslices"] = Field(alias="budgetingMethod")
    objectives: list[Objective] = Field(description="a list of targets")

    @model_validator(mode="after")
    def _one_window(self) -> Self:
        count = len(self.v1_windows) + len(self.alpha_windows)
        if count > 1:
            raise refuse(f"{count} time windows in one SLO", "exactly one, or an SLO for each")
        if not self.objectives:
            raise refuse("an SLO without objectives", "objectives: [{target: 0.999}]")
        return self

    @property
    def window(self) -> Window | AlphaWindow | None:
        """The time in which its targets are to be met."""
        if self.v1_windows:
            return self.v1_windows[0]
        return self.alpha_windows[0] if self.alpha_windows else None


class Slo(Foreign):
    """An SLO of OpenSLO."""

    version: Literal["openslo/v1", "openslo.com/v1", "openslo/v1alpha"] = Field(alias="apiVersion")
    kind: Literal["SLO"]
    metadata: Metadata = Field(description="name: its name")
    spec: Spec = Field(description="service, timeWindow, budgetingMethod and objectives")


class SlothSlo(Foreign):
    """One target of Sloth's."""

    name: Name = Field(description="its name")
    objective: Percent = Field(description="a percentage: 99.9")
    labels: Labels = _NO_LABELS


class SlothSpec(Foreign):
    """A service's targets in Sloth's format."""

    service: Name = Field(description="the service")
    labels: Labels = _NO_LABELS
    slos: list[SlothSlo] = Field(description="a list of targets")


class SlothObject(Foreign):
    """The same as an object of Kubernetes."""

    spec: SlothSpec = Field(description="service and slos")


def share(percent: float) -> float:
    """A percentage as a ratio, as a person would write it: 99.9 is 0.999."""
    return float(f"{percent / 100:.12g}")
