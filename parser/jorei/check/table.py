"""Every check of jorei, in the order of its code: the one place that says what is looked for."""

from __future__ import annotations

from typing import Final

from jorei.check import corrections, definitions, numbering, punctuation, references, structure, toc, wording
from jorei.check.finding import Rule

RULES: Final[tuple[Rule, ...]] = (
    Rule("S01", "article-number-gap", "error", "H", numbering.article_number_gap),
    Rule("S02", "duplicate-number", "error", "H", numbering.duplicate_number),
    Rule("S03", "branch-number-gap", "warning", "H", numbering.branch_number_gap),
    Rule("S04", "malformed-deletion", "warning", "H", numbering.malformed_deletion),
    Rule("S05", "paragraph-branch-number", "error", "H", numbering.paragraph_branch_number),
    Rule("S06", "first-paragraph-numbered", "warning", "H", numbering.first_paragraph_numbered),
    Rule("S07", "paragraph-number-gap", "error", "H", numbering.paragraph_number_gap),
    Rule("S08", "item-number-gap", "warning", "H", numbering.item_number_gap),
    Rule("S09", "subdivision-ladder", "warning", "H", structure.subdivision_ladder),
    Rule("S13", "toc-title-mismatch", "error", "H", toc.toc_title_mismatch),
    Rule("S14", "toc-range-mismatch", "error", "H", toc.toc_range_mismatch),
    Rule("S17", "stem-without-items", "error", "H", structure.stem_without_items),
    Rule("S19", "single-item", "info", "H", structure.single_item),
    Rule("S21", "appendix-missing", "error", "H", structure.appendix_missing),
    Rule("S23", "label-recovered", "info", "H", structure.label_recovered),
    Rule("S24", "unparsed-text", "warning", "H", structure.unparsed_text),
    Rule("P03", "sentence-period-missing", "error", "H", punctuation.sentence_period_missing),
    Rule("P04", "proviso-on-new-line", "warning", "H", punctuation.proviso_on_new_line),
    Rule("P05", "part-not-there", "error", "H", references.part_not_there),
    Rule("P07", "unbalanced-brackets", "error", "H", punctuation.unbalanced_brackets),
    Rule("P08", "lost-delimiter", "warning", "H", punctuation.lost_delimiter),
    Rule("R01", "dangling-reference", "error", "H", references.dangling_reference),
    Rule("R02", "reference-to-deleted", "error", "H", references.reference_to_deleted),
    Rule("R03", "needless-paragraph", "warning", "H", references.needless_paragraph),
    Rule("R04", "paragraph-omitted", "warning", "H", references.paragraph_omitted),
    Rule("R05", "no-predecessor", "error", "H", references.no_predecessor),
    Rule("R06", "relative-overrun", "error", "H", references.relative_overrun),
    Rule("R11", "reversed-range", "error", "H", references.backward_range),
    Rule("R16", "jorei-misspelt", "warning", "H", wording.jorei_misspelt),
    Rule("D01", "duplicate-definition", "warning", "H", definitions.duplicate_definition),
    Rule("D02", "definition-unused", "info", "H", definitions.definition_unused),
    Rule("D05", "scope-missing-provision", "error", "H", definitions.scope_missing_provision),
    Rule("V03", "kana-conjunction", "warning", "H", wording.kana_conjunction),
    Rule("V08", "small-tsu-mixed", "warning", "H", wording.small_tsu_mixed),
    Rule("V09", "width-mixed", "info", "H", wording.width_mixed),
    Rule("C01", "correction-misfit", "warning", "H", corrections.correction_misfit),
)

BY_CODE: Final[dict[str, Rule]] = {rule.code: rule for rule in RULES}
