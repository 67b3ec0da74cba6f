"""改め文: where the sentences of an amending ordinance stand, what each sets off, and where tables compare two texts."""
