"""People: passwords that are not kept, attempts that are counted, a lock-out that ends."""

from __future__ import annotations

import pytest

from app.findings import LubuError
from app.store import audit, users
from app.store.users import LockOut, Role

PASSWORD = "correct-horse-battery"
LOCK_OUT = LockOut(attempts=3, minutes=15)


@pytest.fixture
def officer(store):
    return users.add(store, "zhangsan", Role.OFFICER, PASSWORD, display_name="张三", officer_id="080101")


def codes(error: pytest.ExceptionInfo[LubuError]) -> set[str]:
    return {finding.code for finding in error.value.findings}


def sign_in(store, password, name="zhangsan"):
    return users.authenticate(store, name, password, lock_out=LOCK_OUT)


def refused(store, password, name="zhangsan"):
    with pytest.raises(LubuError) as error:
        sign_in(store, password, name)
    return codes(error)


def test_the_right_password_signs_in(store, officer):
    assert sign_in(store, PASSWORD) == officer
    assert audit.events(store)[0].what == "user.signed-in"


def test_the_password_itself_is_nowhere_in_the_file(store, officer):
    store.execute("PRAGMA wal_checkpoint(TRUNCATE)")

    assert PASSWORD.encode() not in store.path.read_bytes()


def test_a_wrong_password_and_an_unknown_name_are_told_the_same(store, officer):
    assert refused(store, "wrong") == refused(store, "wrong", name="nobody") == {"store.sign-in-wrong"}


def test_a_closed_account_does_not_sign_in(store, officer):
    users.set_active(store, "zhangsan", False, by="admin")

    assert refused(store, PASSWORD) == {"store.sign-in-wrong"}


def test_too_many_failures_lock_even_the_right_password_out(store, officer):
    for _ in range(3):
        refused(store, "wrong")

    assert refused(store, PASSWORD) == {"store.sign-in-locked"}


def test_a_name_that_does_not_exist_locks_as_well(store):
    for _ in range(3):
        refused(store, "wrong", name="nobody")

    assert refused(store, "wrong", name="nobody") == {"store.sign-in-locked"}


def test_the_lock_out_ends_by_itself(store, officer, clock):
    for _ in range(3):
        refused(store, "wrong")
    clock.advance(minutes=15, seconds=1)

    assert sign_in(store, PASSWORD) == officer


def test_attempts_during_the_lock_out_do_not_prolong_it(store, officer, clock):
    for _ in range(3):
        refused(store, "wrong")
    clock.advance(minutes=14)
    assert refused(store, "wrong") == {"store.sign-in-locked"}
    clock.advance(minutes=1, seconds=1)

    assert sign_in(store, PASSWORD) == officer


def test_a_success_clears_the_count(store, officer):
    for _ in range(4):
        refused(store, "wrong")
        refused(store, "wrong")
        sign_in(store, PASSWORD)


def test_a_new_password_replaces_the_old_one_and_unlocks(store, officer):
    for _ in range(3):
        refused(store, "wrong")
    users.set_password(store, "zhangsan", "another-long-one", by="admin")

    assert sign_in(store, "another-long-one") == officer
    assert refused(store, PASSWORD) == {"store.sign-in-wrong"}


def test_everything_wrong_with_a_new_person_is_said_at_once(store):
    with pytest.raises(LubuError) as error:
        users.add(store, "a b", "boss", "short")

    assert codes(error) == {"store.user-name", "store.user-role", "store.password-short"}
    assert users.list_users(store) == []


def test_a_name_is_given_once(store, officer):
    with pytest.raises(LubuError) as error:
        users.add(store, "zhangsan", Role.HR, PASSWORD)

    assert codes(error) == {"store.user-exists"}


def test_generated_passwords_are_long_enough_and_never_alike(store):
    made = {users.generate_password() for _ in range(200)}

    assert len(made) == 200
    assert all(len(password) >= 16 and password.isascii() for password in made)
