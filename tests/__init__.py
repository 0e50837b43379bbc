"""Tests mirror the tree of `app`; :mod:`tests.workbooks` makes the workbooks they feed it."""
