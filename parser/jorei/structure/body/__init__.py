"""The body: where each typed line hangs in the tree. Nothing here looks at the layout again."""
