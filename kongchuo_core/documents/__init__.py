"""Word papers, charts and workbooks: facts in, files out; nothing is computed here."""
