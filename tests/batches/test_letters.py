"""Which letters a batch calls for: one per debtor or guarantor and kind; a gate stops the whole letter."""

from __future__ import annotations

from app.batches.letters import gates, plan_letters
from app.messages import message
from tests.batches import house
from tests.batches.house import DUN, GUARANTOR, decided, loan

RELEASE = house.release()


def planned(*rows):
    return plan_letters(decided(rows, RELEASE))


def due(number, customer, **changes):
    """A loan 200 days overdue without guarantors."""
    fields = {"客户编号": customer, "客户名称": f"户{customer}", "逾期天数": 200, "保证人": "", "是否破产": "否"}
    return loan(number, **{**fields, **changes})


def reasons(letter):
    return [message(finding) for finding in letter.blocked]


def test_a_debtor_gets_one_letter_about_all_loans_that_call_for_it():
    [first, second] = planned(due(1, "A"), due(2, "B"), due(3, "A"), due(4, "A", 逾期天数=0))

    assert (first.customer_id, first.kind, first.rows, first.recipient) == ("A", DUN, (0, 2), "户A")
    assert (second.customer_id, second.rows) == ("B", (1,))


def test_letters_are_numbered_in_the_order_of_the_file_and_of_the_catalogue():
    letters = planned(due(1, "B", 保证人="王保"), due(2, "A"))

    assert [(one.no, one.customer_id, one.kind) for one in letters] == [
        (0, "B", DUN),
        (1, "B", GUARANTOR),
        (2, "A", DUN),
    ]


def test_a_debtor_stands_where_his_first_loan_does_though_it_calls_for_nothing():
    letters = planned(due(1, "A", 逾期天数=0), due(2, "C", 逾期天数=0), due(3, "B"), due(4, "A"))

    assert [(one.customer_id, one.rows) for one in letters] == [("A", (3,)), ("B", (2,))]


def test_every_guarantor_gets_a_letter_about_the_loans_he_stands_for():
    letters = planned(due(1, "A", 保证人="王保、李证"), due(2, "A", 保证人="李证"))
    guarantors = {one.recipient: one.rows for one in letters if one.kind == GUARANTOR}

    assert guarantors == {"王保": (0,), "李证": (0, 1)}


def test_a_normal_debtor_gets_none():
    assert planned(due(1, "A", 逾期天数=0)) == []


def test_cases_without_a_customer_number_are_not_thrown_together():
    letters = planned(due(1, ""), due(2, ""))

    assert [one.rows for one in letters] == [(0,), (1,)]


def test_a_gate_for_one_loan_stops_the_whole_letter_naming_reason_and_loan():
    [letter] = planned(due(1, "A"), due(2, "A", 是否破产="是"))

    assert letter.rows == (0, 1)
    assert reasons(letter) == ["案件 J00002：企业破产法第十九条：应中止个别清偿"]


def test_a_gate_stops_nobody_else():
    letters = planned(due(1, "A", 是否破产="是"), due(2, "B"))

    assert [bool(one.blocked) for one in letters] == [True, False]


def test_a_gate_of_a_loan_that_is_not_in_the_letter_does_not_stop_it():
    [letter] = planned(due(1, "A"), due(2, "A", 逾期天数=0, 是否破产="是"))

    assert letter.blocked == ()


def test_a_loan_that_could_not_be_decided_stops_the_debtors_letters():
    [letter] = planned(due(1, "A"), due(2, "A", 逾期天数="三百"))

    assert letter.rows == (0,)
    assert [finding.code for finding in letter.blocked] == ["batches.case-undecided"]
    assert letter.blocked[0].params["case"] == "J00002"


def test_a_gate_and_its_reason_belong_to_the_same_table():
    assert [(gate.letters, gate.reasons) for gate in gates(RELEASE)] == [("阻断文书", "阻断理由")]


def test_a_letter_without_a_recipient_is_stopped_and_not_dropped():
    books = house.workbooks() | {"文书.xlsx": house.papers(guarantor_when="-")}
    letters = plan_letters(decided([due(1, "A")], house.release(books)))
    [stopped] = [one for one in letters if one.kind == GUARANTOR]

    assert (stopped.recipient, [finding.code for finding in stopped.blocked]) == ("", ["batches.recipient-absent"])


def test_a_letter_without_a_template_is_stopped():
    letters = plan_letters(decided([due(1, "A")], house.release(letters={})))

    assert [finding.code for finding in letters[0].blocked] == ["batches.template-absent"]
