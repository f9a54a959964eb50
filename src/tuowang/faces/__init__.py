"""How do people see and ask? The command line, the pages, and the texts of both.

Faces hold no business rule and no SQL: they read rows, send commands and show what came of them.
"""
