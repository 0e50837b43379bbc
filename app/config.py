"""Settings from the environment (``LUBU_…``) and where things lie on disk; read once, at the edges."""

from __future__ import annotations

import os
import secrets
from pathlib import Path
from typing import Literal

from pydantic import Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict

PROJECT = Path(__file__).resolve().parent.parent


class Settings(BaseSettings):
    """Every setting of the product; each is ``LUBU_<NAME>`` in the environment.

    Folders that are given as relative paths are taken from ``root``.
    """

    model_config = SettingsConfigDict(env_prefix="LUBU_", frozen=True, extra="ignore")

    root: Path = PROJECT
    instance: Path = Path("instance")
    """Database, uploads, secret key: what must be backed up."""
    rulebooks: Path = Path("rulebooks")
    """The watched folder of workbooks in force."""
    letter_templates: Path = Path("letter_templates")
    exports: Path = Path("exports")

    max_upload_mb: int = Field(default=64, ge=1, le=2048)
    """Largest case file that is accepted."""
    max_rulebook_mb: int = Field(default=16, ge=1, le=256)
    max_scan_mb: int = Field(default=20, ge=1, le=256)
    """Largest scan of a receipt."""
    chunk_cases: int = Field(default=5000, ge=1, le=100_000)
    """Cases decided and stored in one transaction."""
    chunk_letters: int = Field(default=200, ge=1, le=5000)
    """Letters made and stored in one transaction."""
    recheck_cases: int = Field(default=50, ge=1)
    """Cases of every chunk that the plain interpreter decides again; never zero."""
    scorecard_template: str = "绩效计分卡.docx"
    """The Word template of scorecards, below ``letter_templates``."""
    processes: int = Field(default_factory=lambda: min(8, os.cpu_count() or 1), ge=1, le=64)
    """Processes that the worker spreads chunks over; 1: none beside itself."""
    libreoffice: str = ""
    """The command that makes PDF; found by its usual names where none is given."""
    max_attempts: int = Field(default=5, ge=1)
    """Starts of a chunk after which a worker that keeps dying on it gives the batch up."""
    lock_out_attempts: int = Field(default=5, ge=1)
    lock_out_minutes: int = Field(default=15, ge=1)
    https: bool = False
    """Served over https only: plain requests are sent there and browsers are told to stay (HSTS)."""
    proxies: int = Field(default=0, ge=0, le=5)
    """Reverse proxies in front whose X-Forwarded headers are believed."""
    session_idle_minutes: int = Field(default=30, ge=1)
    session_hours: int = Field(default=10, ge=1)
    """Whatever happens, a person signs in again after so long."""
    timezone: str = "Asia/Shanghai"
    """The wall clock of pages; the store keeps UTC."""
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = "WARNING"
    """Log lines go to standard error as JSON; INFO tells of every load and batch, too."""
    secret_key: SecretStr | None = None
    """Signs sessions; made once and kept under ``instance`` when not given."""

    @property
    def instance_dir(self) -> Path:
        return self.root / self.instance

    @property
    def rulebooks_dir(self) -> Path:
        return self.root / self.rulebooks

    @property
    def templates_dir(self) -> Path:
        return self.root / self.letter_templates

    @property
    def exports_dir(self) -> Path:
        return self.root / self.exports

    @property
    def uploads_dir(self) -> Path:
        return self.instance_dir / "uploads"

    @property
    def database(self) -> Path:
        return self.instance_dir / "lubu.db"

    @property
    def queue(self) -> Path:
        """The queue only wakes the worker; the truth about work is in ``database``."""
        return self.instance_dir / "queue.db"

    def session_key(self) -> str:
        """The key that signs sessions, the same in every process; made on the first call (mode 0600)."""
        if self.secret_key is not None:
            return self.secret_key.get_secret_value()
        self.instance_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
        path = self.instance_dir / "secret_key"
        _make_secret(path)
        return path.read_text(encoding="ascii")


def _make_secret(path: Path) -> None:
    """Write a new secret unless one is there; linked into place so that no reader meets half a file."""
    if path.exists():
        return
    draft = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="ascii") as stream:
        stream.write(secrets.token_urlsafe(48))
    try:
        os.link(draft, path)
    except FileExistsError:  # another process was first: its key counts
        pass
    finally:
        draft.unlink()
