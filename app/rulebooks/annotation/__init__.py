"""The parts of a workbook's package that an annotation changes; everything else stays as it is."""
