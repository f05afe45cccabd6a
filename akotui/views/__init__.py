"""Estate to rows and text. No Textual, no Rich, no colour: a view chooses a tone."""
