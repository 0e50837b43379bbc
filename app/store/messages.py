"""The words of this package's findings; see :mod:`app.findings`."""

from __future__ import annotations

from app.findings import N_, Wording

MESSAGES: dict[str, Wording] = {
    "store.user-exists": Wording(N_("用户名“{name}”已被使用。"), N_("请换一个用户名。")),
    "store.user-name": Wording(
        N_("“{name}”不能作为用户名。"), N_("用户名为 1–64 个字符，可用汉字、字母、数字和 . _ @ -。")
    ),
    "store.user-role": Wording(N_("没有“{role}”这种角色。"), N_("角色只能是：{roles}。")),
    "store.user-unknown": Wording(N_("没有名为“{name}”的用户。"), N_("请核对用户名。")),
    "store.password-short": Wording(N_("密码太短。"), N_("请至少使用 {least} 个字符。")),
    "store.sign-in-wrong": Wording(N_("用户名或密码不正确。"), N_("请核对后重新输入。")),
    "store.sign-in-locked": Wording(
        N_("登录失败次数过多，该用户名已暂时锁定。"), N_("请在 {minutes} 分钟后重试，或请管理员重设密码。"), retry=True
    ),
}
