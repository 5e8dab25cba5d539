"""The report: what a survey and a check say, as one page to forward or as a site to publish.

``gather`` asks one generation for everything; ``page`` and ``site`` render it and decide nothing.
"""
