"""The words of this package's findings; see :mod:`app.findings`."""

from __future__ import annotations

from app.findings import N_, Wording

MESSAGES: dict[str, Wording] = {
    "jobs.nothing-in-force": Wording(
        N_("还没有生效的规则。"), N_("请先把规则工作簿放进 rulebooks 文件夹，或在“规则”页面上传。")
    ),
    "jobs.file-kind": Wording(N_("不支持这种文件。"), N_("请使用 {kinds} 文件。")),
    "jobs.file-name": Wording(N_("文件名里有不能使用的字符。"), N_("请改名，例如：{name}")),
    "jobs.preview-no-case": Wording(
        N_("批次“{batch}”里没有客户编号或案件编号为“{customer}”的案件。"), N_("请在批次页面核对编号后重试。")
    ),
    "jobs.beyond-bounds": Wording(
        N_("模板太复杂，没有在限定的时间（{seconds} 秒）和内存（{megabytes} MB）之内检查完。"),
        N_("请减少标签、表格和嵌套的条件，或在 Word 中新建文档，只粘贴文字和表格，再检查一次。"),
    ),
    "jobs.file-large": Wording(
        N_("文件有 {size} MB，超过上限 {most} MB。"), N_("请拆成几个文件，或请管理员提高上限。")
    ),
    "jobs.file-unreadable": Wording(
        N_("服务没有读取这个文件的权限：{reason}。"), N_("请管理员检查文件的权限和所有者。")
    ),
    "jobs.no-cases": Wording(N_("文件里没有案件。"), N_("请检查表头下面是否有数据行，以及选择的工作表是否正确。")),
    "jobs.upload-changed": Wording(
        N_("保存的上传文件已丢失或被改动，不能继续判定。"), N_("请重新提交这份文件，并请管理员检查 instance/uploads。")
    ),
    "jobs.gave-up": Wording(
        N_("处理这一批时工作进程已中断 {attempts} 次，不再重试。"),
        N_("请减小文件后重新提交；若仍中断，请把文件交管理员检查内存和日志。"),
    ),
    "jobs.unexpected": Wording(
        N_("程序内部错误：{error}"), N_("请稍后重试；若再次出现，请把日志交管理员。"), retry=True
    ),
    "jobs.already-working": Wording(N_("已有一个工作进程在运行。"), N_("同一目录只需要一个；请先停止原来的进程。")),
    "jobs.no-scoring": Wording(
        N_("生效的规则中没有含“指标”的考核规则。"), N_("请先发布考核规则工作簿，其中须有“指标”块。")
    ),
    "jobs.several-scoring": Wording(N_("生效的考核规则不止一本：{books}。"), N_("请指定按哪一本计分。")),
    "jobs.no-scorecard-template": Wording(
        N_("没有可用的计分卡模板“{template}”。"), N_("请把模板放进 letter_templates 文件夹，并处理它的检查结果。")
    ),
    "jobs.letter-unknown": Wording(
        N_("没有文号为“{number}”的文书。"), N_("请照文书上印的原样输入，括号用全角或半角都要与原文一致。")
    ),
    "jobs.no-libreoffice": Wording(
        N_("这台机器上没有 LibreOffice，不能生成 PDF。"),
        N_("请管理员安装 LibreOffice Writer（apt install libreoffice-writer）或用 LUBU_LIBREOFFICE 指明它的命令。"),
    ),
    "jobs.pdf-nothing": Wording(N_("这个批次没有制作好的文书。"), N_("请先看各份文书被阻断的原因。")),
    "jobs.pdf-failed": Wording(
        N_("“{file}”没有转成 PDF。"), N_("请用 Word 或 WPS 打开它另存为 PDF，并把文件交管理员查看。")
    ),
    "jobs.letter-code": Wording(
        N_("文号“{number}”有这份文书，但校验码 {check} 与记录不符。"),
        N_("请核对抄写；若无误，这份文书的内容与当时制作的不同，不要采信。"),
    ),
    "jobs.letter-not-made": Wording(
        N_("{customer}的“{kind}”没有制作出来，无法重做。"), N_("请在该批次的文书页查看它被阻断的原因。")
    ),
    "jobs.letter-template-lost": Wording(N_("库里没有当时的模板版本 {template}。"), N_("请管理员从备份恢复数据库。")),
    "jobs.letter-differs": Wording(
        N_("按记录重做的“{number}”与当时的文书不一致（当时 {recorded}…，现在 {made}…）。"),
        N_("请以 exports 里保存的原件为准，并请管理员核对：程序是否换过版本，数据库是否被改动（flask audit verify）。"),
    ),
    "jobs.delivery-no-letter": Wording(
        N_("没有这份文书，或它还没有制作完成。"), N_("请从批次的文书页打开文书，再登记送达。")
    ),
    "jobs.delivery-date": Wording(
        N_("送达日期 {date} 不对：应在文书日期 {first} 至今天 {last} 之间。"), N_("请改成实际送达的日期。")
    ),
    "jobs.delivery-mode": Wording(N_("送达方式“{mode}”不在规则的取值范围里。"), N_("请从中选一种：{modes}。")),
    "jobs.delivery-capacity": Wording(
        N_("签收人身份“{capacity}”不在规则的取值范围里。"), N_("请从中选一种：{capacities}。")
    ),
    "jobs.register-columns": Wording(
        N_("登记表缺少这些列：{columns}。"), N_("请用批次文书页下载的送达登记表填写，不要删改表头。")
    ),
    "jobs.register-empty": Wording(N_("没有一行填了送达日期，没有可登记的。"), N_("请在要登记的行填写送达日期。")),
    "jobs.register-many": Wording(N_("有 {count} 行要登记，一次最多 {most} 行。"), N_("请分成几份文件上传。")),
    "jobs.register-no-number": Wording(N_("这一行没有文号。"), N_("请照登记表原样保留文号和登记号。")),
    "jobs.register-unknown": Wording(
        N_("这个批次里没有{what}为“{given}”的文书。"), N_("请核对是否选错了批次，或改动了这一格。")
    ),
    "jobs.register-disagree": Wording(
        N_("文号“{number}”和登记号“{record}”不是同一份文书。"), N_("请从新下载的登记表里照抄这两格，或只保留文号。")
    ),
    "jobs.register-blocked": Wording(
        N_("{customer}的“{kind}”被阻断，没有制作，不能登记送达。"), N_("请删去这一行的送达日期。")
    ),
    "jobs.register-result": Wording(N_("结果“{given}”看不懂。"), N_("请从中选一个：{results}。")),
    "jobs.register-long": Wording(N_("“{what}”太长，最多 {most} 个字。"), N_("请缩短。")),
    "jobs.register-twice": Wording(
        N_("第 {other} 行也登记了同一份文书在 {date} 的送达。"),
        N_("请只留一行；同一天确有两次的，请在文书页上登记另一次。"),
    ),
    "jobs.register-no-day": Wording(
        N_("这一行填了送达情况，却没有送达日期，没有登记。"), N_("确已送达的，请补上日期再上传；已登记的行会自动略过。")
    ),
    "jobs.register-day-known": Wording(
        N_("这份文书在 {date} 已登记过一次内容不同的送达，现在有了两次。"),
        N_("其中一次登记错了的，请在文书页上撤销它。"),
    ),
    "jobs.scan-kind": Wording(N_("“{name}”不是扫描件。"), N_("请上传 {kinds} 文件。")),
    "jobs.audit-event": Wording(
        N_("事件记录第 {event} 条与它前面的接不上：有记录被改动、删除或插入过。"),
        N_("请从备份中找出原来的记录，查明何时何人改动了数据库。"),
    ),
    "jobs.audit-version": Wording(
        N_("库里这个版本的内容与它的哈希 {hash} 不符，已被改动。"), N_("请从备份恢复数据库里的版本。")
    ),
    "jobs.audit-release": Wording(
        N_("第 {release} 次发布所含的规则和模板，与发布时的事件记录不同。"), N_("请与备份中的数据库核对。")
    ),
    "jobs.audit-batch": Wording(
        N_("第 {batch} 批的{what}与事件记录不同：当时是 {then}，现在是 {now}。"), N_("请与备份中的数据库核对。")
    ),
    "jobs.audit-missing": Wording(
        N_("文件不见了。"), N_("请从备份恢复；文书也可以按记录重做（flask letter rebuild）。")
    ),
    "jobs.audit-changed": Wording(
        N_("文件与记录的不同：记录的 sha256 是 {recorded}…，现在是 {found}…。"),
        N_("请从备份恢复，并查明何时何人改动。"),
    ),
    "jobs.audit-no-batch": Wording(N_("没有第 {batch} 批。"), N_("批次的号码在它页面的地址里。")),
    "jobs.audit-unfinished": Wording(
        N_("第 {batch} 批没有做完，没有可以核对的结果。"), N_("请等它做完，或在页面上重试。")
    ),
    "jobs.audit-decision": Wording(
        N_("第 {batch} 批案件 {case}（第 {row} 行）的“{table}”不同：记录的是 {recorded}；按记录重做是 {again}。"),
        N_("请核对数据库是否被改动，程序是否换过版本。"),
    ),
    "jobs.audit-value": Wording(
        N_("第 {batch} 批案件 {case}（第 {row} 行）的“{what}”不同：记录的是 {recorded}；按记录重做是 {again}。"),
        N_("请核对数据库是否被改动，程序是否换过版本。"),
    ),
    "jobs.audit-case-lost": Wording(
        N_("第 {batch} 批案件 {case}（第 {row} 行）的判定不在库里。"), N_("请从备份恢复数据库。")
    ),
    "jobs.audit-case-extra": Wording(
        N_("库里第 {batch} 批多出案件 {case}（第 {row} 行）：上传的文件里没有它。"), N_("请与备份中的数据库核对。")
    ),
    "jobs.audit-letter-other": Wording(
        N_("第 {batch} 批第 {no} 份文书（{kind}，{customer}）的种类、收件人、案件或阻断理由，与按记录重做的不同。"),
        N_("请核对数据库是否被改动，程序是否换过版本。"),
    ),
    "jobs.audit-letter-values": Wording(
        N_("第 {batch} 批第 {no} 份文书（{kind}，{customer}）记录的值与判定不符：{what}。"),
        N_("请核对数据库是否被改动，程序是否换过版本。"),
    ),
    "jobs.audit-letter-lost": Wording(
        N_("第 {batch} 批第 {no} 份文书（{kind}，{customer}）不在库里。"), N_("请从备份恢复数据库。")
    ),
    "jobs.audit-letter-extra": Wording(
        N_("库里第 {batch} 批多出第 {no} 份文书（{kind}，{customer}）：按记录不该有它。"),
        N_("请与备份中的数据库核对。"),
    ),
    "jobs.audit-more": Wording(N_("第 {batch} 批还有 {count} 处不同，没有逐一列出。"), N_("请先查明上面列出的。")),
    "jobs.offer-gone": Wording(
        N_("这份工作簿的内容已不在服务器上。"), N_("请重新上传；检查过的文件只保留最近的若干份。")
    ),
    "jobs.offer-overtaken": Wording(
        N_("检查之后，现行版本又变了：{file}。这一次没有生效。"),
        N_("请看下面与新的现行版本的比较；仍要生效的，再按一次“生效”。"),
    ),
    "jobs.trial-scoring": Wording(
        N_("这本规则簿按人计分，不逐笔判定案件，不能用台账试算。"), N_("请在“绩效计分卡”页面按考核期生成。")
    ),
    "jobs.not-resumable": Wording(N_("这一批没有失败，不需要重试。"), N_("请刷新页面查看当前状态。")),
}
