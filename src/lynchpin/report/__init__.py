"""The report: one HTML page about one assessment, also as PDF and Markdown."""
