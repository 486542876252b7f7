"""LibreOffice Writer at work as a clerk uses it: open, find and replace, save as Word. A macro does
the clicks.
"""

from __future__ import annotations

import subprocess
from pathlib import Path

LIBRARY = """<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE library:library PUBLIC "-//OpenOffice.org//DTD OfficeDocument 1.0//EN" "library.dtd">
<library:library xmlns:library="http://openoffice.org/2000/library" library:name="Standard" library:readonly="false">
 <library:element library:name="Clerk"/>
</library:library>"""
MODULE = """<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE script:module PUBLIC "-//OpenOffice.org//DTD OfficeDocument 1.0//EN" "module.dtd">
<script:module xmlns:script="http://openoffice.org/2000/script" script:name="Clerk" script:language="StarBasic">
Sub Reword(file As String, before As String, after As String)
  Dim hidden(0) As New com.sun.star.beans.PropertyValue
  hidden(0).Name = &quot;Hidden&quot; : hidden(0).Value = True
  document = StarDesktop.loadComponentFromURL(file, &quot;_blank&quot;, 0, hidden())
  search = document.createReplaceDescriptor()
  search.SearchString = before : search.ReplaceString = after
  document.replaceAll(search)
  Dim word(0) As New com.sun.star.beans.PropertyValue
  word(0).Name = &quot;FilterName&quot; : word(0).Value = &quot;MS Word 2007 XML&quot;
  document.storeToURL(file, word())
  document.close(True)
  StarDesktop.terminate()
End Sub
</script:module>"""


def reword(file: Path, before: str, after: str, profile: Path) -> None:
    """Open a document in Writer, replace every occurrence of some words, and save it as a Word
    document under its name.
    """
    office = ["soffice", f"-env:UserInstallation={profile.as_uri()}", "--headless", "--norestore"]
    subprocess.run(
        [*office, "--terminate_after_init"], check=True, capture_output=True, timeout=120
    )
    standard = profile / "user" / "basic" / "Standard"
    (standard / "script.xlb").write_text(LIBRARY, "utf-8")
    (standard / "Clerk.xba").write_text(MODULE, "utf-8")
    call = f'macro:///Standard.Clerk.Reword("{file.as_uri()}","{before}","{after}")'
    subprocess.run([*office, call], check=True, capture_output=True, timeout=120)
