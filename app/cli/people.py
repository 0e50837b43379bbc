"""The first people of a new installation, so that somebody can sign in at all."""

from __future__ import annotations

from app.store import Store, users
from app.store.users import Role, User

FIRST = (
    ("officer", Role.OFFICER, "客户经理", False),
    ("business", Role.BUSINESS, "业务人员", False),
    ("hr", Role.HR, "人力资源", False),
    ("admin", Role.BUSINESS, "管理员", True),
)


def first_people(store: Store) -> list[tuple[User, str]]:
    """Make one person of each kind where there is nobody yet; returns them with their passwords, this once."""
    if users.list_users(store):
        return []
    made: list[tuple[User, str]] = []
    for name, role, shown, admin in FIRST:
        password = users.generate_password()
        made.append((users.add(store, name, role, password, display_name=shown, admin=admin, by="serve"), password))
    return made
