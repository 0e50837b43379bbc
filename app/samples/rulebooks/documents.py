"""文书与合规.xlsx: which letters a loan gets, which must not go out and why, and how they are served."""

from __future__ import annotations

from app.samples.rulebooks.documents_choice import BREACH, GROUNDS, HINTS, INSTALMENTS, LETTERS, SERVICE, SUITS
from app.samples.rulebooks.documents_fields import VARIABLES
from app.samples.rulebooks.documents_gates import DEBTOR_GATES, GUARANTEE_GATES, SERVICE_GATES, SUIT_GATES
from app.samples.rulebooks.documents_terms import CATALOGUE, FORMULAS, PARAMETERS
from app.samples.rulebooks.documents_tests import TERM_TESTS, TESTS
from app.samples.rulebooks.model import Book, Sheet

BOOK = Book(
    name="文书与合规",
    purpose=(
        "决定每一笔贷款本期应出哪些文书、哪些文书依法不得发出（并写明依据和补救办法）、用什么方式送达，以及办理时要注意的期限。文书目录指定每种文书的"
        "模板、文号格式、收件人和送达后记入的日期。"
    ),
    advice=(
        "《阻断规则》《送达阻断规则》《担保阻断规则》《诉讼阻断规则》命中的文书一律不生成，理由会显示给客户经理；没有命中就是没有障碍。放宽阻断条件须经合规部门同意。",
        "文书的名称、模板、文号在《文书目录》里改：{年}是业务日期的年份，{序号:4}是当年四位流水号。收件人写“整批”的，每批台账只出一份。",
        "落款、还款账户、合同条款、受让人等随文书打印的内容，在《参数》页改。",
    ),
    variables=VARIABLES,
    sheets=(
        Sheet("参数", (PARAMETERS,), "期限和金额界限、落款和还款账户、合同条款、受让人、清收目标"),
        Sheet("公式", (FORMULAS,), "诉讼时效、保证期间等各种期限和分期还款怎么算"),
        Sheet("文书选择", (LETTERS,), "催收、协商和存档：哪些贷款出哪些文书"),
        Sheet("诉讼文书选择", (SUITS,), "诉前告知、支付令、起诉、保全、执行"),
        Sheet("文书目录", (CATALOGUE,), "每种文书的模板、文号、收件人、送达记入哪个日期"),
        Sheet("阻断规则", (DEBTOR_GATES,), "时效、诉讼、破产、转让、减免：哪些不得发出、为什么、应当怎么办"),
        Sheet("送达阻断规则", (SERVICE_GATES,), "地址、公告、联系的次数和时段"),
        Sheet("担保阻断规则", (GUARANTEE_GATES,), "对保证人的文书：保证期间、保证方式"),
        Sheet("诉讼阻断规则", (SUIT_GATES,), "支付令七个条件，起诉、保全、执行的前提"),
        Sheet("办理提示", (HINTS,), "时效、保证期间等期限提示，不阻断"),
        Sheet("送达与事由", (SERVICE, BREACH, GROUNDS, INSTALMENTS), "首选送达方式、违约情形、保全事由、还款期数"),
        Sheet("测试用例", (TESTS,), "覆盖各文书、各阻断情形的用例"),
        Sheet("分期测试", (TERM_TESTS,), "还款期数各格和分期金额的用例"),
    ),
)
