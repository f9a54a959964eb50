"""The pages: what people see and do in a browser, served by the node on its own machine.

    asking.py    a command of the command line, asked by a page: the same words, the same checks
    roles.py     who may do what
    forms.py     a command's parameters as the fields of a form
    lists.py     a list command as a table that filters, sorts, pages, and has its twins as files
    screens/     the screens that have a shape of their own, one file each
    drawings/    what is drawn: SVG from numbers, each with its table
    frame.py     what stands around every page; templates and texts
    guard.py     hosts, headers, sessions, forms that came from us
    server.py    the addresses, and the loop

A page never holds a rule: what it does is a command, and it shows which.
"""
