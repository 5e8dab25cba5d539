"""What a verdict looks like to people and to other tools; one module a format."""
