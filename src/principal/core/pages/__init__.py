"""Pages that people write records on, read as they are: headings, options, status, dates."""
