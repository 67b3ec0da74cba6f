"""What people write for jorei by hand: corrections, the profile of the checks, manifest.csv. Files only; what they do to a document stands in `pipeline`."""
