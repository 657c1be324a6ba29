"""The rules of tools/tidy, one a file. Each has findings(tree), which yields what breaks it."""
