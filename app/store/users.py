"""People who sign in: argon2 password hashes, failed attempts counted here, lock-out."""

from __future__ import annotations

import re
import secrets
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from app.findings import Finding, LubuError
from app.store import audit
from app.store.database import Row, Store

_hasher = PasswordHasher()
_NAME = re.compile(r"[\w.@-]{1,64}")
_ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"  # nothing that looks like something else on paper
MIN_PASSWORD = 10


class Role(StrEnum):
    OFFICER = "officer"
    BUSINESS = "business"
    HR = "hr"


@dataclass(frozen=True, slots=True)
class User:
    name: str
    """What one signs in with."""
    display_name: str
    role: Role
    admin: bool
    active: bool
    officer_id: str
    """The officer's number in ledgers (经办人); empty for others."""
    created_at: datetime


@dataclass(frozen=True, slots=True)
class LockOut:
    """So many failures within so many minutes close a name for as long."""

    attempts: int = 5
    minutes: int = 15


def generate_password() -> str:
    """Four groups of four, about 79 bits."""
    return "-".join("".join(secrets.choice(_ALPHABET) for _ in range(4)) for _ in range(4))


def add(  # noqa: PLR0913 - a person has that many fields
    store: Store,
    name: str,
    role: Role | str,
    password: str,
    *,
    display_name: str = "",
    admin: bool = False,
    officer_id: str = "",
    by: str = "",
) -> User:
    """Add a person.

    Raises:
        LubuError: for a name that is taken or unfit, an unknown role, a short password (all of them at once).
    """
    _check(store, name, str(role), password)
    with store.atomic():
        if get(store, name) is not None:
            raise LubuError.of("store.user-exists", name=name)
        store.table("users").insert({
            "name": name, "display_name": display_name or name, "role": str(role), "admin": int(admin),
            "officer_id": officer_id, "password_hash": _hasher.hash(password), "created_at": store.now(),
        })  # fmt: skip
        audit.record(store, by or name, "user.added", name, role=str(role), admin=admin)
    return _known(store, name)


def get(store: Store, name: str) -> User | None:
    row = store.row("SELECT * FROM users WHERE name = ?", [name])
    return None if row is None else _user(row)


def list_users(store: Store) -> list[User]:
    return [_user(row) for row in store.rows("SELECT * FROM users ORDER BY role, name")]


def set_password(store: Store, name: str, password: str, *, by: str = "") -> None:
    """Raises LubuError for an unknown name or a short password."""
    _known(store, name)
    if len(password) < MIN_PASSWORD:
        raise LubuError.of("store.password-short", least=MIN_PASSWORD)
    with store.atomic():
        store.table("users").update(name, {"password_hash": _hasher.hash(password)})
        store.table("login_failures").delete_where("name = ?", [name])
        audit.record(store, by or name, "user.password", name)


def set_active(store: Store, name: str, active: bool, *, by: str = "") -> None:
    _known(store, name)
    with store.atomic():
        store.table("users").update(name, {"active": int(active)})
        audit.record(store, by or name, "user.active" if active else "user.closed", name)


def authenticate(store: Store, name: str, password: str, *, address: str = "", lock_out: LockOut | None = None) -> User:
    """The person whose name and password these are.

    The attempt is counted before the password is looked at, so that many at once gain nothing.

    Raises:
        LubuError: ``store.sign-in-locked`` or ``store.sign-in-wrong``; never says which of the two was wrong.
    """
    _count_attempt(store, name, address, lock_out or LockOut())
    row = store.row("SELECT * FROM users WHERE name = ?", [name])
    hashed = row["password_hash"] if row else _nobody()
    if not _verify(hashed, password) or row is None or not row["active"]:
        raise LubuError.of("store.sign-in-wrong")
    with store.atomic():
        store.table("login_failures").delete_where("name = ?", [name])
        if _hasher.check_needs_rehash(hashed):
            store.table("users").update(name, {"password_hash": _hasher.hash(password)})
        audit.record(store, name, "user.signed-in", name, address=address)
    return _user(row)


def _count_attempt(store: Store, name: str, address: str, lock_out: LockOut) -> None:
    window = timedelta(minutes=lock_out.minutes)
    since = (store.clock().astimezone(UTC) - window).isoformat(timespec="microseconds")
    with store.atomic():
        failures = store.scalar("SELECT count(*) FROM login_failures WHERE name = ? AND at > ?", [name, since])
        if failures < lock_out.attempts:
            store.table("login_failures").insert({"name": name, "at": store.now(), "address": address})
            return
    raise LubuError.of("store.sign-in-locked", minutes=lock_out.minutes)


def _check(store: Store, name: str, role: str, password: str) -> None:
    found: list[Finding] = []
    if not _NAME.fullmatch(name):
        found += LubuError.of("store.user-name", name=name).findings
    if role not in set(Role):
        found += LubuError.of("store.user-role", role=role, roles="、".join(Role)).findings
    if len(password) < MIN_PASSWORD:
        found += LubuError.of("store.password-short", least=MIN_PASSWORD).findings
    if found:
        raise LubuError(*found)


def _known(store: Store, name: str) -> User:
    user = get(store, name)
    if user is None:
        raise LubuError.of("store.user-unknown", name=name)
    return user


def _verify(hashed: str, password: str) -> bool:
    try:
        return _hasher.verify(hashed, password)
    except (VerificationError, InvalidHashError):
        return False


@cache
def _nobody() -> str:
    """A hash nobody's password has: an unknown name takes as long to refuse as a known one."""
    return _hasher.hash(secrets.token_hex(16))


def _user(row: Row) -> User:
    return User(
        row["name"], row["display_name"], Role(row["role"]), bool(row["admin"]), bool(row["active"]),
        row["officer_id"], datetime.fromisoformat(row["created_at"]),
    )  # fmt: skip
