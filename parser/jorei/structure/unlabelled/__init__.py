"""Lines that lost their labels: what each was, by what the text around still says.

A run of lines below one article is read as a whole. `shape` says what a line looks like without its label, `cited`
what the document's references tell about the article, `features` names what speaks for and against a reading, `weights`
how much it does, `lattice` finds the best reading of the run and how sure each line of it is, `runs` asks for it.
The weights were fitted by `tests/corpus/unlabelled/fit.py`.
"""
