"""The pipeline: Source -> Assessment -> Model -> Futures -> Finding -> Story -> page.

`loading` reads a file, `drawing` builds its model and draws futures, `asking` asks one question, `reporting` asks many and writes the page.
"""
