"""What a person signs: a paper, a release; what was signed stays as it is."""
