"""The fitted models of `align`, written by tests/corpus/alignment/fit.py: weights by feature of `similarity`."""

from typing import Final

from jorei.comparison.logistic import LogisticModel

PARAGRAPH: Final = LogisticModel(
    {
        "words": 0.7197,
        "word_pairs": 0.2695,
        "character_pairs": 0.9989,
        "own_character_pairs": 0.2796,
        "ending": 1.0026,
        "caption": -0.2109,
        "no_caption": -0.1252,
        "article_wording": -0.0399,
        "same_actor": 0.0595,
        "same_modality": 0.3253,
        "both_deadline": -1.3611,
        "one_deadline": -0.167,
        "same_number": 0.6732,
        "distance": -1.3759,
        "neighbours": 0.7228,
        "share_of_row": 2.7681,
        "share_of_column": 2.5854,
        "mutual_share": 4.1096,
    },
    -10.0695,
)
ARTICLE: Final = LogisticModel(
    {
        "best_paragraph": 0.8084,
        "left_covered": 0.1237,
        "right_covered": 0.0394,
        "caption": 0.232,
        "no_caption": -0.2277,
        "wording": -0.6325,
        "same_actor": 0.155,
        "neighbours": 0.1738,
        "share_of_row": 0.393,
        "share_of_column": 0.6373,
        "mutual_share": 0.7984,
        "distance": -0.4854,
        "wording_ramp": 0.3411,
        "caption_ramp": -0.3663,
        "share_of_column_and_wording": 0.9884,
    },
    -1.6806,
)
CONTEXT: Final = LogisticModel(
    {
        "article": 1.0079,
        "surroundings": 0.4456,
    },
    -0.2077,
)
PART: Final = LogisticModel(
    {
        "article": 0.8432,
        "best_paragraph": 0.1607,
        "best_rough": -0.0893,
        "covered": -0.1308,
        "caption": -0.1562,
        "wording": -0.0547,
        "within_1": 0.2552,
        "within_2": 0.4714,
        "within_6": 0.3149,
        "share_of_best": -0.1882,
        "same_actor": 0.1853,
        "single_paragraph": -0.5792,
    },
    0.5803,
)
