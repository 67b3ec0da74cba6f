"""Documents in other forms: JSON, 法令標準XML, Akoma Ntoso, text forms.

A writer takes an analysis and gives bytes; only `export` reads a build.
"""
