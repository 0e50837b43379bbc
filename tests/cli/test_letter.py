"""``flask letter …`` and ``flask scorecard …`` without a service."""

import io
import json
import zipfile
from pathlib import Path

import docx
import pytest

from app.samples.recoveries import make_recoveries
from tests.letters import word

PROJECT = Path(__file__).parents[2]


@pytest.fixture
def template(tmp_path):
    document = docx.Document()
    document.add_paragraph("致：{{ 客户名称 }}，欠款 {{ 欠款 }} 元。")
    path = tmp_path / "通知.docx"
    document.save(path)
    return path


def call(runner, *arguments):
    return runner.invoke(args=[str(argument) for argument in arguments])


def text_of(data):
    return "\n".join(paragraph.text for paragraph in docx.Document(io.BytesIO(data)).paragraphs)


def test_one_set_of_values_makes_one_document(runner, template, tmp_path):
    values, out = tmp_path / "值.json", tmp_path / "文书.docx"
    values.write_text('{"客户名称": "云岭 & 子", "欠款": 1234567.80}', encoding="utf-8")
    result = call(runner, "letter", "render", template, values, "-o", out)
    assert result.exit_code == 0, result.output
    assert text_of(out.read_bytes()) == "致：云岭 & 子，欠款 1,234,567.80 元。"


def test_a_missing_value_stops_its_own_letter_only(runner, template, tmp_path):
    values, out = tmp_path / "值.jsonl", tmp_path / "文书.zip"
    values.write_text('{"客户名称": "甲", "欠款": 1.00}\n{"客户名称": "乙", "欠款": null}\n', encoding="utf-8")
    result = call(runner, "letter", "render", template, values, "-o", out)
    assert result.exit_code == 1 and "欠款" in result.output
    with zipfile.ZipFile(out) as archive:
        assert [text_of(archive.read(name)) for name in archive.namelist()] == ["致：甲，欠款 1.00 元。"]


def test_several_letters_do_not_go_into_one_document(runner, template, tmp_path):
    values = tmp_path / "值.jsonl"
    values.write_text("{}\n{}\n", encoding="utf-8")
    assert call(runner, "letter", "render", template, values, "-o", tmp_path / "文书.docx").exit_code == 2


def test_a_print_file_holds_every_letter_that_can_be_made(runner, template, tmp_path):
    values, out = tmp_path / "值.jsonl", tmp_path / "打印.docx"
    lines = ('{"客户名称": "甲", "欠款": 1.00}', '{"客户名称": "乙", "欠款": null}', '{"客户名称": "丙", "欠款": 3.00}')
    values.write_text("\n".join(lines), encoding="utf-8")
    result = call(runner, "letter", "render", template, values, "-o", out, "--print-file")
    assert result.exit_code == 1 and "欠款" in result.output and "生成 2 份，1 份失败" in result.output
    assert text_of(out.read_bytes()) == "致：甲，欠款 1.00 元。\n致：丙，欠款 3.00 元。"
    assert len(docx.Document(out).sections) == 2


def test_a_print_file_is_one_document(runner, template, tmp_path):
    values = tmp_path / "值.json"
    values.write_text('{"客户名称": "甲", "欠款": 1.00}', encoding="utf-8")
    out = tmp_path / "打印.zip"
    assert call(runner, "letter", "render", template, values, "-o", out, "--print-file").exit_code == 2
    assert not out.exists()


def test_what_keeps_a_template_out_of_a_print_file_is_said_once(runner, tmp_path):
    document = docx.Document()
    table = document.add_table(1, 3)
    for cell, text in zip(table.rows[0].cells, ("{%tc for x in xs %}", "{{ x }}", "{%tc endfor %}"), strict=True):
        cell.text = text
    document.save(tmp_path / "列.docx")
    values, out = tmp_path / "值.jsonl", tmp_path / "打印.docx"
    values.write_text('{"xs": ["甲"]}\n{"xs": ["乙"]}\n', encoding="utf-8")
    result = call(runner, "letter", "render", tmp_path / "列.docx", values, "-o", out, "--print-file")
    assert result.exit_code == 1 and result.output.count("打印文件") == 2 and not out.exists()


def test_no_values_make_no_print_file(runner, template, tmp_path):
    values, out = tmp_path / "值.jsonl", tmp_path / "打印.docx"
    values.write_text("\n", encoding="utf-8")
    result = call(runner, "letter", "render", template, values, "-o", out, "--print-file")
    assert result.exit_code == 1 and "没有一份文书" in result.output and not out.exists()


def test_a_field_that_the_dictionary_lacks_is_found_with_what_was_meant(runner, tmp_path):
    document = docx.Document()
    document.add_paragraph("致：{{ 客户名 }}")
    document.save(tmp_path / "坏.docx")
    book = PROJECT / "rulebooks" / "文书与合规.xlsx"
    result = call(runner, "letter", "check", tmp_path / "坏.docx", "--rulebook", book, "--json")
    (finding,) = [one for one in json.loads(result.stdout)["findings"] if one["level"] == "error"]
    assert result.exit_code == 1
    assert "客户名称" in finding["message"] + finding["advice"]
    assert "客户名" in finding["place"]["paragraph"]


@pytest.mark.parametrize("path", sorted((PROJECT / "letter_templates").glob("*.docx")), ids=lambda path: path.stem)
def test_the_templates_of_the_house_have_no_findings(runner, path):
    result = call(runner, "letter", "check", path)
    assert result.exit_code == 0 and "没有发现问题" in result.output


def test_scorecards_are_made_from_recoveries(runner, tmp_path):
    (tmp_path / "清收台账.xlsx").write_bytes(make_recoveries())
    book, template = PROJECT / "rulebooks" / "清收考核.xlsx", PROJECT / "letter_templates" / "绩效计分卡.docx"
    out = tmp_path / "卡"
    arguments = ("scorecard", "make", book, tmp_path / "清收台账.xlsx", "-o", out, "--period", "2026Q3")
    result = call(runner, *arguments, "--template", template)
    assert result.exit_code == 0, result.output
    assert len(list(out.glob("*.docx"))) == 40 and len(list(out.glob("*.xlsx"))) == 1
    assert call(runner, *arguments[:-1], "2026Q9", "--template", template).exit_code == 1


def test_a_checked_template_is_written_back_with_comments(runner, tmp_path):
    faulty, marked = tmp_path / "催收.docx", tmp_path / "标注.docx"
    faulty.write_bytes(word.docx(word.p("致：{{ 客户名称|大些 }}")))
    result = runner.invoke(args=["letter", "check", str(faulty), "--annotate", str(marked)])
    assert result.exit_code == 1
    (comment,) = docx.Document(marked).comments
    assert "大写" in comment.text
