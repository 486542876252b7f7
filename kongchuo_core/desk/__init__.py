"""The desk: the office's day in the browser of its own computer. Every page calls what the commands
call; nothing is decided here.

``serve`` starts it · ``guard`` lets nobody else in · ``room`` what every page needs · one module a
screen, one template a page. It keeps nothing: what stays lies in params, registers and ledger,
where the commands find it too.
"""
