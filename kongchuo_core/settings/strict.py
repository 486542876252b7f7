"""The base of every model of ``params/``."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict


class Strict(BaseModel):
    """No unknown keys, no silent conversions, no change after reading."""

    model_config = ConfigDict(strict=True, extra="forbid", frozen=True)
