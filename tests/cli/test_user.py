"""``flask user …``: people who may sign in."""

from app.store import Store, users


def call(runner, *arguments):
    return runner.invoke(args=["user", *arguments])


def test_a_person_is_added_with_a_password_that_is_shown_once_and_works(runner, settings):
    result = call(runner, "add", "zhangsan", "--role", "officer", "--display", "张三")
    assert result.exit_code == 0, result.output
    password = result.output.split("密码：")[1].split("（")[0]
    assert users.authenticate(Store(settings.database), "zhangsan", password).display_name == "张三"
    assert password not in call(runner, "list").output
    assert "zhangsan" in call(runner, "list").output


def test_a_name_is_given_once_and_a_role_is_one_of_three(runner):
    assert call(runner, "add", "lisi", "--role", "hr").exit_code == 0
    assert call(runner, "add", "lisi", "--role", "hr").exit_code == 1
    assert call(runner, "add", "wangwu", "--role", "boss").exit_code == 2
