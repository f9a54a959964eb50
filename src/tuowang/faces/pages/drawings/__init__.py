"""What is drawn: SVG text from plain numbers; a page shows the same as a table beside it."""
