"""The editor's page: a build looked at, judged and corrected, on this machine alone."""
