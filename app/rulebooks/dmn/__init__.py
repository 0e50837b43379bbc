"""Decision Model and Notation (OMG DMN 1.1 to 1.5): decision tables as XML ↔ rulebooks ↔ workbooks."""
