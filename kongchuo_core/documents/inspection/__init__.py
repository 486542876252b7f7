"""The two reports of a term: 比对核查情况 and 专项督导检查报告."""
