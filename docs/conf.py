"""The guide: Markdown pages in Chinese, built offline; every warning is an error (``make docs``)."""

project = "控辍保学"
author = "富民县人民政府教育督导办公室（虚构样例）"
project_copyright = "MIT 许可证"
language = "zh_CN"
extensions = ["myst_parser", "sphinx.ext.autodoc", "sphinx.ext.napoleon"]
# The functions' page is their docstrings; a parameter's line tells what it is, not a Python type.
autodoc_typehints = "none"
autodoc_member_order = "bysource"
napoleon_use_param = napoleon_use_rtype = napoleon_use_ivar = False
nitpick_ignore_regex = [("py:.*", ".*")]
html_theme = "furo"
html_title = "控辍保学 使用指南"
html_show_sourcelink = False
html_show_sphinx = False
html_copy_source = False
myst_heading_anchors = 3
smartquotes = False
exclude_patterns = ["_build"]
