"""Logistic models: probabilities from named features."""

from __future__ import annotations

from collections.abc import Mapping

import msgspec
import numpy as np

from jorei.comparison.sparse import Floats

_CLIPPED: float = 1e-4
"""Log-odds are taken between this probability and its complement, so that they stay finite."""


class LogisticModel(msgspec.Struct, frozen=True):
    """A fitted model: the weight of each feature by its name, in the order of the features, and the constant."""

    weights: dict[str, float]
    constant: float


def probability(features: Mapping[str, Floats], model: LogisticModel) -> Floats:
    """The probability for each pair; ``features`` has an array of one shape for each feature of the model.

    >>> import numpy as np
    >>> probability({"same": np.array([0.0, 4.0])}, LogisticModel({"same": 1.0}, -2.0)).round(2).tolist()
    [0.12, 0.88]
    """
    if features.keys() != model.weights.keys():
        raise ValueError(f"features {sorted(features)} do not fit a model of {sorted(model.weights)}")
    stacked = np.stack([features[name] for name in model.weights], axis=-1)
    probabilities: Floats = 1 / (1 + np.exp(-(stacked @ np.array(list(model.weights.values())) + model.constant)))
    return probabilities


def log_odds(probabilities: Floats) -> Floats:
    """The inverse of the logistic function, kept finite."""
    clipped = np.clip(probabilities, _CLIPPED, 1 - _CLIPPED)
    odds: Floats = np.log(clipped / (1 - clipped))
    return odds
