"""Where bars come from: files of several formats, and vendors with formats of their own."""
