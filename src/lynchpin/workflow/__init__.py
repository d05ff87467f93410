"""The product in one line: Source -> Assessment -> Model -> Futures -> Finding -> Story -> page.

`loading` reads a file, `asking` builds its model, draws futures and asks one question, `reporting` asks many and writes the page.
"""
