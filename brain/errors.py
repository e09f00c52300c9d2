"""Every error a person or a program can meet, as a tree.

JobHunterError
├── InvalidInput        422  the caller's words are off; nothing was changed
│   └── InvalidPlan     422  a plan or fragment that breaks a rule of the DAG
├── NotFound            404  unknown, or not the caller's
├── Conflict            409  the state has moved on
├── Gone                410  it was there and has ended
├── Refused             403  a rule of the product says no (already applied, blocked, budget, address)
├── SignInRequired      401
├── Unavailable         503  a part of the stack does not answer; try again
└── Missing             500  something this machine lacks (`jobhunter doctor` names it)

`code` is stable and the same in `application/problem+json`, in `jobhunter/error/1` and in the logs; `fix` is the sentence that
says what to do next. `exit_code` is the one of the command line's table.
"""

from typing import ClassVar


class JobHunterError(Exception):
    """An error that answers the caller's next question.

    `code`: stable snake_case name. `title`: one short sentence. `detail`: what was seen. `fix`: what to do.
    """

    status: ClassVar[int] = 500
    exit_code: ClassVar[int] = 1

    def __init__(self, code: str, title: str, detail: str = "", fix: str = "", **extra: object) -> None:
        super().__init__(f"{title} {detail}".strip())
        self.code = code
        self.title = title
        self.detail = detail
        self.fix = fix
        self.extra = extra

    def document(self) -> dict[str, object]:
        """The error as one JSON object: `code`, `title`, `detail`, `fix` and what the error adds."""
        return {"code": self.code, "title": self.title, "detail": self.detail, "fix": self.fix, **self.extra}


class InvalidInput(JobHunterError):
    status = 422
    exit_code = 2


class InvalidPlan(InvalidInput):
    """A plan or a fragment that would close a cycle, touch a finished step or pass a limit."""


class NotFound(JobHunterError):
    status = 404
    exit_code = 2


class Conflict(JobHunterError):
    status = 409
    exit_code = 4


class Gone(JobHunterError):
    status = 410
    exit_code = 4


class Refused(JobHunterError):
    status = 403
    exit_code = 4


class SignInRequired(JobHunterError):
    status = 401
    exit_code = 2


class Unavailable(JobHunterError):
    status = 503
    exit_code = 1


class Missing(JobHunterError):
    status = 500
    exit_code = 6
