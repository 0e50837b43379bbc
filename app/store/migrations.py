"""The tables, as a list of steps; a step once released is never edited, a new one is added below."""

from __future__ import annotations

from sqlite_utils import Database
from sqlite_utils.migrations import Migrations

migrations = Migrations("lubu")


@migrations()
def m001_people(db: Database) -> None:
    _run(
        db,
        """CREATE TABLE users (
            name TEXT PRIMARY KEY, display_name TEXT NOT NULL,
            role TEXT NOT NULL CHECK (role IN ('officer', 'business', 'hr')),
            admin INTEGER NOT NULL DEFAULT 0, active INTEGER NOT NULL DEFAULT 1,
            password_hash TEXT NOT NULL, officer_id TEXT NOT NULL DEFAULT '', created_at TEXT NOT NULL)""",
        """CREATE TABLE login_failures (
            id INTEGER PRIMARY KEY, name TEXT NOT NULL, at TEXT NOT NULL, address TEXT NOT NULL DEFAULT '')""",
        "CREATE INDEX login_failures_name ON login_failures (name, at)",
        """CREATE TABLE events (
            id INTEGER PRIMARY KEY, at TEXT NOT NULL, who TEXT NOT NULL, what TEXT NOT NULL,
            subject TEXT NOT NULL, details TEXT NOT NULL, previous TEXT NOT NULL, hash TEXT NOT NULL UNIQUE)""",
        """CREATE TRIGGER events_stay BEFORE UPDATE ON events
            BEGIN SELECT RAISE(ABORT, 'events are append-only'); END""",
        """CREATE TRIGGER events_remain BEFORE DELETE ON events
            BEGIN SELECT RAISE(ABORT, 'events are append-only'); END""",
    )


@migrations()
def m002_versions(db: Database) -> None:
    _run(
        db,
        """CREATE TABLE versions (
            hash TEXT PRIMARY KEY, kind TEXT NOT NULL CHECK (kind IN ('rulebook', 'template')),
            name TEXT NOT NULL, file TEXT NOT NULL, data BLOB NOT NULL,
            loaded_at TEXT NOT NULL, loaded_by TEXT NOT NULL, findings TEXT NOT NULL)""",
        "CREATE INDEX versions_name ON versions (kind, name, loaded_at)",
        """CREATE TABLE loads (
            id INTEGER PRIMARY KEY, kind TEXT NOT NULL, file TEXT NOT NULL, hash TEXT NOT NULL,
            at TEXT NOT NULL, by TEXT NOT NULL,
            source TEXT NOT NULL CHECK (source IN ('folder', 'upload')), accepted INTEGER NOT NULL,
            findings TEXT NOT NULL)""",
        "CREATE INDEX loads_file ON loads (kind, file, id)",
        """CREATE TABLE releases (
            id INTEGER PRIMARY KEY, since TEXT NOT NULL, by TEXT NOT NULL, note TEXT NOT NULL DEFAULT '')""",
        """CREATE TABLE release_items (
            release_id INTEGER NOT NULL REFERENCES releases (id), position INTEGER NOT NULL,
            kind TEXT NOT NULL, file TEXT NOT NULL, hash TEXT NOT NULL REFERENCES versions (hash),
            PRIMARY KEY (release_id, position))""",
    )


@migrations()
def m003_batches(db: Database) -> None:
    _run(
        db,
        """CREATE TABLE batches (
            id INTEGER PRIMARY KEY, name TEXT NOT NULL, file TEXT NOT NULL, sha256 TEXT NOT NULL,
            upload TEXT NOT NULL, sheet TEXT, release_id INTEGER NOT NULL REFERENCES releases (id),
            as_of TEXT NOT NULL, created_by TEXT NOT NULL, created_at TEXT NOT NULL,
            status TEXT NOT NULL, phase TEXT NOT NULL DEFAULT '', starts INTEGER NOT NULL DEFAULT 0,
            started_at TEXT, finished_at TEXT, findings TEXT NOT NULL DEFAULT '[]',
            cases INTEGER NOT NULL DEFAULT 0, errors INTEGER NOT NULL DEFAULT 0,
            letters INTEGER NOT NULL DEFAULT 0, blocked INTEGER NOT NULL DEFAULT 0)""",
        "CREATE INDEX batches_status ON batches (status)",
        """CREATE TABLE chunks (
            batch_id INTEGER NOT NULL REFERENCES batches (id), phase TEXT NOT NULL, no INTEGER NOT NULL,
            start INTEGER NOT NULL, stop INTEGER NOT NULL, status TEXT NOT NULL DEFAULT 'open',
            attempts INTEGER NOT NULL DEFAULT 0, started_at TEXT, finished_at TEXT,
            PRIMARY KEY (batch_id, phase, no))""",
        "CREATE TABLE traces (hash TEXT PRIMARY KEY, steps TEXT NOT NULL)",
        """CREATE TABLE decisions (
            batch_id INTEGER NOT NULL REFERENCES batches (id), row INTEGER NOT NULL, source_row INTEGER NOT NULL,
            case_id TEXT NOT NULL, customer_id TEXT NOT NULL, customer TEXT NOT NULL,
            officer TEXT NOT NULL, officer_name TEXT NOT NULL, branch TEXT NOT NULL, amount TEXT,
            inputs TEXT NOT NULL, outputs TEXT NOT NULL, trace TEXT NOT NULL REFERENCES traces (hash), errors TEXT,
            PRIMARY KEY (batch_id, row))""",
        "CREATE INDEX decisions_customer ON decisions (batch_id, customer_id)",
        "CREATE INDEX decisions_errors ON decisions (batch_id) WHERE errors IS NOT NULL",
    )


@migrations()
def m004_letters(db: Database) -> None:
    _run(
        db,
        """CREATE TABLE letters (
            id INTEGER PRIMARY KEY, batch_id INTEGER NOT NULL REFERENCES batches (id), no INTEGER NOT NULL,
            kind TEXT NOT NULL, customer_id TEXT NOT NULL, customer TEXT NOT NULL, recipient TEXT NOT NULL,
            officer TEXT NOT NULL, branch TEXT NOT NULL, rows TEXT NOT NULL, number TEXT UNIQUE,
            template TEXT REFERENCES versions (hash), "values" TEXT NOT NULL, sha256 TEXT, file TEXT,
            status TEXT NOT NULL CHECK (status IN ('ready', 'blocked')), reasons TEXT NOT NULL DEFAULT '[]',
            made_at TEXT NOT NULL, UNIQUE (batch_id, no))""",
        "CREATE INDEX letters_customer ON letters (batch_id, customer_id)",
        """CREATE TABLE counters (
            pattern TEXT NOT NULL, year INTEGER NOT NULL, last INTEGER NOT NULL,
            PRIMARY KEY (pattern, year))""",
    )


@migrations()
def m005_scorecards(db: Database) -> None:
    _run(
        db,
        """CREATE TABLE scorecard_runs (
            id INTEGER PRIMARY KEY, period TEXT NOT NULL, rulebook TEXT NOT NULL REFERENCES versions (hash),
            template TEXT REFERENCES versions (hash), sources TEXT NOT NULL, summary TEXT NOT NULL,
            summary_sha256 TEXT NOT NULL, findings TEXT NOT NULL, made_at TEXT NOT NULL, made_by TEXT NOT NULL)""",
        """CREATE TABLE scorecards (
            id INTEGER PRIMARY KEY, run_id INTEGER NOT NULL REFERENCES scorecard_runs (id),
            officer TEXT NOT NULL, officer_name TEXT NOT NULL, branch TEXT NOT NULL, "values" TEXT NOT NULL,
            file TEXT NOT NULL, sha256 TEXT NOT NULL, UNIQUE (run_id, officer))""",
    )


@migrations()
def m006_offers(db: Database) -> None:
    """Files that are only checked; and case files decided by two versions of a rulebook."""
    _run(
        db,
        "ALTER TABLE loads ADD COLUMN checked INTEGER NOT NULL DEFAULT 0",
        """CREATE TABLE trials (
            id INTEGER PRIMARY KEY, rulebook TEXT NOT NULL, old TEXT NOT NULL, new TEXT NOT NULL,
            release_id INTEGER NOT NULL REFERENCES releases (id), name TEXT NOT NULL,
            file TEXT NOT NULL, sha256 TEXT NOT NULL, upload TEXT NOT NULL, sheet TEXT, as_of TEXT NOT NULL,
            batch_id INTEGER REFERENCES batches (id), created_by TEXT NOT NULL, created_at TEXT NOT NULL,
            status TEXT NOT NULL, stage INTEGER NOT NULL DEFAULT 0, starts INTEGER NOT NULL DEFAULT 0,
            finished_at TEXT, findings TEXT NOT NULL DEFAULT '[]', result TEXT NOT NULL DEFAULT '{}',
            workbook TEXT NOT NULL DEFAULT '')""",
        "CREATE INDEX trials_versions ON trials (new, old)",
        "CREATE INDEX trials_status ON trials (status)",
    )


@migrations()
def m007_deliveries(db: Database) -> None:
    _run(
        db,
        """CREATE TABLE deliveries (
            id INTEGER PRIMARY KEY, letter_id INTEGER NOT NULL REFERENCES letters (id),
            mode TEXT NOT NULL, delivered_on TEXT NOT NULL, served INTEGER NOT NULL,
            signer TEXT NOT NULL DEFAULT '', capacity TEXT NOT NULL DEFAULT '', note TEXT NOT NULL DEFAULT '',
            scan TEXT, scan_name TEXT, scan_sha256 TEXT,
            recorded_at TEXT NOT NULL, recorded_by TEXT NOT NULL,
            revoked_at TEXT, revoked_by TEXT, revoked_why TEXT NOT NULL DEFAULT '')""",
        "CREATE INDEX deliveries_letter ON deliveries (letter_id)",
        """CREATE TABLE moved_dates (
            batch_id INTEGER NOT NULL REFERENCES batches (id), variable TEXT NOT NULL, case_id TEXT NOT NULL,
            date TEXT NOT NULL, letter_id INTEGER NOT NULL REFERENCES letters (id),
            PRIMARY KEY (batch_id, variable, case_id))""",
    )


@migrations()
def m008_pdf_runs(db: Database) -> None:
    _run(
        db,
        """CREATE TABLE pdf_runs (
            batch_id INTEGER PRIMARY KEY REFERENCES batches (id), asked_by TEXT NOT NULL, asked_at TEXT NOT NULL,
            status TEXT NOT NULL, done INTEGER NOT NULL DEFAULT 0, total INTEGER NOT NULL,
            findings TEXT NOT NULL DEFAULT '[]', finished_at TEXT)""",
    )


def _run(db: Database, *statements: str) -> None:
    for statement in statements:
        db.execute(statement)
