"""The tests of Patron: they speak to the running program, with real databases, mail, browsers and clients."""
