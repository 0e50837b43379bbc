"""What a trial found survives as JSON and reads the same."""

import io
import json

import openpyxl

from app.batches.migration import compare_decided
from app.batches.movers import migration_lines, write_trial
from app.batches.trial import MOVERS_SHOWN, from_document, result_of, to_document
from app.decide.diff.words import untranslated
from tests.batches import house


def tried(rows, limit=60):
    old, new = (
        house.decided(rows),
        house.decided(rows, house.release(house.workbooks(**{"分级.xlsx": house.classes(limit)}))),
    )
    return result_of(new, "分级.xlsx", compare_decided(old, new))


def loans(count=60):
    return [house.loan(number) for number in range(count)]


def test_a_result_reads_the_same_after_it_was_kept():
    result = tried(loans())
    again = from_document(json.loads(json.dumps(to_document(result))))
    assert (again.count, again.faulty, again.moved, again.own) == (60, 0, result.moved, ("五级分类",))
    assert again.coverage == result.coverage
    told, kept = (
        [
            (one.conclusion, one.cases, one.amount, migration_lines(one, untranslated))
            for one in found.comparison.migrations
        ]
        for found in (result, again)
    )
    assert told == kept and told


def test_only_the_first_movers_are_named():
    again = from_document(to_document(tried(loans(400))))
    assert again.moved > MOVERS_SHOWN == len(again.comparison.movers)


def test_the_workbook_is_the_same_for_the_same_result():
    def written():
        stream = io.BytesIO()
        write_trial(tried(loans()), house.AS_OF, stream, untranslated)
        return stream.getvalue()

    assert written() == written()


def test_conclusions_of_too_many_values_are_listed_not_tabulated(monkeypatch):
    monkeypatch.setattr("app.batches.migration.MOST_CLASSES", 1)
    result, stream = tried(loans()), io.BytesIO()
    assert not any(migration.tabular for migration in result.comparison.migrations)
    write_trial(result, house.AS_OF, stream, untranslated)
    rows = list(openpyxl.load_workbook(stream)["迁徙表"].iter_rows(values_only=True))
    assert ("原结论", "新结论", "件数", "金额") in [row[:4] for row in rows]
    assert any(row[:2] == ("关注", "次级") for row in rows)
