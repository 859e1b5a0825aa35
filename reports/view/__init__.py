"""What a report shows of a result: sections, groups, sentences and details."""
