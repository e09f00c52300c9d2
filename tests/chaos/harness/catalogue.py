"""What the tasks of a chaos run do: search → 3 × (score → tailor → submit) → report. `submit` is the product's own."""

from brain.action import Action, Catalogue, Done, Outcome, Stop
from brain.actions.submit import action as submit
from brain.context import Context
from brain.plan import Plan, Ref, StepSpec
from brain.posting import Frozen, Posting
from tests.chaos.harness.page import filled_in

BRANCHES = ("1", "2", "3")
STEPS_PER_TASK = 2 + 3 * len(BRANCHES)
CANDIDATE = "00000000-0000-7000-8000-00000000ca0d"


class Searched(Frozen):
    """`number`: of the task; its postings are nobody else's."""

    number: int
    site: str


class Found(Frozen):
    postings: dict[str, str]


class AtPosting(Frozen):
    posting_id: str
    candidate_id: str


class Score(Frozen):
    score: int


class Prepared(Frozen):
    application_id: str


class Sent(Frozen):
    states: tuple[str, ...]


async def search(given: Searched, ctx: Context) -> Outcome:
    postings = [posting(given.site, given.number, branch) for branch in BRANCHES]
    stored = await ctx.postings.save(ctx.step.user_id, postings)
    return Done(Found(postings={branch: s.id for branch, s in zip(BRANCHES, stored, strict=True)}))


async def score(given: AtPosting, ctx: Context) -> Outcome:
    application = await ctx.applications.begin(ctx.step.user_id, given.candidate_id, given.posting_id, ctx.step.task_id)
    await ctx.applications.keep_score(ctx.step.user_id, application.id, 80)
    return Done(Score(score=80))


async def tailor(given: AtPosting, ctx: Context) -> Outcome:
    user = ctx.step.user_id
    stored = await ctx.postings.get(user, given.posting_id)
    application = await ctx.applications.begin(user, given.candidate_id, stored.id, ctx.step.task_id)
    await ctx.applications.keep_manifest(user, application.id, filled_in(stored.posting.apply_url))
    return Done(Prepared(application_id=application.id))


async def report(given: Sent, ctx: Context) -> Outcome:
    if given.states != ("confirmed",) * len(BRANCHES):
        return Stop(f"Not everything was confirmed: {', '.join(given.states)}", "invalid")
    return Done(given)


def catalogue() -> Catalogue:
    """By name; the roles spread the steps over all four queues."""
    ours = (
        Action("search", "Finds three postings.", "planner", Searched, Found, search),
        Action("score", "Scores a posting.", "critic", AtPosting, Score, score),
        Action("tailor", "Fills in a form.", "executor", AtPosting, Prepared, tailor),
        submit,
        Action("report", "Tells what was sent.", "learner", Sent, Sent, report),
    )
    return {action.name: action for action in ours}


def plan(number: int, site: str) -> Plan:
    """The plan of one task."""
    given = {"candidate_id": CANDIDATE}
    steps = [StepSpec(key="search", action_type="search", role="planner", given={"number": number, "site": site})]
    for branch in BRANCHES:
        at = {"posting_id": Ref(step="search", path=("postings", branch))}
        steps += [
            StepSpec(key=f"score:{branch}", action_type="score", role="critic", depends_on=("search",), given=given, refs=at),
            StepSpec(
                key=f"tailor:{branch}",
                action_type="tailor",
                role="executor",
                depends_on=(f"score:{branch}",),
                given=given,
                refs=at,
            ),
            StepSpec(
                key=f"submit:{branch}",
                action_type="submit",
                role="executor",
                depends_on=(f"tailor:{branch}",),
                given=given | {"reviewed": False},
                refs=at,
            ),
        ]
    last = tuple(f"submit:{branch}" for branch in BRANCHES)
    states = {"states": Ref(step="submit:", path=("state",), each=True)}
    steps.append(StepSpec(key="report", action_type="report", role="learner", depends_on=last, refs=states))
    return Plan(summary="three applications", steps=tuple(steps))


def posting(site: str, number: int, branch: str) -> Posting:
    """A job that is like no other: its own company, title and address."""
    name = f"{number}-{branch}"
    url = f"{site}/{name}"
    return Posting(
        source="double", board="double", external_id=name, url=url, apply_url=url, title=f"Job {name}", company=f"Company {name}"
    )
