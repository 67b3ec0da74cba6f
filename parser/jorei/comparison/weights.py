"""The fitted models of `align`, written by tests/corpus/alignment/fit.py: weights by feature of `similarity`."""

from typing import Final

from jorei.comparison.logistic import LogisticModel

PARAGRAPH: Final = LogisticModel(
    {
        "words": 0.8759,
        "word_pairs": 0.2366,
        "character_pairs": 0.8747,
        "own_character_pairs": 0.0768,
        "ending": 0.602,
        "caption": -0.2735,
        "no_caption": -0.0863,
        "article_wording": 0.364,
        "same_actor": -0.0477,
        "same_modality": 0.254,
        "both_deadline": -1.2361,
        "one_deadline": -0.4876,
        "same_number": 0.61,
        "distance": -1.4328,
        "neighbours": 0.8009,
        "share_of_row": 2.3866,
        "share_of_column": 2.8523,
        "mutual_share": 3.6964,
    },
    -9.6591,
)
ARTICLE: Final = LogisticModel(
    {
        "best_paragraph": 0.8878,
        "left_covered": -0.0638,
        "right_covered": 0.0563,
        "caption": -0.0399,
        "no_caption": -0.1641,
        "wording": -0.5626,
        "same_actor": 0.3552,
        "neighbours": 0.2991,
        "share_of_row": 0.4893,
        "share_of_column": 0.5375,
        "mutual_share": 0.8995,
        "distance": -0.526,
        "wording_ramp": 0.5529,
        "caption_ramp": -0.4289,
        "share_of_column_and_wording": 1.0962,
    },
    -1.9791,
)
CONTEXT: Final = LogisticModel(
    {
        "article": 1.0666,
        "surroundings": 0.5467,
    },
    -0.2368,
)
PART: Final = LogisticModel(
    {
        "article": 0.8895,
        "best_paragraph": 0.0946,
        "best_rough": 0.194,
        "covered": 0.1482,
        "caption": -0.2759,
        "wording": 0.171,
        "within_1": 0.2283,
        "within_2": 0.6774,
        "within_6": 0.5655,
        "share_of_best": -0.3074,
        "same_actor": 0.1432,
        "single_paragraph": -0.5933,
    },
    0.3489,
)
