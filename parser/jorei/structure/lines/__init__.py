"""Lines: what each physical line of a text is, and which of them are one logical line. Nothing here knows where a
line hangs in the tree."""
