"""The weights of features that speak for a reading: additive, in natural logarithms of odds.

Measured: fitted to national laws and municipal ordinances whose labels are known and were taken away (maximum
likelihood, with a penalty on large weights), so the shares that the lattice computes are frequencies; 0.7 doubles the
odds. `tests/corpus/unlabelled/fit.py` fits such weights again and says how near it comes.
"""

from __future__ import annotations

from typing import Final

WEIGHTS: Final[dict[str, float]] = {
    "C announces": -1.26, "C applies。": -0.16, "C baai": 0.74, "C below baai": 2.05, "C below baai。": -0.11,
    "C below day": 0.42, "C below definition。": -1.01, "C below duty。": -0.3, "C below jiko": 0.28,
    "C below koto": -0.07, "C below koto。": -2.06, "C below mono": -0.09, "C below noun": 0.15,
    "C below noun。": -0.23, "C below sha": -0.48, "C below stem": -0.31, "C below toki": -0.13,
    "C below toki。": -1.22, "C below verb。": -1.76, "C blank marked": 1.06, "C day": 1.96, "C duty。": -0.53,
    "C first below cited entries": 2.2, "C first each": 1.33, "C first each -": 0.9,
    "C first each announces": -0.14, "C first each same end": 0.34, "C first each subject": -0.66,
    "C first each 。": 1.14, "C first follows": 0.37, "C first follows -": -0.43,
    "C first follows same end": 0.44, "C first follows 。": 0.8, "C first kana": 0.75, "C first kana -": 0.34,
    "C first kana announces": 0.37, "C first kana same end": 0.75, "C first kana 。": 0.46,
    "C first later": -3.65, "C first nothing": -1.52, "C first nothing -": -1.02,
    "C first nothing announces": -0.25, "C first nothing same end": -1.45, "C first nothing subject": -0.43,
    "C first nothing 。": -1.18, "C first some": 0.2, "C first some -": -0.14, "C first some announces": -1.19,
    "C first some same end": 0.62, "C first some subject": 0.21, "C first some 。": 0.92, "C head article": 0.24,
    "C head item": 0.54, "C head kana": 1.29, "C head kono": -1.13, "C head para": -1.35, "C head quote": 0.68,
    "C head zengo": 0.58, "C head zenko": -0.31, "C jiko": 2.06, "C kana": 1.22, "C koto": 0.31,
    "C koto。": 2.53, "C long0": 0.19, "C long1": 0.14, "C long2": 0.34, "C long3": 0.16, "C mono": 1.57,
    "C mono。": 0.11, "C no blank bare": 0.47, "C no blank kept": -0.07, "C no blank marked": -1.18,
    "C noun": 0.15, "C noun。": 0.79, "C proviso": 0.33, "C sha": -0.41, "C stem": 1.62, "C subject": -0.14,
    "C term": -0.56, "C toki。": 1.06, "C verb": 0.05, "C verb。": -0.64, "C 前号": 1.29, "C 前項": -1.02,
    "C 次号": 0.99, "C 次項": -0.12, "CC announces differs": -0.45, "CC both announce": -0.07,
    "CC both term": -0.45, "CC full stop differs": -1.11, "CC length differs": -0.25, "CC other end": -0.1,
    "CC same end": 0.25, "CC same head": 0.76, "CC same tail": 0.33, "CC subject differs": -1.02,
    "CC term differs": -1.2, "I alone": -2.95, "I bare": 0.07, "I cites entries": 0.2,
    "I closed before 次号": -0.92, "I first each": 0.94, "I first follows": 0.81, "I first nothing": -1.11,
    "I first some": 0.34, "I marked": -2.92, "I pair": 0.07, "I phrase": -0.46, "I sentence": -0.39,
    "I 前項 listed": 0.97, "I 前項 not listed": -0.85, "L after L": 1.66, "L after each": -0.97,
    "L after follows": -1.81, "L after kana": -0.48, "L after nothing": -0.65, "L after one entry": 0.32,
    "L after some": 0.05, "L announces": 1.44, "L applies。": -2.98, "L baai": -0.61, "L blank marked": -3.24,
    "L cites entries": -1.41, "L day": -2.0, "L duty": -0.38, "L duty。": -0.15, "L head article": -2.05,
    "L head item": -0.46, "L head kana": -0.16, "L head kono": 0.81, "L head para": -0.76,
    "L head zengo": -0.32, "L head zenko": -0.85, "L in a list": -1.54, "L jiko": -1.93, "L kana": -0.81,
    "L koto": -0.3, "L koto。": -1.78, "L long1": -0.37, "L long2": -0.36, "L long3": -1.33, "L mono": -1.49,
    "L mono。": -0.1, "L no blank bare": -1.07, "L no blank kept": -0.45, "L no blank marked": 1.42,
    "L noun": 0.22, "L noun。": -0.22, "L proviso": -0.63, "L sha": 0.46, "L stem": -1.54, "L subject": -1.61,
    "L term": 0.88, "L toki。": -0.8, "L verb": -0.05, "L verb。": -0.25, "L 前号": -0.73, "L 前項": -1.57,
    "L 次号": -0.9, "L 次項": -0.74, "P announces": -0.54, "P applies。": 1.22, "P baai": -0.15,
    "P beside a sole one": -1.6, "P blank marked": 1.53, "P cited": 1.03, "P cited and lacking": -1.98,
    "P cites entries": -1.24, "P closed before 次項": -1.34, "P day": -0.39, "P duty": 0.38, "P duty。": 0.36,
    "P head article": 0.86, "P head item": -0.12, "P head kana": -1.17, "P head kono": -0.13,
    "P head para": 1.97, "P head quote": -0.67, "P head zengo": -0.27, "P head zenko": 0.98, "P jiko": -0.4,
    "P kana": -0.71, "P koto。": -1.99, "P long0": -0.91, "P long1": -0.29, "P long2": -0.41, "P long3": 0.46,
    "P mono": -0.27, "P no blank bare": -0.52, "P no blank kept": -0.14, "P no blank marked": -1.79,
    "P noun": -0.6, "P noun。": -0.66, "P proviso": 0.08, "P sha": -1.32, "P stem": -0.11, "P subject": 0.85,
    "P term": -1.39, "P toki。": -0.54, "P verb。": 0.67, "P 前号": -0.8, "P 前項": 1.83, "P 前項 listed": 1.47,
    "P 前項 not listed": -1.25, "P 次号": -0.13, "P 次項": 0.81, "PP announces differs": -0.18,
    "PP both announce": -1.52, "PP both term": -0.35, "PP full stop differs": -2.75, "PP length differs": -0.76,
    "PP other end": -0.23, "PP same head": 0.85, "PP same tail": 0.38, "PP subject differs": -1.0,
    "PP term differs": -1.47, "S alone": -2.48, "S as many as announced": 1.78, "S bare": -0.45,
    "S cites entries": 0.8, "S closed before 次号": 0.06, "S first each": 0.51, "S first follows": -0.31,
    "S first kana": 0.75, "S first nothing": -0.93, "S first some": -0.19, "S kept": -0.23, "S marked": 0.89,
    "S not as many as announced": -1.59, "S pair": 0.43, "S phrase": 0.07, "S sentence": 0.24,
    "S 前項 not listed": -0.55, "closes several": 0.13, "items cited": 1.98, "items cited and lacking": -1.64,
    "unanswered I each": -0.94, "unanswered I each aside": -0.32, "unanswered I follows": -0.62,
    "unanswered I kana": -0.3, "unanswered I kana aside": -0.15, "unanswered I some aside": 1.75,
    "unanswered P each": -1.92, "unanswered P each aside": 0.86, "unanswered P follows": -0.98,
    "unanswered P follows aside": 0.44, "unanswered P some": -0.4, "unanswered P some aside": -2.4,
    "unanswered S each": -0.68, "unanswered S follows": -0.66, "unanswered S kana": -0.38,
    "unanswered S some": -1.69, "unanswered S some aside": -0.17, "前号 of none": -2.51, "前項 of none": -1.46,
}  # fmt: skip
"""A feature without a weight counts for nothing."""
