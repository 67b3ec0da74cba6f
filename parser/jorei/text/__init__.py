"""Letters, numerals, dates, law numbers, sentences and morphemes. Nothing here knows a document."""
