"""What the site is made of: files to Markdown; nothing is computed here."""
