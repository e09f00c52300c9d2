"""The planner by rules: the first plan of a goal, the branch of one posting, and the next round of looking.

Every step of an apply plan is drawn here, so the shape of DESIGN.md's plan can be read in one place:

    load_candidate → recall_plans → choose_sources → search_postings × sources → merge_postings → select_postings
    or, for a goal with addresses: load_candidate → recall_plans → open_posting × addresses → merge_postings → select_postings
    select_postings grows, per posting:
        read_posting → score_match → (tailor_resume, write_letter) → explore_form → audit_answers → [review] → submit → track
    review_progress (a settled join over the branches) → learn → notify
"""

from collections.abc import Sequence
from urllib.parse import urlsplit

from brain.action import Role
from brain.context import Options
from brain.errors import InvalidInput
from brain.goal import Goal
from brain.plan import Join, Limits, Plan, PlanFragment, Ref, StepSpec
from brain.ports import StoredPosting
from brain.posting import Posting

DEFAULT_SOURCES = ("greenhouse", "lever")
APPLYING = ("apply", "prepare")
PLANNED = (*APPLYING, "search", "analyse")


def first_plan(goal: Goal, options: Options, sources: Sequence[str]) -> Plan:
    """The plan before it grows: at least ten steps where boards are searched, one for each address where those are given.

    `sources`: the sources the world model has sites for. Raises `InvalidInput` `verb_not_planned` for what has no plan yet.
    """
    if goal.verb not in PLANNED:
        raise InvalidInput(
            "verb_not_planned",
            "This kind of goal cannot be carried out yet.",
            f"understood as: {goal.verb}",
            "Ask to search, analyse, prepare or apply.",
        )
    finding, found_by, summary = _opening(goal) if goal.urls else _searching(goal, options, sources)
    steps = (
        _step("load_candidate", "planner", title="Load the candidate's facts"),
        _step("recall_plans", "planner", after=("load_candidate",), title="Recall plans of similar goals"),
        *finding,
        _step(
            "merge_postings",
            "planner",
            after=tuple(s.key for s in finding if s.action_type == found_by),
            join="settled",
            refs={"searches": Ref(step=f"{found_by}:", each=True)},
            title="Merge what was found",
        ),
        *_ending(goal),
    )
    return Plan(summary=f"{summary}: {len(steps)} steps to begin with.{_asks(goal)}", steps=steps)


def _searching(goal: Goal, options: Options, known: Sequence[str]) -> tuple[list[StepSpec], str, str]:
    """The steps that find postings on boards, the action that finds, and what it does in words."""
    chosen = _sources(goal, options, known)
    given: dict[str, object] = {"sources": list(chosen)}
    choosing = _step("choose_sources", "planner", after=("recall_plans",), given=given, title="Choose where to look")
    return [choosing, *_searches(chosen)], "search_postings", _summary(goal, chosen)


def _opening(goal: Goal) -> tuple[list[StepSpec], str, str]:
    """The same for a goal that names its postings by their addresses."""
    opening = [
        _step(
            "open_posting",
            "executor",
            key=f"open_posting:{number}",
            after=("recall_plans",),
            given={"url": url},
            title=f"Open {url}",
        )
        for number, url in enumerate(goal.urls, 1)
    ]
    verb = {"apply": "apply", "prepare": "prepare an application"}.get(goal.verb, "read what is there")
    return opening, "open_posting", f"Open {', '.join(goal.urls)} and {verb}"


def _ending(goal: Goal) -> tuple[StepSpec, ...]:
    return (
        _step(
            "select_postings",
            "planner",
            after=("merge_postings", "load_candidate"),
            given={"count": goal.count},
            refs={"found": Ref(step="merge_postings", path=("posting_ids",)), **CANDIDATE},
            title="Select the postings to go for",
        ),
        _look(1, ("select_postings",)),
        _step(
            "learn",
            "learner",
            after=(look_key(1),),
            refs={
                "explored": Ref(step="explore_form:", each=True),
                "submitted": Ref(step="submit:", each=True),
            },
            title="Learn from what happened",
        ),
        _step("notify", "learner", after=("learn",), title="Tell the person"),
    )


CANDIDATE = {"candidate_id": Ref(step="load_candidate", path=("candidate_id",))}
SEEN = {"boards": Ref(step="choose_sources", path=("refs",))}
RANKED = {"ranked": Ref(step="select_postings", path=("ranked",))}


def branch_name(index: int) -> str:
    """The name of the branch for the posting ranked `index` (from 0)."""
    return f"p{index + 1}"


def look_key(round_number: int) -> str:
    return f"review_progress:{round_number}"


def branches(
    goal: Goal, options: Options, chosen: Sequence[tuple[int, str, str]], stored: Sequence[StoredPosting] = ()
) -> tuple[StepSpec, ...]:
    """The branches of the chosen postings: (rank from 0, posting id, title) each.

    `stored`: these postings as they were seen, for the sites and companies their steps touch.
    """
    postings = {s.id: s.posting for s in stored}
    return tuple(
        step
        for index, posting_id, title in chosen
        for step in _branch(goal, options, branch_name(index), posting_id, title, postings.get(posting_id))
    )


def look_again(round_number: int, new: Sequence[StepSpec], still_open: Sequence[str]) -> PlanFragment:
    """New branches and the next look, which waits for them and for the branches still open; `learn` waits for the look.

    `still_open`: the keys of the last steps of branches that have not ended.
    """
    return PlanFragment(steps=(*new, _look(round_number, (*_ends(new), *still_open))), edges=((look_key(round_number), "learn"),))


def no_longer_needed(keys: Sequence[str]) -> PlanFragment:
    """The goal is met: what still waits is dropped."""
    return PlanFragment(drop=tuple(keys))


def first_branches(new: Sequence[StepSpec]) -> PlanFragment:
    """The first branches: the first look, which is in the plan already, waits for their ends."""
    return PlanFragment(steps=tuple(new), edges=tuple((end, look_key(1)) for end in _ends(new)))


def _ends(steps: Sequence[StepSpec]) -> list[str]:
    parents = {parent for step in steps for parent in step.depends_on}
    return [s.key for s in steps if s.key not in parents]


def repair_round(branch: str, posting_id: str, round_number: int, doubted: Sequence[str], next_key: str) -> PlanFragment:
    """One round of repair: the doubted fields are answered anew and audited again before the branch goes on."""
    repair = f"repair_answer:{branch}:{round_number}"
    audit = f"audit_answers:{branch}:{round_number + 1}"
    given = {"posting_id": posting_id, "branch": branch, "round": round_number + 1, "next_key": next_key}
    return PlanFragment(
        steps=(
            _step(
                "repair_answer",
                "critic",
                key=repair,
                given={"posting_id": posting_id, "doubted": list(doubted)},
                refs=CANDIDATE,
                title="Answer the doubted fields anew",
            ),
            _step(
                "audit_answers",
                "critic",
                key=audit,
                after=(repair,),
                given=given,
                refs=CANDIDATE,
                title="Audit every answer again",
            ),
        ),
        edges=((audit, next_key),),
    )


def _branch(goal: Goal, options: Options, name: str, posting_id: str, title: str, posting: Posting | None) -> list[StepSpec]:
    given: dict[str, object] = {"posting_id": posting_id}
    site, company = (_site(posting), posting.company) if posting else ("", "")
    looking = [
        _on(name, "read_posting", "executor", (), given, f"Read {title}", refs=SEEN),
        _on(
            name,
            "score_match",
            "critic",
            ("read_posting",),
            {**given, "min_score": _least_score(goal, options)},
            f"Score {title}",
        ),
    ]
    if goal.verb not in APPLYING:
        return looking
    documents = [
        _on(name, "tailor_resume", "planner", ("score_match",), given, f"Tailor the résumé for {title}"),
        _on(name, "write_letter", "planner", ("score_match",), given, f"Write the letter for {title}"),
    ]
    sends = goal.verb == "apply" and not options.dry_run
    reviewed = sends and goal.review and options.review
    last = "audit_answers"
    steps = [
        *looking,
        *documents,
        _on(
            name,
            "explore_form",
            "executor",
            tuple(d.action_type for d in documents),
            given,
            f"Explore the form of {title}",
            limits=Limits(site=site),
        ),
    ]
    next_key = f"review:{name}" if reviewed else f"submit:{name}" if sends else f"track:{name}"
    audit_given = {**given, "branch": name, "round": 1, "next_key": next_key}
    steps.append(_on(name, "audit_answers", "critic", ("explore_form",), audit_given, f"Audit every answer for {title}"))
    if reviewed:
        pictures = {"screenshots": Ref(step=f"explore_form:{name}", path=("screenshots",))}
        steps.append(_on(name, "review", "critic", (last,), given, f"Review the application to {title}", refs=pictures))
        last = "review"
    if sends:
        sending = Limits(site=site, company=company, sends=True)
        submit_given = {**given, "reviewed": reviewed}
        steps.append(_on(name, "submit", "executor", (last,), submit_given, f"Submit to {title}", limits=sending))
        last = "submit"
    steps.append(_on(name, "track", "critic", (last,), {**given, "sent": sends}, f"Keep the record of {title}"))
    return steps


def _site(posting: Posting) -> str:
    """The host[:port] of the page its form is on; empty where the address is none."""
    try:
        netloc = urlsplit(posting.apply_url or posting.url).netloc
    except ValueError:
        return ""
    return netloc.rpartition("@")[2].lower()


def _least_score(goal: Goal, options: Options) -> int:
    # A search shows what it found with its score, and who names a posting has chosen it: only our choice must reach the floor.
    return options.min_score if goal.verb in APPLYING and not goal.urls else 0


def _on(
    name: str,
    action: str,
    role: Role,
    after: Sequence[str],
    given: dict[str, object],
    title: str,
    refs: dict[str, Ref] | None = None,
    limits: Limits | None = None,
) -> StepSpec:
    """A step of the branch `name`; its parents are steps of the same branch."""
    return _step(
        action,
        role,
        key=f"{action}:{name}",
        after=tuple(f"{a}:{name}" for a in after),
        given=given,
        refs={**CANDIDATE, **(refs or {})},
        title=title,
        limits=limits,
    )


def _searches(sources: Sequence[str]) -> list[StepSpec]:
    """A search per source; one source alone is searched in two halves, so that one broken board costs no goal."""
    parts = 2 if len(sources) == 1 else 1
    return [_search(source, part, parts) for source in sources for part in range(parts)]


def _search(source: str, part: int, parts: int) -> StepSpec:
    key = f"search_postings:{source}" + (f":{part + 1}" if parts > 1 else "")
    given: dict[str, object] = {"source": source, "part": part, "parts": parts}
    title = f"Search {source}" + (f" (part {part + 1} of {parts})" if parts > 1 else "")
    return _step("search_postings", "executor", key=key, after=("choose_sources",), given=given, refs=SEEN, title=title)


def _look(round_number: int, after: Sequence[str]) -> StepSpec:
    return _step(
        "review_progress",
        "critic",
        key=look_key(round_number),
        after=tuple(after),
        join="settled",
        given={"round": round_number},
        refs=RANKED,
        title="See how far the goal is",
    )


def _step(
    action: str,
    role: Role,
    *,
    key: str = "",
    after: Sequence[str] = (),
    join: Join = "all",
    given: dict[str, object] | None = None,
    refs: dict[str, Ref] | None = None,
    title: str = "",
    limits: Limits | None = None,
) -> StepSpec:
    return StepSpec(
        key=key or action,
        action_type=action,
        role=role,
        depends_on=tuple(after),
        join=join,
        given=given or {},
        refs=refs or {},
        title=title,
        limits=limits,
    )


def _sources(goal: Goal, options: Options, known: Sequence[str]) -> tuple[str, ...]:
    """The named sources, else all that are known; at least two searches, so that one broken site costs no goal."""
    named = tuple(options.sources or goal.sources)
    if named:
        return tuple(dict.fromkeys(named))
    return tuple(dict.fromkeys(known)) or DEFAULT_SOURCES


def _summary(goal: Goal, sources: Sequence[str]) -> str:
    what = " or ".join(goal.roles or goal.skills) or "fitting work"
    where = ", ".join([*goal.workplace, *(place.text for place in goal.locations)])
    verb = {"apply": "apply to", "prepare": "prepare applications to"}.get(goal.verb, "find")
    place = f" ({where})" if where else ""
    return f"Search {', '.join(sources)} for {what}{place}, {verb} the {goal.count} best"


def _asks(goal: Goal) -> str:
    return " A person approves each before it is sent." if goal.verb == "apply" and goal.review else ""
